"""Money: how governors budget, what a school receives and spends, and reserves."""

from typing import Any

import numpy as np

from sim.agents.maths import clip
from sim.agents.roles import Form
from sim.agents.school_columns import SchoolColumns


class Money(SchoolColumns):
    """Money: how governors budget, what a school receives and spends, and reserves."""

    def plan_budget(self) -> dict[str, Any]:
        """How far governors plan to spend beyond, or below, what is usual for the roll, in £.

        They change last year's plan by part of last year's surplus or deficit, and so that
        reserves move towards what they wish to keep: a deficit costs posts, CPD and support
        staff until it is mended, a surplus buys them. Evidence: `money.reserves_*`,
        `money.corrected`.
        """
        p = self.model.parameters.money
        beyond = p.reserves_spent * (self.balance - p.reserves_kept * self.pupils)
        plan = (self.plan + p.corrected * (self.income - self.cost + beyond)) * ~self.closed
        most = p.plan_most * self.income
        return {"plan": np.minimum(np.maximum(plan, -most), most)}

    def planned_for_staff(self) -> Any:
        """What of the plan, in £ a year, goes into support staff and their running costs."""
        p = self.model.parameters.money
        return (1 - p.plan_posts - p.plan_cpd) * self.plan

    def buys_supply(self) -> Any:
        """Days of supply: for what neither teachers nor the head teach, and for absence."""
        p = self.model.parameters.money
        uncovered = self.teaching_gap - self.taught_by_head
        uncovered = uncovered * (1 - p.supply_partners * self.staff_deployed)
        return p.days_taught * uncovered + p.absence_days * self.teachers * self.post_fte

    def receives(self) -> dict[str, Any]:
        """Funding of the year in £: a lump sum, an amount for each pupil, policy grants.

        Small schools far from others have more; there is a least amount for each pupil.
        """
        p = self.model.parameters.money
        each = p.per_pupil + p.per_disadvantaged * self.fsm
        sparse = p.sparsity * clip(1 - self.pupils / p.sparsity_roll)
        sparse = sparse * (self.second_km > p.sparsity_km)
        fixed = np.where(self.closed, 0, p.lump_sum + sparse)
        formula = np.maximum(fixed + each * self.pupils, p.minimum_per_pupil * self.pupils)
        return {"income": formula + self.policy_grant}

    def spends(self, teachers_pay: Any) -> dict[str, Any]:
        """Spending of the year in £: pay with its on-costs, supply, CPD, and the rest."""
        p = self.model.parameters.money
        staff = p.on_costs * (teachers_pay + self.leaders_pay)
        released = p.cpd_cover * (self.cpd_days - self.funded_days) + self.funded_days
        cover = p.supply_day * (self.supply_days + released * self.teachers)
        fixed = np.where(self.closed, 0, p.other_fixed)
        other = fixed + (p.other_per_pupil + p.other_disadvantaged * self.fsm) * self.pupils
        other = other + self.planned_for_staff()
        unforeseen = p.spending_luck * self.income * self.draw_normal("spending")
        return {"cost": staff + cover + other + unforeseen + self.central_cost}

    def shares_reserves(self, reserves: Any, pupils: Any) -> dict[str, Any]:
        """What a school has from its partners, in £: under one governing body reserves are one.

        ``reserves`` and ``pupils`` are those of all partners; each school's part of the
        reserves goes by its pupils. What one receives another gives.
        """
        one_body = (self.partnership.form >= Form.FEDERATION) & (pupils > 0)
        part = reserves * self.pupils / np.maximum(pupils, 1)
        return {"pooled": np.where(one_body, part - self.balance, 0)}
