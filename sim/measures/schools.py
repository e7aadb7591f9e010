"""How many schools and pupils there are."""

from __future__ import annotations

import numpy as np

from sim.measures.aggregates import Sums, by_group
from sim.measures.registry import measured


@measured("schools", "Schools in the group this year.", label="number of {schools}", better=None)
def schools(s: Sums) -> np.ndarray:
    return by_group(s.count)


@measured("pupils", "Pupils on roll.", label="number of pupils in {schools}", better=None)
def pupils(s: Sums) -> np.ndarray:
    return by_group(s.pupils)
