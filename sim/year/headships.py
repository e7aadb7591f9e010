"""How headships are filled: advertised, shared with a neighbour, or held by an acting head."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents import Head, School, Teacher
from sim.agents.roles import Form, HeadRole, Origin, Post, TeacherRole
from sim.agents.teacher import NO_CLASS
from sim.engine.columns import NOBODY
from sim.engine.matching import applications, match, nearest_open
from sim.world.bands import band_of

ROLE_OF_POST = np.array(
    [HeadRole.HEAD, HeadRole.HEAD, HeadRole.HEAD_OF_SCHOOL, HeadRole.EXECUTIVE_HEAD], dtype=np.int8
)


def fill(model: Any) -> None:
    """Rounds of advertisements over the year; what is left is shared, or has an acting head."""
    schools, p = model.schools, model.parameters.recruitment
    model.count_led()
    luck = model.uniform(schools.unique_id, "term")
    term = 1 + np.cumsum(p.head_terms)[:-1].searchsorted(luck)
    term = np.where(schools.head.role == HeadRole.ACTING_HEAD, 1, term)  # still open from last year
    table = model.tables["Teacher"]
    leads = table.arrays["role"][: table.size] != TeacherRole.CLASS_TEACHER
    ready = table.arrays["experience"][: table.size] >= model.parameters.leaving.headship_experience
    leaders = table.at((leads & ready).nonzero()[0])
    seekers = leaders[model.ask(leaders, Teacher.seeks_headship)]
    seekers.looking = True
    headships = Headships(model, model.tables["Head"].having("looking"), seekers)
    for now in range(1, len(p.head_terms) + 1):
        open_now = headships.vacant & (term <= now)
        schools.adverts += open_now
        if open_now.any():
            advertise(model, open_now, headships)
    take_up(model, headships)
    share_with_neighbours(model)
    appoint_acting(model)


def is_vacant(schools: Any) -> Any:
    """Whether a school has a leader's post that nobody holds but perhaps an acting head."""
    head = schools.head
    return (schools.post != Post.LED_FROM_BASE) & (
        (head.row == NOBODY) | (head.role == HeadRole.ACTING_HEAD)
    )


class Headships:
    """The headships of a year: the schools', and heads, then teachers, who look for one."""

    def __init__(self, model: Any, heads: Any, teachers: Any) -> None:
        schools = model.schools
        self.vacant = is_vacant(schools)
        self.appeal = model.ask(schools, School.headship_appeal)
        self.standard = model.ask(schools, School.headship_standard)
        # From here on of candidates, (n,) each.
        self.heads, self.teachers = heads, teachers
        both = (heads, teachers)
        self.number = np.concatenate([people.unique_id for people in both])
        self.home = np.concatenate([people.home.row for people in both])
        self.school = np.concatenate([people.school.row for people in both])
        self.post = np.full(len(self.number), NOBODY)  # the school that has appointed each
        self.acting = np.concatenate(
            [heads.role == HeadRole.ACTING_HEAD, np.zeros(len(teachers), dtype=bool)]
        )
        self.rating = self.rate(model)
        rolls = [model.ask(people, people.table.agent_type.would_lead) for people in both]
        self.fewest, self.most = (
            np.concatenate([roll[bound] for roll in rolls]) for bound in ("fewest", "most")
        )

    def rate(self, model: Any) -> np.ndarray:
        """What governors think of each this year: leadership seen through noise; (n,)."""
        p = model.parameters.recruitment
        leadership = np.concatenate([self.heads.leadership, self.teachers.leadership])
        proved = ~self.acting & (np.arange(len(leadership)) < len(self.heads))
        noise = p.head_noise * model.normal(self.number, "interview")
        return leadership + p.head_experience * proved + noise

    def looking(self) -> np.ndarray:
        """Places of those not yet appointed; acting heads whose post is filled look no more."""
        replaced = self.acting & ~self.vacant.take(self.school)
        return ((self.post == NOBODY) & ~replaced).nonzero()[0]


