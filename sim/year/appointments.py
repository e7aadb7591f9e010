"""Who takes up, changes or gives up a post: the only place where people join, rise, move or leave.

Somebody who changes between teaching and headship stays the same person: the number and
whatever teachers and heads both have are carried along.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents import Head
from sim.agents.roles import HeadRole, Origin, TeacherRole
from sim.agents.teacher import NO_CLASS
from sim.engine.agents import ColumnAgentSet
from sim.engine.columns import NOBODY, Table
from sim.state import State
from sim.world.bands import band_of
from sim.year.leaders_record import post_holders

# Numbers of people: those in post at the start, then a block for each year's entrants.
FIRST_HEAD, FIRST_TEACHER, FIRST_ENTRANT, FIRST_INTERIM = 1 << 32, 1 << 33, 1 << 34, 1 << 39
ENTRANTS_BLOCK, YEAR_ZERO = 1 << 24, 1000  # the number of the block of year 0
YOUNGEST, OLDEST_ENTRANT = 22, 59  # a degree and a teaching year take to 22
NOT_NEW = -99  # year of qualification of those who return
# The role that goes with each post, by `Post`.
ROLE_OF_POST = np.array(
    [HeadRole.HEAD, HeadRole.HEAD, HeadRole.HEAD_OF_SCHOOL, HeadRole.EXECUTIVE_HEAD], dtype=np.int8
)


# Joining and leaving


def newcomers(model: State) -> ColumnAgentSet:
    """This year's pool of newly qualified and returning teachers, not yet in a school.

    The same people come whatever happens in schools, because who they are is keyed by year
    and number; those whom nobody appoints leave again.
    """
    p = model.parameters.staff
    first = FIRST_ENTRANT + (model.year + YEAR_ZERO) * ENTRANTS_BLOCK
    number, posts, before = model.entrants(first, p.entrant_share)
    # They live where the work is: near a school, in proportion to its teachers.
    post = (model.uniform(number, "home") * posts).astype(np.int64)
    home = model.post_homes[before + post]
    returns = model.uniform(number, "returns") < p.returner_share
    # Trainees are some of the newly qualified: they stay where they were placed.
    for some, schools in model.apart(number):
        placed = np.repeat(model.schools.rows[schools], model.schools.trainees[schools])
        stays = (~returns[some]).nonzero()[0][: len(placed)]
        home[some][stays] = placed[: len(stays)]
    age = entry_age(model, number, returns)
    career = np.floor(model.uniform(number, "career") * (age - YOUNGEST - 2))
    experience = np.where(returns, np.maximum(career, 1), 0)
    return model.tables.teachers.add(
        number,
        home=home,
        age=age.astype(np.int16),
        experience=experience.astype(np.int16),
        qualified_year=np.where(returns, NOT_NEW, model.year),
        looking=True,
    )


def entry_age(model: State, number: np.ndarray, returns: np.ndarray) -> np.ndarray:
    """Ages of newly qualified and returning teachers, in years, (n,)."""
    p, drawn = model.parameters.staff, model.normal(number, "age")
    newly = p.teacher_entry_age + p.teacher_entry_spread * drawn
    older = p.returner_age + p.returner_spread * drawn
    return np.clip(np.where(returns, older, newly), YOUNGEST, OLDEST_ENTRANT)


def leave(people: ColumnAgentSet) -> None:
    """Teachers or heads leave state primaries; a head's post falls vacant."""
    if people.table.agent_type is Head:
        vacate(people)
    model = people.table.model
    # Newcomers whom nobody appointed were never in.
    left = model.total(people[people.school.row != NOBODY])
    model.history["left"] = np.asarray(model.history.get("left", 0) + left)
    people.table.remove(people.rows)


def vacate(heads: ColumnAgentSet) -> None:
    """Heads give up their posts, which fall vacant."""
    own = heads.school.head.row == heads.rows
    heads[own].school.head = NOBODY
    heads[~own].school.executive = NOBODY


# Teaching posts


def join(model: State, teachers: ColumnAgentSet, to: np.ndarray) -> None:
    """Teachers take up posts in the role they had; where the newly qualified begin is kept."""
    newly = (teachers.qualified_year == model.year) & (teachers.school.row == NOBODY)
    teachers.school = to
    first = teachers[newly]
    first.qualified_band = band_of(first.school.pupils)
    teachers.class_number = NO_CLASS
    teachers.tenure = 0
    teachers.support_years = 0


def promote(teachers: ColumnAgentSet, role: int) -> None:
    """Teachers become middle leaders or deputies in their school."""
    teachers.role = role
    year = "senior_year" if role == TeacherRole.DEPUTY else "middle_year"
    setattr(teachers, year, np.minimum(getattr(teachers, year), teachers.model.year))


def transfer(teachers: ColumnAgentSet, to: int) -> None:
    """Teachers of a school that closes go where its pupils go, and keep their roles."""
    teachers.school, teachers.home, teachers.class_number = to, to, NO_CLASS


# Headships


