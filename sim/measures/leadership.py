"""Heads and other leaders: how they come, stay and go, and how they spend their week."""

import numpy as np

from sim.agents.roles import HeadRole, Origin, Post
from sim.engine.columns import NOBODY
from sim.measures.aggregates import COHORT_YEARS, Ratio, Sums, by_group, standard_deviation
from sim.measures.registry import measured

# Leaving and recruitment


@measured(
    "share", "percentage of {schools} that lose a leader in a year", better="less", headline=1
)
def leader_lost_rate(s: Sums) -> Ratio:
    """Schools that lost a leader, head, head of school or executive head, acting heads aside."""
    had = (s.schools.holder_before > 0) | (s.schools.leader_before > 0)
    return Ratio(s.total(s.schools.head_left | s.schools.leader_left), s.total(had))


@measured("share", "percentage of {schools} whose head leaves in a year", better="less", headline=2)
def head_leaver_rate(s: Sums) -> Ratio:
    """Schools whose head, or head of school (acting heads aside), retired, left or moved."""
    return Ratio(s.total(s.schools.head_left), s.total(s.schools.holder_before > 0))


@measured(
    "share",
    "percentage of {schools} with an executive head that lose that head in a year",
    better="less",
)
def executive_lost_rate(s: Sums) -> Ratio:
    """Schools with an executive head beside a head of school that lost the executive head."""
    holder, leader = s.schools.holder_before, s.schools.leader_before
    had = (holder > 0) & (leader > 0) & (leader != holder)
    return Ratio(s.total(s.schools.leader_left & had), s.total(had))


@measured(
    "share", "percentage of pupils of {schools} whose school has a leader new to it", better="less"
)
def new_leader_pupils(s: Sums) -> Ratio:
    """Pupils in schools with a leader, of any kind, in the first year at that school."""
    return s.mean_of_pupils(s.schools.new_leading > 0)


@measured(
    "share",
    "percentage of vacant headships of {schools} advertised again",
    better="less",
    headline=3,
)
def head_readvertised_share(s: Sums) -> Ratio:
    """Headships advertised this year that had to be advertised again."""
    return Ratio(_advertised(s, 2), _advertised(s, 1))


# Neither is better: a new post is advertised as one is that its holder has left.
@measured("share", "percentage of leaders' posts in {schools} advertised in a year", better=None)
def head_advertised_share(s: Sums) -> Ratio:
    """Leaders' posts that were advertised this year."""
    post = (s.schools.post != Post.LED_FROM_BASE) | (s.schools.adverts > 0)
    return Ratio(_advertised(s, 1), s.total(post.astype(int) + s.schools.executive_post))


@measured(
    "share",
    "percentage of headships of {schools} advertised twice that are advertised once more",
    better="less",
)
def head_readvertised_again_share(s: Sums) -> Ratio:
    """Headships advertised twice this year that then had to be advertised again."""
    return Ratio(_advertised(s, 3), _advertised(s, 2))


def _advertised(s: Sums, times: int) -> np.ndarray:
    """Posts, executive headships among them, that were advertised so often."""
    return s.total(
        (s.schools.adverts >= times).astype(int) + (s.schools.executive_adverts >= times)
    )


@measured(
    "share",
    "percentage of leaders' posts in {schools} with an acting head or nobody",
    better="less",
    headline=4,
)
def acting_head_share(s: Sums) -> Ratio:
    """Leaders' posts held by an acting head, or by nobody, at the year's end."""
    head = s.schools.head
    post = s.schools.post != Post.LED_FROM_BASE
    acting = post & ((head.role == HeadRole.ACTING_HEAD) | (head.row == NOBODY))
    executive = s.schools.executive_post
    vacant = executive & (s.schools.executive.row == NOBODY)
    return Ratio(s.total(acting.astype(int) + vacant), s.total(post.astype(int) + executive))


@measured(
    "share",
    "percentage of heads of {schools} in the first year of their first headship",
    better=None,
)
def new_head_share(s: Sums) -> Ratio:
    """Heads, acting heads aside, in the first year of their first headship."""
    new = s.holders.appointed_year == s.model.year
    return Ratio(s.people(s.holders_at[new]), s.holders_count)


