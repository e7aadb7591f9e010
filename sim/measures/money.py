"""Money: what schools spend and policies cost; and what else policies do to schools and pupils."""

from sim.measures.aggregates import Ratio, Sums
from sim.measures.registry import measured


@measured("£ a pupil", "spending of {schools}", better="less", headline=16)
def cost_per_pupil(s: Sums) -> Ratio:
    """Spending of the year for each pupil, before reserves are drawn on or saved."""
    return Ratio(s.total(s.schools.cost), s.pupils)


@measured("£ a pupil", "cost to the exchequer of policies in {schools}", better="less")
def exchequer_per_pupil(s: Sums) -> Ratio:
    """Cost of policies to the exchequer: grants to schools and other spending."""
    spent = s.schools.policy_grant + s.schools.exchequer_cost
    return Ratio(s.total(spent), s.pupils)


# Neither is better: a cost to the exchequer and an income to schools.
@measured("£ a pupil", "grants of policies to {schools}", better=None)
def grants_per_pupil(s: Sums) -> Ratio:
    """Grants of policies from the exchequer to schools: a transfer, in its cost and their
    income.
    """
    return Ratio(s.total(s.schools.policy_grant), s.pupils)


@measured("£ a pupil", "spending of {schools} beyond grants of policies", better="less")
def schools_net_per_pupil(s: Sums) -> Ratio:
    """Spending of schools less the grants of policies: with exchequer_per_pupil all public cost."""
    return Ratio(s.total(s.schools.cost - s.schools.policy_grant), s.pupils)


@measured("£ a pupil", "public cost of {schools} and of policies for them", better="less")
def public_cost_per_pupil(s: Sums) -> Ratio:
    """Cost to the exchequer and to schools together, grants between them counted once."""
    return Ratio(s.total(s.schools.cost + s.schools.exchequer_cost), s.pupils)


@measured("£ a pupil", "net central costs of academy trusts in {schools}", better="less")
def policy_cost_per_pupil(s: Sums) -> Ratio:
    """Central costs of academy trusts, less what their schools no longer pay for elsewhere."""
    return Ratio(s.total(s.schools.central_cost), s.pupils)


# Neither is better: a cost to the exchequer and an income to schools.
@measured("£ a school", "grants of partnership schemes paid to {schools} so far", better=None)
def grants_paid(s: Sums) -> Ratio:
    """Grants of partnership schemes paid so far."""
    return s.mean(s.schools.granted)


@measured(
    "points a year", "skill that outside support adds to teachers in {schools}", better="more"
)
def outside_learning(s: Sums) -> Ratio:
    """Skill that support from outside the school adds to a teacher."""
    return s.mean(s.schools.outside_learning)


@measured("people a school", "number of trainee teachers placed in {schools}", better=None)
def trainees_placed(s: Sums) -> Ratio:
    """Trainee teachers placed in schools."""
    return s.mean(s.schools.trainees)


@measured(
    "share",
    "percentage of {schools} whose headship, or that of a school closed into them, ends in a year",
    better="less",
)
def head_displaced_share(s: Sums) -> Ratio:
    """Schools whose headship, or that of a school closed into them, a policy or closure ended."""
    return s.mean(s.schools.head_displaced)


@measured("km", "further distance to {schools} after closures", better="less")
def further_km(s: Sums) -> Ratio:
    """How much further a pupil travels to school after closures."""
    return s.mean_of_pupils(s.schools.further_km)


@measured("schools", "number of schools near to {schools} that have closed", better="less")
def choice_lost(s: Sums) -> Ratio:
    """Of the five schools nearest to a pupil's, those that have closed."""
    return s.mean_of_pupils(s.schools.choice_lost)


@measured("share", "percentage of {schools} in deficit", better="less")
def deficit_share(s: Sums) -> Ratio:
    """Schools in deficit: reserves below zero."""
    return s.mean(s.schools.balance < 0)
