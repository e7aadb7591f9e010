"""What the page shows is simulated beforehand: each point of the design, each run kept."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from sim.designs.design import Design
from sim.errors import SettingError
from sim.parameters import ledger
from sim.parameters.config import Settings
from sim.runs.engines import spread
from sim.runs.ensemble import past_of, progress, simulate, world_of
from sim.runs.store import RECORD, Store
from sim.runs.sweep import MOST_TOGETHER
from sim.workshop.recorder import SchoolRecorder

NAMED = 65_535  # a school's row is two bytes on the page


@dataclass(frozen=True)
class Choice:
    """One what-if, of one point or, with a slider, of several."""

    scenario: str
    what_if: str
    short: str
    name: str = ""  # in a list of choices, where ``what_if`` has a value
    slider: dict[str, Any] | None = None  # setting, label, values, start

    def changes(self) -> list[dict[str, Any]]:
        """What each point changes in the scenario."""
        if not self.slider:
            return [{}]
        return [{self.slider["setting"]: value} for value in self.slider["values"]]

    def points(self, words: Sequence[str]) -> list[Settings]:
        """The settings of each point; ``words`` hold for all."""
        design = Design(self.scenario, self.what_if, "list", [self.scenario], settings=list(words))
        usual = design.usual([])
        return [one for change in self.changes() for one in design.settings_of(change, usual)]


@dataclass(frozen=True)
class Workshop:
    """What ``configs/workshop.yaml`` says, with the words of the command line."""

    settings: list[str]
    choices: list[Choice]
    limits: dict[str, int]

    def points(self) -> list[Settings]:
        """The settings of every point, choice by choice."""
        return [one for choice in self.choices for one in choice.points(self.settings)]


def read_workshop(words: Sequence[str] = ()) -> Workshop:
    """The design, with settings from the command line that hold for all points."""
    path = ledger.folder() / "workshop.yaml"
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    choices = [Choice(**choice) for choice in given["choices"]]
    return Workshop([*given["settings"], *words], choices, given["limits"])


def record_path(path: Path) -> Path:
    """Where what each school went through is kept, beside the measures of replicate 0."""
    return path.with_suffix(RECORD)


def is_kept(store: Store, path: Path, one: Settings, number: int) -> bool:
    """Whether a replicate is kept, and for replicate 0 its record too."""
    return store.has(path, one.run.years) and (number > 0 or record_path(path).exists())


@dataclass(frozen=True)
class Gathered:
    """What was simulated: measures (points, replicates, years, groups, measures), and records."""

    points: list[Settings]
    measures: np.ndarray
    records: list[np.ndarray]  # for each point uint8, (years, planes, schools)


def work(
    settings: list[Settings], number: int, paths: list[Path]
) -> tuple[list[tuple[Path, np.ndarray]], str]:
    """Simulate some scenarios: what to keep and where, and what went wrong, if anything."""
    recorder = SchoolRecorder()
    try:
        found = simulate(settings, number, *([recorder] if number == 0 else []))
    except Exception:  # others go on: it is told at the end
        return [], f"{settings[0].scenario}, replicate {number}: {traceback.format_exc()}"
    kept = list(zip(paths, found.measures, strict=True))
    if number == 0:
        kept += zip(map(record_path, paths), recorder.records(), strict=True)
    return kept, ""


def to_do(points: list[Settings], store: Store) -> list[tuple[list[Settings], int, list[Path]]]:
    """The runs that are not kept yet, some scenarios of one replicate together in a task."""
    tasks = []
    for number in range(points[0].run.replicates):
        paths = {store.path(one, number): one for one in points}
        left = [(p, one) for p, one in paths.items() if not is_kept(store, p, one, number)]
        left.sort(key=lambda pair: past_of(pair[1]))
        for first in range(0, len(left), MOST_TOGETHER):
            some = left[first : first + MOST_TOGETHER]
            tasks.append(([one for _, one in some], number, [path for path, _ in some]))
    return tasks


def gather(points: list[Settings], store: Store, quiet: bool) -> Gathered:
    """Simulate what is not kept yet, with a progress bar; stopped, it goes on where it was.

    Raises SettingError where a run fails, or the world has more schools than a page can hold.
    """
    schools = len(world_of(points[0]))
    if schools >= NAMED:
        raise SettingError(f"world has {schools:,} schools; a workshop page holds {NAMED - 1:,}")
    tasks, faults = to_do(points, store), []
    if not quiet:
        runs = sum(len(some) for some, _, _ in tasks)
        print(f"{len(points)} points; {runs} runs to do, the rest kept from before")
    with progress(len(tasks), quiet) as bar:
        for kept, fault in spread(work, tasks, points[0].run, len(tasks)):
            bar.update()
            faults += [fault] if fault else []
            for path, values in kept:
                store.put(path, values)
    if faults:
        raise SettingError(f"{len(faults)} of the runs failed; the first: {faults[0]}")
    numbers = range(points[0].run.replicates)
    measures = [[np.load(store.path(one, n)) for n in numbers] for one in points]
    records = [np.load(record_path(store.path(one, 0))) for one in points]
    return Gathered(points, np.array(measures), records)
