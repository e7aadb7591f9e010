"""The numbers on the page: levels of each point and changes between points, with intervals.

The page has no statistics of its own: it shows these, and takes from them whether a change is
certain. A quantity is a measure of a group in one year or in the mean of the last years; a
change between two points is taken within each future that both have, before its mean.
"""

from collections.abc import Sequence

import numpy as np

from sim.measures import GROUPS, LAST_YEARS, MEASURES
from sim.results.ensemble import mean_of_known
from sim.results.intervals import interval
from sim.world.bands import BANDS

# Measures and groups whose futures the page draws as lines over the years.
LINES = (
    ("leader_lost_rate", "small"),
    ("acting_head_share", "small"),
    ("head_readvertised_share", "small"),
    ("head_leading_hours", "small"),
    ("weak_teacher_exposure", "small"),
    ("partnership_depth_mean", "small"),
    ("cost_per_pupil", "small"),
    ("cost_per_pupil", "all"),
)
BY_BAND = ("leader_lost_rate", "ks2_progress_mean")
# What the page says of the last years. A "total" is in £ million: a pupil's, times all pupils.
TOTAL = "total"
MEANS = (
    *LINES,
    ("ks2_progress_mean", "small"),
    ("ks2_progress_sd", "small"),
    *((measure, band) for measure in BY_BAND for band in BANDS),
)
COSTS = (
    "schools_net_per_pupil",
    "exchequer_per_pupil",
    "grants_per_pupil",
    "public_cost_per_pupil",
)
TOTALS = tuple((measure, TOTAL) for measure in COSTS)
RECENT = MEANS + TOTALS


def _of(measures: np.ndarray, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
    """Chosen measures and groups: (replicates, years, pairs)."""
    groups = [GROUPS.index(group) for _, group in pairs]
    return measures[:, :, groups, [list(MEASURES).index(measure) for measure, _ in pairs]]


def futures(measures: np.ndarray) -> np.ndarray:
    """What is drawn of each future: float32, (replicates, years, ``LINES``)."""
    return _of(measures, LINES).astype("<f4")


def quantities(measures: np.ndarray) -> np.ndarray:
    """All that the page says of a point in each future: float64, (replicates, quantities).

    First ``LINES`` of year 1, of year 2 and so on, then ``RECENT`` of the last years.
    ``measures`` are (replicates, years, groups, measures).
    """
    by_year = _of(measures, LINES).astype(np.float64)
    money = [(measure, "all") for measure, _ in TOTALS]
    asked = [*MEANS, *money, ("pupils", "all")]
    recent = mean_of_known(_of(measures, asked)[:, -LAST_YEARS:], axis=1)
    means, totals, pupils = np.split(recent, [len(MEANS), len(MEANS) + len(money)], axis=1)
    return np.hstack([by_year.reshape(len(by_year), -1), means, totals * pupils / 1e6])


def estimates(earlier: Sequence[np.ndarray], own: np.ndarray, sets: np.ndarray) -> np.ndarray:
    """The change from each earlier point to this one and, in the last row, its own level.

    Returns float32, (earlier + 1, 4, quantities): mean, low and high of the 90 % interval (nan
    where futures are too few), and 1 where the interval excludes zero. Points may have
    different numbers of futures: a change is of those that both have. ``sets`` is the parameter
    set of each of this point's futures.
    """
    changes = [own[: len(other)] - other[: len(own)] for other in earlier]
    all_rows = (interval(values, 0, sets[: len(values)]) for values in (*changes, own))
    return np.array([[*one, one.excludes_zero] for one in all_rows], dtype="<f4")
