"""How headships are filled: advertised, shared with a neighbour, or held by an acting head."""

from __future__ import annotations

import numpy as np

from sim.agents import Head, School, Teacher
from sim.agents.roles import Form, HeadRole, Post, TeacherRole
from sim.engine.agents import ColumnAgentSet
from sim.engine.columns import NOBODY
from sim.engine.matching import match, nearest_open, sort_by
from sim.state import State
from sim.year import appointments
from sim.year.applications import applications


def fill(model: State) -> None:
    """Rounds of advertisements over the year; what is left is shared, or has an acting head.

    Executive headships come first, because who takes one leaves a headship. Acting heads
    look only for the post they mind or another headship.
    """
    model.count_led()
    heads, schools = model.tables.heads.having("looking"), model.schools
    if schools.executive_post.any():
        substantive = heads[heads.role != HeadRole.ACTING_HEAD]
        executive = Executives(model, substantive, model.teachers[:0])
        fill_rounds(model, executive)
        appointments.appoint_executives(model, substantive[executive.taken], executive.posts_taken)
        heads = model.tables.heads.having("looking")
    headships = Headships(model, heads, seekers(model))
    fill_rounds(model, headships)
    take_up(model, headships)
    share_with_neighbours(model)
    appoint_acting(model)


def fill_rounds(model: State, headships: Headships) -> None:
    """Advertise the posts that are vacant, each in its term and in those after it."""
    schools, p = model.schools, model.parameters.recruitment
    term = headships.first_term(model)
    for now in range(1, len(p.head_terms) + 1):
        open_now = headships.vacant & (term <= now)
        headships.adverts += open_now
        if open_now.any():
            advertise(model, open_now, headships)
    headships.record_adverts(schools)


def seekers(model: State) -> ColumnAgentSet:
    """Deputies and middle leaders who look for a headship this year, and for no other post."""
    table = model.tables.teachers
    leads = table.used("role") != TeacherRole.CLASS_TEACHER
    ready = table.used("experience") >= model.parameters.leaving.headship_experience
    leaders = table.at((leads & ready).nonzero()[0])
    looking = leaders[model.ask(leaders, Teacher.seeks_headship)]
    looking.looking = False  # in the market for teachers' posts
    return looking


def is_vacant(schools: ColumnAgentSet) -> np.ndarray:
    """Whether a school has a post of its own that nobody holds but perhaps an acting head."""
    head = schools.head
    unheld = (head.row == NOBODY) | (head.role == HeadRole.ACTING_HEAD)
    return (schools.post != Post.LED_FROM_BASE) & unheld


