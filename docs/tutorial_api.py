"""From Python: a model, a comparison and a sweep on one county, in a quarter of a minute."""

import sim
from sim.experiments.designs import Design

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
    vary={"policy.executive_heads.number": [3000, 6000]},
    settings=list(SMALL),
)
swept = sim.sweep(design).table()
led = swept[(swept.measure == "executive_heads") & (swept.group == "all")]
print(led[["policy.executive_heads.number", "mean"]].to_string(index=False))
