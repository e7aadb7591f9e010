"""Where the time of a year goes, phase by phase: for whoever makes the model faster or larger."""

import cProfile
import pstats
import time
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import pandas as pd

from sim.model import Model
from sim.parameters.config import Settings
from sim.results.labels import counted
from sim.runs import histories
from sim.runs.ensemble import world_of
from sim.runs.replicate import begin

MEASURES = "measures and accounts"  # what follows the phases
WITHIN = {  # what several phases do, and the module that does it
    "random draws": str(Path("engine", "draws.py")),
    "posts and candidates": str(Path("engine", "matching.py")),
    "agents' attributes": str(Path("engine", "columns.py")),
}


@dataclass(repr=False)
class Profile:
    """Milliseconds a year and shares: of the phases in order, and of what several of them do."""

    phases: pd.DataFrame
    within: pd.DataFrame
    about: str

    def __repr__(self) -> str:
        phases, within = (
            table.to_string(formatters={"share": "{:.1%}".format}, float_format="{:.1f}".format)
            for table in (self.phases, self.within)
        )
        apart = "In all phases together, under a profiler, which slows the year:"
        return f"{phases}\n\n{apart}\n{within}\n\n{self.about}"


def profile(one: Settings) -> Profile:
    """Time the years of a scenario's first replicate, after they were run once to warm up."""
    world, one = world_of([one]), one.of_replicate(0)
    past = begin(world, one, 0)
    policies, years = histories.policies(one, past.year), one.run.years - past.year
    past.branch(policies).run(years)
    phases = _timed(past.branch(policies), years)
    within, in_all = _profiled(past.branch(policies), years)
    schools, length = counted(len(world), "school"), counted(years, "year")
    about = f"{schools} ({world.name}), {one.scenario}, {length}"
    return Profile(
        _table(phases, sum(phases.values()), years), _table(within, in_all, years), about
    )


def _timed(model: Model, years: int) -> dict[str, float]:
    """Seconds of each phase over some years."""
    took = dict.fromkeys((*model.PHASES, MEASURES), 0.0)
    names, before = cycle(took), time.perf_counter()

    def ends(model: Model) -> None:
        nonlocal before
        now = time.perf_counter()
        took[next(names)] += now - before
        before = now

    model.after_phase = ends
    model.run(years, on_year=ends)
    return took


def _profiled(model: Model, years: int) -> tuple[dict[str, float], float]:
    """Seconds in some modules, counted where they are entered from others; and in all."""
    profiler = cProfile.Profile()
    profiler.runcall(model.run, years)
    stats: Any = pstats.Stats(profiler)
    took = dict.fromkeys(WITHIN, 0.0)
    for (file, *_), (*_, callers) in stats.stats.items():
        for what, module in WITHIN.items():
            if file.endswith(module):
                entered = (each for (by, *_), each in callers.items() if by != file)
                took[what] += sum(seconds for *_, seconds in entered)
    return took, stats.total_tt


def _table(took: dict[str, float], in_all: float, years: int) -> pd.DataFrame:
    seconds = pd.Series({**took, "a year": in_all})
    return pd.DataFrame({"ms a year": seconds / years * 1_000, "share": seconds / in_all})
