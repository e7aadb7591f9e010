"""Intervals: how certain a number is, computed here and nowhere else.

Two things are uncertain: which parameters are right, and what chance does. An interval is of what
is **expected**, chance averaged out: the 5th to 95th percentile over parameter sets. What one
**possible history** may bring has chance in it, and is wider (:func:`tails`).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

CONFIDENCE = 0.90
TAILS = (0.05, 0.95)  # the percentiles between which 90 % of values lie
FEWEST = 8  # values for an interval: between the ends of eight lie 78 % of what may come
RESAMPLES, RESAMPLING_SEED = 1000, 0  # for bootstraps, which give the same bytes each time


class Estimate(NamedTuple):
    """A mean with the ends of its 90 % interval: numbers, or arrays of one shape.

    The ends are nan where replicates are too few to say how uncertain it is.
    """

    mean: Any
    low: Any
    high: Any

    @property
    def excludes_zero(self) -> Any:
        """Whether the whole interval lies on one side of zero; never so where there is none."""
        return (self.low > 0) | (self.high < 0)

    def __format__(self, spec: str) -> str:
        """Mean (low to high), each as ``spec`` says; the mean alone where there is no interval."""
        mean, low, high = (format(part, spec) for part in self)
        return mean if np.isnan(self.low) else f"{mean} ({low} to {high})"

    def at(self, place: Any) -> "Estimate":
        """That of one place in the arrays, or of several."""
        return Estimate(*(part[place] for part in self))

    def scaled(self, factor: float) -> "Estimate":
        """In another unit, such as percentage points."""
        return Estimate(*(factor * part for part in self))


class Spread(NamedTuple):
    """Values by replicate taken apart: (sets, ...) and (...) each."""

    means: np.ndarray  # of each parameter set over its random draws; nan where none is known
    lasting: np.ndarray  # the variance between parameter sets
    chance: np.ndarray  # the variance between random draws of one set; nan where none has two
    known: np.ndarray  # how many values are known

    def expected(self) -> np.ndarray:
        """What may be expected, chance averaged out: (sets, ...), of which percentiles are taken.

        Means of few draws lie further apart than what is expected with each set. They are drawn
        together, to the variance between sets and that of the mean over all draws.
        """
        centre, apart = _mean(self.means), _variance(self.means)
        wanted = self.lasting + self.chance / np.maximum(self.known, 1)
        share = np.divide(wanted, apart, out=np.zeros_like(wanted), where=apart > 0)
        factor = np.where(np.isnan(self.chance), 1.0, np.sqrt(np.clip(share, 0, 1)))
        return centre + factor * (self.means - centre)


def apart(values: np.ndarray, sets: Any) -> Spread:
    """Take apart what parameter sets and what chance do: ``values`` are (replicates, ...).

    ``sets`` says which set each replicate has. One-way analysis of variance, by its moments.
    """
    order = np.argsort(sets, kind="stable")
    _, first, group = np.unique(np.asarray(sets)[order], return_index=True, return_inverse=True)
    values = values[order]
    known = ~np.isnan(values)
    counts = np.add.reduceat(known, first, axis=0, dtype=np.int64)
    sums = np.add.reduceat(np.where(known, values, 0), first, axis=0)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    there, count = (counts > 0).sum(axis=0), known.sum(axis=0)
    within = np.nansum((values - means[group]) ** 2, axis=0)
    chance = np.where(count > there, within / np.maximum(count - there, 1), np.nan)
    each = np.where(counts > 0, 1 / np.maximum(counts, 1), 0).sum(axis=0) / np.maximum(there, 1)
    lasting = np.maximum(_variance(means) - np.where(np.isnan(chance), 0, chance) * each, 0)
    return Spread(means, lasting, chance, count)


def interval(values: Any, axis: int = 0, sets: Any = None) -> Estimate:
    """Mean over an axis of replicates, with its 90 % interval; unknown values (nan) are left out.

    ``sets`` says which parameter set each replicate has; None where all have the same. Then the
    interval is that of the mean over random draws; else of what is expected with each set, or of
    one replicate where no set has two. Never beyond the values themselves. nan where no value is
    known; the ends alone are nan where fewer than :data:`FEWEST` sets, or draws of the one, are.
    """
    values = np.moveaxis(np.asarray(values, dtype=np.float64), axis, 0)
    mean = _mean(values)
    if sets is None or len(np.unique(sets)) < 2:
        each = mean + (values - mean) / np.sqrt(np.maximum(_count(values), 1))
    else:
        each = apart(values, sets).expected()
    low, high = np.where(_count(each) >= FEWEST, tails(each), np.nan)
    return Estimate(mean[()], low[()], high[()])


def chance_share(values: Any, sets: Any = None) -> Any:
    """The part of the variance between replicates, on the first axis, that is chance.

    nan where it cannot be told: no parameter set has two draws, or all replicates have one set.
    """
    if sets is None or len(np.unique(sets)) < 2:
        return np.full(np.shape(values)[1:], np.nan)[()]
    spread = apart(np.asarray(values, dtype=np.float64), sets)
    whole = spread.chance + spread.lasting
    return np.divide(spread.chance, whole, out=np.full_like(whole, np.nan), where=whole > 0)[()]


def resampled(replicates: int) -> Iterator[np.ndarray]:
    """For a bootstrap: rows drawn with replacement, (replicates,) each time."""
    draws = np.random.default_rng(RESAMPLING_SEED)
    return (draws.integers(replicates, size=replicates) for _ in range(RESAMPLES))


def tails(values: Any) -> np.ndarray:
    """The 5th and 95th percentile over the first axis, of known values: (2, ...).

    Such that a further value lies between them nine times in ten; of fewer than 19 values the
    least and the greatest. nan where no value is known.
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64), axis=0)  # nan last
    if not len(ordered):
        return np.full((2, *ordered.shape[1:]), np.nan)
    last = np.maximum(_count(ordered) - 1, 0)
    place = np.clip(np.multiply.outer(TAILS, last + 2) - 1, 0, last)
    below = np.floor(place).astype(np.int64)
    low, high = (np.take_along_axis(ordered, at, 0) for at in (below, np.minimum(below + 1, last)))
    return low + (place - below) * (high - low)


def _count(values: np.ndarray) -> Any:
    return (~np.isnan(values)).sum(axis=0)


def _mean(values: np.ndarray) -> np.ndarray:
    count, total = _count(values), np.nansum(values, axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _variance(values: np.ndarray) -> np.ndarray:
    """Of known values; 0 where there are fewer than two."""
    return np.nansum((values - _mean(values)) ** 2, axis=0) / np.maximum(_count(values) - 1, 1)
