"""How fast it is, with compiled kernels and without, side by side in one run: `make bench`.

What one process does is told in seconds of the processor, the least of some tries taken in turn,
so that others who use the machine spoil little.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec

from sim.batch import Batch
from sim.engine import kernels
from sim.engine.scheduler import all_at_once, one_by_one
from sim.model import Model
from sim.parameters.config import load
from sim.runs import futures_together
from sim.world import World, england, lincolnshire, synthetic

YEARS, FEW_YEARS = 20, 5
AIMS = {"off": 1.5, "on": 0.5}  # seconds, of England
WAYS = {"off": "without kernels", "on": "with kernels"}
UNTIL_PROGRESS = """
import sys
from sim.commands.main import main
from sim.runs import ensemble
ensemble.progress = lambda *_: sys.exit()
main(["compare", "run.workers=2", "--output", "outputs/.none"])
"""
MEMORY_OF_A_RUN = """
from sim.model import Model
from sim.runs.replicate import memory_mb
from sim.world import england
Model(england(), seed=1).warm_up(5).branch().run(20)
print(memory_mb())
"""


def seconds(
    works: Mapping[str, Callable[[], object]],
    times: int,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, float]:
    """The least seconds of each of some works, over tries in which they take turns."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(times):
        for name, work in works.items():
            start = clock()
            work()
            best[name] = min(best[name], clock() - start)
    return best


def each_way(work: Callable[[], object], times: int) -> dict[str, float]:
    """Seconds of a work with kernels, where Numba is installed, and without."""

    def done(way: str) -> None:
        os.environ[kernels.VARIABLE], kernels.on = way, way == "on"
        work()

    ways = [way for way in WAYS if way == "off" or kernels.available()]
    for way in ways:
        done(way)  # once before: kernels are compiled, memory is taken
    took = seconds({way: lambda way=way: done(way) for way in ways}, times)
    os.environ[kernels.VARIABLE], kernels.on = "off", False
    return took


def at_the_door() -> None:
    help_screen, until_progress = [sys.executable, "-m", "sim", "--help"], [sys.executable, "-c"]
    commands = {"--help": help_screen, "progress": [*until_progress, UNTIL_PROGRESS]}
    runs = {
        name: lambda words=words: subprocess.run(words, capture_output=True, check=True)
        for name, words in commands.items()
    }
    took = seconds(runs, 3, time.perf_counter)
    print(
        f"--help: {took['--help']:.2f} s (aim: 0.1 s or less); compare shows progress after "
        f"{took['progress']:.1f} s (aim: 1.5 s or less)"
    )


def of_england() -> None:
    past = Model(england(), seed=1).warm_up(5)
    took = each_way(lambda: past.branch().run(YEARS), times=3)
    for way, each in took.items():
        ratio = f", {each / took['off']:.2f} of without" if way != "off" else ""
        aim = f"aim: {AIMS[way]} s or less"
        print(f"England x {YEARS} years on one core, {WAYS[way]}: {each:.2f} s ({aim}){ratio}")
    peaks = ", ".join(f"{memory_of_a_run(way):.0f} MB {WAYS[way]}" for way in took)
    print(f"peak memory of a process that runs it: {peaks} (aim: 450 MB or less)")


def memory_of_a_run(way: str) -> float:
    """The most memory, in MB, of a process that does nothing else."""
    command, given = [sys.executable, "-c", MEMORY_OF_A_RUN], os.environ | {kernels.VARIABLE: way}
    return float(subprocess.run(command, env=given, capture_output=True, check=True).stdout)


def side_by_side(world: World) -> tuple[list[Model], Callable[[int], object]]:
    """As many replicates of a world as an ensemble runs side by side, and how to run them so."""
    settings = load("baseline", ["run.parameters=ledger"])
    past = Batch.new(world, settings.model, range(futures_together(len(world)))).warm_up(5)
    alone = [past.take_out(replicate) for replicate in range(past.replicates)]
    return alone, lambda years: Batch.of([one.branch() for one in alone]).run(years)


def of_a_county() -> None:
    """A replicate of Lincolnshire, alone and among as many as stand side by side."""
    replicates, run = side_by_side(lincolnshire())
    took = each_way(lambda: run(YEARS), times=3)
    alone = each_way(lambda: replicates[0].branch().run(YEARS), times=3)
    for way, each in took.items():
        print(
            f"a county x {YEARS} years, {WAYS[way]}: {each / len(replicates) * 1e3:.0f} ms a"
            f" replicate of {len(replicates)} side by side (aim: 30 ms or less),"
            f" {alone[way] * 1e3:.0f} ms alone"
        )


def against_one_by_one() -> None:
    past = {
        scheduler: Model(synthetic(1_000, 1), seed=1, scheduler=scheduler)
        for scheduler in (all_at_once, one_by_one)
    }
    took = each_way(lambda: past[all_at_once].branch().run(FEW_YEARS), times=5)
    slow = seconds({"all": lambda: past[one_by_one].branch().run(FEW_YEARS)}, times=1)["all"]
    told = ", ".join(f"{slow / each:.0f} {WAYS[way]}" for way, each in took.items())
    print(f"1,000 schools, times as fast as the reference scheduler: {told} (aim: 30)")


def against_starsim() -> None:
    """A year of England beside a step of an epidemic, where Starsim (pip install starsim) is."""
    if find_spec("starsim") is None:
        print("Starsim is not installed, so no year is held against a step of its SIR epidemic")
        return
    import starsim

    past = Model(england(), seed=1)
    agents = sum(map(len, past.agents_by_type.values()))
    epidemic = [
        starsim.Sim(
            n_agents=agents,
            diseases=starsim.SIR(init_prev=0.1, beta=0.05),
            networks=starsim.RandomNet(n_contacts=4),
            dur=YEARS,
            verbose=0,
        ).init()
        for _ in range(3)
    ]
    step = seconds({"": lambda: epidemic.pop().run()}, times=3)[""] / YEARS
    took = each_way(lambda: past.branch().run(YEARS), times=3)
    told = ", ".join(f"{each / YEARS / step:.1f} {WAYS[way]}" for way, each in took.items())
    print(f"England, steps of Starsim's SIR of {agents:,} agents in the time of a year: {told}")


def linear() -> None:
    """What a school-year takes in small and large worlds: one alone, and as an ensemble runs it."""
    took: dict[tuple[str, str], dict[int, float]] = {}  # microseconds, by way and how many
    for world in (synthetic(1_000, 1), synthetic(10_000, 1), england(), synthetic(100_000, 1)):
        schools, past = len(world), Model(world, seed=1)
        times = max(2, 50_000 // schools)  # what is soon done is more easily disturbed
        alone = beside = each_way(lambda past=past: past.branch().run(FEW_YEARS), times)
        if (together := futures_together(schools)) > 1:
            run = side_by_side(world)[1]
            beside = each_way(lambda run=run: run(FEW_YEARS), times)
        for how, works, count in (("alone", alone, 1), ("in an ensemble", beside, together)):
            for way, each in works.items():
                of_size = took.setdefault((how, way), {})
                of_size[schools] = each / count / schools / FEW_YEARS * 1e6
    for (how, way), each in took.items():
        listed = ", ".join(f"{schools:,}: {micro:.1f}" for schools, micro in each.items())
        spread = max(each.values()) / min(each.values())
        print(
            f"microseconds a school-year {how}, {WAYS[way]}: {listed}; most by least {spread:.2f}"
            " (aim: 2 or less)"
        )


if __name__ == "__main__":
    at_the_door()
    of_england()
    of_a_county()
    against_one_by_one()
    against_starsim()
    linear()
