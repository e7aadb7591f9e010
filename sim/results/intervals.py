"""Intervals: how certain a number is, computed here and nowhere else."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from scipy.special import stdtrit

from sim.parameters.calibrated import ENSEMBLE, LEDGER

CONFIDENCE = 0.90
TAILS = (0.05, 0.95)  # the percentiles between which 90 % of values lie
RESAMPLES, RESAMPLING_SEED = 1000, 0  # for bootstraps, which give the same bytes each time


class Estimate(NamedTuple):
    """A mean with the ends of its 90 % interval: numbers, or arrays of one shape.

    The ends are nan where one replicate says nothing of uncertainty.
    """

    mean: Any
    low: Any
    high: Any

    @property
    def excludes_zero(self) -> Any:
        """Whether the whole interval lies on one side of zero; never so with one replicate."""
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


def interval(values: Any, axis: int = 0, parameters: str = LEDGER) -> Estimate:
    """Mean over an axis of replicates with its 90 % interval, see :func:`reach`.

    nan where there is no replicate; the ends alone are nan where there is one.
    """
    values = np.asarray(values)
    count = values.shape[axis]
    nothing = np.full(np.delete(values.shape, axis), np.nan)[()]
    if count == 0:
        return Estimate(nothing, nothing, nothing)
    mean = values.mean(axis=axis, dtype=np.float64)
    if count == 1:
        return Estimate(mean, nothing, nothing)
    half = reach(count, parameters) * values.std(axis=axis, ddof=1, dtype=np.float64)
    return Estimate(mean, mean - half, mean + half)


def estimate(replicates: Any, parameters: str = LEDGER) -> Estimate:
    """The mean of those values, one a replicate, that are known, with its interval."""
    values = np.asarray(replicates, dtype=np.float64)
    return interval(values[~np.isnan(values)], parameters=parameters)


def reach(replicates: int, parameters: str = LEDGER) -> float:
    """How many standard deviations the 90 % interval goes to either side (Student's t).

    With the ledger's parameters it is the interval of the mean over random draws. With
    calibrated parameter sets it is that of a single replicate: only one set is right, and
    simulating more of them does not tell which.
    """
    one = 1 if parameters == ENSEMBLE else 0
    return standard_errors(replicates - 1) * float(np.sqrt(one + 1 / replicates))


def standard_errors(freedom: int) -> float:
    """How many standard errors the 90 % interval goes to either side, by degrees of freedom."""
    return float(stdtrit(freedom, (1 + CONFIDENCE) / 2))


def resampled(replicates: int) -> Iterator[np.ndarray]:
    """For a bootstrap: rows drawn with replacement, (replicates,) each time."""
    draws = np.random.default_rng(RESAMPLING_SEED)
    return (draws.integers(replicates, size=replicates) for _ in range(RESAMPLES))


def tails(values: Any) -> np.ndarray:
    """The 5th and 95th percentile over the first axis: (2, ...)."""
    return np.quantile(values, TAILS, axis=0)
