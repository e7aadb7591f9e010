"""From Python: a model, a comparison, and a sweep with questions to it, on one county."""

from tempfile import TemporaryDirectory

import sim
from sim.designs import Design

SMALL = ("world=lincolnshire", "run.years=4", "run.replicates=2", "run.workers=1")

# One model, looked at as agents.
from sim.world import lincolnshire  # noqa: E402

model = sim.Model(lincolnshire(), seed=1).warm_up(2).run(1)
head = model.heads[0]
print(
    f"The head of school {head.school.unique_id} is {head.age} and leads {head.pupils_led} pupils."
)

# Two scenarios with the same luck.
found = sim.compare("baseline", "executive_heads_4000", *SMALL)
print(found)
table = found.table()
change = table[(table.kind == "difference") & (table.measure == "head_leaver_rate")]
print(change[change.group == "small"].to_string(index=False))

# A sweep over how many executive heads there are.
design = Design(
    name="tutorial",
    description="How many executive heads",
    kind="grid",
    scenarios=["baseline", "executive_heads_4000"],
    vary={"policy.executive_heads.number": [2000, 4000, 6000]},
    settings=list(SMALL),
)
swept = sim.sweep(design)
found = swept.table()
led = found[(found.measure == "executive_heads") & (found.group == "all")]
print(led[["policy.executive_heads.number", "mean"]].to_string(index=False))

# Saved, a sweep can be asked: which number is enough, and what does it cost?
with TemporaryDirectory() as place:
    folder = swept.save(f"{place}/sweep")
    print(sim.thresholds(folder, "head_leading_hours").to_string(index=False))
    options = sim.frontier(folder, measure="head_leading_hours")
    print(options[["option", "cost", "gain", "likely"]].to_string(index=False))
    print(sim.regret(folder, "head_leading_hours")[["scenario", "mean_regret", "best_share"]])
