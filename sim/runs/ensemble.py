"""Ensembles: scenarios × replicates, on an engine that changes no result."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from sim import chosen
from sim.errors import STOPPED, EngineLost, SettingError
from sim.parameters.config import Settings
from sim.results import outputs
from sim.runs import futures_together, histories, nothing
from sim.runs.code import code
from sim.runs.engines import DEATHS, progress, run_tasks, workers
from sim.world import World, load_world

if TYPE_CHECKING:
    from sim.results.ensemble import Ensemble
    from sim.runs.replicate import Replicate


def run(settings: Sequence[Settings], quiet: bool = False) -> Ensemble:
    """Run every scenario for every replicate; whatever ends it, those that are done are kept."""
    started, asked = time.perf_counter(), settings[0].run
    chosen.check(asked.measures)  # refuses what there is not, before anything runs
    world = world_of(settings, quiet)
    histories.check(world, settings)
    years = sum(one.run.years for one in settings)
    parts = together(world, settings)
    done, stopped = until_stopped(each_part(simulate, world, settings, parts, years, quiet))
    done = [replicate for part in done for replicate in part]
    from sim.results.ensemble import Ensemble  # slow to import, and not needed until now

    done.sort(key=lambda replicate: replicate.number)
    states = {replicate.number: replicate.state for replicate in done if replicate.state}
    return Ensemble(
        world=world,
        settings=list(settings),
        replicates=[replicate.number for replicate in done],
        measures=np.stack([replicate.measures for replicate in done], axis=1),
        maps=done[0].maps,
        outcomes=np.stack([replicate.outcomes for replicate in done], axis=1),
        workers=workers(asked, asked.replicates),
        seconds=time.perf_counter() - started,
        memory_mb=max(replicate.memory_mb for replicate in done),
        identities={
            name: max(replicate.identities[name] for replicate in done)
            for name in done[0].identities
        },
        code=code(),
        stopped=stopped,
        states=histories.files(states, world, settings[0]) if states else {},
        traces=done[0].traces,
    )


def simulate(*task: Any) -> list[Replicate]:
    """Simulate replicates; only who does it imports the model, which takes Mesa's second."""
    from sim.runs.replicate import simulate_several

    return simulate_several(*task)


def together(world: World, settings: Sequence[Settings]) -> list[range]:
    """The numbers of replicates in tasks: those of one parameter set, some of a small world."""
    run, sets = settings[0].run, settings[0].sets
    shares = max(workers(run, run.replicates), 1)
    most = futures_together(len(world)) // len(settings)
    most = max(min(most, -(-run.replicates // shares)), 1)
    of_sets = [range(first, run.replicates, sets) for first in range(min(sets, run.replicates))]
    return [own[k : k + most] for own in of_sets for k in range(0, len(own), most)]


def with_defaults(defaults: Mapping[str, Any], overrides: Sequence[str]) -> list[str]:
    """A command's own defaults, where they are not overridden, and then the overrides."""
    given = {override.partition("=")[0] for override in overrides}
    kept = [f"{name}={value}" for name, value in defaults.items() if name not in given]
    return [*kept, *overrides]


def world_of(settings: Sequence[Settings], quiet: bool = True) -> World:
    """The one world of some scenarios, with a word on what was left out of it, unless ``quiet``.

    Raises SettingError where they have several.
    """
    first = settings[0]
    for other in settings:
        if other.resolved["world"] != first.resolved["world"]:
            both = f"{first.scenario} and {other.scenario}"
            raise SettingError(f"{both} have different worlds, and cannot be compared")
    world = load_world(first.world, outputs.kept_worlds())
    if world.reading and not quiet:
        print(world.reading.as_text(), file=sys.stderr)
    return world


def until_stopped(replicates: Iterable[Any]) -> tuple[list[Any], str]:
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


def each_replicate(
    task: Callable[[World, Sequence[Settings], int, Any], Any],
    world: World,
    settings: Sequence[Settings],
    steps: int,
    quiet: bool,
) -> Iterator[Any]:
    """What a task gives for each replicate, as they finish, with progress in its steps."""
    numbers = range(settings[0].run.replicates)
    parts = [numbers[n : n + 1] for n in numbers]
    for (result,) in each_part(partial(_of_one, task), world, settings, parts, steps, quiet):
        yield result


def _of_one(task: Callable[..., Any], world: World, settings: Any, part: range, tick: Any) -> Any:
    return [task(world, settings, part[0], tick)]


def each_part(
    task: Callable[[World, Sequence[Settings], range, Any], list[Any]],
    world: World,
    settings: Sequence[Settings],
    parts: Sequence[range],
    steps: int,
    quiet: bool,
) -> Iterator[list[Any]]:
    """What a task gives for replicates of one parameter set, as :func:`each_replicate`."""
    run = settings[0].run
    with progress(steps * run.replicates, quiet) as bar:
        here = workers(run, len(parts)) == 1
        tick = (lambda model: bar.update(model.replicates)) if here else nothing
        tasks = (
            (world, [one.of_replicate(part[0]) for one in settings], part, tick) for part in parts
        )
        for results in run_tasks(task, tasks, run, len(parts), _given_up):
            bar.update(0 if here else steps * len(results))
            yield results


def _given_up(task: tuple[Any, ...]) -> None:
    world, settings, part, _ = task
    names = ", ".join(one.scenario for one in settings)
    raise EngineLost(f"{DEATHS}, at replicate {part[0]} of {names} ({len(world):,} schools)")
