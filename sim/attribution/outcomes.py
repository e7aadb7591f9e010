"""What improves and in which schools: outcomes of one year, and selections on the year before.

Outcomes include the random draw of a year's pupils, unlike those of
``sim.measures.school_history``: choosing schools by them is what makes regression to the mean.
"""

import numpy as np

from sim.agents.roles import Grade
from sim.measures.school_history import SchoolOutcome
from sim.model import Model

REGRESSION, BACKGROUND, TOTAL = "regression_to_the_mean", "background", "total"  # beside causes
OUTCOMES = {
    "progress": SchoolOutcome(
        "points",
        "KS2 progress",
        "more",
        lambda s: np.where(s.publishes_results(), s.ks2_progress, np.nan),
    ),
    "below_floor": SchoolOutcome(
        "share",
        "schools no longer below the floor standard",
        "less",
        lambda s: np.where(s.publishes_results(), s.below_floor(), np.nan),
    ),
    "good_ofsted": SchoolOutcome(
        "share", "schools good or outstanding", "more", lambda s: s.ofsted_grade <= Grade.GOOD
    ),
}
SELECTIONS = {  # the first takes everybody: the others are compared with it
    "none": "all small schools",
    "lowest_fifth": "small schools whose results were in the lowest fifth the year before",
    "below_floor": "small schools below the floor standard the year before",
}


def outcomes_of(model: Model) -> np.ndarray:
    """Each outcome of each school, higher for better; nan where closed or not published."""
    schools = model.schools
    values = [one.sign * np.asarray(one.compute(schools), dtype=float) for one in OUTCOMES.values()]
    return np.where(schools.closed, np.nan, np.array(values))


def select(model: Model, largest_roll: float, lowest: float) -> np.ndarray:
    """Which small schools each selection takes, by their present results.

    ``lowest`` is the fraction of published results that counts as lowest. Returns bool
    (selections, schools).
    """
    schools = model.schools
    small = (schools.pupils < largest_roll) & ~schools.closed
    published = small & schools.publishes_results()
    results = schools.ks2_progress[published]
    bound = np.quantile(results, lowest) if results.size else -np.inf
    return np.array(
        [small, published & (schools.ks2_progress <= bound), published & schools.below_floor()]
    )
