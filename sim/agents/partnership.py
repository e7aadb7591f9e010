"""Partnerships: groups of schools that work together, from ad hoc help to one governing body."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.columns import Column, ColumnAgent

INFORMAL, AGREEMENT, FEDERATION, ACADEMY_TRUST = 0, 1, 2, 3
DEEPEST = 5


class Partnership(ColumnAgent):
    """Schools that work together.

    Depth: 0 isolated, 1 ad hoc joint activity, 2 priorities and a binding written
    agreement, 3 shared improvement plan, 4 shared subject leadership and staff,
    5 single governance (federation or trust).
    """

    depth = Column("int8", unit="0-5", doc="how deep the work together goes")
    form = Column("int8", doc="0 informal, 1 written agreement, 2 federation, 3 academy trust")
    members = Column("int16", unit="schools", doc="schools in it")
    trust = Column("float64", unit="share", doc="mean trust of its members")
    spread = Column("float64", unit="km", doc="mean distance of members from their centre")
    new_leaders = Column("float64", unit="share", doc="members whose head is new this year")
    founded = Column("int16", unit="year", doc="year in which it formed")

    def deepens(self) -> Any:
        """Steps in depth this year: 1, 0 or -1 (int8).

        Trust carries a partnership deeper; travel, many members and new leaders hold
        it back. A single governing body is the one depth that does not slip.
        Evidence: Hill 2014, ten lessons; ledger entries `partnerships.deepen_*`.
        """
        p = self.model.parameters.partnerships
        drag = p.drag_km * self.spread + p.drag_member * np.maximum(self.members - 2, 0)
        will = p.deepen_trust * (self.trust - self.depth / DEEPEST) - drag
        forward = np.clip(p.deepen + will, 0, 1) * (self.depth < self.deepest())
        back = np.clip(p.slip - will, 0, 1) * (self.depth > 1) * (self.form < FEDERATION)
        luck = self.draw("deepen")
        stepped = np.where(luck < np.float32(forward), np.int8(1), np.int8(0))
        return np.where(1 - luck < np.float32(back), np.int8(-1), stepped)

    def deepest(self) -> Any:
        """The depth this form allows: only one governing body reaches 5."""
        return np.where(self.form >= FEDERATION, DEEPEST, DEEPEST - 1)

    def form_at_depth(self) -> Any:
        """From depth 2 there is a written agreement; a federation stays one."""
        written = np.where(self.depth >= 2, AGREEMENT, INFORMAL)
        return np.where(self.form >= FEDERATION, self.form, written).astype(np.int8)
