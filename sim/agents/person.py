"""What teachers and heads have in common: a working life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.agents.roles import Decision
from sim.engine.agents import ColumnAgent
from sim.engine.columns import Column, Reference

OLDEST = 120  # years; tables by age end here
LONGEST_CAREER = 60  # years; tables by experience end here
NEVER = 9999  # a year that does not come


def chance_of_retiring(p: Any) -> np.ndarray:
    """The yearly chance of retiring at each age, (ages,)."""
    age = np.arange(OLDEST)
    chance = np.where(age >= p.retiring_age, p.retiring_chance, 0)
    return np.where(age >= p.retiring_latest, 1, chance)


def growth_with_experience(p: Any, experience: Any) -> Any:
    """Effectiveness gained by experience, in points a year; most comes in the first years."""
    years = np.arange(LONGEST_CAREER)
    return (p.experience_gain * (1 - np.exp(-years / p.experience_years))).take(experience)


def drawn(decision: str) -> Callable[[Any], Any]:
    """A trait that people bring with them, standard normal."""
    return lambda new: new.draw_normal(decision)


def drawn_talent(new: Any) -> Any:
    """The teaching talent of entrants, in points a year."""
    return new.model.parameters.staff.talent_spread * new.draw_normal("talent")


class Person(ColumnAgent):
    """Somebody who teaches or leads; keeps the same number when promoted."""

    school = Reference("schools", doc="where they work; for an executive head, the base school")
    home = Reference("schools", doc="the school they live nearest to")
    age = Column("int16", unit="years", doc="age")
    experience = Column("int16", unit="years", doc="years in teaching")
    tenure = Column("int16", unit="years", doc="complete years in the present post")
    talent = Column(
        "float32",
        unit="points a year",
        doc="lasting teaching effectiveness",
        initial=drawn_talent,
    )
    skill = Column("float32", unit="points a year", doc="effectiveness learned, which fades")
    leadership = Column(
        "float32",
        unit="standard deviations",
        doc="quality as a leader",
        initial=drawn("leadership"),
    )
    learned_leading = Column(
        "float32", unit="standard deviations", doc="of it, what was learned, which fades"
    )
    ambition = Column(
        "float32",
        unit="standard deviations",
        doc="pull towards larger posts",
        initial=drawn("ambition"),
    )
    qualified_year = Column("int16", unit="year", default=-99, doc="first year of teaching")
    qualified_band = Column("int8", doc="roll band of the first school")
    middle_year = Column("int16", unit="year", default=NEVER, doc="first year as a middle leader")
    senior_year = Column("int16", unit="year", default=NEVER, doc="first year as a deputy head")
    appointed_year = Column(
        "int16", unit="year", default=-99, doc="first year as a head, not acting"
    )
    appointed_age = Column("int16", unit="years", doc="age when first a head")
    appointed_band = Column("int8", doc="roll band of the first headship")
    outcome = Column("int8", doc="this year's decision: 0 stays, 1 retires, 2 leaves teaching")
    looking = Column("bool", doc="looks for another post this year")

    def effectiveness(self) -> Any:
        """What the pupils gain in a year over the average teacher's, in KS2 progress points."""
        p = self.model.parameters.teaching
        return self.talent + self.skill + growth_with_experience(p, self.experience) - p.centre

    def develop(self) -> dict[str, Any]:
        """A year of learning: part of what was learned fades, what the school teaches is added."""
        p = self.model.parameters.development
        return {"skill": p.skill_kept * self.skill + self.school.learning}

    def learns_to_lead(self, model_leadership: Any) -> dict[str, Any]:
        """A year beside somebody who leads better, whose leadership is given: part is learned.

        Part of what was learned before fades. Evidence: `development.leading_*`.
        """
        p = self.model.parameters.development
        before, leadership = self.learned_leading, self.leadership
        ahead = np.maximum(model_leadership - leadership, 0)
        learned = p.leading_kept * before + p.leading_learned * ahead
        return {"learned_leading": learned, "leadership": leadership - before + learned}

    def leaves_or_retires(self, leaving_chance: Any) -> Any:
        """This year's decision from the chance of leaving (one per person).

        From the earliest pension age a yearly chance of retiring comes first.
        Evidence: ledger entries `leaving.retiring_*`. Returns int8, one per person.
        """
        p = self.model.parameters.leaving
        retiring = chance_of_retiring(p).astype(np.float32).take(self.age)
        drawn = self.draw("leave")
        retires = drawn < retiring
        leaves = ~retires & (drawn < retiring + (1 - retiring) * np.float32(leaving_chance))
        # Much faster than `np.where`.
        return leaves * np.int8(Decision.LEAVES) + retires * np.int8(Decision.RETIRES)
