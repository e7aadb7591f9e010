"""One replicate: a past, and from it each scenario's future. What every engine carries out.

Scenarios that share parameters share their warm-up, from which they branch: one past,
several futures.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.engine import snapshot
from sim.engine.draws import replicate_seed
from sim.engine.trace import Trace
from sim.measures.school_history import SchoolHistory
from sim.measures.school_map import school_map
from sim.model import Model
from sim.parameters.calibrated import LEDGER
from sim.parameters.config import Settings
from sim.runs import histories, nothing
from sim.world import World
from sim.year import accounts


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

    def run(self, future: Model, one: Settings, each_year: Callable[[Any], Any]) -> None:
        """Run a scenario to its end from the model it begins with, and add what it gives."""
        first, history = self.number == 0, SchoolHistory(one.run.years)
        trace = Trace(future) if first and one.run.trace else None
        for _ in range(one.run.years - future.year):
            future.step()
            history.record(future)
            each_year(future)
            if future.year == one.run.save_year:
                self.state = snapshot.save(future)
        accounts.check(future.identities)
        for name, error in future.identities.items():
            self.identities[name] = float(np.maximum(error, self.identities.get(name, 0.0)))
        self.measures.append(future.measures)
        self.outcomes.append(history.mean)
        self.maps.append(school_map(future) if first else {})
        if trace:
            self.traces.append(trace.arrays())


def simulate(
    world: World,
    settings: Sequence[Settings],
    number: int,
    each_year: Callable[[Any], Any] = nothing,
) -> Replicate:
    """One replicate of every scenario; ``each_year`` is called with the model after each year.

    ``settings`` are those of the replicate, see :meth:`Settings.of_replicate`.
    """
    replicate, past, past_key = Replicate(number), None, ""
    for one in settings:
        if past is None or past_of(one) != past_key:  # those who share a past stand together
            past = None  # free the last one before the next is made
            past, past_key = begin(world, one, number), past_of(one)
        replicate.run(past.branch(histories.policies(one, past.year)), one, each_year)
    replicate.memory_mb = memory_mb()
    return replicate


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
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024
