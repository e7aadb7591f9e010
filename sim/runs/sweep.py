"""A sweep: every point of a design, each replicate simulated once and kept."""

from __future__ import annotations

import json
import time
import traceback
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from sim.designs.design import Design
from sim.parameters.config import Settings
from sim.results import points as found
from sim.results.points import Point, change_at
from sim.runs import histories as branching
from sim.runs.engines import spread, workers
from sim.runs.ensemble import past_of, progress, simulate, world_of
from sim.runs.store import Store

MOST_TOGETHER = 8  # scenarios that share a past in a task: few enough to lose little
ENOUGH = 0.3  # seconds of work in a task, so that handing it out costs little
# For the estimates: seconds for a school-year, a year and a task, and MB of a kept year.
SCHOOL_YEAR, YEAR, TASK, MEGABYTES = 6e-6, 0.005, 0.005, 0.004

Run = tuple[int, int]  # which point, and which of its scenarios


@dataclass(frozen=True)
class Plan:
    """What a sweep will do: all runs, and of them the tasks that are not kept yet.

    Settings are made from points when they are needed: a plan is small, however many there are.
    """

    design: Design
    words: Sequence[str]  # settings that hold for all, beside the design's
    points: pd.DataFrame
    usual: list[Settings]  # the scenarios, without a point
    replicates: list[int]  # of each point
    tasks: list[tuple[list[Run], int]]
    runs: int

    def settings(self, point: int) -> list[Settings]:
        """The scenarios at a point."""
        values = {name: self.points[name].iat[point] for name in self.points}
        return self.design.settings_of(
            values | {"run.replicates": self.replicates[point]}, self.usual
        )

    def in_words(self, store: Store) -> str:
        """How much there is to do, and on what."""
        run, left = self.usual[0].run, sum(len(runs) for runs, _ in self.tasks)
        years = left * (run.years + run.warm_up)
        minutes = left * _seconds(self.usual[0]) / 60
        count = workers(run, len(self.tasks))
        on = f"on {count} cores" if count else f"of one core, spread by {run.scheduler}"
        more = ""
        if self.design.kind == "adaptive":
            most = len(self.points) * len(self.usual) * self.design.until["most"]
            more = f"; then more replicates where intervals are wide, at most {most} runs in all"
        return (
            f"{len(self.points)} points, {self.runs} runs, {self.runs - left} kept from before; "
            f"{left} to do in {len(self.tasks)} tasks: about {minutes / max(count, 1):.1f} minutes "
            f"{on} (of it {self._overhead():.1%} to hand tasks out) and "
            f"{years * MEGABYTES:.0f} MB in {store.folder}{more}"
        )

    def _overhead(self) -> float:
        busy = sum(len(runs) for runs, _ in self.tasks) * _seconds(self.usual[0])
        return len(self.tasks) * TASK / max(busy, TASK)


def _seconds(one: Settings) -> float:
    """About how long a run takes."""
    return (one.run.years + one.run.warm_up) * (len(world_of(one)) * SCHOOL_YEAR + YEAR)


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
    points = design.table() if points is None else points
    usual = design.usual([*words, "run.trace=0", "run.save_year=0"])
    each = replicates or [_at_first(design, usual)] * len(points)
    made = Plan(design, words, points, usual, each, [], 0)
    waiting: dict[int, dict[bytes, list[Run]]] = defaultdict(lambda: defaultdict(list))
    known: set[tuple[str, int]] = set()
    for point in range(len(points)):
        settings = made.settings(point)
        branching.check(settings)
        for place, one in enumerate(settings):
            name, past = store.name(one), blake2b(past_of(one).encode(), digest_size=12).digest()
            for number in range(one.run.replicates):
                new = (name, number) not in known
                if new and not store.has(store.place(name, number), one.run.years):
                    waiting[number][past].append((point, place))
                known.add((name, number))
    most = max(round(ENOUGH / _seconds(usual[0])), 1)
    tasks = [(runs, n) for n, pasts in waiting.items() for runs in _together(pasts.values(), most)]
    return replace(made, tasks=tasks, runs=len(known))


def _at_first(design: Design, usual: list[Settings]) -> int:
    """Replicates of each point; an interval needs two."""
    return max(usual[0].run.replicates, 2 if design.kind == "adaptive" else 1)


