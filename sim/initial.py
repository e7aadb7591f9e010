"""The state at the start: schools, the people in post, and partnerships.

Ages, experience and tenures are drawn from the distribution that the leaving
rules keep in equilibrium.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import ndtri

from sim.agents import Head, School
from sim.agents.person import NEVER, chance_of_retiring
from sim.agents.roles import HeadRole, Post, TeacherRole
from sim.agents.teacher import chance_of_leaving
from sim.initial_partners import form_partnerships, found_trusts, share_heads
from sim.state import State
from sim.world.bands import band_of
from sim.world.titles import HeadTitle
from sim.year.appointments import (
    FIRST_HEAD,
    FIRST_TEACHER,
    OLDEST_ENTRANT,
    ROLE_OF_POST,
    YOUNGEST,
)
from sim.year.closures import SECOND
from sim.year.rolls import mean_roll_around

LAST_AGE = 75


def populate(model: State) -> None:
    """Everything there is before the first year."""
    place_everybody(model)
    form_partnerships(model)
    found_trusts(model)


def place_everybody(model: State) -> None:
    """Schools and the people in them, but partnerships."""
    place_schools(model)
    share_heads(model)
    place_heads(model)
    place_teachers(model)
    model.count_teachers()
    model.count_led()


def shift_dates(model: State, years: int) -> None:
    """Move dates given at the start, so that they stay as long ago as they were."""
    tables = model.tables
    for table, name in (
        (tables.schools, "ofsted_year"),
        (tables.heads, "appointed_year"),
        (tables.heads, "qualified_year"),
        (tables.teachers, "qualified_year"),
        (tables.teachers, "middle_year"),
        (tables.teachers, "senior_year"),
    ):
        table.used(name)[:] += years


# Schools


def place_schools(model: State) -> None:
    """The schools of the world, their own factors, governors, grades and posts."""
    world, p, number = model.world, model.parameters, np.arange(1, len(model.world) + 1)
    schools = model.tables.schools.add(
        number,
        easting=world.easting,
        northing=world.northing,
        authority=world.authority,
        census_pupils=world.pupils,
        pupils=world.pupils,
        first_group=world.first_group,
        last_group=world.last_group,
        fsm=world.fsm,
        base=np.arange(len(world), dtype=np.int64),
        trust=p.partnerships.trust_start,
    )
    schools.second_km = model.neighbours[1][SECOND]
    schools.pupils_around = mean_roll_around(model)
    schools.place_effect = p.teaching.place_spread * model.normal(number, "place")
    schools.ethos = p.teaching.ethos_spread * model.normal(number, "ethos at start")
    schools.balance = p.money.start_balance * schools.pupils
    schools.governance = model.normal(number, "governors at start")
    inspect(model, schools)
    beyond = world.teachers - model.ask(schools, School.usual_teachers)
    schools.staffing = np.where(np.isnan(beyond), 0, beyond)
    model.update(schools, School.plan_staff)
    model.post_homes = np.repeat(schools.rows, schools.teacher_posts)  # where the work is


def inspect(model: State, schools: Any) -> None:
    """Grades and years as the school file has them; others by the national fractions."""
    p, number, world = model.parameters.inspection, schools.unique_id, model.world
    up_to = np.cumsum(p.grades_at_start)[:-1]
    drawn = model.uniform(number, "grade at start")
    grade = 1 + (drawn[:, None] > up_to).sum(axis=1)
    schools.ofsted_grade = np.where(world.ofsted_grade > 0, world.ofsted_grade, grade)
    due = np.asarray(p.years_between)[schools.ofsted_grade - 1]
    ago = np.floor(due * model.uniform(number, "inspected at start"))
    if world.year:
        ago = np.where(world.ofsted_year > 0, world.year - world.ofsted_year, ago)
    schools.ofsted_year = model.year - ago


# People


def equilibrium(
    model: State, number: np.ndarray, entry: tuple[float, float], staying: Callable[..., Any]
) -> tuple[np.ndarray, np.ndarray, float]:
    """Draw ages and years in the work from those that entry and staying keep in equilibrium.

    ``entry`` is the mean and standard deviation of age at entry; ``staying(age, years)`` the
    yearly chance to stay. Returns age and years, (n,) each, and the mean career in years.
    """
    ages = np.arange(YOUNGEST, OLDEST_ENTRANT + 1)  # of entry
    weight = np.exp(-0.5 * ((ages - entry[0]) / entry[1]) ** 2)
    years = np.arange(LAST_AGE - YOUNGEST)
    age = ages[:, None] + years
    stays = np.where(age < LAST_AGE, staying(age, years), 0)
    here = np.cumprod(np.concatenate([np.ones((len(ages), 1)), stays[:, :-1]], axis=1), axis=1)
    so_far = np.cumsum((weight[:, None] * here).ravel())
    drawn = np.searchsorted(so_far / so_far[-1], model.uniform(number, "career"))
    career = so_far[-1] / weight.sum()
    return age.ravel()[drawn], np.broadcast_to(years, age.shape).ravel()[drawn], career


def chosen_talent(model: State, number: np.ndarray, replaced: float) -> np.ndarray:
    """The talent of teachers who were chosen among entrants, as they are once the model runs.

    ``replaced`` is the fraction of posts that fall vacant in a year. Of those who seek a
    post the best at interview are taken, which shows talent through noise; and as
    everybody looks near home, the choice is not among all (`staff.choice`).
    """
    p = model.parameters.staff
    talent = p.talent_spread * model.normal(number, "talent")
    taken = min(1, replaced / p.entrant_share)
    at_interview = -ndtri(taken * model.uniform(number, "chosen"))
    noise = model.parameters.recruitment.teacher_noise
    shown = p.choice * p.talent_spread / np.hypot(p.talent_spread, noise)
    return p.talent_spread * shown * at_interview + np.sqrt(1 - shown**2) * talent


def years_since_change(
    model: State, number: np.ndarray, decision: str, chance: np.ndarray
) -> np.ndarray:
    """Complete years since the last change, where a change comes with a yearly chance."""
    return np.floor(np.log(model.uniform(number, decision)) / np.log1p(-chance))


def place_teachers(model: State) -> None:
    """Fill every teacher's post."""
    p, leaving = model.parameters.staff, model.parameters.leaving
    retiring = chance_of_retiring(leaving)
    posts = model.schools.teacher_posts
    school = np.repeat(np.arange(len(posts), dtype=np.int64), posts)
    number = FIRST_TEACHER + np.arange(len(school))
    age, experience, career = equilibrium(
        model,
        number,
        (p.teacher_entry_age, p.teacher_entry_spread),
        lambda age, years: (1 - retiring[age]) * (1 - chance_of_leaving(leaving, years)),
    )
    change = p.teacher_change + 0 * experience
    tenure = np.minimum(experience, years_since_change(model, number, "tenure", change))
    role = initial_roles(model, number, school, experience)
    model.tables.teachers.add(
        number,
        school=school,
        home=school,
        age=age,
        experience=experience,
        tenure=tenure,
        role=role,
        middle_year=np.where(role == TeacherRole.MIDDLE_LEADER, model.year, NEVER),
        senior_year=np.where(role == TeacherRole.DEPUTY, model.year, NEVER),
        talent=chosen_talent(model, number, 1 / career),
        qualified_year=model.year - 1 - experience,
        qualified_band=band_of(model.schools.census_pupils[school]),
    )