def advertise(model: Any, open_now: np.ndarray, headships: Headships) -> None:
    """One round: those who still look apply to posts that suit them; the best are taken.

    Who has which post and what is vacant is known at once; the posts are taken up later.
    """
    schools, looking, p = model.schools, headships.looking(), model.parameters.recruitment
    home = headships.home.take(looking)
    near, km = nearest_open(model.neighbours, open_now, home, int(p.posts_seen))
    pupils = schools.pupils_led.take(near)
    suits = (pupils >= headships.fewest.take(looking)) & (pupils <= headships.most.take(looking))
    wanted, number = np.where(suits, near, NOBODY), headships.number.take(looking)
    choices = applications(model, number, wanted, km, headships.appeal.take(near))
    # The standard gives way as a post is advertised again.
    standard = headships.standard - p.standard_relaxed * (schools.adverts - 1)
    ratings = headships.rating.take(looking)
    choices = np.where(ratings >= standard.take(choices), choices, NOBODY)
    post = match(choices, ratings, open_now.astype(np.int64))
    chosen = (post >= 0).nonzero()[0]
    taken = looking.take(chosen)
    headships.post[taken] = post.take(chosen)
    left = headships.school[taken[taken < len(headships.heads)]]
    headships.vacant[left] = schools.post[left] != Post.LED_FROM_BASE
    headships.vacant[headships.post[taken]] = False


def take_up(model: Any, headships: Headships) -> None:
    """Heads move, and teachers become heads, where they have been appointed."""
    taken = (headships.post >= 0).nonzero()[0]
    to, moves = headships.post[taken], taken.searchsorted(len(headships.heads))  # heads come first
    heads = headships.heads[taken[:moves]]
    teachers = headships.teachers[taken[moves:] - len(headships.heads)]
    schools, left = model.tables["School"].arrays, headships.school[taken[:moves]]
    note_origin(model, headships.school[taken], to)
    stand_down(model, to, appointed=heads.rows)
    heads.home = to[: len(heads)]
    larger = schools["pupils_led"][heads.home.row] > heads.pupils_led
    schools["head_moved_larger"][left[larger]] = True
    schools["head"][left] = NOBODY  # unless somebody comes
    promoted = model.become(teachers, "Head")
    leaders = heads.table.at(np.concatenate([heads.rows, promoted.rows]))
    schools["head"][to] = leaders.rows
    leaders.school, leaders.role = to, ROLE_OF_POST[schools["post"][to]]
    leaders.tenure, leaders.looking = 0, False
    # From a first appointment as a head retention is counted.
    new = leaders[leaders.appointed_year == Head.appointed_year.default]
    new.appointed_year, new.appointed_age = model.year, new.age
    new.appointed_band = band_of(new.school.pupils)


def note_origin(model: Any, came_from: np.ndarray, to: np.ndarray) -> None:
    """Remember whether a head came from the school itself, from a partner, or from elsewhere."""
    schools = model.tables["School"].arrays
    belongs = schools["partnership"]
    partner = (belongs[came_from] == belongs[to]) & (belongs[to] != NOBODY)
    schools["head_from"][to] = np.where(
        came_from == to, Origin.OWN_SCHOOL, np.where(partner, Origin.PARTNER, Origin.ELSEWHERE)
    )


def stand_down(model: Any, schools: np.ndarray, appointed: Any = NOBODY) -> None:
    """Acting heads go back to teaching where another is appointed, or the post has gone."""
    arrays = model.tables["School"].arrays
    heads = model.tables["Head"]
    stays = heads.arrays["role"] != HeadRole.ACTING_HEAD
    stays[appointed] = True
    acting = arrays["head"][schools]
    leaving = np.sort(acting[(acting >= 0) & ~stays[acting]])
    if leaving.size:
        return_to_teaching(model, heads.at(leaving))


