"""Ensembles: scenarios × replicates, on an engine that changes no result.

One task is one replicate. Scenarios that share a world and parameters share its
warm-up, from which they branch: one past, several futures.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from sim.engine.draws import replicate_seed
from sim.errors import STOPPED, EngineLost
from sim.measures.school_history import SchoolHistory
from sim.measures.school_map import school_map
from sim.parameters.calibrated import ENSEMBLE
from sim.parameters.config import Settings
from sim.runs import histories as branching
from sim.runs.engines import spread, workers
from sim.world import World, england, lincolnshire, read_schools, sample, synthetic


@dataclass
class Ensemble:
    """What an ensemble produced.

    ``measures`` is float32, (scenarios, replicates, years, groups, measures); ``maps``
    has the schools at the end of the first replicate of each scenario.
    """

    settings: list[Settings]
    replicates: list[int]
    measures: np.ndarray
    maps: list[dict[str, np.ndarray]]
    outcomes: np.ndarray  # float32, (scenarios, replicates, outcomes, schools)
    workers: int
    seconds: float
    memory_mb: float
    stopped: str = ""  # why there are fewer replicates than asked for
    states: dict[int, bytes] = field(default_factory=dict)  # by replicate, where they are saved
    traces: list[dict[str, np.ndarray]] = field(default_factory=list)  # of the first replicate


@dataclass
class Replicate:
    """What one task sends back."""

    number: int
    measures: np.ndarray  # (scenarios, years, groups, measures)
    outcomes: np.ndarray  # (scenarios, outcomes, schools), means of the last years
    memory_mb: float
    maps: list[dict[str, np.ndarray]] = field(default_factory=list)
    state: bytes = b""  # at the end of run.save_year
    traces: list[dict[str, np.ndarray]] = field(default_factory=list)  # of the first, by scenario


def world_of(settings: Settings) -> World:
    """The world that settings ask for; read once in each process."""
    world = settings.world
    if world.kind == "synthetic":
        return _synthetic(world.schools, world.seed)
    if world.kind == "file":
        return _file(world.path)
    if world.kind == "sample":
        return sample(world.authorities, world.seed)
    return {"england": england, "lincolnshire": lincolnshire}[world.kind]()


_synthetic = cache(synthetic)
_file = cache(read_schools)


def run(settings: Sequence[Settings], quiet: bool = False) -> Ensemble:
    """Run every scenario for every replicate; whatever ends it, those that are done are kept."""
    branching.check(settings)
    started = time.perf_counter()
    asked = settings[0].run
    years = sum(one.run.years for one in settings)
    done, stopped = as_many_as_come(each_replicate(simulate, settings, years, quiet))
    done.sort(key=lambda replicate: replicate.number)
    return Ensemble(
        settings=list(settings),
        replicates=[replicate.number for replicate in done],
        measures=np.stack([replicate.measures for replicate in done], axis=1),
        maps=done[0].maps,
        outcomes=np.stack([replicate.outcomes for replicate in done], axis=1),
        workers=workers(asked, asked.replicates),
        seconds=time.perf_counter() - started,
        memory_mb=max(replicate.memory_mb for replicate in done),
        stopped=stopped,
        states={replicate.number: replicate.state for replicate in done if replicate.state},
        traces=done[0].traces,
    )


def as_many_as_come(replicates: Iterable[Any]) -> tuple[list[Any], str]:
    """All replicates; where Ctrl-C or a lost engine ends the work, those done, and why it ended."""
    done: list[Any] = []
    try:
        for replicate in replicates:
            done.append(replicate)
    except (KeyboardInterrupt, EngineLost) as error:
        if not done:
            raise
        return done, str(error) or STOPPED
    return done, ""


def no_tick(model: Any) -> None:
    """Nothing is shown of progress from within a worker."""


def simulate(
    settings: Sequence[Settings], number: int, tick: Callable[[Any], Any] = no_tick
) -> Replicate:
    """One replicate of every scenario; ``tick`` is called after each year."""
    from sim.engine import snapshot
    from sim.engine.trace import Trace

    past, lived, saved = None, "", b""
    measures, outcomes, maps, traces = [], [], [], []
    for one in (one.of_replicate(number) for one in settings):
        key = past_of(one)
        if past is None or key != lived:  # one past is kept: those who share it stand together
            past, lived = None, key  # the last is not kept beside the next
            past = begun(one, number)
        history = SchoolHistory(one.run.years)
        future = past.branch(branching.policies(one, past.year))
        if number == 0 and one.run.trace:
            traces.append(Trace(future))
        for _ in range(one.run.years - past.year):
            future.step()
            history.record(future)
            tick(future)
            if future.year == one.run.save_year:
                saved = snapshot.save(future)
        outcomes.append(history.mean)
        measures.append(future.measures)
        maps.append(school_map(future) if number == 0 else {})
    seen = [trace.arrays() for trace in traces]
    return Replicate(number, np.stack(measures), np.stack(outcomes), memory_mb(), maps, saved, seen)


def begun(one: Settings, number: int) -> Any:
    """The model from which a replicate goes on: after the warm-up, or at the year of a branch."""
    from sim.model import Model

    if one.run.branch_from:
        return branching.begin(one, number)
    seed = replicate_seed(one.run.seed, number)
    return Model(world_of(one), one.model, seed=seed).warm_up(one.run.warm_up)


def past_of(settings: Settings) -> str:
    """What decides the years before the first: scenarios alike in it share their past."""
    resolved = settings.resolved
    run = settings.run
    sets = (run.parameters, resolved["given"] if run.parameters == ENSEMBLE else "")
    return repr((resolved["world"], resolved["model"], run.warm_up, run.branch_from, sets))


def memory_mb() -> float:
    """The most memory this process has held, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024


def each_replicate(
    task: Callable[[Sequence[Settings], int, Any], Any],
    settings: Sequence[Settings],
    steps: int,
    quiet: bool,
) -> Iterator[Any]:
    """What a task gives for each replicate, as they finish, with progress in its steps."""
    run = settings[0].run
    with progress(steps * run.replicates, quiet) as bar:
        here = workers(run, run.replicates) == 1
        tick = (lambda model: bar.update()) if here else no_tick
        tasks = ((settings, number, tick) for number in range(run.replicates))
        for result in spread(task, tasks, run, run.replicates):
            bar.update(0 if here else steps)
            yield result


def progress(total: int, quiet: bool) -> Any:
    """A progress bar, shown where somebody looks."""
    from tqdm import tqdm

    hidden = quiet or not sys.stderr.isatty()
    return tqdm(total=total, unit="step", disable=hidden, dynamic_ncols=True)
