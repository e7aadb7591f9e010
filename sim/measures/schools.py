"""How many schools and pupils there are."""

import numpy as np

from sim.measures.aggregates import Sums, by_group
from sim.measures.registry import measured


@measured("schools", "number of {schools}", better=None)
def schools(s: Sums) -> np.ndarray:
    """Schools in the group this year."""
    return by_group(s.count)


@measured("pupils", "number of pupils in {schools}", better=None)
def pupils(s: Sums) -> np.ndarray:
    """Pupils on roll."""
    return by_group(s.pupils)