def initial_roles(
    model: State, number: np.ndarray, school: np.ndarray, experience: np.ndarray
) -> np.ndarray:
    """Middle leaders by lot; the deputy is the most experienced, where the roll gives one."""
    p = model.parameters
    role = np.where(
        (experience >= p.development.middle_leader_experience)
        & (model.uniform(number, "role") < p.staff.middle_leader_share),
        TeacherRole.MIDDLE_LEADER,
        TeacherRole.CLASS_TEACHER,
    )
    order = np.lexsort((number, -experience, school))
    first = np.concatenate([[True], school[order][1:] != school[order][:-1]])
    senior = order[first]
    has_deputy = model.schools.census_pupils[school[senior]] >= p.week.deputy_roll
    role[senior[has_deputy]] = TeacherRole.DEPUTY
    return role


def initial_head_roles(model: State, school: np.ndarray) -> np.ndarray:
    """The role of the head of each school: that of the post, or acting as the school file says."""
    title = model.world.head_title[school]
    acting = (title == HeadTitle.ACTING_HEAD) | (title == HeadTitle.INTERIM_HEAD)
    return np.where(acting, HeadRole.ACTING_HEAD, ROLE_OF_POST[model.schools.post[school]])


def place_heads(model: State) -> None:
    """Give every headship a head, chosen from among those who wished to lead."""
    p, leaving = model.parameters.staff, model.parameters.leaving
    retiring = chance_of_retiring(leaving)
    school = (model.schools.post != Post.LED_FROM_BASE).nonzero()[0].astype(np.int32)
    number = FIRST_HEAD + school.astype(np.int64)
    age, years, _ = equilibrium(
        model,
        number,
        (p.head_entry_age, p.head_entry_spread),
        lambda age, years: (1 - retiring[age]) * (1 - p.head_leaving + 0 * years),
    )
    role = initial_head_roles(model, school)
    led = role != HeadRole.ACTING_HEAD  # who acts is no head yet
    larger = np.log(model.schools.census_pupils[school] / p.head_sorting_roll)
    change = p.head_change + 0 * age
    heads = model.tables.heads.add(
        number,
        school=school,
        home=school,
        age=age,
        experience=np.minimum(years + p.years_before_headship, age - YOUNGEST),
        tenure=np.minimum(years, years_since_change(model, number, "tenure", change)),
        role=role,
        leadership=p.head_leadership
        + p.head_leadership_spread * model.normal(number, "leadership"),
        ambition=p.head_ambition + model.normal(number, "ambition") + p.head_sorting * larger,
        appointed_year=np.where(led, model.year - 1 - years, Head.appointed_year.default),
        appointed_age=np.where(led, age - years, Head.appointed_age.default),
        appointed_band=band_of(model.schools.census_pupils[school]),
    )
    model.schools[school].head = heads
