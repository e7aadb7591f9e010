"""Replicates: a past each, and from it each scenario's future. What every engine carries out.

Scenarios that share parameters share their warm-up, from which they branch: one past,
several futures. Those of a small world stand side by side in one model, see :mod:`sim.batch`.
"""

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, product
from pathlib import Path
from typing import Any

import numpy as np

from sim.batch import Batch
from sim.engine import snapshot
from sim.engine.draws import replicate_seed
from sim.engine.trace import Trace
from sim.measures.own import own_measures
from sim.measures.school_history import SchoolHistory
from sim.measures.school_map import school_map
from sim.model import Model
from sim.parameters.calibrated import LEDGER
from sim.parameters.config import Settings
from sim.runs import futures_together, histories, nothing
from sim.world import World
from sim.year import accounts

EachYear = Callable[[Any], Any]


@dataclass
class Replicate:
    """What one replicate of some scenarios gives; each list has a part for each scenario."""

    number: int
    measures: list[np.ndarray] = field(default_factory=list)  # float32, (years, groups, measures)
    outcomes: list[np.ndarray] = field(default_factory=list)  # float32, (outcomes, schools)
    maps: list[dict[str, np.ndarray]] = field(default_factory=list)  # empty but for replicate 0
    traces: list[dict[str, np.ndarray]] = field(default_factory=list)  # of replicate 0
    state: bytes = b""  # at the end of run.save_year
    identities: dict[str, float] = field(default_factory=dict)  # largest relative errors
    memory_mb: float = 0.0

    def run(self, future: Model, one: Settings, each_year: EachYear) -> None:
        """Run a scenario to its end from the model it begins with, and add what it gives."""
        history = SchoolHistory(one.run.years)
        trace = Trace(future) if self.number == 0 and one.run.trace else None
        for _ in range(one.run.years - future.year):
            future.step()
            history.record(future)
            each_year(future)
            if future.year == one.run.save_year:
                self.state = snapshot.save(future)
        self.add(future, history.mean)
        if trace:
            self.traces.append(trace.arrays())

    def add(self, future: Model, outcomes: np.ndarray) -> None:
        """Add what a scenario gives that has come to its end."""
        accounts.check(future.identities)
        for name, error in future.identities.items():
            self.identities[name] = float(np.maximum(error, self.identities.get(name, 0.0)))
        self.measures.append(future.measures)
        self.outcomes.append(outcomes)
        self.maps.append(school_map(future) if self.number == 0 else {})
        self.memory_mb = memory_mb()


def simulate(
    world: World, settings: Sequence[Settings], number: int, each_year: EachYear = nothing
) -> Replicate:
    """One replicate of every scenario; ``each_year`` is called with its model after each year.

    ``settings`` are those of the replicate, see :meth:`Settings.of_replicate`.
    """
    alone = each_year is not nothing  # who looks on sees one scenario after the other
    return simulate_several(world, settings, [number], each_year, alone)[0]


def simulate_several(
    world: World,
    settings: Sequence[Settings],
    numbers: Sequence[int],
    each_year: EachYear = nothing,
    alone: bool = False,
) -> list[Replicate]:
    """Replicates of one parameter set, of every scenario; the model of ``each_year`` has several
    replicates side by side, unless they are simulated ``alone``.
    """
    replicates = [Replicate(number) for number in numbers]
    together = 1 if alone else most_together(world, settings)
    for _, sharing in groupby(settings, lambda one: (past_of(one), one.run.years)):
        scenarios = list(sharing)
        traced = scenarios[0].run.trace  # of the first replicate, which is followed by itself
        apart = [one for one in replicates if together == 1 or (traced and one.number == 0)]
        for replicate in apart:
            past = begin(world, scenarios[0], replicate.number)
            for one in scenarios:
                replicate.run(past.branch(histories.policies(one, past.year)), one, each_year)
            del past  # before the next is made
        beside = [replicate for replicate in replicates if replicate not in apart]
        for first in range(0, len(beside), together):
            _side_by_side(world, scenarios, beside[first : first + together], together, each_year)
    return replicates


def most_together(world: World, settings: Sequence[Settings]) -> int:
    """How many futures stand side by side in one model at most; a user's own measures want one."""
    wants_one = own_measures() or any(one.run.save_year or one.run.branch_from for one in settings)
    return 1 if wants_one else futures_together(len(world))


def _side_by_side(
    world: World,
    scenarios: Sequence[Settings],
    replicates: Sequence[Replicate],
    together: int,
    each_year: EachYear,
) -> None:
    """Run scenarios that share their pasts to their end, and add to replicates what they give."""
    first = scenarios[0]
    seeds = [replicate_seed(first.run.seed, replicate.number) for replicate in replicates]
    pasts = Batch.new(world, first.model, seeds).warm_up(first.run.warm_up)
    futures = list(product(scenarios, range(len(replicates))))
    for place in range(0, len(futures), together):
        some = futures[place : place + together]
        future = Batch.of([pasts.take_out(r).branch(one.policies) for one, r in some])
        history = SchoolHistory(first.run.years)
        for _ in range(first.run.years):
            future.step()
            history.record(future)
            each_year(future)
        outcomes = np.split(history.mean, len(some), axis=1)
        for member, ((_, r), own) in enumerate(zip(some, outcomes, strict=True)):
            replicates[r].add(future.take_out(member), own)


def begin(world: World, one: Settings, number: int) -> Model:
    """The model from which a replicate goes on: after the warm-up, or at the year of a branch."""
    if one.run.branch_from:
        return histories.begin(world, one, number)
    return warmed_up(world, one, number)


def warmed_up(world: World, one: Settings, number: int) -> Model:
    """The model of a replicate after the warm-up."""
    seed = replicate_seed(one.run.seed, number)
    return Model(world, one.model, seed=seed).warm_up(one.run.warm_up)


def past_of(settings: Settings) -> str:
    """What decides the years before the first, beside the world and the replicate's number.

    Scenarios alike in it share their past.
    """
    resolved, run = settings.resolved, settings.run
    sets = (run.parameters, run.sets, resolved["given"]) if run.parameters != LEDGER else ""
    return repr((resolved["model"], run.seed, run.warm_up, run.branch_from, sets))


def memory_mb() -> float:
    """The most memory this process has held, in MB; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage tells the most of whoever began this process, if that is more
        return int(re.findall(r"VmHWM:\s+(\d+)", status.read_text())[0]) / 1024
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024