for _years, _headline in ((1, None), (3, None), (5, 5)):
    _ago = COHORT_YEARS[_years]

    @measured(
        "share",
        f"percentage of new heads of {{schools}} still leading after {_ago}",
        better="more",
        headline=_headline,
        name=f"head_retention_{_years}y",
        meaning=f"Heads first appointed {_ago} ago, under 50, who still lead a school.",
    )
    def head_retention(s: Sums, years: int = _years) -> Ratio:
        """Of heads first appointed young some years ago, those who still lead."""
        return Ratio(s.appointed[years], s.began("heads", years))


# Neither is better: a school's loss and a career's gain.
@measured(
    "share",
    "percentage of {schools} whose head moves on to lead more pupils",
    better=None,
    headline=6,
)
def head_move_to_larger_rate(s: Sums) -> Ratio:
    """Schools whose head moved this year to lead more pupils."""
    had = s.schools.holder_before > 0
    return Ratio(s.total(s.schools.head_moved_larger & had), s.total(had))


@measured("share", "percentage of ably led {schools} whose head leaves in a year", better="less")
def able_head_leaver_rate(s: Sums) -> Ratio:
    """As head_leaver_rate, of schools led by able heads only."""
    able = s.schools.holder_leadership >= s.model.parameters.leaving.able
    had = (s.schools.holder_before > 0) & able
    return Ratio(s.total(s.schools.head_left & had), s.total(had))


@measured(
    "schools", "number of {schools} that lose their leader when one person leaves", better="less"
)
def schools_per_departure(s: Sums) -> Ratio:
    """Schools that lose their leader when one leaves: more under shared heads."""
    return _lost_per_departure(s, 1)


@measured(
    "pupils",
    "number of pupils in {schools} whose school loses its leader when one person leaves",
    better="less",
)
def pupils_per_departure(s: Sums) -> Ratio:
    """Pupils whose schools lose their leader when one leaves."""
    return _lost_per_departure(s, s.schools.pupils)


def _lost_per_departure(s: Sums, weight: np.ndarray | int) -> Ratio:
    return Ratio(s.total(s.schools.leader_left * weight), s.total(s.departures))


@measured("posts", "number of leaders' posts in {schools}", better=None)
def leader_posts(s: Sums) -> np.ndarray:
    """Posts of leaders: heads, heads of school and executive heads, filled or not."""
    own = (s.schools.post != Post.LED_FROM_BASE).astype(int)
    return by_group(s.total(own + s.schools.executive_post))


@measured(
    "share", "percentage of new heads of {schools} who worked in the school before", better=None
)
def heads_from_own_school(s: Sums) -> Ratio:
    """Heads appointed this year who already worked in the school."""
    return _came_from(s, Origin.OWN_SCHOOL)


# More is better: partners grow the next generation of leaders (Hill 2014).
@measured(
    "share", "percentage of new heads of {schools} from the school or its partners", better="more"
)
def heads_from_partnership(s: Sums) -> Ratio:
    """Heads appointed this year from the school or from its partners."""
    return _came_from(s, Origin.PARTNER)


def _came_from(s: Sums, furthest: int) -> Ratio:
    known = s.schools.head_from > 0
    return Ratio(s.total(known & (s.schools.head_from <= furthest)), s.total(known))


@measured("standard deviations", "leadership of those who become heads of {schools}", better="more")
def new_head_leadership(s: Sums) -> Ratio:
    """Leadership of heads and heads of school, acting heads aside, who took up post this year."""
    new = s.schools.head_is_new & (s.schools.head.row != NOBODY)
    return s.mean(s.schools.head.leadership, new)


