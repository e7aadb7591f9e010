"""What is recorded of each school over the last years of a run, to see who gains and who loses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.measures.registry import Quantity
from sim.parameters.prices import relative_to_ledger
from sim.state import State

LAST_YEARS = 5  # those that the results of a run are a mean of


@dataclass(frozen=True)
class SchoolOutcome(Quantity):
    """An outcome of each school in a year.

    ``compute`` takes the schools of a model and returns a number for each: (schools,). That of a
    school that has closed is of the school where its pupils are now, unless it is ``its_own``.
    """

    compute: Callable[[Any], Any]
    its_own: bool = False


SCHOOL_OUTCOMES = {
    "progress": SchoolOutcome(
        "points", "expected KS2 progress of Year 6", "more", lambda s: s.of_oldest(s.progress)
    ),
    "leading_hours": SchoolOutcome(
        "hours a week", "time of leading from heads", "more", lambda s: s.leading_hours
    ),
    "head_left": SchoolOutcome(
        "chance a year", "head leaves or moves", "less", lambda s: s.head_left
    ),
    "cost_per_pupil": SchoolOutcome(
        "£ a pupil", "spending for each pupil", "less", lambda s: s.cost / np.maximum(s.pupils, 1)
    ),
    "further_km": SchoolOutcome(
        "km", "further to school after closures", "less", lambda s: s.further_km, its_own=True
    ),
    "closed": SchoolOutcome("chance", "school is closed", "less", lambda s: s.closed, its_own=True),
}


def where_pupils_are(schools: Any) -> np.ndarray:
    """Rows of the schools where the pupils of each school are: its own while it is open."""
    at = np.arange(len(schools))
    while (gone := schools.closed[at]).any():
        at[gone] = schools.joined.row[at[gone]]
    return at


class SchoolHistory:
    """Means of the outcomes of each school over the last years of a run."""

    def __init__(self, years: int) -> None:
        self._last_before, self._count = years - LAST_YEARS, 0
        self._sums: Any = 0.0

    def record(self, model: State) -> None:
        """Add the year now ended, if it is one of the last: to be called after each year."""
        if model.year > self._last_before:
            prices = relative_to_ledger(model.parameters.money.price_year)
            at, values = where_pupils_are(model.schools), []
            for one in SCHOOL_OUTCOMES.values():
                each = np.asarray(one.compute(model.schools), dtype=float)
                each = each if one.its_own else each[at]
                values.append(each * (prices if one.unit.startswith("£") else 1))
            self._sums = self._sums + np.array(values)
            self._count += 1

    @property
    def mean(self) -> np.ndarray:
        """The means over the years recorded: float32, (outcomes, schools)."""
        return np.asarray(self._sums / self._count, dtype=np.float32)
