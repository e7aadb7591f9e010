"""Heads: how the week divides, when they leave, and which posts they want."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.maths import logistic
from sim.agents.person import Person
from sim.agents.roles import Form, Grade, HeadRole, TeacherRole
from sim.engine.columns import Column


class Head(Person):
    """A person who leads one school or several."""

    role = Column("int8", doc="0 head, 1 head of school, 2 executive head, 3 acting head")
    role_before = Column(
        "int8", default=TeacherRole.MIDDLE_LEADER, doc="of an acting head: role as a teacher before"
    )
    schools_led = Column("int16", unit="schools", doc="schools this person answers for")
    pupils_led = Column("int32", unit="pupils", doc="pupils in the schools led")
    km_led = Column("float64", unit="km", doc="from base to each other school led, in all")
    assisted_schools = Column("int16", unit="schools", doc="of them, with a head of school")
    leading_due = Column("float64", unit="hours a week", doc="leading wanted of this head")
    teaching_hours = Column("float64", unit="hours a week", doc="hours of teaching")
    admin_hours = Column("float64", unit="hours a week", doc="hours of administration")
    duties_hours = Column("float64", unit="hours a week", doc="hours of partnership and travel")
    leading_hours = Column("float64", unit="hours a week", doc="hours leading, all schools")
    overload = Column("float64", unit="hours a week", doc="work wanted over a sustainable week")
    overload_around = Column(
        "float64", unit="hours a week", doc="mean of it among heads of the authority"
    )
    system_leader = Column("int8", doc="0 no, 1 local, 2 national leader of education")
    pay_uplift = Column("float64", unit="£ a year", doc="pay beyond the scale")

    # The week

    def divide_week(self) -> dict[str, Any]:
        """Divide the week: teaching, administration and duties come first, leading gets the rest.

        Teaching and administration are divided among heads in `sim/year/weeks.py`, so that
        all work of a school is somebody's. A head stretches past a sustainable week by part
        of what is wanted. Evidence: ledger entries under `week`.
        """
        p = self.model.parameters.week
        duties = self.duties()
        due = self.teaching_hours + self.admin_hours + duties
        overload = np.maximum(due + self.leading_due - p.sustainable_hours, 0)
        hours = np.minimum(p.sustainable_hours + p.stretch * overload, p.longest_week)
        return {
            "duties_hours": duties,
            "leading_hours": np.maximum(hours - due, p.least_leading),
            "overload": overload,
        }

    def duties(self) -> Any:
        """Hours a week that come with partners and with leading several schools.

        Meetings with partners, travel, each further governing body, and guiding the
        heads of school. One governing body for all is one body.
        """
        p = self.model.parameters.week
        school = self.school
        bodies = np.where(school.partnership.form >= Form.FEDERATION, 1, self.schools_led)
        several = p.governors_each * (bodies - 1) + p.guiding_each * self.assisted_schools
        return school.coordination + p.travel_per_km * self.km_led + several

    # Leaving and moving

    def decides_to_leave(self) -> Any:
        """Whether the head retires or gives up headship this year (int8).

        Overload drives heads out, and a failed inspection, and working with others as a
        scheme prescribes; partners hold them.
        Evidence: ledger entries `leaving.head_*`.
        """
        p = self.model.parameters.leaving
        odds = (
            p.head_leaves
            + p.head_overload * self.load_felt()
            + p.head_failed * (self.school.ofsted_grade == Grade.INADEQUATE)
            + p.head_isolated * (self.school.depth == 0)
            + p.head_first_year * (self.tenure == 0)
            + p.head_prescribed * self.school.partnership.prescribed
        )
        return self.leaves_or_retires(logistic(odds))

    def load_felt(self) -> Any:
        """The overload that counts, hours a week: its own, or beyond that of heads around.

        Evidence: `rivals.load_compared`.
        """
        p = self.model.parameters.rivals
        return self.overload + p.load_compared * (p.usual_overload - self.overload_around)

    def looks_for_a_move(self) -> Any:
        """Whether the head looks for another headship this year.

        The pull is the gain in pupils led that the schools around offer, felt more
        by the ambitious; leading several schools already is such a gain, so that
        those who do have less to look for. Partners hold. Evidence: `leaving.moving_*`.
        """
        p = self.model.parameters.leaving
        gain = np.log(self.school.pupils_around / np.maximum(self.pupils_led, 1))
        pull = p.moving_pull * np.exp(p.moving_ambition * self.ambition) * gain
        push = p.moving_overload * self.overload
        push = push - p.moving_pay * self.school.pay_supplement / 1_000
        hold = p.moving_partners * self.school.depth
        odds = logistic(p.moving + pull + push - hold)
        chance = np.where(self.tenure >= p.moving_settles, odds, 0)
        # Acting heads are not looking to move: they may want the post they are minding.
        chance = np.where(self.role == HeadRole.ACTING_HEAD, p.acting_applies, chance)
        return self.draw("move") < np.float32(chance)

    def would_lead_others(self) -> Any:
        """Whether the head would lead other schools too, if asked (bool): ambition draws.

        Evidence: `recruitment.hosting_*`.
        """
        p = self.model.parameters.recruitment
        odds = p.hosting_head + p.hosting_ambition * self.ambition
        return self.draw("lead others") < np.float32(logistic(odds))

    def accepts_smaller_post(self) -> Any:
        """Whether a head who loses the headship stays on as head of school (bool).

        The older and the more ambitious are less willing. Evidence: `leaving.displaced_*`.
        """
        p = self.model.parameters.leaving
        odds = p.displaced_stays - p.displaced_ambition * self.ambition
        odds = odds - p.displaced_age * np.maximum(self.age - p.retiring_age, 0)
        return self.draw("accept") < np.float32(logistic(odds))

    def returns_to_teaching(self) -> Any:
        """Whether a head without a post goes back to teaching rather than leave (bool)."""
        p = self.model.parameters.leaving
        return (self.age < p.retiring_age) & (self.draw("return") < np.float32(p.displaced_teaches))

    def would_lead(self) -> dict[str, Any]:
        """Fewest and most pupils of a headship worth moving to: clearly more than now.

        A head whose post has gone takes what there is.
        """
        p = self.model.parameters.recruitment
        fewest = np.where(self.role == HeadRole.ACTING_HEAD, 0, self.pupils_led * p.worth_moving)
        return {"fewest": fewest, "most": np.inf + fewest}

    # Pay

    def pay(self) -> Any:
        """Salary in £ a year, from the pupils led; leading several schools is paid more."""
        p = self.model.parameters.money
        several = 1 + p.pay_each_school * (self.schools_led - 1)
        scale = p.head_pay + p.head_pay_roll * np.log(
            np.maximum(self.pupils_led, 1) / p.head_pay_pupils
        )
        scale = np.maximum(scale, p.head_pay_least) * several + self.pay_uplift
        scale = scale * np.where(self.role == HeadRole.HEAD_OF_SCHOOL, p.head_of_school_pay, 1)
        own_post = self.school.head.unique_id == self.unique_id  # not an executive beside the head
        return scale + self.school.pay_supplement * own_post
