"""What the page shows is simulated beforehand: each point of the design, each run kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import yaml

from sim.errors import SettingError
from sim.parameters import ledger
from sim.parameters.config import Settings, load_all
from sim.runs.store import Store
from sim.workshop.recorder import SchoolRecorder
from sim.world import World

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

    def points(self, usual: Settings) -> list[Settings]:
        """The settings of each point, from those of the scenario."""
        return [usual.with_values(change) for change in self.changes()]


@dataclass(frozen=True)
class Workshop:
    """What ``configs/workshop.yaml`` says, with settings of the command line."""

    settings: list[str]
    choices: list[Choice]
    limits: dict[str, int]

    def points(self) -> list[Settings]:
        """The settings of every point, choice by choice."""
        usual = load_all([choice.scenario for choice in self.choices], self.settings)
        chosen = zip(self.choices, usual, strict=True)
        return [one for choice, settings in chosen for one in choice.points(settings)]


def read_workshop(overrides: Sequence[str] = ()) -> Workshop:
    """The design, with settings from the command line that hold for all points."""
    path = ledger.folder() / "workshop.yaml"
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    choices = [Choice(**choice) for choice in given["choices"]]
    return Workshop([*given["settings"], *overrides], choices, given["limits"])


@dataclass(frozen=True)
class Gathered:
    """What was simulated: measures (points, replicates, years, groups, measures), and records."""

    world: World
    points: list[Settings]
    measures: np.ndarray
    records: list[np.ndarray]  # for each point uint8, (years, planes, schools)


def gather(points: list[Settings], world: World, store: Store, quiet: bool) -> Gathered:
    """Simulate what is not kept yet, with a progress bar; stopped, it goes on where it was.

    Raises SettingError where a run fails, or the world has more schools than a page can hold.
    """
    if len(world) >= NAMED:
        most = f"a workshop page holds {NAMED - 1:,}"
        raise SettingError(f"world has {len(world):,} schools; {most}")
    wanted = [(one, world) for one in points]
    missing = store.missing(wanted, SchoolRecorder)
    if not quiet:
        print(f"{len(points)} points; {missing.runs} runs to do, the rest kept from before")
    if faults := store.fill(wanted, missing, quiet, SchoolRecorder):
        first = faults[0].splitlines()[0]
        raise SettingError(f"{len(faults)} of the runs failed; the first: {first}")
    numbers = range(points[0].run.replicates)
    measures = [[store.get(one, world, n) for n in numbers] for one in points]
    records = [store.record(one, world, SchoolRecorder) for one in points]
    return Gathered(world, points, np.array(measures), records)
