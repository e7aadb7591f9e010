"""Partnerships: groups of schools that work together, from ad hoc help to one governing body."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.maths import clip, logistic
from sim.agents.roles import Depth, Form
from sim.engine.agents import ColumnAgent
from sim.engine.columns import Column

ACTIVITIES = (
    "data_sharing",
    "joint_cpd",
    "middle_leaders",
    "pupil_events",
    "business_management",
    "governor_development",
    "subject_leadership",
    "staff_deployed",
    "joint_team",
    "common_systems",
)


class Partnership(ColumnAgent):
    """Schools that work together.

    Depth: 0 isolated, 1 ad hoc joint activity, 2 priorities and a binding written
    agreement, 3 shared improvement plan, 4 shared subject leadership and staff,
    5 single governance (federation or trust).
    """

    depth = Column("int8", unit="0-5", doc="how deep the work together goes")
    form = Column("int8", doc="0 informal, 1 written agreement, 2 federation, 3 academy trust")
    does = Column("bool", shape=len(ACTIVITIES), doc="which of the joint activities go on")
    members = Column("int16", unit="schools", doc="schools in it")
    leaders = Column("int16", unit="people", doc="leaders of its schools, a shared one once")
    trust = Column("float64", unit="share", doc="mean trust of its members")
    past = Column("float64", unit="share", doc="joint work behind its members, 1 for much")
    mean_km = Column("float64", unit="km", doc="mean distance of members from their centre")
    new_leaders = Column("float64", unit="share", doc="members whose head is new this year")
    founded = Column("int16", unit="year", doc="year in which it formed")
    group = Column("int32", doc="the group of a scheme it grew from, from 1; 0 none")
    grouping = Column("int32", doc="by what rolls and size that group was made")
    prescribed = Column("float64", unit="share", doc="how far its working is prescribed")
    required = Column("bool", doc="members may not leave")
    offered = Column("float64", unit="£ a member", doc="grant that waits for a written agreement")
    council = Column("int32", doc="local authority whose council founded it, from 1; 0 none")

    def agreement(self) -> Any:
        """The chance that all governing bodies agree to a step: a federation or trust has one."""
        p = self.model.parameters.partnerships
        bodies = np.where(self.form >= Form.FEDERATION, 1, self.members)
        return logistic(p.agreeing + p.agreeing_trust * self.trust) ** bodies

    def deepens(self) -> Any:
        """Steps in depth this year: 1, 0 or -1 (int8).

        Trust, joint work in the past and money for an agreement carry a partnership
        deeper; travel, many members and new leaders hold it back. A single governing
        body is the one form that does not slip.
        Evidence: Hill 2014, ten lessons; ledger entries `partnerships.deepen_*`.
        """
        p = self.model.parameters.partnerships
        drag = p.drag_km * self.mean_km + p.drag_member * np.maximum(self.members - 2, 0)
        will = p.deepen_trust * (self.trust - self.depth / Depth.ONE_BODY) - drag
        will = will + p.deepen_past * self.past
        will = will + p.deepen_money * self.offered / 10_000 * (self.depth < Depth.AGREED)
        deepest = np.where(self.form >= Form.FEDERATION, Depth.ONE_BODY, Depth.ONE_BODY - 1)
        forward = clip(p.deepen + will) * (self.depth < deepest)
        back = clip(p.slip - will) * (self.depth > 1) * (self.form < Form.FEDERATION)
        drawn = self.draw("deepen")
        stepped = np.where(drawn < np.float32(forward), np.int8(1), np.int8(0))
        return np.where(1 - drawn < np.float32(back), np.int8(-1), stepped)

    def next_form(self) -> Any:
        """From depth 2 there is a written agreement; deep partners may federate (int8)."""
        p = self.model.parameters.partnerships
        deep = (self.depth >= p.federating_depth) & (self.form < Form.FEDERATION)
        federates = deep & (self.draw("federate") < np.float32(p.federating * self.agreement()))
        written = np.where(self.depth >= Depth.AGREED, Form.AGREEMENT, Form.INFORMAL)
        form = np.where(self.form >= Form.FEDERATION, self.form, written)
        return np.where(federates, Form.FEDERATION, form).astype(np.int8)

    def works_together(self) -> Any:
        """Which activities go on, bool (10, n): begun, and at times renewed, where all agree.

        So one governing body, or much trust, brings more done together: an outcome.
        """
        p = self.model.parameters.partnerships
        each = np.arange(len(ACTIVITIES)).reshape(-1, *[1] * np.ndim(self.depth))
        chance = p.activity_chance.reshape(each.shape)
        possible = (self.depth >= p.activity_depth.reshape(each.shape)) & (chance > 0)
        agreement = self.agreement()
        drawn = self.draw("activity", about=each)
        begins = drawn < np.float32(chance * agreement)
        ends = drawn > np.float32(1 - p.activity_ends * (1 - agreement))
        return possible & np.where(self.does, ~ends, begins)

    def coordination(self) -> Any:
        """Hours a week that working together takes each leader, by what is done and where."""
        p = self.model.parameters.partnerships
        others = np.minimum(np.maximum(self.leaders - 1, 0), p.most_met)
        meeting = p.coordination_leader * others
        travel = p.coordination_km * self.mean_km
        return (meeting + travel) * self.does.mean(axis=0)

    # Academy trusts

    def room_in_trust(self) -> Any:
        """How many schools a trust can take this year: always one, until it is full."""
        p = self.model.parameters.academies
        growth = np.maximum(p.yearly_growth * self.members, 1).astype(int)
        room = np.minimum(growth, int(p.most_schools) - self.members)
        return np.where(self.form == Form.ACADEMY_TRUST, np.maximum(room, 0), 0)

    def central_cost(self) -> Any:
        """What a trust costs in £ a year beside its schools: more for many, and far apart."""
        p = self.model.parameters.academies
        each = p.central_school + p.central_km * self.mean_km
        return (p.central_fixed + each * self.members) * (self.form == Form.ACADEMY_TRUST)
