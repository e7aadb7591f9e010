"""Heads and other leaders: how they come, stay and go, and how they spend their week."""

from __future__ import annotations

import numpy as np

from sim.agents.roles import HeadRole, Origin, Post
from sim.engine.columns import NOBODY
from sim.measures.aggregates import COHORT_YEARS, Ratio, Sums, by_group
from sim.measures.registry import measured

# Leaving and recruitment


@measured(
    "share",
    "Schools that lost a leader, head, head of school or executive head, acting heads aside.",
    label="percentage of {schools} that lose a leader in a year",
    better="less",
    headline=1,
)
def leader_lost_rate(s: Sums) -> Ratio:
    had = (s.schools.holder_before > 0) | (s.schools.leader_before > 0)
    return Ratio(s.total(s.schools.head_left | s.schools.leader_left), s.total(had))


@measured(
    "share",
    "Schools whose head, or head of school (acting heads aside), retired, left or moved.",
    label="percentage of {schools} whose head leaves in a year",
    better="less",
    headline=2,
)
def head_leaver_rate(s: Sums) -> Ratio:
    return Ratio(s.total(s.schools.head_left), s.total(s.schools.holder_before > 0))


@measured(
    "share",
    "Schools with an executive head beside a head of school that lost the executive head.",
    label="percentage of {schools} with an executive head that lose that head in a year",
    better="less",
)
def executive_lost_rate(s: Sums) -> Ratio:
    holder, leader = s.schools.holder_before, s.schools.leader_before
    had = (holder > 0) & (leader > 0) & (leader != holder)
    return Ratio(s.total(s.schools.leader_left & had), s.total(had))


@measured(
    "share",
    "Pupils in schools with a leader, of any kind, in the first year at that school.",
    label="percentage of pupils of {schools} whose school has a leader new to it",
    better="less",
)
def new_leader_pupils(s: Sums) -> Ratio:
    return s.mean(s.schools.new_leading > 0, s.schools.pupils.astype(float))


@measured(
    "share",
    "Headships advertised this year that had to be advertised again.",
    label="percentage of vacant headships of {schools} advertised again",
    better="less",
    headline=3,
)
def head_readvertised_share(s: Sums) -> Ratio:
    return Ratio(_advertised(s, 2), _advertised(s, 1))


@measured(
    "share",
    "Leaders' posts that were advertised this year.",
    label="percentage of leaders' posts in {schools} advertised in a year",
    better=None,  # a new post is advertised as one is that its holder has left
)
def head_advertised_share(s: Sums) -> Ratio:
    post = (s.schools.post != Post.LED_FROM_BASE) | (s.schools.adverts > 0)
    return Ratio(_advertised(s, 1), s.total(post.astype(int) + s.schools.executive_post))


@measured(
    "share",
    "Headships advertised twice this year that then had to be advertised again.",
    label="percentage of headships of {schools} advertised twice that are advertised once more",
    better="less",
)
def head_readvertised_again_share(s: Sums) -> Ratio:
    return Ratio(_advertised(s, 3), _advertised(s, 2))


def _advertised(s: Sums, times: int) -> np.ndarray:
    """Posts, executive headships among them, that were advertised so often."""
    return s.total(
        (s.schools.adverts >= times).astype(int) + (s.schools.executive_adverts >= times)
    )


@measured(
    "share",
    "Leaders' posts held by an acting head, or by nobody, at the year's end.",
    label="percentage of leaders' posts in {schools} with an acting head or nobody",
    better="less",
    headline=4,
)
def acting_head_share(s: Sums) -> Ratio:
    head = s.schools.head
    post = s.schools.post != Post.LED_FROM_BASE
    acting = post & ((head.role == HeadRole.ACTING_HEAD) | (head.row == NOBODY))
    executive = s.schools.executive_post
    vacant = executive & (s.schools.executive.row == NOBODY)
    return Ratio(s.total(acting.astype(int) + vacant), s.total(post.astype(int) + executive))


@measured(
    "share",
    "Heads, acting heads aside, in the first year of their first headship.",
    label="percentage of heads of {schools} in the first year of their first headship",
    better=None,
)
def new_head_share(s: Sums) -> Ratio:
    heads = s.model.heads
    substantive = heads.role != HeadRole.ACTING_HEAD
    new = substantive & (heads.appointed_year == s.model.year)
    at = heads.school.row
    return Ratio(s.people(at[new]), s.people(at[substantive]))


for _years, _headline in ((1, None), (3, None), (5, 5)):

    @measured(
        "share",
        f"Heads first appointed {COHORT_YEARS[_years]} ago, under 50, who still lead a school.",
        label=f"percentage of new heads of {{schools}} still leading after {COHORT_YEARS[_years]}",
        better="more",
        headline=_headline,
        name=f"head_retention_{_years}y",
    )
    def head_retention(s: Sums, years: int = _years) -> Ratio:
        return Ratio(s.appointed[years], s.began("heads", years))


@measured(
    "share",
    "Schools whose head moved this year to lead more pupils.",
    label="percentage of {schools} whose head moves on to lead more pupils",
    better=None,  # a school's loss and a career's gain
    headline=6,
)
def head_move_to_larger_rate(s: Sums) -> Ratio:
    had = s.schools.holder_before > 0
    return Ratio(s.total(s.schools.head_moved_larger & had), s.total(had))


