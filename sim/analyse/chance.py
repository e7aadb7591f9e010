"""Effect told from chance: what the mean of very many replicates would show, from a few.

The mean of a few replicates has chance left in it: its square is too large on average, and so is
the largest of several. A replicate has the same random draws at every point; another one has
others. What comes of one replicate **with another** therefore has no chance in it on average, be
it a product of both or a choice by one that is tried on the other (variance deconvolution:
Clements, Geraci, Olson & Palmer 2024, arXiv:2403.06106, there with draws of each point's own).
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from sim.results.intervals import FEWEST, RESAMPLES, RESAMPLING_SEED, TAILS, Estimate, tails

Statistic = Callable[[np.ndarray, np.ndarray], np.ndarray]  # of values and replicates' weights


def of_pairs(
    form: Callable[[np.ndarray], np.ndarray], values: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """A quadratic form of what is expected: the mean of it over pairs of different replicates.

    ``values`` are (replicates, ...); ``form`` takes them, or their mean without the first axis.
    """
    whole, squares = weights.sum(), weights**2
    mean = np.tensordot(weights, values, 1) / whole
    own = np.tensordot(squares, form(values), 1)
    return (whole**2 * form(mean) - own) / (whole**2 - squares.sum())


def mean_of_others(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """For each replicate the mean of the others, (replicates, ...), by which it may be judged."""
    weighted = weights.reshape(-1, *[1] * (values.ndim - 1)) * values
    left = (weights.sum() - weights).reshape(-1, *[1] * (values.ndim - 1))
    return (weighted.sum(axis=0) - weighted) / left


def unlike(values: np.ndarray, futures: Any, replicates: Any) -> np.ndarray:
    """Values without what a replicate does alike in all futures, which tells none from another.

    (rows,) or (rows, columns). It takes 1 in the number of futures of the variance within them too,
    which is put back.
    """
    rows = pd.DataFrame(values)
    means, count = rows.groupby(futures).transform("mean"), len(np.unique(futures))
    within = rows - means
    within -= within.groupby(replicates).transform("mean")
    return (means + np.sqrt(count / max(count - 1, 1)) * within).to_numpy().reshape(values.shape)


def with_interval(statistic: Statistic, values: np.ndarray, rows: bool = False) -> Estimate:
    """A statistic of values by replicate, with its 90 % bootstrap interval.

    Replicates are resampled, and so are the ``rows`` on the second axis where these were drawn too
    (the pigeonhole bootstrap: Owen 2007, Annals of Applied Statistics 1). A bootstrap of few is too
    narrow, and is widened as Student's t would be (Hesterberg 2015, The American Statistician 69).
    The ends are nan where there are fewer than :data:`FEWEST` replicates.
    """
    count, generator = len(values), np.random.default_rng(RESAMPLING_SEED)
    value = statistic(values, np.ones(count))
    if count < FEWEST:
        return Estimate(value, np.full_like(value, np.nan), np.full_like(value, np.nan))
    again = []
    for _ in range(RESAMPLES):
        weights = generator.multinomial(count, np.full(count, 1 / count)).astype(float)
        chosen = generator.integers(values.shape[1], size=values.shape[1]) if rows else slice(None)
        if weights.max() < count:  # else there is no pair
            again.append(statistic(values[:, chosen], weights))
    wider = stdtrit(count - 1, TAILS[1]) / ndtri(TAILS[1]) * np.sqrt(count / (count - 1))
    return Estimate(value, *(value + wider * (tails(again) - value)))
