"""A comparison and a sweep from Python; `tutorial.ipynb` is made of it."""

# # Small schools from Python
#
# One county, Lincolnshire, so that each step takes seconds.

from pathlib import Path
from tempfile import mkdtemp

import sim

SMALL = ("world=lincolnshire", "run.years=4", "run.replicates=2", "run.workers=1")

# ## One model, looked at as agents

from sim.world import lincolnshire  # noqa: E402

model = sim.Model(lincolnshire(), seed=1).warm_up(2).run(1)
head = model.heads[0]
print(f"School {head.school.unique_id}: its head is {head.age} and leads {head.pupils_led} pupils.")

# ## Two scenarios with the same luck
#
# `executive_heads_4000` is named, `both` is two scenarios together. Two replicates are too few for
# intervals: leave `SMALL` out, and there are 40.

both = sim.Scenario("both", "enabling_grant", "teaching_schools")
found = sim.compare("baseline", "executive_heads_4000", both, *SMALL)
print(found)

# All numbers are in a table: means by scenario, year, group of schools and measure, then changes.

table = found.table()
change = table[(table.kind == "difference") & (table.measure == "head_leaver_rate")]
print(change[change.group == "small"].tail())

# A figure by its name, which a wrong name lists; or of measures of your own choice.

print(found.plot("pipeline"))

print(found.plot("by_size", measures=["deficit_share", "cost_per_pupil"]))

# A page to hand on, with the answer in sentences, and a folder with everything.

place = Path(mkdtemp())
page = found.report(place / "page.html")
print(found.save(place / "compared", figures=False))

# ## A sweep over how many executive heads there are

from sim.designs import Design  # noqa: E402

design = Design(
    name="tutorial",
    description="How many executive heads",
    kind="grid",
    scenarios=["baseline", "executive_heads_4000"],
    vary={"policy.executive_heads.number": [2000, 4000, 6000]},
    settings=list(SMALL),
)
swept = sim.sweep(design, measures=["head_leading_hours", "cost_per_pupil"])
print(swept)

# Saved, it can be asked: which number is enough, and what does it cost?

folder = swept.save(place / "swept", figures=False)
print(sim.thresholds(folder, "head_leading_hours"))

options = sim.frontier(folder, measure="head_leading_hours")
print(options[["option", "cost", "gain", "likely"]])