class Headships:
    """The headships of a year: the schools', and heads, then teachers, who look for one."""

    name = "headship"  # of the draws

    def __init__(self, model: State, heads: ColumnAgentSet, teachers: ColumnAgentSet) -> None:
        self.adverts = np.zeros(len(model.schools), dtype=np.int8)
        self.describe(model)
        # From here on of candidates, (n,) each.
        self.heads, self.teachers = heads, teachers
        both = (heads, teachers)
        self.number = np.concatenate([people.unique_id for people in both])
        self.home = np.concatenate([people.home.row for people in both])
        self.school = np.concatenate([people.school.row for people in both])
        self.post = np.full(len(self.number), NOBODY)  # the school that has appointed each
        self.held_own = heads.school.head.row == heads.rows  # not an executive headship
        self.acting = np.concatenate(
            [heads.role == HeadRole.ACTING_HEAD, np.zeros(len(teachers), dtype=bool)]
        )
        self.rating = self.rate(model)
        self.order = sort_by(-self.preference(model), self.number)
        rolls = [model.ask(people, people.table.agent_type.would_lead) for people in both]
        self.fewest, self.most = (
            np.concatenate([roll[bound] for roll in rolls]) for bound in ("fewest", "most")
        )

    def describe(self, model: State) -> None:
        """What is vacant, how many pupils a post answers for, its appeal and its standard."""
        schools = model.schools
        self.vacant, self.pupils = is_vacant(schools), schools.post_pupils
        self.appeal = model.ask(schools, School.headship_appeal)
        self.standard = model.ask(schools, School.headship_standard)

    def first_term(self, model: State) -> np.ndarray:
        """The term in which each post is first advertised: 1 where it is open from last year."""
        schools, terms = model.schools, model.parameters.recruitment.head_terms
        drawn = model.uniform(schools.unique_id, "term")
        term = 1 + sum(drawn > passed for passed in np.cumsum(terms)[:-1])
        minded = (schools.head.row == NOBODY) & (schools.minder.row != NOBODY)
        return np.where(minded | (schools.head.role == HeadRole.ACTING_HEAD), 1, term)

    def record_adverts(self, schools: ColumnAgentSet) -> None:
        """Record how often each post was advertised."""
        schools.adverts = self.adverts

    def left_vacant(self, schools: ColumnAgentSet, moving: np.ndarray) -> None:
        """Heads who move leave a vacancy, unless their school is led from its base."""
        left = self.school[moving[self.held_own[moving]]]
        self.vacant[left] = schools.post[left] != Post.LED_FROM_BASE

    def rate(self, model: State) -> np.ndarray:
        """What governors think of each this year: leadership seen through noise; (n,)."""
        p = model.parameters.recruitment
        leadership = np.concatenate([self.heads.leadership, self.teachers.leadership])
        proved = ~self.acting & (np.arange(len(leadership)) < len(self.heads))
        noise = p.head_noise * model.normal(self.number, f"{self.name} interview")
        return leadership + p.head_experience * proved + noise

    def preference(self, model: State) -> np.ndarray:
        """Who is taken before whom of those good enough: the better rated, or by lot; (n,)."""
        by_lot = model.parameters.rivals.posts_by_lot
        if not by_lot:
            return self.rating
        return (1 - by_lot) * self.rating + by_lot * model.normal(self.number, f"{self.name} lot")

    def looking(self) -> np.ndarray:
        """Places of those not yet appointed, who is preferred first.

        Acting heads whose post is filled look no more.
        """
        replaced = self.acting & ~self.vacant.take(self.school)
        return self.order[((self.post == NOBODY) & ~replaced).take(self.order)]

    @property
    def taken(self) -> np.ndarray:
        """Places of those appointed."""
        return (self.post >= 0).nonzero()[0]

    @property
    def posts_taken(self) -> np.ndarray:
        """The schools that appointed them."""
        return self.post[self.taken]


class Executives(Headships):
    """The executive headships of a year beside heads of school; heads alone look for them."""

    name = "executive headship"

    def describe(self, model: State) -> None:
        """As of headships."""
        schools = model.schools
        self.vacant = schools.executive_post & (schools.executive.row == NOBODY)
        self.pupils = schools.pupils_led
        self.appeal = model.ask(schools, School.executive_appeal)
        self.standard = model.ask(schools, School.executive_standard)

    def first_term(self, model: State) -> np.ndarray:
        """The term in which each post is first advertised, the first: it is known early."""
        return np.ones(len(model.schools), dtype=np.int64)

    def record_adverts(self, schools: ColumnAgentSet) -> None:
        """Record how often each post was advertised."""
        schools.executive_adverts = self.adverts

    def left_vacant(self, schools: ColumnAgentSet, moving: np.ndarray) -> None:
        """Executive heads who move leave a vacancy; heads leave one of another kind."""
        left = self.school[moving[~self.held_own[moving]]]
        self.vacant[left] = True


def advertise(model: State, open_now: np.ndarray, headships: Headships) -> None:
    """One round: those who still look apply to posts that suit them; the best are taken.

    Who has which post and what is vacant is known at once; the posts are taken up later.
    """
    schools, looking, p = model.schools, headships.looking(), model.parameters.recruitment
    home = headships.home.take(looking)
    near, km = nearest_open(model.neighbours, open_now, home, int(p.posts_seen))
    pupils = headships.pupils.take(near)
    suits = (pupils >= headships.fewest.take(looking)) & (pupils <= headships.most.take(looking))
    wanted, number = np.where(suits, near, NOBODY), headships.number.take(looking)
    appeal = headships.appeal.take(near)
    choices = applications(model, number, wanted, km, appeal, f"{headships.name} taste")
    # The standard gives way as a post is advertised again.
    standard = headships.standard - p.standard_relaxed * (headships.adverts - 1)
    good = headships.rating.take(looking) >= standard.take(choices)
    post = match(np.where(good, choices, NOBODY), open_now.astype(np.int64))
    chosen = (post >= 0).nonzero()[0]
    taken = looking.take(chosen)
    headships.post[taken] = post.take(chosen)
    headships.left_vacant(schools, taken[taken < len(headships.heads)])
    headships.vacant[headships.post[taken]] = False


