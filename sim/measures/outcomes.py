"""What each school met over the last years of a scenario, to see who gains and who loses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.results.intervals import standard_errors
from sim.world import World
from sim.world.bands import BANDS, band_of

LAST_YEARS = 5
APART_KM = (1.0, 3.0)  # to the nearest other school


@dataclass(frozen=True)
class Outcome:
    """Something a school meets in a year; ``better`` is 1 where more is better, else -1."""

    unit: str
    meaning: str
    better: int
    see: Callable[[Any], Any]


OUTCOMES = {
    "progress": Outcome(
        "points", "progress of Year 6 without the luck of its pupils", 1, lambda s: s.progress[-1]
    ),
    "leading_hours": Outcome(
        "hours a week", "hours of leading from its heads", 1, lambda s: s.leading_hours
    ),
    "head_left": Outcome("chance a year", "its head left or moved", -1, lambda s: s.head_left),
    "cost_per_pupil": Outcome(
        "£ a pupil", "spending", -1, lambda s: s.cost / np.maximum(s.pupils, 1)
    ),
    "further_km": Outcome("km", "further to school after closures", -1, lambda s: s.further_km),
}


class Noted:
    """The mean of each outcome over the last years of a run: call it after each year."""

    def __init__(self, years: int) -> None:
        self.from_year, self.count = years - LAST_YEARS, 0
        self.sums: Any = 0.0

    def __call__(self, model: Any) -> None:
        """Add this year, if it is one of the last."""
        if model.year > self.from_year:
            seen = [np.asarray(o.see(model.schools), dtype=float) for o in OUTCOMES.values()]
            self.sums, self.count = self.sums + np.array(seen), self.count + 1

    @property
    def mean(self) -> np.ndarray:
        """Float32, (outcomes, schools)."""
        return np.asarray(self.sums / self.count, dtype=np.float32)


def changes(outcomes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean change from the first scenario and its standard error: (scenarios - 1, outcomes, n).

    ``outcomes`` is (scenarios, replicates, outcomes, schools); of one replicate the error is nan.
    """
    change = outcomes[1:].astype(np.float64) - outcomes[:1]
    count = change.shape[1]
    error = change.std(axis=1, ddof=1) / np.sqrt(count) if count > 1 else change[:, 0] * np.nan
    return change.mean(axis=1), error


def groups_of(world: World) -> dict[str, np.ndarray]:
    """How schools are grouped: by roll, by distance to the nearest other, by deprivation."""
    km = world.neighbours(1)[1][0]
    apart = np.array(["under 1 km", "1 to 3 km", "over 3 km"])[np.searchsorted(APART_KM, km)]
    fifth = np.searchsorted(np.nanquantile(world.fsm, [0.2, 0.4, 0.6, 0.8]), world.fsm)
    fifths = np.array(["least", "second", "middle", "fourth", "most"])
    return {
        "roll": np.array(BANDS)[band_of(world.pupils)],
        "nearest school": apart,
        "free school meals": fifths[fifth],
    }


def who_gains(outcomes: np.ndarray, scenarios: list[str], world: World) -> pd.DataFrame:
    """How change is spread over schools: a row for each scenario, outcome and group of schools.

    ``gain`` and ``lose`` are shares of schools whose interval over replicates lies wholly
    on one side; where nothing changes a twentieth of schools does so by luck on each.
    """
    mean, error = changes(outcomes)
    margin = standard_errors(max(outcomes.shape[1] - 1, 1)) * error
    rows = []
    everyone = {"all": np.full(len(world), "all")}
    for by, labels in (everyone | groups_of(world)).items():
        for group in dict.fromkeys(np.sort(labels)):
            at = labels == group
            for s, scenario in enumerate(scenarios[1:]):
                for o, (name, outcome) in enumerate(OUTCOMES.items()):
                    change = mean[s, o, at]
                    better = outcome.better * change - margin[s, o, at] > 0
                    worse = outcome.better * change + margin[s, o, at] < 0
                    spread = np.quantile(change, [0.1, 0.5, 0.9])
                    row = (change.mean(), *spread, better.mean(), worse.mean())
                    rows.append((scenario, name, outcome.unit, by, group, at.sum(), *row))
    names = "scenario outcome unit by group schools mean p10 median p90 gain lose"
    return pd.DataFrame(rows, columns=names.split())