def return_to_teaching(model: Any, heads: Any) -> Any:
    """Heads give up their posts and teach in the same school, where they lead others."""
    school = heads.school.row
    model.tables["School"].arrays["head"][school] = NOBODY
    role = np.where(
        model.schools.pupils[school] >= model.parameters.week.deputy_roll,
        TeacherRole.DEPUTY,
        TeacherRole.MIDDLE_LEADER,
    )
    return model.become(heads, "Teacher", role=role, class_number=NO_CLASS, tenure=0, looking=False)


def set_free(model: Any, bases: np.ndarray, but: Any = False) -> None:
    """Schools led from these bases get a post of their own, those of a mask ``but`` aside."""
    schools = model.schools
    base = schools.base.row
    is_base = np.zeros(len(schools), dtype=bool)
    is_base[bases] = True
    led = schools[is_base[base] & (base != schools.rows) & ~schools.closed & ~np.asarray(but)]
    led.base = led.rows
    led.post = np.where(led.post == Post.LED_FROM_BASE, Post.HEADSHIP, led.post)


def share_with_neighbours(model: Any) -> None:
    """Small schools that found nobody ask the nearest head who could lead another school.

    A head leads one school more, or several within a federation or trust.
    """
    p, schools = model.parameters.recruitment, model.schools
    arrays = model.tables["School"].arrays
    substantive = (schools.head.row >= 0) & (schools.head.role != HeadRole.ACTING_HEAD)
    one_body = schools.partnership.form >= Form.FEDERATION
    most = np.where(one_body, p.sharing_most, 2)
    able = (schools.post == Post.HEADSHIP) & substantive & (schools.schools_led < most)
    wishes = is_vacant(schools) & (schools.post == Post.HEADSHIP) & (schools.schools_led == 1)
    small = schools[wishes]
    asks = small[model.ask(small, School.shares_head)].rows
    found, km = nearest_open(model.neighbours, able, asks, 1)
    partner = schools.partnership.row[found[0]] == schools.partnership.row[asks]
    near = (km[0] <= p.sharing_within) & (partner | (schools.schools_led[found[0]] == 1))
    leader, first = np.unique(found[0, near], return_index=True)  # each head takes one more school
    led = asks[near][first]
    stand_down(model, led)
    arrays["base"][led] = leader
    arrays["post"][led] = Post.LED_FROM_BASE


def appoint_acting(model: Any) -> None:
    """Where nobody came, the school's most senior teacher acts as head."""
    schools = model.schools
    empty = (schools.post != Post.LED_FROM_BASE) & (schools.head.row == NOBODY)
    table = model.tables["Teacher"]
    works_at = table.arrays["school"][: table.size]
    teachers = table.at((empty[works_at] & (works_at != NOBODY)).nonzero()[0])
    school = teachers.school.row
    order = np.lexsort((teachers.unique_id, -teachers.leadership, -teachers.role, school))
    at, first = np.unique(school[order], return_index=True)
    chosen = teachers[order[first]]
    acting = model.become(chosen, "Head", role=HeadRole.ACTING_HEAD, tenure=0, looking=False)
    model.tables["School"].arrays["head"][at] = acting.rows


def note_new(model: Any) -> None:
    """Mark schools with a new head or leader this year, acting heads aside."""
    schools, heads = model.schools, model.tables["Head"].arrays
    holder = np.where(schools.post == Post.LED_FROM_BASE, schools.base.head.row, schools.head.row)
    acting = (holder == NOBODY) | (heads["role"][holder] == HeadRole.ACTING_HEAD)
    number = np.where(acting, 0, heads["unique_id"][holder])
    schools.head_is_new = ~acting & (number != schools.holder_before)
    schools.head_left = (schools.holder_before > 0) & (number != schools.holder_before)
    led_by = heads["unique_id"][schools.base.head.row]
    schools.leader_left = (schools.leader_before > 0) & (led_by != schools.leader_before)
