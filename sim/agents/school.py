"""Schools: their rolls, classes and posts, the release of staff, and what staff learn."""

from typing import Any

import numpy as np

from sim.agents.maths import clip
from sim.agents.roles import Depth
from sim.agents.school_academies import Academies
from sim.agents.school_columns import YEAR_GROUPS
from sim.agents.school_leaders import Leaders
from sim.agents.school_results import Results


class School(Leaders, Results, Academies):
    """A primary school: its pupils, its people and its partners.

    Its columns are in `school_columns.py`; its rules stand here and in the classes it is made of.
    """

    def next_roll(self) -> dict[str, Any]:
        """The roll of the new year: what is projected, the authority's trend, and the school's own.

        Both trends wander and are pulled back. Evidence: ledger entries under `rolls`.
        """
        p = self.model.parameters.rolls
        # Keyed by the authority: all its schools draw the same number.
        authority = self.model.numbers(1, self.authority, len(self.model.projected))
        shared = self.model.normal(authority, "local trend")
        own = self.draw_normal("own trend")
        local_trend = p.local_kept * self.local_trend + p.local_spread * shared
        own_trend = p.own_kept * self.own_trend + p.own_spread * own
        projected = self.census_pupils * self.model.projected.take(self.authority)
        pupils = np.rint(projected * np.exp(local_trend + own_trend))
        return {
            "local_trend": local_trend,
            "own_trend": own_trend,
            "pupils": np.where(self.closed, 0, np.maximum(pupils, p.fewest_pupils)).astype(
                np.int32
            ),
        }

    def closes(self) -> Any:
        """Whether authority or trust would close the school this year: small, and in debt or not.

        There is a presumption against closing where the second nearest school is far, as in the
        country. Evidence: ledger entries under `closures`.
        """
        p = self.model.parameters.closures
        small = clip(1 - self.pupils / p.roll)
        chance = p.chance * small * np.where(self.balance < 0, p.in_debt, 1)
        chance = chance * np.where(self.second_km > p.rural_km, p.rural, 1)
        return (self.draw("closes by rule") < np.float32(chance)) & ~self.closed

    def amalgamates(self) -> Any:
        """Whether an infant school would join a junior school beside it this year."""
        infant = (self.last_group < YEAR_GROUPS - 1) & ~self.closed
        chance = self.model.parameters.closures.amalgamating
        return infant & (self.draw("amalgamates") < np.float32(chance))

    def usual_teachers(self) -> Any:
        """Teachers in FTE, head included, that are usual for its roll: the published line."""
        p = self.model.parameters.rolls
        return p.fte_fixed + p.fte_per_pupil * self.pupils

    def plan_staff(self) -> dict[str, Any]:
        """Classes and teachers' posts: those usual for the roll, and more or fewer as at the start.

        Part of what is planned from reserves buys posts, or is saved on them.
        """
        p, money = self.model.parameters.rolls, self.model.parameters.money
        bought = money.plan_posts * self.plan / (money.on_costs * money.teacher_pay_top)
        fte = self.usual_teachers() + self.staffing - 1  # the head is one of them
        fte = np.maximum(fte + bought, p.least_fte)
        posts = np.maximum(np.ceil(fte - p.part_time), 1)
        classes = np.rint(self.pupils / p.class_size + p.class_extra)
        return {
            "classes": np.where(self.closed, 0, np.maximum(classes, 1)).astype(np.int16),
            "teacher_posts": np.where(self.closed, 0, posts).astype(np.int16),
            "post_fte": fte / posts,
        }

    def teaching_not_covered(self) -> Any:
        """Teaching, in FTE, that the teachers in post cannot cover: the head's, or supply's."""
        p = self.model.parameters.week
        return np.maximum(self.classes * p.teachers_per_class - self.teachers * self.post_fte, 0)

    def releases_staff(self) -> dict[str, Any]:
        """Days of CPD a teacher gets: what can be released, helped by partners' cover.

        Spare teachers beyond the classes make release possible; a small school has
        few. Part of what is planned from reserves buys days, or is saved on them.
        Evidence: ledger entries `development.cpd_*` and `development.release_*`.
        """
        p = self.model.parameters.development
        spare = self.teachers * self.post_fte - self.classes
        possible = 1 - np.exp(-np.maximum(spare, 0) / p.release_spare)
        cover = np.minimum(p.release_partners * (self.joint_cpd + self.staff_deployed), 1)
        helped = possible + (1 - possible) * cover
        own = p.cpd_least + (p.cpd_most - p.cpd_least) * helped
        money = self.model.parameters.money
        a_day = money.cpd_cover * money.supply_day * self.teachers
        for_cpd = np.where(a_day > 0, money.plan_cpd * self.plan, 0)
        bought = for_cpd / np.where(a_day > 0, a_day, 1)
        return {"cpd_days": np.maximum(own + bought, 0) + self.funded_days}

    def teaches_teachers(self) -> dict[str, Any]:
        """Skill a teacher gains here in a year, in points.

        Coaching comes from the head's leading hours per class, CPD from the days
        of release the school could give, and partners' ablest teachers teach by
        example in joint CPD and where they lead subjects, and a shared plan says what to
        work on. Evidence: `development.*`, `rivals.through_teachers`.
        """
        p = self.model.parameters.development
        coaching = p.coaching_gain * np.minimum(self.hours_per_class(), p.most_coaching)
        partners = p.partner_gain * (self.joint_cpd + self.subject_leadership)
        partners = partners + p.plan_gain * (self.depth >= Depth.SHARED_PLAN)
        planning = p.planning_gain * np.exp(-self.teachers / p.planning_teachers)
        from_others = partners + planning + self.outside_learning
        # Part of skill is kept, and part of its effect: in the end as much as if it came directly.
        lasting = self.model.parameters.teaching.lasting
        led = self.model.parameters.rivals.through_teachers * self.gains_by_leadership()
        from_others = from_others + (1 - p.skill_kept) * (1 - lasting) * led
        return {"learning": coaching + p.cpd_gain * self.cpd_days + from_others - p.ordinary_gain}
