"""What must add up in every year under every policy: work, posts, people, money and pupils.

Each identity yields pairs of sums that should be the same. The largest relative error of each
over a run stands in the run's manifest; a run that breaks one fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from sim.agents import Head
from sim.engine.columns import NOBODY
from sim.errors import IdentityBroken
from sim.state import State
from sim.year import leaders_record

Pairs = Iterator[tuple[Any, Any]]
LARGEST_ERROR = 1e-7  # relative: some columns keep seven digits


def open_year(model: State) -> None:
    """Remember, before any policy acts, what the year begins with."""
    people = model.total(model.heads) + model.total(model.teachers)
    model.history["people"] = np.asarray(people)
    model.history["left"] = np.zeros_like(model.history["people"])
    model.history["reserves"] = np.asarray(model.total(model.schools, model.schools.balance))


def leaders_work(model: State) -> Pairs:
    """Administration and leading that schools call for are all done, or saved by a mechanism."""
    schools, heads = model.schools, model.heads
    of_schools, of_heads = partial(model.total, schools), partial(model.total, heads)
    others = schools.admin_saved + schools.admin_by_staff + schools.admin_by_deputies
    yield of_schools(schools.admin_needed), of_schools(others) + of_heads(heads.admin_hours)
    yield of_schools(schools.leading_wanted), of_heads(heads.leading_due)
    by_head = model.tables.heads.arrays["leading_hours"]
    shared = model.shared_by_led(by_head, schools.leading_wanted)
    yield of_heads(heads.leading_hours), of_schools(shared)


def every_school_is_led(model: State) -> Pairs:
    """Every school that is open has somebody who leads it."""
    still = ~model.schools.closed
    led = still & (model.leaders.row != NOBODY)
    yield model.total(model.schools, still), model.total(model.schools, led)


def leaders_lost(model: State) -> Pairs:
    """Whoever led a school as the year began, from it or over it, leads it still or is lost."""
    schools = model.schools
    holder = leaders_record.numbers(leaders_record.post_holders(schools))
    leader = leaders_record.leader_numbers(model)
    for before, lost in (
        (schools.holder_before, schools.head_left),
        (schools.leader_before, schools.leader_left),
    ):
        kept = (before > 0) & ((before == holder) | (before == leader))
        yield model.total(schools, before > 0), model.total(schools, kept + lost.astype(int))


def people(model: State) -> Pairs:
    """Everybody has one post; those there are were there before or joined, and have not left."""
    schools, heads, teachers = model.schools, model.total(model.heads), model.total(model.teachers)
    posts = (schools.head.row != NOBODY) + (schools.executive.row != NOBODY).astype(int)
    yield heads, model.total(schools, posts)
    yield teachers, model.total(schools, schools.teachers)
    stayed = model.history["people"] - model.history["left"]
    yield heads + teachers, stayed + model.total(schools, schools.teacher_entrants)


def money(model: State) -> Pairs:
    """Reserves grow by income, fall by spending, and are pooled evenly; leaders' pay is paid."""
    schools = model.schools
    total = partial(model.total, schools)
    income, before = total(schools.income), model.history["reserves"]
    yield before + income, total(schools.balance) + total(schools.cost)
    yield income + total(schools.pooled), income
    for of_closed in (schools.cost, schools.balance):
        yield total(np.abs(of_closed) * schools.closed), np.zeros_like(before)
    yield model.total(model.heads, model.ask(model.heads, Head.pay)), total(schools.leaders_pay)


def pupils(model: State) -> Pairs:
    """Every pupil is in a school that is open, and somebody leads it."""
    schools, heads = model.schools, model.heads
    total = partial(model.total, schools)
    yield total(model.world.pupils), total(schools.census_pupils)
    yield total(schools.pupils), total(schools.pupils * ~schools.closed)
    leads = np.isin(heads.rows, model.leaders.row)
    yield total(schools.pupils), model.total(heads, heads.pupils_led * leads)


def teaching(model: State) -> Pairs:
    """All teaching that classes call for is done by teachers, heads, partners' staff or supply."""
    schools, p = model.schools, model.parameters
    beyond = schools.teaching_gap - schools.taught_by_head
    by_partners = p.money.supply_partners * schools.staff_deployed * beyond
    absence = p.money.absence_days * schools.teachers * schools.post_fte
    by_supply = (schools.supply_days - absence) / p.money.days_taught
    done = schools.taught_by_head + by_partners + by_supply
    yield model.total(schools, schools.teaching_gap), model.total(schools, done)


IN_TERM: tuple[Callable[[State], Pairs], ...] = (leaders_work, every_school_is_led)
AT_END = (every_school_is_led, leaders_lost, people, money, pupils, teaching)
IDENTITIES = {one.__name__: one for one in (*IN_TERM, *AT_END)}


def add_up(model: State, identities: tuple[Callable[[State], Pairs], ...]) -> None:
    """Keep the largest relative error of each identity so far."""
    for identity in identities:
        pairs = np.array([*identity(model)], dtype=float)  # (pairs, 2), of each replicate
        size = np.maximum(np.abs(pairs).max(axis=1), 1)
        error = (np.abs(pairs[:, 0] - pairs[:, 1]) / size).max(axis=0)
        name = identity.__name__
        so_far = model.identities.get(name, 0.0)
        model.identities[name] = np.asarray(np.maximum(error, so_far))  # what is no number stays


def check(errors: Mapping[str, Any]) -> None:
    """Raise IdentityBroken where a run does not add up."""
    broken = [name for name, error in errors.items() if not error <= LARGEST_ERROR]
    if broken:
        told = (f"{one} ({IDENTITIES[one].__doc__} Relative error {errors[one]:.2g}.)"
                for one in broken)  # fmt: skip
        raise IdentityBroken(f"the accounts of this run do not add up: {' '.join(told)}")
