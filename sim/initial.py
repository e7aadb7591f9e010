"""Where people come from: the staff in post at the start, and each year's entrants.

Ages, experience and tenures at the start are drawn from the distribution that
the leaving rules keep in equilibrium; entrants are the same people whatever
the policy, because who they are is keyed by year and number.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtri

from sim.agents.person import chance_of_retiring
from sim.agents.roles import HeadRole, Post, TeacherRole
from sim.agents.teacher import chance_of_leaving
from sim.world.bands import band_of

# Numbers of people: those in post at the start, then a block for each year's entrants.
FIRST_HEAD, FIRST_TEACHER, FIRST_ENTRANT = 1 << 32, 1 << 33, 1 << 34
ENTRANTS_BLOCK = 1 << 24
YOUNGEST, OLDEST_ENTRANT, LAST_AGE = 22, 59, 75  # a degree and a teaching year take to 22


def traits(model: Any, number: np.ndarray) -> dict[str, np.ndarray]:
    """What people are born with or bring: talent, leadership and ambition."""
    spread = model.parameters.staff.talent_spread
    return {
        "talent": spread * model.normal(number, "talent"),
        "leadership": model.normal(number, "leadership"),
        "ambition": model.normal(number, "ambition"),
    }


def equilibrium(
    model: Any, number: np.ndarray, entry: tuple[float, float], staying: Any
) -> tuple[np.ndarray, np.ndarray, float]:
    """Draw ages and years in the work from those that entry and staying keep in equilibrium.

    ``entry`` is the mean and spread of age at entry; ``staying(age, years)`` the
    yearly chance to stay. Returns age and years, (n,) each, and the mean career in years.
    """
    ages = np.arange(YOUNGEST, OLDEST_ENTRANT + 1)  # of entry
    weight = np.exp(-0.5 * ((ages - entry[0]) / entry[1]) ** 2)
    years = np.arange(LAST_AGE - YOUNGEST)
    age = ages[:, None] + years
    stays = np.where(age < LAST_AGE, staying(age, years), 0)
    here = np.cumprod(np.concatenate([np.ones((len(ages), 1)), stays[:, :-1]], axis=1), axis=1)
    share = np.cumsum((weight[:, None] * here).ravel())
    drawn = np.searchsorted(share / share[-1], model.uniform(number, "career"))
    career = share[-1] / weight.sum()
    return age.ravel()[drawn], np.broadcast_to(years, age.shape).ravel()[drawn], career


def chosen(model: Any, number: np.ndarray, talent: np.ndarray, replaced: float) -> np.ndarray:
    """The talent of teachers who were chosen among entrants, as they are once the model runs.

    ``replaced`` is the share of posts that fall vacant in a year. Of those who seek a
    post the best at interview are taken, which shows talent through noise; and as
    everybody looks near home, the choice is not among all (`staff.choice`).
    """
    p = model.parameters.staff
    taken = min(1, replaced / p.entrant_share)
    at_interview = -ndtri(taken * model.uniform(number, "chosen"))
    noise = model.parameters.recruitment.teacher_noise
    told = p.choice * p.talent_spread / np.hypot(p.talent_spread, noise)
    return p.talent_spread * told * at_interview + np.sqrt(1 - told**2) * talent


def place_teachers(model: Any) -> None:
    """Fill every teacher's post at the start of the model."""
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
    tenure = np.minimum(experience, _waited(model, number, "tenure", change))
    person = traits(model, number)
    person["talent"] = chosen(model, number, person["talent"], 1 / career)
    role = np.where(
        (experience >= model.parameters.development.middle_leader_experience)
        & (model.uniform(number, "role") < p.middle_leader_share),
        TeacherRole.MIDDLE_LEADER,
        0,
    )
    # The deputy is the most experienced, where the roll gives one.
    order = np.lexsort((number, -experience, school))
    first = np.concatenate([[True], school[order][1:] != school[order][:-1]])
    senior = order[first]
    has_deputy = model.schools.census_pupils[school[senior]] >= model.parameters.week.deputy_roll
    role[senior[has_deputy]] = TeacherRole.DEPUTY
    model.tables["Teacher"].add(
        number,
        school=school,
        home=school,
        age=age,
        experience=experience,
        tenure=tenure,
        role=role,
        qualified_year=model.year - 1 - experience,
        qualified_band=band_of(model.schools.census_pupils[school]),
        **person,
    )