BEFORE = 4  # years
RANKS = ("appointed_year", "senior_year", "middle_year")  # first as head, deputy, middle leader
for _rank, (_name, _who, _meaning) in enumerate(
    (
        ("heads", "heads", "had their first headship four years ago or earlier"),
        ("deputies", "deputy heads", "were deputy or assistant heads four years before"),
        ("middle_leaders", "middle leaders", "were middle leaders four years before"),
    )
):

    @measured(
        "share",
        f"percentage of heads of {{schools}} who were {_who} four years before",
        better=None,
        name=f"heads_were_{_name}",
        meaning=f"Heads, acting heads aside, who {_meaning}.",
    )
    def heads_were(s: Sums, rank: int = _rank) -> Ratio:
        """Heads by the highest rank they had reached then: 0 head, 1 deputy, 2 middle leader."""
        then = s.model.year - BEFORE
        *higher, reached = (s.holders.get(year) <= then for year in RANKS[: rank + 1])
        highest = reached & ~np.any(higher, axis=0)  # nothing is higher than head
        return Ratio(s.people(s.holders_at[highest]), s.holders_count)


@measured("points", "progress that an average head of {schools} adds to a weak one's", better=None)
def able_head_gain(s: Sums) -> np.ndarray:
    """KS2 progress that a standard deviation of heads' leadership, acting heads aside, adds in
    the end: a head at the median instead of the 16th percentile.
    """
    at, quality = s.holders_at, s.holders.leadership.astype(float)
    sums = by_group(
        np.array([s.holders_count, *(s.people(at, each) for each in (quality, quality**2))])
    )
    return s.model.parameters.teaching.leadership_effect * standard_deviation(*sums)


# Shared headship


@measured("hours a week", "travel of shared heads to {schools}", better="less")
def leader_travel_hours(s: Sums) -> Ratio:
    """Travel of shared heads between the schools they lead, for each school."""
    travels = s.model.leaders.row != s.schools.head.row
    return s.mean(s.model.parameters.week.travel_per_km * s.schools.km_to_base * travels)


@measured("posts", "number of executive and shared headships based in {schools}", better=None)
def executive_heads(s: Sums) -> np.ndarray:
    """Posts that lead two schools or more, or were made executive headships."""
    return by_group(s.total(s.schools.hosts_executive() | (s.schools.schools_led > 1)))


# Neither is better: what it does is the question.
@measured(
    "share", "percentage of {schools} whose head leads two schools or more", better=None, headline=7
)
def executive_led_share(s: Sums) -> Ratio:
    """Schools led by a head who leads two schools or more, those minded while vacant included."""
    return s.mean(s.model.leaders.schools_led > 1)


@measured("km", "distance of {schools} from the middle of the schools led together", better="less")
def cluster_km_mean(s: Sums) -> Ratio:
    """From a school led with others to the middle of the schools led together."""
    base, led = s.schools.base.row, np.maximum(s.schools.schools_led, 1)
    away = [
        place - (np.bincount(base, weights=place, minlength=len(base)) / led).take(base)
        for place in (s.schools.easting, s.schools.northing)
    ]
    return s.mean(np.hypot(*away), led.take(base) > 1)


# The week


@measured("hours a week", "time that heads of {schools} teach", better="less", headline=8)
def head_teaching_hours(s: Sums) -> Ratio:
    """Hours that a school's own head teaches; who leads several schools teaches none."""
    return s.mean(s.schools.taught_by_head * s.model.parameters.week.hours_per_teacher)


@measured("share", "percentage of {schools} whose head teaches", better="less")
def head_teaches_share(s: Sums) -> Ratio:
    """Schools whose own head teaches part of the week."""
    return s.mean(s.schools.taught_by_head > 0)


@measured("hours a week", "time that heads of {schools} spend on administration", better="less")
def head_admin_hours(s: Sums) -> Ratio:
    """Hours of administration, partners and travel by the school's heads, shared leaders in
    part.
    """
    duties = s.model.tables.heads.arrays["duties_hours"]
    return s.mean(
        s.schools.admin_by_heads() + s.model.shared_by_led(duties, s.schools.leading_wanted)
    )


@measured(
    "hours a week", "time of leading that {schools} get from their heads", better="more", headline=9
)
def head_leading_hours(s: Sums) -> Ratio:
    """Hours of leading a school gets from its heads, shared leaders in part."""
    return s.mean(s.schools.leading_hours)
