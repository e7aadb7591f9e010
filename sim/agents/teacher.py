"""Teachers: how well they teach, how they grow, and whether they stay."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.person import LONGEST_CAREER, Person
from sim.agents.roles import Grade, TeacherRole
from sim.engine.columns import Column

NO_CLASS = -1


def chance_of_leaving(p: Any, experience: Any) -> Any:
    """The yearly chance of leaving teaching before pension age: high at first, then falling."""
    by_year = np.full(LONGEST_CAREER, p.teacher_later)
    by_year[: len(p.teacher_early)] = p.teacher_early
    return by_year.astype(np.float32).take(experience)


class Teacher(Person):
    """A qualified teacher, in a class or supporting others."""

    role = Column("int8", doc="0 class teacher, 1 middle leader, 2 deputy head")
    class_number = Column("int16", default=NO_CLASS, doc="class taught, youngest first; -1 none")
    weak = Column("bool", doc="taught below the level called weak this year")
    prepared = Column("bool", doc="has been on a programme for future heads")
    support_years = Column("int8", unit="years", doc="years of support since weakness was found")

    # Development

    def becomes_middle_leader(self) -> Any:
        """Whether a class teacher with the experience takes on a subject or phase."""
        p = self.model.parameters.development
        chance = p.middle_leader_chance * (
            1 + p.middle_leader_partners * self.school.middle_leaders
        )
        return self.draw("middle leader") < np.float32(chance)

    # Weak teaching

    def weakness_is_found(self) -> Any:
        """Whether a weak teacher's weakness is noticed this year.

        The chance rises with the hours a head has for each class: few classes
        are seen often, which is the good side of smallness. Evidence: `weakness.found_*`.
        """
        p = self.model.parameters.weakness
        school = self.school
        rate = p.found_rate * school.hours_per_class()
        rate = rate * (1 + p.found_sharing * school.data_sharing)
        rate = rate + p.found_governors * np.maximum(school.governance, 0)
        noticed = self.draw("weakness found") < np.float32(1 - np.exp(-rate))
        return noticed | (self.support_years > 0)

    def is_supported(self) -> dict[str, Any]:
        """A year of support for found weakness: some improve, some do not."""
        p = self.model.parameters.weakness
        gain = np.maximum(p.support_gain + p.support_spread * self.draw_normal("support"), 0)
        return {"skill": self.skill + gain, "support_years": self.support_years + 1}

    def is_ended(self) -> Any:
        """Whether a teacher still weak after support leaves teaching.

        This year's support followed this year's teaching, and has had no time to help.
        """
        p = self.model.parameters.weakness
        due = (self.support_years > p.support_years) & self.weak
        return due & (self.draw("weakness ended") < np.float32(p.ended_chance))

    # Leaving and moving

    def decides_to_leave(self) -> Any:
        """Whether the teacher retires or leaves teaching this year (int8; `leaving.teacher_*`)."""
        p = self.model.parameters.leaving
        isolation = np.float32(p.teacher_isolation) * (self.school.depth == 0)
        return self.leaves_or_retires(chance_of_leaving(p, self.experience) + isolation)

    def looks_for_a_move(self) -> Any:
        """Whether the teacher looks for a teacher's post in another school.

        Not deputies: their posts are filled from within, and what they look for is a headship.
        """
        p = self.model.parameters.leaving
        settled = (self.tenure >= p.teacher_settles) & (self.role != TeacherRole.DEPUTY)
        drawn, poor = self.draw("move"), self.school.ofsted_grade >= Grade.REQUIRES_IMPROVEMENT
        chance = p.teacher_moves * (1 + p.teacher_avoids_poor)
        avoids = poor & (drawn < np.float32(chance))
        return settled & ((drawn < np.float32(p.teacher_moves)) | avoids)

    def seeks_headship(self) -> Any:
        """Whether a deputy or middle leader applies to lead a school.

        Ambition and leadership draw people on; learning beside partners' heads
        helps them to be ready. Evidence: `leaving.headship_*`.
        """
        p = self.model.parameters.leaving
        ready = np.array([0, p.headship_middle, p.headship_deputy]).take(self.role)
        drive = np.exp(p.headship_ambition * self.ambition)
        school = self.school
        grown = 1 + p.headship_partners * (school.middle_leaders + school.joint_team)
        grown = grown + p.headship_prepared * self.prepared
        chance = ready * drive * grown * (self.experience >= p.headship_experience)
        return self.draw("headship") < np.float32(chance)

    def would_lead(self) -> dict[str, Any]:
        """Fewest and most pupils of a first headship, which is seldom a very large one."""
        p = self.model.parameters.recruitment
        most = p.first_headship_roll * np.exp(p.first_headship_ambition * self.ambition)
        return {"fewest": 0 * most, "most": most}

    # Pay

    def pay(self) -> Any:
        """Full-time salary in £ a year, by experience and role."""
        p = self.model.parameters.money
        step = np.minimum(np.arange(LONGEST_CAREER) / p.teacher_pay_years, 1)
        scale = p.teacher_pay_first + (p.teacher_pay_top - p.teacher_pay_first) * step
        extra = np.array([0, p.middle_leader_pay, p.deputy_pay])
        by_both = scale[:, None] + extra  # looked up once, which is faster than twice
        return by_both[self.experience, self.role]