def take_up(model: State, headships: Headships) -> None:
    """Those who have been appointed take up their posts, heads and teachers together."""
    taken = headships.taken
    moves = taken.searchsorted(len(headships.heads))  # heads come first
    heads = headships.heads[taken[:moves]]
    teachers = headships.teachers[taken[moves:] - len(headships.heads)]
    appointments.appoint_heads(model, heads, teachers, headships.posts_taken)


def set_free(model: State, bases: np.ndarray, but: np.ndarray | bool = False) -> None:
    """Schools led from these bases get a post of their own, except those of the mask ``but``."""
    schools = model.schools
    base = schools.base.row
    is_base = np.zeros(len(schools), dtype=bool)
    is_base[bases] = True
    led = schools[is_base[base] & (base != schools.rows) & ~schools.closed & ~np.asarray(but)]
    led.base, led.post = led.rows, Post.HEADSHIP
    own = led.head
    appointments.reassign(own[own.role == HeadRole.HEAD_OF_SCHOOL], HeadRole.HEAD)


def end_posts(model: State, heads: ColumnAgentSet, at: int | None = None) -> None:
    """Heads whose posts end go back to teaching, here or ``at`` another school, or leave."""
    teaches = model.ask(heads, Head.returns_to_teaching)
    appointments.return_to_teaching(model, heads[teaches], at=at)
    appointments.leave(heads[~teaches])


def share_with_neighbours(model: State) -> None:
    """Small schools that found nobody ask the nearest head who could lead another school.

    A head leads one school more, or several within a federation or trust. Both governing
    bodies and the head decide.
    """
    p, schools = model.parameters.recruitment, model.schools
    headship, vacant = schools.post == Post.HEADSHIP, is_vacant(schools)
    small = schools[headship & vacant & (schools.schools_led == 1)]
    asks = small[model.ask(small, School.shares_head)].rows
    able = np.zeros(len(schools), dtype=bool)
    able[model.neighbours[0][:, asks]] = True  # only who is near is asked, and -1 for nothing
    one_body = schools.partnership.form >= Form.FEDERATION
    most = np.where(one_body, p.sharing_most, 2)
    able &= headship & ~vacant & (schools.schools_led < most)
    hosts = schools[able]
    agreed = model.ask(hosts, School.lets_head_lead_others)
    able[able] = agreed & model.ask(hosts.head, Head.would_lead_others)
    found, km = nearest_open(model.neighbours, able, asks, 1)
    partner = schools.partnership.row[found[0]] == schools.partnership.row[asks]
    near = (km[0] <= p.sharing_within) & (partner | (schools.schools_led[found[0]] == 1))
    leader, first = np.unique(found[0, near], return_index=True)  # each head takes one more school
    led = asks[near][first]
    appointments.stand_down(model, led)
    now_led = schools[led]
    now_led.base, now_led.post = leader, Post.LED_FROM_BASE


def appoint_acting(model: State) -> None:
    """Where nobody came the most senior teacher acts as head, or a leader nearby minds it.

    Not who led the school when the year began, and lost or gave up its headship since.
    """
    schools = model.schools
    empty = (schools.post != Post.LED_FROM_BASE) & (schools.head.row == NOBODY)
    table = model.tables.teachers
    by_row = np.append(empty, False)  # nobody's is the last
    teachers = table.at(by_row.take(table.used("school")).nonzero()[0])
    teachers = teachers[teachers.unique_id != teachers.school.holder_before]
    highest = np.zeros(len(schools), dtype=np.int8)  # role in each school
    np.maximum.at(highest, teachers.school.row, teachers.role)
    teachers = teachers[teachers.role == highest[teachers.school.row]]
    school = teachers.school.row
    order = np.lexsort((teachers.unique_id, -teachers.leadership, school))
    _, first = np.unique(school[order], return_index=True)
    appointments.appoint_acting_heads(model, teachers[order[first]])
    ask_minders(model)


def ask_minders(model: State) -> None:
    """A school without anybody is led by the nearest leader until it is advertised again.

    Where there is none, an interim head comes.
    """
    schools = model.schools
    schools.minder = NOBODY
    led = model.leaders.row != NOBODY
    alone = (~led & ~schools.closed).nonzero()[0]
    found = nearest_open(model.neighbours, led, alone, 1)[0][0]
    schools[alone].minder = found
    left = schools[alone[found == NOBODY]]  # as in a world of one school
    apart = left.post == Post.LED_FROM_BASE
    left[apart].minder = left[apart].base.minder
    if not apart.all():
        appointments.engage(model, left[~apart])