def place_heads(model: Any) -> None:
    """Give every school a head at the start, of its own or shared with a school nearby."""
    p, leaving = model.parameters.staff, model.parameters.leaving
    retiring = chance_of_retiring(leaving)
    _share_heads(model)
    school = (model.schools.post == Post.HEADSHIP).nonzero()[0].astype(np.int32)
    number = FIRST_HEAD + school.astype(np.int64)
    age, years, _ = equilibrium(
        model,
        number,
        (p.head_entry_age, p.head_entry_spread),
        lambda age, years: (1 - retiring[age]) * (1 - p.head_leaving + 0 * years),
    )
    person = traits(model, number)
    # Heads were chosen, from among those who wished to lead.
    person["leadership"] = p.head_leadership + p.head_leadership_spread * person["leadership"]
    larger = np.log(model.schools.census_pupils[school] / p.head_sorting_roll)
    tenure = np.minimum(years, _waited(model, number, "tenure", p.head_change + 0 * age))
    heads = model.tables["Head"].add(
        number,
        school=school,
        home=school,
        age=age,
        experience=years + p.years_before_headship,
        tenure=tenure,
        role=HeadRole.HEAD,
        appointed_year=model.year - 1 - years,
        appointed_age=age - years,
        appointed_band=band_of(model.schools.census_pupils[school]),
        **(person | {"ambition": p.head_ambition + person["ambition"] + p.head_sorting * larger}),
    )
    model.tables["School"].arrays["head"][school] = heads.rows


def _waited(model: Any, number: np.ndarray, decision: str, chance: np.ndarray) -> np.ndarray:
    """Complete years since the last change, where a change comes with a yearly chance."""
    return np.floor(np.log(model.uniform(number, decision)) / np.log1p(-chance))


def _share_heads(model: Any) -> None:
    """Pair small schools under one head at the start, as often as the registers show."""
    p = model.parameters.staff
    schools = model.schools
    wish = model.uniform(schools.unique_id, "shared at start")
    chance = np.asarray(p.shared_start)[band_of(schools.census_pupils)]
    nearby, km = model.neighbours
    free = np.ones(len(schools), dtype=bool)
    post, base = np.full(len(schools), Post.HEADSHIP), np.arange(len(schools), dtype=np.int64)
    # Each pair takes two schools, so half of the wishes make as many shared schools as wished.
    for row in (wish < chance * p.shared_start_scale).nonzero()[0]:
        if not free[row]:
            continue
        fit = (nearby[1:, row] >= 0) & (km[1:, row] <= p.shared_within) & (km[1:, row] >= 1)
        partners = nearby[1:, row][fit]
        partners = partners[free[partners]]
        small = partners[chance[partners] * p.shared_partner > wish[partners]]
        if not small.size:
            continue
        partner = small[0]
        leads, led = sorted((row, partner), key=lambda s: (-schools.census_pupils[s], s))
        base[led], post[led] = leads, Post.LED_FROM_BASE
        free[[row, partner]] = False
    schools.base, schools.post = base, post


def entrants(model: Any) -> Any:
    """This year's pool of newly qualified and returning teachers, not yet in a school.

    The same people come whatever happens in schools; those nobody appoints go again.
    """
    p = model.parameters.staff
    count = int(np.rint(p.entrant_share * len(model.post_homes)))
    number = FIRST_ENTRANT + (model.year + 1000) * ENTRANTS_BLOCK + np.arange(count)
    # They live where the work is: near a school, in proportion to its teachers.
    post = (model.uniform(number, "home") * len(model.post_homes)).astype(np.int64)
    home = model.post_homes[post]
    returns = model.uniform(number, "returns") < p.returner_share
    # Trainees are some of the newly qualified: they stay where they were placed.
    placed = np.repeat(model.schools.rows, model.schools.trainees)
    stays = (~returns).nonzero()[0][: len(placed)]
    home[stays] = placed[: len(stays)]
    luck = model.normal(number, "age")
    newly = p.teacher_entry_age + p.teacher_entry_spread * luck
    older = p.returner_age + p.returner_spread * luck
    age = np.clip(np.where(returns, older, newly), YOUNGEST, OLDEST_ENTRANT)
    career = np.floor(model.uniform(number, "career") * (age - YOUNGEST - 2))
    experience = np.where(returns, np.maximum(career, 1), 0)
    return model.tables["Teacher"].add(
        number,
        home=home,
        age=age.astype(np.int16),
        experience=experience.astype(np.int16),
        qualified_year=np.where(returns, -99, model.year),
        looking=True,
        **traits(model, number),
    )
