"""The Shapley value: one number for each cause, from the worth of every combination of causes."""

from math import factorial

import numpy as np


def shapley(worth: np.ndarray) -> np.ndarray:
    """Each cause's marginal contribution, averaged over all orders in which causes can come in.

    ``worth`` is (2**k, ...): the outcome under each combination of k causes, where bit i of a
    combination's number is set if cause i is present. Returns (k, ...), which sums over causes
    to the last of ``worth`` (all present) less the first (none).
    """
    k = len(worth).bit_length() - 1
    combinations = np.arange(1 << k)
    present = np.array([int(one).bit_count() for one in combinations])
    weight = np.array([factorial(m) * factorial(k - m - 1) / factorial(k) for m in range(k)])
    values = []
    for cause in range(k):
        without = np.flatnonzero(~combinations >> cause & 1)
        gains = worth[without | 1 << cause] - worth[without]
        weighted = zip(weight[present[without]], gains, strict=True)
        values.append(sum(w * gain for w, gain in weighted))
    return np.array(values)