def appoint_heads(
    model: State, heads: ColumnAgentSet, teachers: ColumnAgentSet, to: np.ndarray
) -> None:
    """Heads move, and teachers become heads, to the schools ``to``: of heads first, (n,)."""
    record_origin(model, np.concatenate([heads.school.row, teachers.school.row]), to)
    stand_down(model, to, appointed=heads.rows)
    posts = model.schools[to]
    move(model, heads, to[: len(heads)], posts.post_pupils[: len(heads)])
    promoted = _become(model.tables.heads, teachers)
    leaders = model.tables.heads.at(np.concatenate([heads.rows, promoted.rows]))
    posts.head = leaders
    leaders.school, leaders.role = to, ROLE_OF_POST[posts.post]
    leaders.tenure, leaders.looking = 0, False
    # From a first appointment as a head retention is counted.
    new = leaders[leaders.appointed_age == Head.appointed_age.default]
    new.appointed_year, new.appointed_age = model.year, new.age
    new.appointed_band = band_of(new.school.pupils)


def appoint_executives(model: State, heads: ColumnAgentSet, to: np.ndarray) -> None:
    """Heads become executive heads, beside a head of school at the base school ``to``."""
    posts = model.schools[to]
    move(model, heads, to, posts.pupils_led)
    posts.executive = heads
    heads.school, heads.role = to, HeadRole.EXECUTIVE_HEAD
    heads.tenure, heads.looking = 0, False


def become_executives(heads: ColumnAgentSet) -> None:
    """Heads become executive heads at their own school, which is to have a head of school."""
    schools = heads.school
    vacate(heads)
    schools.executive = heads
    heads.role, heads.tenure = HeadRole.EXECUTIVE_HEAD, 0


def relocate(model: State, executive: Head, base: int) -> None:
    """An executive head sits at another of the schools led, beside its head of school."""
    vacate(model.tables.heads.at(np.array([executive.row])))
    executive.school = executive.home = base
    executive.school.executive = executive


def move(model: State, heads: ColumnAgentSet, to: np.ndarray, pupils: np.ndarray) -> None:
    """Heads give up the posts they have for others, which answer for ``pupils``, (n,) each."""
    larger = heads[(heads.role != HeadRole.ACTING_HEAD) & (pupils > heads.pupils_led)]
    schools = model.schools
    schools.head_moved_larger |= np.isin(post_holders(schools).rows, larger.rows)
    vacate(heads)
    heads.home, heads.pay_uplift = to, 0


def record_origin(model: State, came_from: np.ndarray, to: np.ndarray) -> None:
    """Record whether a head came from the school itself, from a partner, or from elsewhere."""
    belongs = model.schools.partnership.row
    partner = (belongs[came_from] == belongs[to]) & (belongs[to] != NOBODY)
    origin = np.where(partner, Origin.PARTNER, Origin.ELSEWHERE)
    model.schools[to].head_from = np.where(came_from == to, Origin.OWN_SCHOOL, origin)


def appoint_acting_heads(model: State, teachers: ColumnAgentSet) -> None:
    """Teachers mind the headship of their school until another is appointed."""
    schools = model.schools[teachers.school.row]
    values = {"role_before": teachers.role, "role": HeadRole.ACTING_HEAD}
    schools.head = _become(model.tables.heads, teachers, **values, tenure=0, looking=False)


def engage(model: State, schools: ColumnAgentSet) -> None:
    """Interim heads come from outside, for schools with nobody and no leader near."""
    first = FIRST_INTERIM + (model.year + YEAR_ZERO) * ENTRANTS_BLOCK
    number = model.numbers(first, schools.rows, len(model.schools))
    age = int(model.parameters.staff.head_entry_age)
    schools.head = model.tables.heads.add(
        number, school=schools.rows, home=schools.rows, role=HeadRole.ACTING_HEAD, age=age
    )
    model.history["left"] = np.asarray(model.history["left"] - model.total(schools))


def stand_down(model: State, schools: np.ndarray, appointed: Any = NOBODY) -> None:
    """Acting heads go back to teaching where another is appointed, or the post has gone."""
    heads = model.tables.heads
    stays = heads.arrays["role"] != HeadRole.ACTING_HEAD
    stays[appointed] = True
    acting = model.schools[schools].head.row
    leaving = np.sort(acting[(acting >= 0) & ~stays[acting]])
    if leaving.size:
        return_to_teaching(model, heads.at(leaving))


def return_to_teaching(model: State, heads: ColumnAgentSet, at: Any = None) -> None:
    """Heads give up their posts and teach, in the same school or ``at`` another, leading others.

    Who only acted as head does what they did before.
    """
    school = heads.school
    vacate(heads)
    has_deputy = school.pupils >= model.parameters.week.deputy_roll
    role = np.where(has_deputy, TeacherRole.DEPUTY, TeacherRole.MIDDLE_LEADER)
    role = np.where(heads.role == HeadRole.ACTING_HEAD, heads.role_before, role)
    values = {"role": role, "class_number": NO_CLASS, "tenure": 0, "looking": False}
    _become(model.tables.teachers, heads, **values, school=school if at is None else at)


def reassign(heads: ColumnAgentSet, role: int) -> None:
    """Heads stay where they are in another role, as executive heads or heads of school."""
    heads.role, heads.pay_uplift = role, 0


def _become(table: Table, people: ColumnAgentSet, **values: Any) -> ColumnAgentSet:
    """Turn teachers into heads or heads into teachers; who they are stays the same."""
    own, rows = people.table, people.rows
    shared = [name for name, column in own.columns.items() if table.columns.get(name) is column]
    carried = {name: own.arrays[name].take(rows, -1) for name in shared}
    own.remove(rows)
    return table.add(**(carried | values))
