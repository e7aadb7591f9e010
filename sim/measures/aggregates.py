"""Sums of a model's schools and people by roll band, of which measures are made."""

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from sim.agents.roles import HeadRole
from sim.engine.columns import sums
from sim.state import State
from sim.world.bands import BANDS, SMALL_BANDS, band_of

COHORT_YEARS = {1: "one year", 2: "two years", 3: "three years", 4: "four years", 5: "five years"}
YOUNG_HEAD = 50  # the published retention is of heads appointed under 50


class Ratio(NamedTuple):
    """A measure as two sums by roll band, (6,) each, which are divided in every group."""

    numerator: np.ndarray
    denominator: np.ndarray


class Sums:
    """The model as the measures see it: sums by roll band, (6,) each.

    Of replicates side by side each sum is (replicates, 6).
    """

    def __init__(self, model: State) -> None:
        self.model = model
        self.schools = model.schools
        self.band = band_of(self.schools.pupils).astype(np.intp)
        self.published = self.schools.publishes_results()
        self._shape = (*model.beside, len(BANDS))
        replicate = model.replicate_of(self.schools)
        self._place = replicate * len(BANDS) + self.band
        # Closed schools come after all bands, where nothing is counted.
        band = np.where(self.schools.closed, len(BANDS), self.band)
        self._counted_in = replicate * (len(BANDS) + 1) + band
        self.count = self.total(np.ones(len(self.schools)))
        self.pupils = self.total(self.schools.pupils)

    def total(self, values: Any) -> np.ndarray:
        """The sum over open schools of a value of each."""
        bins = self.model.replicates * (len(BANDS) + 1)
        by_bin = sums(self._counted_in, values, bins).reshape(-1, len(BANDS) + 1)
        return by_bin[:, :-1].reshape(self._shape)

    def mean(self, values: Any, weight: Any = None) -> Ratio:
        """The mean over open schools of a value of each, weighted where a weight is given."""
        if weight is None:
            return Ratio(self.total(values), self.count)
        return Ratio(self.total(np.where(weight, values, 0) * weight), self.total(weight))

    def mean_of_pupils(self, values: Any) -> Ratio:
        """The mean over pupils in open schools of a value of their school."""
        return Ratio(self.total(values * self.schools.pupils), self.pupils)

    def people(self, school: np.ndarray, values: Any = None) -> np.ndarray:
        """How many people there are at these schools, or the sum of a value of each."""
        bins = self.model.replicates * len(BANDS)
        return np.bincount(self._place[school], values, bins).reshape(self._shape)

    @cached_property
    def holders(self) -> Any:
        """Heads of any kind but acting ones."""
        return self.model.heads[self.model.heads.role != HeadRole.ACTING_HEAD]

    @cached_property
    def holders_at(self) -> np.ndarray:
        """Rows of the holders' schools."""
        return self.holders.school.row

    @cached_property
    def holders_count(self) -> np.ndarray:
        """How many holders there are, by band."""
        return self.people(self.holders_at)

    @cached_property
    def qualified(self) -> np.ndarray:
        """Teachers and heads by years since they qualified and band they began in: (6, 6)."""
        began = "qualified_year", "qualified_band"
        by_heads = self._cohorts(self.model.heads, *began)
        return by_heads + self._cohorts(self.model.teachers, *began)

    @cached_property
    def appointed(self) -> np.ndarray:
        """Heads first appointed young by years since then and band they began in: (6, 6)."""
        young = self.model.heads[self.model.heads.appointed_age < YOUNG_HEAD]
        return self._cohorts(young, "appointed_year", "appointed_band")

    def _cohorts(self, people: Any, year: str, band: str) -> np.ndarray:
        recent = people[people.get(year) >= self.model.year - max(COHORT_YEARS)]
        years = self.model.year - recent.get(year)
        place = years * self.model.replicates + self.model.replicate_of(recent)
        place = place * len(BANDS) + recent.get(band)
        size = (max(COHORT_YEARS) + 1, *self._shape)
        return np.bincount(place, minlength=int(np.prod(size))).reshape(size)

    def record_cohorts(self) -> None:
        """Remember how many began this year, for retention in years to come."""
        self.model.history[f"heads {self.model.year}"] = self.appointed[0]
        self.model.history[f"teachers {self.model.year}"] = self.qualified[0]

    def began(self, who: str, years: int) -> np.ndarray:
        """How many heads or teachers began some years ago; 0 before the first year simulated."""
        return self.model.history.get(f"{who} {self.model.year - years}", np.zeros(self._shape))

    @cached_property
    def departures(self) -> np.ndarray:
        """Leaders who left this year, each divided among the schools they led: (schools,)."""
        lost = self.schools.leader_left.nonzero()[0]
        leader = self.schools.leader_before[lost]
        _, who, each = np.unique(leader, return_inverse=True, return_counts=True)
        fractions = np.zeros(len(self.schools))
        fractions[lost] = 1 / each[who]
        return fractions

    def correlation(self, now: np.ndarray, before: np.ndarray) -> np.ndarray:
        """Correlation across schools whose results are published, in every group: (9,)."""
        known = self.published & ~np.isnan(before)
        now, before = np.where(known, now, 0), np.where(known, before, 0)
        products = (known, now, before, now * before, now**2, before**2)
        n, x, y, xy, xx, yy = self.groups(*products)
        variances = (n * xx - x**2) * (n * yy - y**2)
        # One school alone has no variance but what rounding leaves.
        return divide(n * xy - x * y, np.sqrt(np.where(n > 1, np.maximum(variances, 0), 0)))

    def groups(self, *values: Any) -> np.ndarray:
        """Sums of some values of each open school, in every group: (values, 9)."""
        return by_group(np.array([self.total(each) for each in values]))


def by_group(sums: np.ndarray) -> np.ndarray:
    """Sums by roll band, (..., 6), as sums by group, (..., 9): all, the bands, small, other."""
    so_far = sums.cumsum(axis=-1)
    everywhere, small = so_far[..., -1:], so_far[..., SMALL_BANDS - 1 : SMALL_BANDS]
    return np.concatenate([everywhere, sums, small, everywhere - small], axis=-1)


def standard_deviation(count: np.ndarray, sums: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """Of values of which these are the number, the sum and the sum of squares; nan of none."""
    return np.sqrt(np.maximum(divide(squares, count) - divide(sums, count) ** 2, 0))


def divide(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """A quotient; nan where the denominator is not above 0."""
    nothing = np.full(numerator.shape, np.nan)
    return np.divide(numerator, denominator, out=nothing, where=denominator > 0)
