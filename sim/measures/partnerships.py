"""Partnerships and governance: how deep they go, what is shared, and what that takes."""

from sim.agents.roles import Depth, Form
from sim.measures.aggregates import Ratio, Sums
from sim.measures.registry import measured


@measured(
    f"0-{Depth.ONE_BODY}", "mean depth of partnership of {schools}", better="more", headline=15
)
def partnership_depth_mean(s: Sums) -> Ratio:
    """Mean depth of partnership; isolated schools count as 0."""
    return s.mean(s.schools.depth)


@measured("share", "percentage of {schools} in no partnership", better="less")
def isolated_share(s: Sums) -> Ratio:
    """Schools in no partnership."""
    return s.mean(s.schools.depth == 0)


@measured(
    "share", "percentage of {schools} with a binding written agreement, or deeper", better="more"
)
def agreement_share(s: Sums) -> Ratio:
    """Schools in a partnership with a binding written agreement, or deeper."""
    return s.mean(s.schools.depth >= Depth.AGREED)


@measured(
    "share", "percentage of {schools} with a shared improvement plan, or deeper", better="more"
)
def shared_plan_share(s: Sums) -> Ratio:
    """Schools that share an improvement plan, or are in a partnership yet deeper."""
    return s.mean(s.schools.depth >= Depth.SHARED_PLAN)


@measured("share", "percentage of {schools} in a federation or academy trust", better=None)
def federated_share(s: Sums) -> Ratio:
    """Schools in a federation or academy trust, with one governing body."""
    return s.mean(s.schools.partnership.form >= Form.FEDERATION)


@measured("share", "percentage of {schools} in a federation", better=None)
def in_federation_share(s: Sums) -> Ratio:
    """Schools in a federation with other schools, of one governing body and no academy trust."""
    return s.mean(s.schools.partnership.form == Form.FEDERATION)


@measured("share", "percentage of {schools} that are academies", better=None)
def academy_share(s: Sums) -> Ratio:
    """Academies, in a trust or alone."""
    return s.mean(s.schools.academy)


@measured("share", "percentage of {schools} in an academy trust", better=None)
def in_trust_share(s: Sums) -> Ratio:
    """Schools in an academy trust with other schools."""
    return s.mean(s.schools.partnership.form == Form.ACADEMY_TRUST)


@measured("share", "percentage of {schools} that no academy trust takes in", better="less")
def refused_by_trusts_share(s: Sums) -> Ratio:
    """Schools that sought an academy trust this year, or had to join one, and that none took in."""
    return s.mean(s.schools.refused_by_trusts)


@measured("share", "percentage of {schools} in a partnership that a scheme began", better=None)
def scheme_share(s: Sums) -> Ratio:
    """Schools in a partnership that grew from a group which a scheme offered."""
    return s.mean((s.schools.partnership.row >= 0) & (s.schools.partnership.group > 0))


@measured(
    "share",
    "percentage of {schools} that share the leadership of subjects with partners",
    better="more",
)
def subject_leadership_share(s: Sums) -> Ratio:
    """Schools whose partnership shares out the leadership of subjects."""
    return s.mean(s.schools.subject_leadership > 0)


@measured(
    "share", "percentage of {schools} whose partnership deploys staff across schools", better="more"
)
def staff_deployed_share(s: Sums) -> Ratio:
    """Schools whose partnership deploys staff across its schools."""
    return s.mean(s.schools.staff_deployed > 0)


@measured("hours a week", "time that leaders of {schools} spend with partners", better="less")
def coordination_hours(s: Sums) -> Ratio:
    """A leader's time to meet and travel to partners."""
    return s.mean(s.schools.coordination)


@measured("share", "percentage of {schools} that leave their partnership in a year", better="less")
def partners_left_share(s: Sums) -> Ratio:
    """Schools that left their partnership this year, of those in one."""
    left = s.schools.left_partners
    return Ratio(s.total(left), s.total(left | (s.schools.depth > 0)))


@measured("days a teacher", "CPD that teachers in {schools} have in a year", better="more")
def cpd_days(s: Sums) -> Ratio:
    """Days of CPD a teacher had this year."""
    return s.mean(s.schools.cpd_days, s.schools.teachers)


@measured("standard deviations", "mean strength of governing bodies of {schools}", better="more")
def governance_mean(s: Sums) -> Ratio:
    """Mean strength of governing bodies; 0 is usual."""
    return s.mean(s.schools.governance)
