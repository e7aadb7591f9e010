"""Numbers meant for all of England, in a smaller world."""

from __future__ import annotations

from sim.state import State

ENGLAND = 16_768  # primaries that such numbers are meant for


def in_this_world(model: State, number: float) -> int:
    """As many, in proportion to the schools there are; at least 1 where any are wanted."""
    if number == 0:
        return 0
    return max(round(number * len(model.schools) / ENGLAND), 1)
