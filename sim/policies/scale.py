"""How much of England, or of a smaller world, a policy reaches."""

from __future__ import annotations

import numpy as np

from sim.state import State

ENGLAND = 16_768  # primaries that such numbers are meant for


def in_this_world(model: State, number: float) -> int:
    """As many, in proportion to the schools there are; at least 1 where any are wanted."""
    if number == 0:
        return 0
    return max(round(number * len(model.schools) / ENGLAND), 1)


def drawn_authorities(model: State, decision: str, share: float) -> np.ndarray:
    """Whether each school is in an authority that the policy reaches: (schools,) bool, lasting."""
    drawn = model.uniform(model.schools.authority + 1, decision, year=0)
    return drawn < np.float32(share)
