"""What teachers and heads have in common: a working life."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.columns import Column, ColumnAgent, Reference

STAYS, RETIRES, LEAVES = 0, 1, 2
OLDEST = 120  # years; tables by age end here
WORTH_STEPS, ROW_BITS = 1e4, 24  # how finely worth is seen; rows of posts are below 2^24
NO_POST = -(1 << 62)  # worth less than any post


def chance_of_retiring(p: Any) -> np.ndarray:
    """The yearly chance of retiring at each age, (ages,)."""
    age = np.arange(OLDEST)
    chance = np.where(age >= p.retiring_age, p.retiring_chance, 0)
    return np.where(age >= p.retiring_latest, 1, chance)


def best_first(worth: Any, posts: Any, most: int) -> Any:
    """The ``most`` posts worth most, best first: (most, n) of (K, n); -1 is not a post.

    Worth, to a ten-thousandth, and post are packed into one whole number: one number is
    compared sooner than two. Of posts alike in worth the later row comes first.
    """
    steps = np.where(posts < 0, 0, worth * WORTH_STEPS).astype(np.int64)
    ranked = list(np.where(posts < 0, NO_POST, (steps << ROW_BITS) + (posts + 1)))
    for first in range(min(most, len(ranked))):  # the best of the rest comes up
        for here in range(len(ranked) - 1, first, -1):
            above, below = ranked[here - 1], ranked[here]
            ranked[here - 1], ranked[here] = np.maximum(above, below), np.minimum(above, below)
    return (np.stack(ranked[:most]) & ((1 << ROW_BITS) - 1)) - 1


class Person(ColumnAgent):
    """Somebody who teaches or leads; keeps the same number when promoted."""

    school = Reference("School", doc="where they work; for an executive head, the base school")
    home = Reference("School", doc="the school they live nearest to")
    age = Column("int16", unit="years", doc="age")
    experience = Column("int16", unit="years", doc="years in teaching")
    tenure = Column("int16", unit="years", doc="complete years in the present post")
    talent = Column("float32", unit="points a year", doc="lasting teaching effectiveness")
    skill = Column("float32", unit="points a year", doc="effectiveness learned, which fades")
    leadership = Column("float32", unit="standard deviations", doc="quality as a leader")
    ambition = Column("float32", unit="standard deviations", doc="pull towards larger posts")
    qualified_year = Column("int16", unit="year", default=-99, doc="first year of teaching")
    qualified_band = Column("int8", doc="roll band of the first school")
    outcome = Column("int8", doc="this year's decision: 0 stays, 1 retires, 2 leaves teaching")
    looking = Column("bool", doc="looks for another post this year")

    def leaves_or_retires(self, leaving_chance: Any) -> Any:
        """This year's decision from the chance of leaving (one per person).

        From the earliest pension age a yearly chance of retiring comes first.
        Evidence: ledger entries `leaving.retiring_*`. Returns int8, one per person.
        """
        p = self.model.parameters.leaving
        retiring = chance_of_retiring(p).astype(np.float32).take(self.age)
        luck = self.draw("leave")
        leaves = luck < retiring + (1 - retiring) * np.float32(leaving_chance)
        return np.where(luck < retiring, np.int8(RETIRES), leaves * np.int8(LEAVES))

    def options(self, near: Any, km: Any, worth: Any) -> Any:
        """The schools this person applies to, best first: (A, n) rows, -1 where none is left.

        Parameters: ``near`` schools with a vacancy (K, n) as rows, -1 where there
        are no more; ``km`` from home (K, n); ``worth`` of each post (K, n), -inf
        where it is not wanted. Travel repels, and everybody has tastes of their own.
        """
        p = self.model.parameters.recruitment
        taste = p.taste * (self.draw("taste", about=np.maximum(near, 0)) - 1 / 2)
        worth = worth + taste - p.travel * np.minimum(km, p.travel_limit)
        wanted = (near >= 0) & (km <= p.travel_limit) & (worth > -np.inf)
        return best_first(worth, np.where(wanted, near, -1), int(p.applications))
