"""Sums of a model's schools and people by group of schools, of which measures are made."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from sim.world.bands import BANDS, SMALL_BANDS, band_of

SURVIVAL_YEARS = (1, 2, 3, 4, 5)
YOUNG_HEAD = 50  # the published retention is of heads appointed under 50
# Sums by roll band above and below the line, (6,) each; or the values of all groups, (9,).
Taken = tuple[np.ndarray, np.ndarray] | np.ndarray


class Sums:
    """The model as the measures see it: sums by roll band, (6,) each."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.schools = model.schools
        self.band = band_of(self.schools.pupils).astype(np.intp)
        self.published = self.schools.publishes_results()
        self.open = ~self.schools.closed
        self.any_closed = not self.open.all()
        self.count = self.total(np.ones(len(self.schools)))
        self.pupils = self.total(self.schools.pupils)

    def total(self, values: Any) -> np.ndarray:
        """Sums of a value of each open school, in every band."""
        if self.any_closed:
            values = np.where(self.open, values, 0)
        return np.bincount(self.band, weights=values, minlength=len(BANDS))

    def by_group(self, *values: Any) -> np.ndarray:
        """Sums of some values of each open school, in every group: (values, 9)."""
        return grouped(np.array([self.total(each) for each in values]))

    def mean(self, values: Any, weight: Any = None) -> tuple[np.ndarray, np.ndarray]:
        """Of means over schools, weighted where a weight is given, both sides of the line."""
        if weight is None:
            return self.total(values), self.count
        return self.total(np.where(weight, values, 0) * weight), self.total(weight)

    @cached_property
    def qualified(self) -> np.ndarray:
        """Teachers and heads by years since they first taught, and first band: (6, 6)."""
        heads, teachers = self.model.heads, self.model.teachers
        by_heads = self._since(heads.qualified_year, heads.qualified_band)
        return by_heads + self._since(teachers.qualified_year, teachers.qualified_band)

    @cached_property
    def appointed(self) -> np.ndarray:
        """Heads first appointed young by years since then, and first band: (6, 6)."""
        young = self.model.heads[self.model.heads.appointed_age < YOUNG_HEAD]
        return self._since(young.appointed_year, young.appointed_band)

    def _since(self, year: np.ndarray, band: np.ndarray) -> np.ndarray:
        years = self.model.year - year
        recent = (years <= SURVIVAL_YEARS[-1]).nonzero()[0]
        place = years.take(recent) * len(BANDS) + band.take(recent)
        size = (len(SURVIVAL_YEARS) + 1, len(BANDS))
        return np.bincount(place, minlength=size[0] * size[1]).reshape(size)

    @cached_property
    def departures(self) -> np.ndarray:
        """Leaders gone this year, shared out among the schools that each led: (schools,)."""
        lost = self.schools.leader_left.nonzero()[0]
        leader = self.schools.leader_before[lost]
        _, who, each = np.unique(leader, return_inverse=True, return_counts=True)
        shares = np.zeros(len(self.schools))
        shares[lost] = 1 / each[who]
        return shares

    def people(self, school: np.ndarray) -> np.ndarray:
        """How many of the people at these schools there are in every band."""
        return np.bincount(self.band[school], minlength=len(BANDS))

    def correlation(self, now: np.ndarray, before: np.ndarray) -> np.ndarray:
        """Correlation across schools whose results are published, in every group."""
        known = self.published & ~np.isnan(before)
        now, before = np.where(known, now, 0), np.where(known, before, 0)
        products = (known, now, before, now * before, now**2, before**2)
        n, x, y, xy, xx, yy = self.by_group(*products)
        shared = n * xy - x * y
        spread = (n * xx - x**2) * (n * yy - y**2)
        return ratio(shared, np.sqrt(np.maximum(spread, 0)))


def grouped(by_band: np.ndarray) -> np.ndarray:
    """Sums by roll band, (..., 6), as sums by group, (..., 9): all, the bands, small, other."""
    so_far = by_band.cumsum(axis=-1)
    everywhere, small = so_far[..., -1:], so_far[..., SMALL_BANDS - 1 : SMALL_BANDS]
    return np.concatenate([everywhere, by_band, small, everywhere - small], axis=-1)


def ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """A quotient; nan where there is nothing below the line."""
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
