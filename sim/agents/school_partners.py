"""Working with other schools: partners, offers, trust, grants and governors."""

from typing import Any

import numpy as np

from sim.agents.maths import clip, logistic
from sim.agents.roles import Depth, Form, HeadRole
from sim.agents.school_columns import SchoolColumns


class Partners(SchoolColumns):
    """Working with other schools: partners, offers, trust, grants and governors."""

    def past_work(self) -> Any:
        """Joint work behind the school, from 0 to 1: partnership grows out of partnership."""
        years = self.model.parameters.partnerships.past_years
        return np.minimum(self.joint_years / years, 1)

    def wants_partners(self) -> Any:
        """Whether a school outside any partnership would join one this year."""
        p = self.model.parameters.partnerships
        welcome = 1 - p.new_head_waits * self.leader_is_new
        chance = p.joining * welcome * (1 + p.joining_past * self.past_work())
        return (self.draw("join") < np.float32(chance)) & ~self.closed

    def willingness(self, grant: Any, prescribed: Any, km: Any, further: Any = 0) -> Any:
        """The chance that governors take what is offered them: the one rule for every offer.

        Money (``grant``, in £) and joint work in the past draw; a prescribed model of working
        (0 to 1), distance and a new head put off; ``further`` are other reasons, in log odds.
        Evidence: `partnerships.offer_*`.
        """
        p = self.model.parameters.partnerships
        odds = (
            p.offer
            + p.offer_money * grant / 10_000
            + p.offer_past * self.past_work()
            - p.offer_prescribed * prescribed
            - p.offer_km * km
            - p.offer_new_head * self.leader_is_new
            + further
        )
        return np.float32(logistic(odds))

    def takes_offer(self) -> Any:
        """Whether a school to which a scheme offers a group joins it (bool).

        Who already has a written agreement with others keeps to it.
        """
        grant, prescribed = self.grant_left(), self.offer_prescribed
        willing = self.draw("offer") < self.willingness(grant, prescribed, self.offer_km)
        free = (self.depth < Depth.AGREED) & (self.partnership.form < Form.FEDERATION)
        free = free & ~self.in_schemes_group()
        return free & (willing | self.offer_required)

    def in_schemes_group(self) -> Any:
        """Whether the school works in the very group that a scheme offers it (bool)."""
        partners = self.partnership
        same = partners.grouping == self.offer_grouping
        return same & (self.offer_group >= 0) & (partners.group == self.offer_group + 1)

    def work_prescribed(self) -> Any:
        """How far its work with others is prescribed, 0 to 1: in a scheme's group, or by decree."""
        by_scheme = np.where(self.in_schemes_group(), self.offer_prescribed, 0)
        return np.maximum(by_scheme, self.prescribed_by_decree)

    def takes_executive(self, grant: Any, km: Any, support: Any) -> Any:
        """Whether governors let their school be led by an executive head with others (bool).

        ``support`` is the help of a broker, in log odds. They are loath to give up governors
        and a head of their own, most of all while somebody holds the headship. Where they
        stand lasts: it is drawn once for all years, and only circumstances change.
        """
        p = self.model.parameters.partnerships
        head = self.head
        held = (head.unique_id > 0) & (head.role != HeadRole.ACTING_HEAD)
        free = (self.partnership.form < Form.FEDERATION) & ~self.closed
        against = p.offer_own_body + p.offer_headship * held
        stance = self.model.uniform(self.unique_id, "executive offer", year=0)
        return free & (stance < self.willingness(grant, 0, km, support - against))

    def lets_head_lead_others(self) -> Any:
        """Whether governors would let their head lead another school too: lasting (bool)."""
        chance = logistic(self.model.parameters.recruitment.hosting_governors)
        return self.model.uniform(self.unique_id, "hosts", year=0) < np.float32(chance)

    def federates(self) -> Any:
        """Whether the schools led from here, several, become one federation this year."""
        p = self.model.parameters.partnerships
        chance = np.maximum(p.federating_shared, self.federating_support)
        free = self.partnership.form < Form.FEDERATION
        return free & (self.draw("federate") < np.float32(chance))

    def next_trust(self) -> dict[str, Any]:
        """Trust in partners: grows with joint work, falls when a leader changes, 0 to 1."""
        p = self.model.parameters.partnerships
        partners = self.partnership
        work = (p.trust_grows * self.depth + p.trust_events * self.pupil_events) * (1 - self.trust)
        travel = p.trust_travel * partners.mean_km
        change = p.trust_leaders * partners.new_leaders + p.trust_prescribed * partners.prescribed
        grown = self.trust + work - travel - change + p.trust_luck * self.draw_normal("trust")
        return {"trust": np.where(partners.members > 1, clip(grown), p.trust_start)}

    def leaves_partners(self) -> Any:
        """Whether the school leaves its partnership: low trust, and nothing that binds it."""
        p = self.model.parameters.partnerships
        partners = self.partnership
        free = (partners.members > 1) & (partners.form < Form.FEDERATION) & ~partners.required
        low = np.maximum(p.leaving_trust - self.trust, 0)
        return free & (self.draw("leave partners") < np.float32(p.leaving * low))

    def grant_left(self) -> Any:
        """What of the grant that a scheme offers has not been paid already, in £."""
        return np.maximum(self.offer_grant - self.granted, 0)

    def grant_in_prospect(self) -> Any:
        """What a scheme would still pay, in £, to a school that works in the scheme's own group."""
        return np.where(self.in_schemes_group(), self.grant_left(), 0)

    def earns_grant(self) -> Any:
        """The grant of a scheme, in £: paid once, when its condition on depth is met."""
        met = (self.partnership.members > 1) & (self.depth >= self.offer_depth)
        return np.where(met, self.grant_in_prospect(), 0)

    def next_governance(self) -> dict[str, Any]:
        """Strength of governors: wanders, and is built by training and governing with partners."""
        p = self.model.parameters.inspection
        one_body = (self.partnership.form >= Form.FEDERATION) * p.governance_one_body
        fresh = np.sqrt(1 - p.governance_kept**2) * self.draw_normal("governors")
        trained = p.governance_partners * (self.governor_development - p.governance_usual)
        return {"governance": p.governance_kept * self.governance + fresh + trained + one_body}
