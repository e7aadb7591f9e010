"""Ensembles: scenarios × replicates, on worker processes whose number changes no result.

One task is one replicate. Scenarios that share a world and parameters share its
warm-up, from which they branch: one past, several futures.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from sim.config import Settings
from sim.draws import replicate_seed
from sim.outcomes import Noted
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
    stopped: bool = False


@dataclass
class Replicate:
    """What one task sends back."""

    number: int
    measures: np.ndarray  # (scenarios, years, groups, measures)
    outcomes: np.ndarray  # (scenarios, outcomes, schools), means of the last years
    memory_mb: float
    maps: list[dict[str, np.ndarray]] = field(default_factory=list)


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
    """Run every scenario for every replicate; Ctrl-C keeps the replicates that are done."""
    started = time.perf_counter()
    asked = settings[0].run
    years = sum(one.run.years for one in settings)
    done: list[Replicate] = []
    stopped = False
    try:
        for replicate in each_replicate(simulate, settings, years, quiet):
            done.append(replicate)
    except KeyboardInterrupt:
        stopped = True
        if not done:
            raise
    done.sort(key=lambda replicate: replicate.number)
    return Ensemble(
        settings=list(settings),
        replicates=[replicate.number for replicate in done],
        measures=np.stack([replicate.measures for replicate in done], axis=1),
        maps=done[0].maps,
        outcomes=np.stack([replicate.outcomes for replicate in done], axis=1),
        workers=min(cores(asked.workers), asked.replicates),
        seconds=time.perf_counter() - started,
        memory_mb=max(replicate.memory_mb for replicate in done),
        stopped=stopped,
    )


def no_tick(model: Any) -> None:
    """Nothing is shown of progress from within a worker."""


def simulate(
    settings: Sequence[Settings], number: int, tick: Callable[[Any], Any] = no_tick
) -> Replicate:
    """One replicate of every scenario; ``tick`` is called after each year."""
    from sim.model import Model

    seed = replicate_seed(settings[0].run.seed, number)
    past, lived = None, ""
    measures, outcomes, maps = [], [], []
    for one in (one.of_replicate(number) for one in settings):
        key = past_of(one)
        if past is None or key != lived:  # one past is kept: those who share it stand together
            past, lived = Model(world_of(one), one.model, seed=seed).warm_up(one.run.warm_up), key
        noted = Noted(one.run.years)
        future = past.branch(one.policies)
        for _ in range(one.run.years):
            future.step()
            noted(future)
            tick(future)
        outcomes.append(noted.mean)
        measures.append(future.measures)
        maps.append(future.map() if number == 0 else {})
    return Replicate(number, np.stack(measures), np.stack(outcomes), memory_mb(), maps)


def past_of(settings: Settings) -> str:
    """What decides the years before the first: scenarios alike in it share their past."""
    resolved = settings.resolved
    return repr((resolved["world"], resolved["model"], settings.run.warm_up))


def memory_mb() -> float:
    """The most memory this process has held, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024


def cores(asked: int) -> int:
    """How many worker processes: as many as asked for, or one for each core."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return asked or found or 1


def each_replicate(
    task: Callable[[Sequence[Settings], int, Any], Any],
    settings: Sequence[Settings],
    steps: int,
    quiet: bool,
) -> Iterator[Any]:
    """What a task gives for each replicate, as they finish, with progress in its steps."""
    run = settings[0].run
    workers = min(cores(run.workers), run.replicates)
    with progress(steps * run.replicates, quiet) as bar:
        here = workers == 1
        tick = (lambda model: bar.update()) if here else no_tick
        for result in spread(task, [(settings, n, tick) for n in range(run.replicates)], workers):
            bar.update(0 if here else steps)
            yield result


def progress(total: int, quiet: bool) -> Any:
    """A progress bar, shown where somebody looks."""
    from tqdm import tqdm

    hidden = quiet or not sys.stderr.isatty()
    return tqdm(total=total, unit="step", disable=hidden, dynamic_ncols=True)


def spread(
    work: Callable[..., Any], tasks: Sequence[tuple[Any, ...]], workers: int
) -> Iterator[Any]:
    """What ``work(*task)`` gives for each task, as they finish, from worker processes.

    Left early, as by Ctrl-C, the workers are stopped at once.
    """
    if workers == 1:
        yield from (work(*task) for task in tasks)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_one_thread) as pool:
        started = [pool.submit(work, *task) for task in tasks]
        try:
            for finished in as_completed(started):
                yield finished.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in multiprocessing.active_children():  # do not wait for half a task
                worker.terminate()
            raise


def _one_thread() -> None:
    """Workers share the cores; Ctrl-C is for the process that started them."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
