"""A sweep: every point of a design, each replicate simulated once and kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from sim import chosen
from sim.designs import Design, check, check_points
from sim.designs import points as points_of
from sim.measures import Measure, chosen_measures
from sim.parameters.config import Settings, load_all
from sim.results.draft import Draft
from sim.results.outputs import kept_worlds
from sim.results.points import Point, change_at
from sim.results.provenance import manifest
from sim.runs import histories
from sim.runs.engines import workers
from sim.runs.store import Missing, Store, seconds
from sim.world import World, load_world

FIRST = 16  # replicates of an adaptive design at least: 90 % intervals of fewer cover 80 to 85 %
TASK, MEGABYTES = 0.005, 0.004  # for the estimates: seconds to hand out a task; MB of a kept year


@dataclass(frozen=True)
class Plan:
    """All runs of a sweep, and those of them that are not kept yet.

    ``plan[place]`` is a scenario in its world, those of point 0 first: it is made when it is
    asked for, so that a plan is small, however many points it has. Each world is read once.
    """

    design: Design
    overrides: Sequence[str]  # settings that hold for all, beside the design's
    store: Store
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
            self.worlds[asked] = load_world(one.world, kept_worlds())
        return one, self.worlds[asked]

    def at(self, point: int) -> list[tuple[Settings, World]]:
        """The scenarios at a point, in their worlds."""
        first = point * len(self.usual)
        return [self[place] for place in range(first, first + len(self.usual))]

    @property
    def to_show(self) -> list[Measure]:
        """The measures that were asked for; none where the usual are to be shown."""
        return chosen_measures(self.usual[0].run.measures)

    def as_text(self) -> str:
        """How much there is to do, and on what."""
        run, left, tasks = self.usual[0].run, self.missing.runs, len(self.missing.tasks)
        busy = left * seconds(*self[0])
        count = workers(run, tasks)
        on = f"on {count} cores" if count else f"of one core, divided by {run.scheduler}"
        more = ""
        if self.design.kind == "adaptive":
            most = len(self) * self.design.until["most"]
            more = f"; then more replicates where intervals are wide, at most {most} runs in all"
        reading = self[0][1].reading
        return (f"{reading.as_text()}\n" if reading else "") + (
            f"{len(self.points)} points, {self.missing.wanted} runs, "
            f"{self.missing.wanted - left} kept from before; {left} to do in {tasks} tasks: "
            f"about {busy / 60 / max(count, 1):.1f} minutes {on} "
            f"(of it {tasks * TASK / max(busy, TASK):.1%} to hand tasks out) and "
            f"{left * (run.years + run.warm_up) * MEGABYTES:.0f} MB in {self.store.folder}{more}"
        )

    def run(self, quiet: bool) -> "tuple[Plan, list[str]]":
        """Run what is missing; returns the plan as it was carried out, and what went wrong.

        An adaptive plan adds replicates where intervals are wide, up to a number. Which are added
        follows from whole rounds, so it does not depend on workers or interruptions.
        """
        plan = self
        while True:
            if faults := self.store.fill(plan, plan.missing, quiet):
                return plan, faults
            if (more := plan._more()) == plan.replicates:
                return plan, []
            plan = plan._with(more)

    def _more(self) -> list[int]:
        """The replicates of each point in the next round; as they are where none is needed."""
        if self.design.kind != "adaptive":
            return self.replicates
        step, most = _at_first(self.design, self.usual), self.design.until["most"]
        return [
            min(count + step, max(most, count)) if self._is_wide(point) else count
            for point, count in enumerate(self.replicates)
        ]

    def _is_wide(self, point: int) -> bool:
        until = self.design.until
        _, low, high = change_at(self.result(point), until["measure"], until["group"])
        return not high - low < until["width"]

    def _with(self, replicates: list[int]) -> "Plan":
        """The plan for these replicates of each point."""
        plan = replace(self, replicates=replicates)
        return replace(plan, missing=self.store.missing(plan))

    def result(self, point: int) -> Point:
        """What is kept of a point."""
        here = self.at(point)
        get = self.store.get
        kept = [[get(one, world, n) for n in range(one.run.replicates)] for one, world in here]
        sets = np.arange(max(map(len, kept))) % here[0][0].sets
        return Point.of(point, [one.scenario for one, _ in here], kept, sets)

    def results(self) -> Iterator[Point]:
        """What is kept of each point, one after the other, so that memory does not grow."""
        return map(self.result, range(len(self.points)))

    def table(self) -> pd.DataFrame:
        """The points; of an adaptive plan with the replicates of each."""
        if self.design.kind != "adaptive":
            return self.points
        return self.points.assign(replicates=np.array(self.replicates))

    def write(self, folder: Draft) -> None:
        """Write what is kept into a folder of results."""
        first, world = self[0]
        about = {"runs": self.missing.wanted} | manifest(world, first, self.store.code)
        points, results = self.table(), self.results()
        folder.write_left_out(world)
        folder.write_sweep(self.design, self.overrides, points, results, self.usual, about)


def plan(
    design: Design,
    overrides: Sequence[str],
    store: Store,
    replicates: list[int] | None = None,
    points: pd.DataFrame | None = None,
) -> Plan:
    """Check every point, and find what is not kept yet; scenarios alike are run once.

    Points are the design's, and replicates as its settings say, where they are not given.
    """
    if points is None:
        check(design)
        points = points_of(design)
    for_all = [*design.settings, *overrides, "run.trace=0", "run.save_year=0"]
    usual = load_all(design.scenarios, for_all)
    check_points(points, usual, for_all)
    each = replicates or [_at_first(design, usual)] * len(points)
    plan = Plan(design, overrides, store, points, usual, each)
    chosen.check(usual[0].run.measures)  # refuses what there is not, before anything runs
    for place in range(len(plan)):
        one, world = plan[place]
        histories.check(world, [one])
    return plan._with(each)


def _at_first(design: Design, usual: list[Settings]) -> int:
    """Replicates of each point; of an adaptive design enough that its intervals hold."""
    least = min(FIRST, design.until["most"]) if design.kind == "adaptive" else 1
    return max(usual[0].run.replicates, least)
