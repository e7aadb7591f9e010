"""How fast it is: figures and ratios, side by side in one run; `make bench` prints them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

from sim.engine.scheduler import all_at_once, one_by_one
from sim.model import Model
from sim.runs.replicate import memory_mb
from sim.world import england, synthetic

YEARS, FEW_YEARS = 20, 5


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The best of some tries, in seconds."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def year_loop() -> None:
    past = Model(england(), seed=1).warm_up(5)
    took = seconds(lambda: past.branch().run(YEARS), times=5)
    print(f"England x {YEARS} years, year loop on one core: {took:.2f} s (aim: 1.5 s or less)")
    print(f"peak memory: {memory_mb():.0f} MB (aim: 1,024 MB or less)")


def against_one_by_one() -> None:
    world = synthetic(1_000, 1)
    took = {
        scheduler: seconds(
            lambda s=scheduler: Model(world, seed=1, scheduler=s).run(YEARS),
            times=3 if scheduler is all_at_once else 1,
        )
        for scheduler in (all_at_once, one_by_one)
    }
    ratio = took[one_by_one] / took[all_at_once]
    print(f"1,000 schools x {YEARS} years: {ratio:.0f} times the reference scheduler (aim: 30)")


def linear() -> None:
    each = {}
    for schools in (1_000, 10_000, 100_000):
        past = Model(synthetic(schools, 1), seed=1)
        times = max(2, 100_000 // schools)  # what is soon done is more easily disturbed
        took = seconds(lambda past=past: past.branch().run(FEW_YEARS), times)
        each[schools] = took / schools / FEW_YEARS * 1e6
    listed = ", ".join(f"{schools:,}: {micro:.1f}" for schools, micro in each.items())
    grown = f"from 1,000 to 100,000 times {each[100_000] / each[1_000]:.2f}"
    spread = max(each.values()) / min(each.values())
    print(f"microseconds a school-year: {listed}; {grown}, most by least {spread:.2f} (aim: 2)")


def help_screen() -> None:
    command = [sys.executable, "-m", "sim", "--help"]
    took = seconds(lambda: subprocess.run(command, capture_output=True, check=True))
    print(f"small-schools --help: {took:.2f} s (aim: 0.5 s or less)")


if __name__ == "__main__":
    help_screen()
    year_loop()
    against_one_by_one()
    linear()
