"""Results: KS2 progress, the floor standard and inspection."""

import numpy as np

from sim.agents.roles import Grade
from sim.measures.aggregates import Ratio, Sums, standard_deviation
from sim.measures.registry import measured


@measured("points", "mean KS2 progress of {schools}", better="more", headline=13)
def ks2_progress_mean(s: Sums) -> Ratio:
    """Mean KS2 progress of schools with published results (scaled-score points)."""
    return s.mean(s.schools.ks2_progress, s.published)


@measured("points", "progress of {schools} beyond the mean of their authority", better=None)
def ks2_beyond_authority(s: Sums) -> Ratio:
    """Mean difference of KS2 progress from that of all published schools of the authority."""
    return s.mean(
        beyond_authority(s.schools.ks2_progress, s.schools.authority, s.published), s.published
    )


def beyond_authority(progress: np.ndarray, authority: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Progress beyond the mean of the chosen schools of its authority: (schools,)."""
    known = np.where(chosen, progress, 0)
    mean = np.bincount(authority, weights=known) / np.maximum(np.bincount(authority, chosen), 1)
    return known - mean[authority]


@measured("points", "standard deviation of KS2 progress between {schools}", better="less")
def ks2_progress_sd(s: Sums) -> np.ndarray:
    """Standard deviation of KS2 progress across schools with published results."""
    progress = np.where(s.published, s.schools.ks2_progress, 0)
    squares, sums, count = s.groups(progress**2, progress, s.published)
    return standard_deviation(count, sums, squares)


@measured(
    "correlation", "correlation of the KS2 progress of {schools} with the year before", better=None
)
def ks2_progress_lag1(s: Sums) -> np.ndarray:
    """Correlation across schools of KS2 progress with the year before."""
    return s.correlation(s.schools.ks2_progress, s.schools.ks2_year_before)


@measured(
    "correlation", "correlation of the KS2 progress of {schools} with two years before", better=None
)
def ks2_progress_lag2(s: Sums) -> np.ndarray:
    """Correlation across schools of KS2 progress with two years before."""
    return s.correlation(s.schools.ks2_progress, s.schools.ks2_two_before)


@measured("share", "percentage of {schools} below the floor standard", better="less", headline=14)
def below_floor_share(s: Sums) -> Ratio:
    """Schools with published results below the floor standard of the year."""
    return s.mean(s.schools.below_floor(), s.published)


@measured("share", "percentage of {schools} rated good or outstanding by Ofsted", better="more")
def ofsted_good_share(s: Sums) -> Ratio:
    """Schools whose last inspection was good or outstanding."""
    return s.mean(s.schools.ofsted_grade <= Grade.GOOD)


@measured("share", "percentage of {schools} rated outstanding by Ofsted", better="more")
def ofsted_outstanding_share(s: Sums) -> Ratio:
    """Schools whose last inspection was outstanding."""
    return s.mean(s.schools.ofsted_grade == Grade.OUTSTANDING)


# Neither is better: good in itself, and a sign that results were bad.
@measured(
    "share",
    "percentage of {schools} that make an effort of their own after bad results",
    better=None,
)
def own_effort_share(s: Sums) -> Ratio:
    """Schools at the height of their own effort after a bad result or grade."""
    return s.mean(s.schools.effort_next == 1)


@measured(
    "share", "percentage of {schools} that authority or trust help after bad results", better=None
)
def outside_help_share(s: Sums) -> Ratio:
    """Schools that their authority or trust helps after a bad result or grade."""
    return s.mean(s.schools.helped_next == 1)