@measured(
    "share",
    "As head_leaver_rate, of schools led by able heads only.",
    label="percentage of ably led {schools} whose head leaves in a year",
    better="less",
)
def able_head_leaver_rate(s: Sums) -> Ratio:
    able = s.schools.holder_leadership >= s.model.parameters.leaving.able
    had = (s.schools.holder_before > 0) & able
    return Ratio(s.total(s.schools.head_left & had), s.total(had))


@measured(
    "schools",
    "Schools that lose their leader when one leaves: more under shared heads.",
    label="number of {schools} that lose their leader when one person leaves",
    better="less",
)
def schools_per_departure(s: Sums) -> Ratio:
    return _lost_per_departure(s, np.ones(len(s.schools)))


@measured(
    "pupils",
    "Pupils whose schools lose their leader when one leaves.",
    label="number of pupils in {schools} whose school loses its leader when one person leaves",
    better="less",
)
def pupils_per_departure(s: Sums) -> Ratio:
    return _lost_per_departure(s, s.schools.pupils)


def _lost_per_departure(s: Sums, weight: np.ndarray) -> Ratio:
    return Ratio(s.total(s.schools.leader_left * weight), s.total(s.departures))


@measured(
    "posts",
    "Posts of leaders: heads, heads of school and executive heads, filled or not.",
    label="number of leaders' posts in {schools}",
    better=None,
)
def leader_posts(s: Sums) -> np.ndarray:
    own = (s.schools.post != Post.LED_FROM_BASE).astype(int)
    return by_group(s.total(own + s.schools.executive_post))


@measured(
    "share",
    "Heads appointed this year who already worked in the school.",
    label="percentage of new heads of {schools} who worked in the school before",
    better=None,
)
def heads_from_own_school(s: Sums) -> Ratio:
    return _came_from(s, Origin.OWN_SCHOOL)


@measured(
    "share",
    "Heads appointed this year from the school or from its partners.",
    label="percentage of new heads of {schools} from the school or its partners",
    better="more",  # Hill (2014): partners grow the next generation of leaders
)
def heads_from_partnership(s: Sums) -> Ratio:
    return _came_from(s, Origin.PARTNER)


def _came_from(s: Sums, furthest: int) -> Ratio:
    known = s.schools.head_from > 0
    return Ratio(s.total(known & (s.schools.head_from <= furthest)), s.total(known))


@measured(
    "standard deviations",
    "Leadership of heads and heads of school, acting heads aside, who took up post this year.",
    label="leadership of those who become heads of {schools}",
    better="more",
)
def new_head_leadership(s: Sums) -> Ratio:
    new = s.schools.head_is_new & (s.schools.head.row != NOBODY)
    return s.mean(s.schools.head.leadership, new)


# Shared headship


@measured(
    "hours a week",
    "Travel of shared heads between the schools they lead, for each school.",
    label="travel of shared heads to {schools}",
    better="less",
)
def leader_travel_hours(s: Sums) -> Ratio:
    travels = s.model.leaders.row != s.schools.head.row
    return s.mean(s.model.parameters.week.travel_per_km * s.schools.km_to_base * travels)


@measured(
    "posts",
    "Posts that lead two schools or more, or were made executive headships.",
    label="number of executive and shared headships based in {schools}",
    better=None,
)
def executive_heads(s: Sums) -> np.ndarray:
    return by_group(s.total(s.schools.hosts_executive() | (s.schools.schools_led > 1)))


@measured(
    "share",
    "Schools led by a head who leads two schools or more.",
    label="percentage of {schools} whose head leads two schools or more",
    better=None,  # what it does is the question
    headline=7,
)
def executive_led_share(s: Sums) -> Ratio:
    return s.mean(s.model.leaders.schools_led > 1)


@measured(
    "km",
    "From a school led with others to the middle of the schools led together.",
    label="distance of {schools} from the middle of the schools led together",
    better="less",
)
def cluster_km_mean(s: Sums) -> Ratio:
    base, led = s.schools.base.row, np.maximum(s.schools.schools_led, 1)
    away = [
        place - (np.bincount(base, weights=place, minlength=len(base)) / led).take(base)
        for place in (s.schools.easting, s.schools.northing)
    ]
    return s.mean(np.hypot(*away), led.take(base) > 1)


# The week


@measured(
    "hours a week",
    "Hours that a school's own head teaches, or its part of those of a shared head.",
    label="time that heads of {schools} teach",
    better="less",
    headline=8,
)
def head_teaching_hours(s: Sums) -> Ratio:
    return s.mean(s.schools.taught_by_head * s.model.parameters.week.hours_per_teacher)


@measured(
    "share",
    "Schools whose own head, or leader, teaches part of the week.",
    label="percentage of {schools} whose head teaches",
    better="less",
)
def head_teaches_share(s: Sums) -> Ratio:
    return s.mean(s.schools.taught_by_head > 0)


@measured(
    "hours a week",
    "Hours of administration, partners and travel by the school's heads, shared leaders in part.",
    label="time that heads of {schools} spend on administration",
    better="less",
)
def head_admin_hours(s: Sums) -> Ratio:
    duties = s.model.tables.heads.arrays["duties_hours"]
    return s.mean(
        s.schools.admin_by_heads() + s.model.shared_by_led(duties, s.schools.leading_wanted)
    )


@measured(
    "hours a week",
    "Hours of leading a school gets from its heads, shared leaders in part.",
    label="time of leading that {schools} get from their heads",
    better="more",
    headline=9,
)
def head_leading_hours(s: Sums) -> Ratio:
    return s.mean(s.schools.leading_hours)
