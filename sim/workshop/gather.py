"""What the page shows is simulated beforehand: each point of the design, each run kept."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from sim import ledger
from sim.config import Settings
from sim.errors import SettingError
from sim.experiments import sweep
from sim.experiments.designs import Design
from sim.experiments.ensemble import simulate, world_of
from sim.experiments.store import RECORD, Store
from sim.workshop.seen import Seen

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


class Recorded(Store):
    """A store that keeps, beside the measures, what each school went through in replicate 0."""

    def record_path(self, settings: Settings) -> Path:
        """Where the record of replicate 0 is kept."""
        return self.path(settings, 0).with_suffix(RECORD)

    def has(self, settings: Settings, replicate: int) -> bool:
        """Whether a replicate is kept, and for replicate 0 its record too."""
        return super().has(settings, replicate) and (
            replicate > 0 or self.record_path(settings).exists()
        )


@dataclass(frozen=True)
class Gathered:
    """What was simulated: measures (points, replicates, years, groups, measures), and records."""

    points: list[Settings]
    measures: np.ndarray
    seen: list[np.ndarray]  # for each point uint8, (years, planes, schools)


def work(settings: list[Settings], number: int, store: Recorded) -> str:
    """Simulate and keep some scenarios that share a past; returns what went wrong, if anything."""
    seen = Seen()
    try:
        found = simulate(settings, number, *([seen] if number == 0 else []))
        for place, one in enumerate(settings):
            if number == 0:
                store.write(store.record_path(one), seen.arrays()[place])
            store.put(one, number, found.measures[place])
    except Exception:  # others go on: it is told at the end
        return f"{settings[0].scenario}, replicate {number}: {traceback.format_exc()}"
    return ""


def gather(points: list[Settings], store: Recorded, quiet: bool) -> Gathered:
    """Simulate what is not kept yet, with a progress bar; stopped, it goes on where it was.

    Raises SettingError where a run fails, or the world has more schools than a page can hold.
    """
    schools = len(world_of(points[0]))
    if schools >= NAMED:
        raise SettingError(f"world has {schools:,} schools; a workshop page holds {NAMED - 1:,}")
    tasks, runs = sweep.to_do(points, store)
    planned = sweep.Plan(pd.DataFrame(index=range(len(points))), [points], tasks, runs)
    if not quiet:
        print(planned.in_words(schools))
    faults = sweep.carry_out(planned, store, quiet, work)
    if faults:
        raise SettingError(f"{len(faults)} of the runs failed; the first: {faults[0]}")
    numbers = range(points[0].run.replicates)
    measures = [[np.load(store.path(one, n)) for n in numbers] for one in points]
    seen = [np.load(store.record_path(one)) for one in points]
    return Gathered(points, np.array(measures), seen)
