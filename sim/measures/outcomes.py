"""Outcomes of each school, a mean over the last years of a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

LAST_YEARS = 5  # those that the results of a run are a mean of


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
