"""One replicate: a past, and from it each scenario's future. What every engine carries out.

Scenarios that share parameters share their warm-up, from which they branch: one past,
several futures.
"""

from __future__ import annotations

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
from sim.parameters.calibrated import ENSEMBLE
from sim.parameters.config import Settings
from sim.runs import histories
from sim.world import World


@dataclass
class Replicate:
    """What one replicate of some scenarios gives."""

    number: int
    measures: np.ndarray  # float32, (scenarios, years, groups, measures)
    outcomes: np.ndarray  # float32, (scenarios, outcomes, schools), means of the last years
    memory_mb: float
    maps: list[dict[str, np.ndarray]] = field(default_factory=list)  # of replicate 0
    state: bytes = b""  # at the end of run.save_year
    traces: list[dict[str, np.ndarray]] = field(default_factory=list)  # of replicate 0, by scenario


def nothing(model: Any) -> None:
    """Take no notice of a year."""


def simulate(
    world: World,
    settings: Sequence[Settings],
    number: int,
    each_year: Callable[[Any], Any] = nothing,
) -> Replicate:
    """One replicate of every scenario; ``each_year`` is called with the model after each year.

    ``settings`` are those of the replicate, see :meth:`Settings.of_replicate`.
    """
    past, past_key, state = None, "", b""
    measures, outcomes, maps, traces = [], [], [], []
    for one in settings:
        if past is None or past_of(one) != past_key:  # those who share a past stand together
            past = None  # free the last one before the next is made
            past, past_key = begin(world, one, number), past_of(one)
        history = SchoolHistory(one.run.years)
        future = past.branch(histories.policies(one, past.year))
        if number == 0 and one.run.trace:
            traces.append(Trace(future))
        for _ in range(one.run.years - past.year):
            future.step()
            history.record(future)
            each_year(future)
            if future.year == one.run.save_year:
                state = snapshot.save(future)
        outcomes.append(history.mean)
        measures.append(future.measures)
        maps.append(school_map(future) if number == 0 else {})
    arrays = [trace.arrays() for trace in traces]
    return Replicate(
        number, np.stack(measures), np.stack(outcomes), memory_mb(), maps, state, arrays
    )


def begin(world: World, one: Settings, number: int) -> Model:
    """The model from which a replicate goes on: after the warm-up, or at the year of a branch."""
    if one.run.branch_from:
        return histories.begin(world, one, number)
    seed = replicate_seed(one.run.seed, number)
    return Model(world, one.model, seed=seed).warm_up(one.run.warm_up)


def past_of(settings: Settings) -> str:
    """What decides the years before the first, beside the world and the replicate's number.

    Scenarios alike in it share their past.
    """
    resolved, run = settings.resolved, settings.run
    sets = (run.parameters, resolved["given"] if run.parameters == ENSEMBLE else "")
    return repr((resolved["model"], run.seed, run.warm_up, run.branch_from, sets))


def memory_mb() -> float:
    """The most memory this process has held, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024
