"""A sweep: every point of a design, each replicate simulated once and kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from sim.designs import Design
from sim.designs import points as points_of
from sim.parameters.config import Settings, load
from sim.results.folder import Folder
from sim.results.points import Point, change_at
from sim.results.provenance import manifest
from sim.runs import histories
from sim.runs.engines import workers
from sim.runs.store import Missing, Store, seconds
from sim.world import World, load_world

TASK, MEGABYTES = 0.005, 0.004  # for the estimates: seconds to hand out a task; MB of a kept year


@dataclass(frozen=True)
class Plan:
    """What a sweep will do: all runs, and those of them that are not kept yet.

    ``plan[place]`` is a scenario in its world, those of point 0 first: it is made when it is
    asked for, so that a plan is small, however many points it has. Each world is read once.
    """

    design: Design
    words: Sequence[str]  # settings that hold for all, beside the design's
    points: pd.DataFrame
    usual: list[Settings]  # the scenarios, without a point
    replicates: list[int]  # of each point
    worlds: dict[str, World] = field(default_factory=dict)  # by their settings
    missing: Missing = field(default_factory=lambda: Missing([], 0))

    def __len__(self) -> int:
        return len(self.points) * len(self.usual)

    def __getitem__(self, place: int) -> tuple[Settings, World]:
        point, scenario = divmod(place, len(self.usual))
        values = {name: self.points[name].iat[point] for name in self.points}
        values["run.replicates"] = self.replicates[point]
        one = self.usual[scenario].with_values(values)
        asked = repr(one.resolved["world"])
        if asked not in self.worlds:
            self.worlds[asked] = load_world(one.world)
        return one, self.worlds[asked]

    def at(self, point: int) -> list[tuple[Settings, World]]:
        """The scenarios at a point, in their worlds."""
        first = point * len(self.usual)
        return [self[place] for place in range(first, first + len(self.usual))]

    def in_words(self, store: Store) -> str:
        """How much there is to do, and on what."""
        run, left, tasks = self.usual[0].run, self.missing.runs, len(self.missing.tasks)
        busy = left * seconds(*self[0])
        count = workers(run, tasks)
        on = f"on {count} cores" if count else f"of one core, shared out by {run.scheduler}"
        more = ""
        if self.design.kind == "adaptive":
            most = len(self) * self.design.until["most"]
            more = f"; then more replicates where intervals are wide, at most {most} runs in all"
        return (
            f"{len(self.points)} points, {self.missing.wanted} runs, "
            f"{self.missing.wanted - left} kept from before; {left} to do in {tasks} tasks: "
            f"about {busy / 60 / max(count, 1):.1f} minutes {on} "
            f"(of it {tasks * TASK / max(busy, TASK):.1%} to hand tasks out) and "
            f"{left * (run.years + run.warm_up) * MEGABYTES:.0f} MB in {store.folder}{more}"
        )


def plan(
    design: Design,
    words: Sequence[str],
    store: Store,
    replicates: list[int] | None = None,
    points: pd.DataFrame | None = None,
) -> Plan:
    """Check every point, and find what is not kept yet; scenarios alike are run once.

    Points are the design's, and replicates as its settings say, where they are not given.
    """
    points = points_of(design) if points is None else points
    words_of_all = [*design.settings, *words, "run.trace=0", "run.save_year=0"]
    usual = [load(scenario, words_of_all) for scenario in design.scenarios]
    each = replicates or [_at_first(design, usual)] * len(points)
    made = Plan(design, words, points, usual, each)
    for place in range(len(made)):
        one, world = made[place]
        histories.check(world, [one])
    return replace(made, missing=store.missing(made))


def _at_first(design: Design, usual: list[Settings]) -> int:
    """Replicates of each point; an interval needs two."""
    return max(usual[0].run.replicates, 2 if design.kind == "adaptive" else 1)


def settle(planned: Plan, store: Store, quiet: bool) -> tuple[Plan, Store, list[str]]:
    """Carry out a plan; an adaptive one until intervals are narrow, or replicates are many.

    Which replicates are added follows from whole rounds, so it does not depend on workers or
    interruptions. Returns the last plan, the store and what went wrong.
    """
    design, faults = planned.design, store.fill(planned, planned.missing, quiet)
    while design.kind == "adaptive" and not faults:
        step, most = _at_first(design, planned.usual), design.until["most"]
        more = [
            min(count + step, max(most, count)) if _wide(planned, point, store) else count
            for point, count in enumerate(planned.replicates)
        ]
        if more == planned.replicates:
            break
        planned = replace(planned, replicates=more)
        planned = replace(planned, missing=store.missing(planned))
        faults = store.fill(planned, planned.missing, quiet)
    return planned, store, faults


def _wide(planned: Plan, point: int, store: Store) -> bool:
    until = planned.design.until
    _, low, high = change_at(read(planned, point, store), until["measure"], until["group"])
    return not high - low < until["width"]


def read(planned: Plan, point: int, store: Store) -> Point:
    """What was found at a point, as far as it was."""
    here = planned.at(point)
    kept = [[store.get(one, world, n) for n in range(one.run.replicates)] for one, world in here]
    return Point.of(point, [one.scenario for one, _ in here], kept)


def read_all(planned: Plan, store: Store) -> Iterator[Point]:
    """What was found at each point, one after the other, so that memory does not grow."""
    for point in range(len(planned.points)):
        yield read(planned, point, store)


def write(planned: Plan, store: Store, folder: Folder) -> None:
    """What was found, point by point."""
    first, world = planned[0]
    folder.write_sweep(
        planned.design,
        planned.words,
        points_found(planned),
        read_all(planned, store),
        planned.usual,
        {"runs": planned.missing.wanted} | manifest(world, first, store.code),
    )


def points_found(planned: Plan) -> pd.DataFrame:
    """The points, with how often each was run where that was decided on the way."""
    if planned.design.kind != "adaptive":
        return planned.points
    return planned.points.assign(replicates=np.array(planned.replicates))