def _together(pasts: Any, most: int) -> Iterator[list[Run]]:
    """Runs in tasks: those with one past together, several pasts where they are short."""
    task: list[Run] = []
    for runs in pasts:
        for first in range(0, len(runs), MOST_TOGETHER):
            part = runs[first : first + MOST_TOGETHER]
            if task and len(task) + len(part) > most:
                yield task
                task = []
            task = task + part
    if task:
        yield task


def work(
    settings: list[Settings], number: int, paths: list[Path]
) -> tuple[list[tuple[Path, Any]], float]:
    """Simulate some scenarios: where to keep each and its measures, or what went wrong in words.

    The second value is the seconds it took. One that fails leaves the others as they are.
    """
    started = time.perf_counter()
    try:
        done = list(zip(paths, simulate(settings, number).measures, strict=True))
    except Exception:  # it is told at the end
        if len(settings) > 1:
            alone = zip(settings, paths, strict=True)
            done = [pair for one, path in alone for pair in work([one], number, [path])[0]]
        else:
            text = f"{settings[0].resolved}\nreplicate {number}\n{traceback.format_exc()}"
            done = [(paths[0], text)]
    return done, time.perf_counter() - started


def carry_out(planned: Plan, store: Store, quiet: bool) -> list[str]:
    """Do what is not kept yet; returns what went wrong. Stopped, it goes on where it was.

    Results are kept here, not by workers, which may be on other machines.
    """
    run, count, faults = planned.usual[0].run, len(planned.tasks), []
    with progress(count, quiet) as bar:
        for done, _ in spread(work, _handed_out(planned, store), run, count):
            bar.update()
            for path, measures in done:
                if isinstance(measures, str):
                    faults.append(measures)
                else:
                    store.put(path, measures)
    return faults


def _handed_out(planned: Plan, store: Store) -> Iterator[tuple[list[Settings], int, list[Path]]]:
    """Each task as it is needed, without what another sweep has done meanwhile."""
    for runs, number in planned.tasks:
        asked = {}
        for point, place in runs:
            one = planned.settings(point)[place]
            path = store.path(one, number)
            if not store.has(path, one.run.years):
                asked[path] = one
        if asked:
            yield list(asked.values()), number, list(asked)


def settle(planned: Plan, store: Store, quiet: bool) -> tuple[Plan, Store, list[str]]:
    """Carry out a plan; an adaptive one until intervals are narrow, or replicates are many.

    Which replicates are added follows from whole rounds, so it does not depend on workers or
    interruptions. Returns the last plan, the store and what went wrong.
    """
    design, faults = planned.design, carry_out(planned, store, quiet)
    while design.kind == "adaptive" and not faults:
        step, most = _at_first(design, planned.usual), design.until["most"]
        more = [
            min(count + step, max(most, count)) if _wide(planned, point, store) else count
            for point, count in enumerate(planned.replicates)
        ]
        if more == planned.replicates:
            break
        planned = plan(design, planned.words, store, more)
        faults = carry_out(planned, store, quiet)
    return planned, store, faults


def _wide(planned: Plan, point: int, store: Store) -> bool:
    until = planned.design.until
    _, low, high = change_at(read(planned, point, store), until["measure"], until["group"])
    return not high - low < until["width"]


def read(planned: Plan, point: int, store: Store) -> Point:
    """What was found at a point, as far as it was."""
    settings = planned.settings(point)
    kept = [[store.get(one, n) for n in range(one.run.replicates)] for one in settings]
    return Point.of(point, [one.scenario for one in settings], kept)


def read_all(planned: Plan, store: Store) -> Iterator[Point]:
    """What was found at each point, one after the other, so that memory does not grow."""
    for point in range(len(planned.points)):
        yield read(planned, point, store)


def write_design(planned: Plan, folder: Path) -> None:
    """What will be done, before it is."""
    plain = asdict(planned.design) | {"words": list(planned.words)}
    text = yaml.safe_dump(plain, sort_keys=False)
    (folder / "design.yaml").write_text(text, encoding="utf-8")
    planned.points.to_csv(folder / "points.csv")


def write(planned: Plan, store: Store, folder: Path) -> dict[str, Any]:
    """What was found, point by point; returns the manifest."""
    points_found(planned).to_csv(folder / "points.csv")
    digest = found.write(read_all(planned, store), folder)
    manifest = {"digest": digest, "runs": planned.runs, "code": store.code}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    return manifest


def points_found(planned: Plan) -> pd.DataFrame:
    """The points, with how often each was run where that was decided on the way."""
    if planned.design.kind != "adaptive":
        return planned.points
    return planned.points.assign(replicates=np.array(planned.replicates))
