"""Schools close: their pupils and teachers move to the nearest other school."""

from __future__ import annotations

import numpy as np

from sim.agents import Head, School
from sim.agents.roles import HeadRole, Post
from sim.agents.school_columns import YEAR_GROUPS
from sim.engine.agents import ColumnAgentSet
from sim.engine.columns import NOBODY
from sim.engine.matching import nearest_open
from sim.state import State
from sim.year import appointments
from sim.year.headships import appoint_acting, end_posts, set_free

NEAREST = 5  # schools among which choice is counted
SECOND = 2  # place of the second nearest, after the school itself and the nearest


def step(model: State) -> None:
    """Phase: schools too small to keep are closed, and some infant and junior schools join."""
    p = model.parameters.closures
    if model.year <= 0:  # before the first year the rolls are the census's
        return
    amalgamate(model)
    close_schools(model, model.ask(model.schools, School.closes), p.reach, p.cost)


def amalgamate(model: State) -> None:
    """An infant school joins the junior school next to it, which becomes a primary."""
    schools, p = model.schools, model.parameters.closures
    rows, km = model.neighbours
    joining = model.ask(schools, School.amalgamates).nonzero()[0]
    for row in joining:
        near = rows[:, row][km[:, row] <= p.amalgamating_km]
        follows = schools.first_group[near] == schools.last_group[row] + 1
        near = near[follows & ~schools.closed[near]]
        if near.size:
            receiving = schools[near[0]]
            close(model, schools[row], receiving, p.cost)
            receiving.first_group = schools[row].first_group


def close_schools(model: State, closing: np.ndarray, reach: float, cost: float) -> None:
    """Close schools (bool, (schools,)) that have another within reach, in km; the smallest first.

    A school that takes in pupils is not closed itself. ``cost`` is that of a closure to the
    exchequer, in £. Where agents meet, hence on arrays.
    """
    schools = model.schools
    rows, km = model.neighbours
    for row in np.flatnonzero(closing)[np.argsort(schools.pupils[closing], kind="stable")]:
        near = rows[1:, row][km[1:, row] <= reach]
        near = near[~schools.closed[near] & teaches_all_of(schools, near, row)]
        if near.size and not (schools.closed[row] or schools.further_km[row] > 0):
            close(model, schools[row], schools[near[0]], cost)
    look_around(model)
    # Every post is held again; staff is planned as rolls change, in the phase that follows.
    appoint_acting(model)
    model.count_people()


def look_around(model: State) -> None:
    """What is left near each school: how many of the nearest, and how far the second is."""
    schools, (rows, _) = model.schools, model.neighbours
    schools.choice_lost = 0
    for near in rows[1 : NEAREST + 1]:  # nobody's row reads as open
        schools.choice_lost += model.tables.schools.at(near).closed
    fewer = schools[schools.choice_lost > 0]
    km = nearest_open(model.neighbours, ~schools.closed, fewer.rows, SECOND + 1)[1]
    fewer.second_km = km[SECOND]


def close(model: State, closing: School, receiving: School, cost: float) -> None:
    """Move everybody from one school to another, weighing what pupils bring with them."""
    far = np.hypot(closing.easting - receiving.easting, closing.northing - receiving.northing)
    weight = closing.pupils / (closing.pupils + receiving.pupils)
    come, stay = (one.pupils * in_year_groups(one) for one in (closing, receiving))
    for name in ("progress", "never_weak", "once_weak"):
        there = getattr(receiving, name)
        share = come / np.maximum(come + stay, 1)  # of each year group
        setattr(receiving, name, there + share * (getattr(closing, name) - there))
    receiving.further_km = (1 - weight) * receiving.further_km + weight * far
    closing.further_km, closing.joined = far, receiving
    receiving.exchequer_cost += cost
    # The trend of its own is now that of both, so that their pupils are there next year too.
    usual = closing.census_pupils + receiving.census_pupils
    usual = usual * model.projected[receiving.authority] * np.exp(receiving.local_trend)
    receiving.own_trend = np.log((closing.pupils + receiving.pupils) / usual)
    policies = ("policy_grant", "exchequer_cost")  # of the year so far
    for name in ("census_pupils", "pupils", "balance", *policies):
        setattr(receiving, name, getattr(receiving, name) + getattr(closing, name))
        setattr(closing, name, 0)
    closing.closed, closing.offer_group = True, NOBODY
    teachers = model.tables.teachers
    staff = teachers.at(np.flatnonzero(teachers.used("school") == closing.row))
    appointments.transfer(staff, receiving.row)
    closing.plan = 0
    base = closing.base
    if closing.hosts_executive():
        move_executive(model, closing, receiving)
    set_free(model, np.array([closing.row]))
    end_headship(model, closing, receiving)
    closing.partnership, closing.post, closing.base = NOBODY, Post.LED_FROM_BASE, closing
    if base.hosts_executive():
        lead_alone(model, base)


def teaches_all_of(schools: ColumnAgentSet, others: np.ndarray, row: int) -> np.ndarray:
    """Whether others have all the year groups of a school: (n,) bool."""
    first, last = schools.first_group, schools.last_group
    return (first[others] <= first[row]) & (last[others] >= last[row])


def in_year_groups(school: School) -> np.ndarray:
    """How many of seven equal year groups each year group of a school holds: (7,)."""
    group = np.arange(YEAR_GROUPS)
    there = (group >= school.first_group) & (group <= school.last_group)
    return there * YEAR_GROUPS / school.year_groups()


def move_executive(model: State, closing: School, receiving: School) -> None:
    """The executive headship of a base that closes goes to the largest school led from it.

    It ends where no two schools are left to lead.
    """
    schools = model.schools
    beside = closing.executive_post
    executive = closing.executive if beside else closing.head
    led = ((schools.base.row == closing.row) & ~schools.closed).nonzero()[0]
    closing.executive_post = False
    if len(led) > 1:
        base = led[np.lexsort((led, -schools.pupils[led]))[0]]
        schools[led].base = base
        schools[base].executive_post, schools[base].post = True, Post.HEAD_OF_SCHOOL
        if executive.role == HeadRole.EXECUTIVE_HEAD:
            appointments.relocate(model, executive, base)
    elif beside and executive:
        end_posts(model, only(executive), at=receiving.row)


def lead_alone(model: State, base: School) -> None:
    """An executive headship ends where no other school is left: its base has a head again."""
    if (model.schools.base.row[~model.schools.closed] == base.row).sum() > 1:
        return
    base.executive_post, base.post = False, Post.HEADSHIP
    if base.executive:
        end_posts(model, only(base.executive))
    if base.head and base.head.role != HeadRole.ACTING_HEAD:
        appointments.reassign(only(base.head), HeadRole.HEAD)


def end_headship(model: State, closing: School, receiving: School) -> None:
    """The head of a school that closes teaches where its pupils go, or leaves."""
    if not closing.head:
        return
    receiving.head_displaced = True
    end_posts(model, only(closing.head), at=receiving.row)


def only(head: Head) -> ColumnAgentSet:
    """A selection of one head."""
    return head.table.at(np.array([head.row]))
