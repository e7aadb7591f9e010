"""Teachers: how many there are, how they come and go, and weak teaching."""

import numpy as np

from sim.agents.roles import Post
from sim.agents.school_columns import YEAR_GROUPS
from sim.measures.aggregates import COHORT_YEARS, Ratio, Sums, by_group
from sim.measures.registry import measured


@measured("FTE", "number of full-time-equivalent teachers in {schools}", better=None)
def teacher_fte(s: Sums) -> np.ndarray:
    """Full-time-equivalent teachers in post, and one for each school's own headship.

    Executive heads beside a head of school are left out.
    """
    own_head = s.schools.post != Post.LED_FROM_BASE
    return by_group(s.total(s.schools.teachers * s.schools.post_fte + own_head))


@measured(
    "share",
    "percentage of teachers in {schools} who retire or leave teaching in a year",
    better="less",
)
def teacher_leaver_rate(s: Sums) -> Ratio:
    """Teachers (heads aside) who retired or left teaching this year."""
    return Ratio(s.total(s.schools.teacher_leavers), s.total(s.schools.teachers_before))


@measured(
    "share",
    "percentage of teachers in {schools} who are new, or back, in state primaries",
    better=None,
)
def teacher_entrant_share(s: Sums) -> Ratio:
    """Teachers in post who came new, or back, to state primaries this year."""
    return Ratio(s.total(s.schools.teacher_entrants), s.total(s.schools.teachers))


@measured("share", "percentage of {schools} with no deputy head", better="less")
def no_deputy_share(s: Sums) -> Ratio:
    """Schools with no deputy head."""
    return s.mean(s.schools.deputies == 0)


@measured(
    "share", "percentage of teachers' posts unfilled in {schools}", better="less", headline=10
)
def teacher_unfilled_share(s: Sums) -> Ratio:
    """Teachers' posts nobody holds at the year's end."""
    empty = np.maximum(s.schools.teacher_posts - s.schools.teachers, 0)
    return Ratio(s.total(empty), s.total(s.schools.teacher_posts))


for _years, _in_words in COHORT_YEARS.items():

    @measured(
        "share",
        f"percentage of new teachers of {{schools}} still in schools after {_in_words}",
        better="more",
        name=f"teacher_survival_{_years}y",
        meaning=f"Newly qualified teachers of {_in_words} ago still teaching or leading.",
    )
    def teacher_survival(s: Sums, years: int = _years) -> Ratio:
        """Of teachers who qualified some years ago, those who still teach or lead."""
        return Ratio(s.qualified[years], s.began("teachers", years))


@measured("share", "percentage of teachers in {schools} whose teaching is weak", better="less")
def weak_teacher_share(s: Sums) -> Ratio:
    """Teachers whose teaching this year was below the level called weak."""
    return Ratio(s.total(s.schools.weak_teachers), s.total(s.schools.teachers_before))


@measured(
    "share",
    "percentage of pupils in {schools} taught by a weak teacher",
    better="less",
    headline=11,
)
def weak_teacher_exposure(s: Sums) -> Ratio:
    """Pupils taught this year by a weak teacher."""
    return s.mean_of_pupils(s.schools.weak_taught)


@measured(
    "share",
    "percentage of Year 6 pupils in {schools} taught by a weak teacher twice or more",
    better="less",
    headline=12,
)
def repeat_weak_exposure(s: Sums) -> Ratio:
    """Year 6 pupils who had two or more years with a weak teacher."""
    repeated = 1 - s.schools.never_weak[-1] - s.schools.once_weak[-1]
    has_year_6 = s.schools.last_group == YEAR_GROUPS - 1
    return s.mean(repeated, has_year_6 * s.schools.pupils / s.schools.year_groups())
