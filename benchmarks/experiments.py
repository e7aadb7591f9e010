"""What experiments cost beside the simulating itself: overhead of tasks, gain from two cores."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from sim.parameters.config import Settings, load
from sim.runs import ensemble
from sim.runs.engines import run_tasks
from sim.runs.replicate import simulate
from sim.runs.store import MOST_TOGETHER
from sim.world import World, load_world

TASKS, ENGLANDS, ASKED = 400, (4, 24), 1_000
REPLICATES = 400  # so many that the second in which processes begin is little of it
SMALL = ["world=synthetic", "world.schools=1000", "run.years=10"]


def nothing(world: World, settings: Sequence[Settings]) -> None:
    """A task that is only handed out and handed back."""


def overhead() -> None:
    """Milliseconds to hand a task of a sweep out, beside one that takes as long as small runs."""
    from experiments import nothing  # workers import it, and do not read a script again

    one = load("baseline", [*SMALL, "run.workers=2"])
    world = load_world(one.world)
    tasks = [(world, [one] * MOST_TOGETHER)] * TASKS
    list(run_tasks(nothing, tasks[:8], one.run, 8))  # so that processes have been begun once
    start = time.perf_counter()
    results = run_tasks(nothing, tasks, one.run, TASKS)
    next(results)
    begun = time.perf_counter()
    list(results)
    each = (time.perf_counter() - begun) / (TASKS - 1)
    print(
        f"two processes begin in {begun - start:.1f} s; a task costs {each * 1e3:.1f} ms to", end=""
    )
    start = time.perf_counter()
    simulate(world, [one], 0)
    took = time.perf_counter() - start
    print(f" hand out: {each / took:.1%} of a run of 1,000 schools x 10 years (aim: 5 % or less)")


def two_cores() -> None:
    """How much sooner two processes are done than one."""
    took = {}
    for workers in (1, 2):
        words = [f"run.replicates={REPLICATES}", f"run.workers={workers}"]
        took[workers] = ensemble.run([load("baseline", [*SMALL, *words])], quiet=True).seconds
    ratio = took[1] / took[2]
    print(f"{REPLICATES} small runs on two cores: {ratio:.2f} times one core (aim: 1.7 or more)")


def many_englands() -> None:
    """From a few runs of England, and some more, to a thousand."""
    took = {}
    for count in ENGLANDS:
        words = ["run.years=20", f"run.replicates={count}", "run.workers=2"]
        took[count] = ensemble.run([load("baseline", words)], quiet=True).seconds
    few, more = ENGLANDS
    each = (took[more] - took[few]) / (more - few)
    minutes = (took[few] + each * (ASKED - few)) / 60
    told = " and ".join(f"{count} runs in {seconds:.1f} s" for count, seconds in took.items())
    print(f"England x 20 years with 5 of warm-up on two cores: {told}")
    print(f"extrapolated to {ASKED:,} runs: {minutes:.0f} minutes (aim: 8 or less, with kernels)")


if __name__ == "__main__":
    load_now = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    print(f"load of the machine at the start: {load_now} (above 0.5 the figures are too high)")
    overhead()
    two_cores()
    many_englands()
