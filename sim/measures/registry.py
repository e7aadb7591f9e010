"""What is measured each year: one registry, with a unit and a plain definition for each.

A measure is a function of sums by roll band that returns what stands above and
below the line, of which quotients are taken for all measures together, or the
values of all groups. Groups are sums over roll bands, so that a measure of a
group is never a mean of means. To add one, write it here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.agents.roles import Depth, Form, Grade, HeadRole, Origin, Post
from sim.engine.columns import NOBODY
from sim.measures.aggregates import SURVIVAL_YEARS, Sums, Taken, grouped, ratio
from sim.world.bands import BANDS

GROUPS = ("all", *BANDS, "small", "other")
RETENTION_YEARS = (1, 3, 5)


@dataclass(frozen=True)
class Measure:
    """A measure: its name, unit, meaning, and the function that takes it."""

    name: str
    unit: str
    meaning: str
    take: Callable[[Sums], Taken]


MEASURES: dict[str, Measure] = {}


def measure(model: Any) -> np.ndarray:
    """All measures of the year now ended: float32, (groups, measures)."""
    sums = Sums(model)
    # How many began this year, by band, for retention in years to come.
    model.history[f"heads {model.year}"] = sums.appointed[0]
    model.history[f"teachers {model.year}"] = sums.qualified[0]
    taken = [measure.take(sums) for measure in MEASURES.values()]
    shares = [at for at, found in enumerate(taken) if isinstance(found, tuple)]
    sides = np.concatenate([side for at in shares for side in taken[at]])
    above, below = grouped(sides.reshape(len(shares), 2, len(BANDS))).swapaxes(0, 1)
    values = np.empty((len(taken), len(GROUPS)), dtype=np.float32)
    values[shares] = ratio(above, below)
    for at, found in enumerate(taken):
        if not isinstance(found, tuple):
            values[at] = found
    return values.T


def measured(unit: str, meaning: str, name: str = "") -> Callable[[Any], Any]:
    """Register a measure under the name of its function."""

    def register(take: Callable[[Sums], Taken]) -> Callable[[Sums], Taken]:
        called = name or take.__name__
        MEASURES[called] = Measure(called, unit, meaning, take)
        return take

    return register


# Schools and heads


@measured("schools", "Schools in the group this year.")
def schools(s: Sums) -> Taken:
    return grouped(s.count)


@measured("pupils", "Pupils on roll.")
def pupils(s: Sums) -> Taken:
    return grouped(s.pupils)


@measured("share", "Schools whose head (acting heads aside) retired, left or moved this year.")
def head_leaver_rate(s: Sums) -> Taken:
    return s.total(s.schools.head_left), s.total(s.schools.holder_before > 0)


@measured("share", "Headships advertised this year that had to be advertised again.")
def head_readvertised_share(s: Sums) -> Taken:
    return s.total(s.schools.adverts > 1), s.total(s.schools.adverts > 0)


@measured("share", "Leaders' posts that were advertised this year.")
def head_advertised_share(s: Sums) -> Taken:
    post = (s.schools.post != Post.LED_FROM_BASE) & ~s.schools.closed
    return s.total(s.schools.adverts > 0), s.total(post | (s.schools.adverts > 0))


@measured("share", "Headships advertised twice this year that then had to be advertised again.")
def head_readvertised_again_share(s: Sums) -> Taken:
    return s.total(s.schools.adverts > 2), s.total(s.schools.adverts > 1)


@measured("share", "Leaders' posts held by an acting head, or by nobody, at the year's end.")
def acting_head_share(s: Sums) -> Taken:
    head = s.schools.head
    post = s.schools.post != Post.LED_FROM_BASE
    acting = post & ((head.role == HeadRole.ACTING_HEAD) | (head.row == NOBODY))
    return s.total(acting), s.total(post)


@measured("share", "Heads, acting heads aside, in the first year of their first headship.")
def new_head_share(s: Sums) -> Taken:
    heads = s.model.heads
    substantive = heads.role != HeadRole.ACTING_HEAD
    new = substantive & (heads.appointed_year == s.model.year)
    at = heads.school.row
    return s.people(at[new]), s.people(at[substantive])


def _register_retention(years: int) -> None:
    @measured(
        "share",
        f"Heads first appointed {years} year(s) ago, under 50, who still lead a school.",
        f"head_retention_{years}y",
    )
    def head_retention(s: Sums) -> Taken:
        began = s.model.history.get(f"heads {s.model.year - years}", np.zeros(len(BANDS)))
        return s.appointed[years], began


for _years in RETENTION_YEARS:
    _register_retention(_years)


@measured("share", "Schools whose head moved this year to lead more pupils.")
def head_move_to_larger_rate(s: Sums) -> Taken:
    return s.total(s.schools.head_moved_larger), s.total(s.schools.holder_before > 0)


@measured("share", "As head_leaver_rate, of schools led by able heads only.")
def able_head_leaver_rate(s: Sums) -> Taken:
    able = s.schools.holder_leadership >= s.model.parameters.leaving.able
    had = (s.schools.holder_before > 0) & able
    return s.total(s.schools.head_left & had), s.total(had)


@measured("schools", "Schools that lose their leader where one goes: more under shared heads.")
def schools_per_departure(s: Sums) -> Taken:
    return _hit_by_departure(s, np.ones(len(s.schools)))


@measured("pupils", "Pupils whose schools lose their leader where one goes.")
def pupils_per_departure(s: Sums) -> Taken:
    return _hit_by_departure(s, s.schools.pupils)


def _hit_by_departure(s: Sums, weight: np.ndarray) -> Taken:
    return s.total(s.schools.leader_left * weight), s.total(s.departures)


@measured("posts", "Posts of leaders: heads, heads of school and executive heads, filled or not.")
def leader_posts(s: Sums) -> Taken:
    return grouped(s.total((s.schools.post != Post.LED_FROM_BASE) & ~s.schools.closed))


def _came_from(s: Sums, furthest: int) -> Taken:
    known = s.schools.head_from > 0
    return s.total(known & (s.schools.head_from <= furthest)), s.total(known)


@measured("share", "Heads appointed this year who already worked in the school.")
def heads_from_own_school(s: Sums) -> Taken:
    return _came_from(s, Origin.OWN_SCHOOL)


@measured("share", "Heads appointed this year from the school or from its partners.")
def heads_from_partnership(s: Sums) -> Taken:
    return _came_from(s, Origin.PARTNER)


@measured("hours a week", "Travel of shared heads between the schools they lead, for each school.")
def leader_travel_hours(s: Sums) -> Taken:
    return s.mean(s.model.parameters.week.travel_per_km * s.schools.km_to_base)


@measured("posts", "Posts that lead two schools or more, or were made executive headships.")
def executive_heads(s: Sums) -> Taken:
    return grouped(s.total((s.schools.post == Post.EXECUTIVE) | (s.schools.schools_led > 1)))


@measured("share", "Schools led by a head who leads two schools or more.")
def executive_led_share(s: Sums) -> Taken:
    return s.mean(s.schools.base.schools_led > 1)


@measured("km", "From a school led with others to the middle of the schools led together.")
def cluster_km_mean(s: Sums) -> Taken:
    base, led = s.schools.base.row, np.maximum(s.schools.schools_led, 1)
    away = [
        place - (np.bincount(base, weights=place, minlength=len(base)) / led).take(base)
        for place in (s.schools.easting, s.schools.northing)
    ]
    return s.mean(np.hypot(*away), led.take(base) > 1)


@measured("hours a week", "Hours that a school's own head, or its leader's share, teaches.")
def head_teaching_hours(s: Sums) -> Taken:
    return s.mean(_hours(s, "teaching_hours"))


@measured("share", "Schools whose own head, or leader, teaches part of the week.")
def head_teaches_share(s: Sums) -> Taken:
    return s.mean(_hours(s, "teaching_hours") > 0)


@measured("hours a week", "Hours of administration by the school's heads, shared leaders in part.")
def head_admin_hours(s: Sums) -> Taken:
    return s.mean(_hours(s, "admin_hours"))


@measured("hours a week", "Hours of leading a school gets from its heads, shared leaders in part.")
def head_leading_hours(s: Sums) -> Taken:
    return s.mean(s.schools.leading_hours)


def _hours(s: Sums, kind: str) -> np.ndarray:
    return s.model.shared_by_led(s.model.tables.heads.arrays[kind])


# Teachers


@measured("FTE", "Full-time-equivalent teachers in post, heads included.")
def teacher_fte(s: Sums) -> Taken:
    own_head = s.schools.post != Post.LED_FROM_BASE
    return grouped(s.total(s.schools.teachers * s.schools.post_fte + own_head))


@measured("share", "Teachers (heads aside) who retired or left teaching this year.")
def teacher_leaver_rate(s: Sums) -> Taken:
    return s.total(s.schools.teacher_leavers), s.total(s.schools.teachers_before)


@measured("share", "Teachers in post who came new, or back, to state primaries this year.")
def teacher_entrant_share(s: Sums) -> Taken:
    return s.total(s.schools.teacher_entrants), s.total(s.schools.teachers)


@measured("share", "Schools with no deputy head.")
def no_deputy_share(s: Sums) -> Taken:
    return s.mean(s.schools.deputies == 0)


@measured("share", "Teachers' posts nobody holds at the year's end.")
def teacher_unfilled_share(s: Sums) -> Taken:
    empty = np.maximum(s.schools.teacher_posts - s.schools.teachers, 0)
    return s.total(empty), s.total(s.schools.teacher_posts)


def _register_survival(years: int) -> None:
    @measured(
        "share",
        f"Newly qualified teachers of {years} year(s) ago still teaching or leading.",
        f"teacher_survival_{years}y",
    )
    def teacher_survival(s: Sums) -> Taken:
        began = s.model.history.get(f"teachers {s.model.year - years}", np.zeros(len(BANDS)))
        return s.qualified[years], began


for _years in SURVIVAL_YEARS:
    _register_survival(_years)


@measured("share", "Teachers whose teaching this year was below the level called weak.")
def weak_teacher_share(s: Sums) -> Taken:
    return s.total(s.schools.weak_teachers), s.total(s.schools.teachers_before)


@measured("share", "Pupils taught this year by a weak teacher.")
def weak_teacher_exposure(s: Sums) -> Taken:
    return s.mean(s.schools.weak_taught, s.schools.pupils)


@measured("share", "Year 6 pupils who had two or more years with a weak teacher.")
def repeat_weak_exposure(s: Sums) -> Taken:
    repeated = 1 - s.schools.never_weak[-1] - s.schools.once_weak[-1]
    return s.mean(repeated, s.schools.pupils)


# Results


@measured("points", "Mean KS2 progress of schools with published results (scaled-score points).")
def ks2_progress_mean(s: Sums) -> Taken:
    return s.mean(s.schools.ks2_progress, s.published)


@measured("points", "Standard deviation of KS2 progress across schools with published results.")
def ks2_progress_sd(s: Sums) -> Taken:
    progress = np.where(s.published, s.schools.ks2_progress, 0)
    squares, sums, count = s.by_group(progress**2, progress, s.published)
    return np.sqrt(np.maximum(ratio(squares, count) - ratio(sums, count) ** 2, 0))


@measured("correlation", "Correlation across schools of KS2 progress with the year before.")
def ks2_progress_lag1(s: Sums) -> Taken:
    return s.correlation(s.schools.ks2_progress, s.schools.ks2_year_before)


@measured("correlation", "Correlation across schools of KS2 progress with two years before.")
def ks2_progress_lag2(s: Sums) -> Taken:
    return s.correlation(s.schools.ks2_progress, s.schools.ks2_two_before)


@measured("share", "Schools with published results below the floor standard of progress.")
def below_floor_share(s: Sums) -> Taken:
    floor = s.model.parameters.inspection.floor
    return s.mean(s.schools.ks2_progress < floor, s.published)


@measured("share", "Schools whose last inspection was good or outstanding.")
def ofsted_good_share(s: Sums) -> Taken:
    return s.mean(s.schools.ofsted_grade <= Grade.GOOD)


@measured("share", "Schools whose last inspection was outstanding.")
def ofsted_outstanding_share(s: Sums) -> Taken:
    return s.mean(s.schools.ofsted_grade == Grade.OUTSTANDING)


# Partnership, governance and money


@measured(f"0-{Depth.ONE_BODY}", "Mean depth of partnership; isolated schools count as 0.")
def partnership_depth_mean(s: Sums) -> Taken:
    return s.mean(s.schools.depth)


@measured("share", "Schools in no partnership.")
def isolated_share(s: Sums) -> Taken:
    return s.mean(s.schools.depth == 0)


@measured("share", "Schools in a partnership with a binding written agreement, or deeper.")
def agreement_share(s: Sums) -> Taken:
    return s.mean(s.schools.depth >= Depth.AGREED)


@measured("share", "Schools that share an improvement plan, or are in a partnership yet deeper.")
def shared_plan_share(s: Sums) -> Taken:
    return s.mean(s.schools.depth >= Depth.SHARED_PLAN)


@measured("share", "Schools in a federation or academy trust, with one governing body.")
def federated_share(s: Sums) -> Taken:
    return s.mean(s.schools.partnership.form >= Form.FEDERATION)


@measured("share", "Schools in a partnership that grew from a group which a scheme offered.")
def scheme_share(s: Sums) -> Taken:
    return s.mean((s.schools.partnership.row >= 0) & (s.schools.partnership.group > 0))


@measured("share", "Schools whose partnership shares out the leadership of subjects.")
def subject_leadership_share(s: Sums) -> Taken:
    return s.mean(s.schools.subject_leadership > 0)


@measured("share", "Schools whose partnership deploys staff across its schools.")
def staff_deployed_share(s: Sums) -> Taken:
    return s.mean(s.schools.staff_deployed > 0)


@measured("hours a week", "A leader's time to meet and travel to partners.")
def coordination_hours(s: Sums) -> Taken:
    return s.mean(s.schools.coordination)


@measured("share", "Schools that left their partnership this year, of those in one.")
def partners_left_share(s: Sums) -> Taken:
    return s.total(s.schools.left_partners), s.total(
        s.schools.left_partners | (s.schools.depth > 0)
    )


@measured("days a teacher", "Days of CPD a teacher had this year.")
def cpd_days(s: Sums) -> Taken:
    return s.mean(s.schools.cpd_days, s.schools.teachers)


@measured("standard deviations", "Mean strength of governing bodies; 0 is usual.")
def governance_mean(s: Sums) -> Taken:
    return s.mean(s.schools.governance)


@measured(
    "£ a pupil", "Spending of the year for each pupil, before reserves are drawn on or saved."
)
def cost_per_pupil(s: Sums) -> Taken:
    return s.total(s.schools.cost), s.pupils


@measured("£ a pupil", "Cost of policies to the exchequer: grants to schools and other spending.")
def exchequer_per_pupil(s: Sums) -> Taken:
    spent = s.schools.policy_grant + s.schools.exchequer_cost
    return s.total(spent), s.pupils


@measured("£ a pupil", "Cost of policies to schools, pay beyond the scale aside.")
def policy_cost_per_pupil(s: Sums) -> Taken:
    return s.total(s.schools.policy_cost), s.pupils


@measured("£ a school", "Grants of partnership schemes paid so far.")
def grants_paid(s: Sums) -> Taken:
    return s.mean(s.schools.granted)


@measured("points a year", "Skill that support from outside the school adds to a teacher.")
def outside_learning(s: Sums) -> Taken:
    return s.mean(s.schools.outside_learning)


@measured("people a school", "Trainee teachers placed in schools.")
def trainees_placed(s: Sums) -> Taken:
    return s.mean(s.schools.trainees)


@measured("share", "Schools whose headship a policy ended this year.")
def head_displaced_share(s: Sums) -> Taken:
    return s.mean(s.schools.head_displaced)


@measured("km", "How much further a pupil travels to school after closures.")
def further_km(s: Sums) -> Taken:
    return s.mean(s.schools.further_km, s.schools.pupils.astype(float))


@measured("schools", "Of the five schools nearest to a pupil's, those that have closed.")
def choice_lost(s: Sums) -> Taken:
    return s.mean(s.schools.choice_lost, s.schools.pupils.astype(float))


@measured("share", "Schools in deficit: reserves below zero.")
def deficit_share(s: Sums) -> Taken:
    return s.mean(s.schools.balance < 0)
