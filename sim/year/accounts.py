"""What must add up in every year under every policy: work, posts, people, money and pupils.

Each identity yields pairs of sums that should be the same. The largest relative error of each
over a run stands in the run's manifest; a run that breaks one fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
    model.history["people"] = np.array(len(model.heads) + len(model.teachers))
    model.history["left"] = np.array(0)
    model.history["reserves"] = model.schools.balance.sum()[None]


def leaders_work(model: State) -> Pairs:
    """Administration and leading that schools call for are all done, or saved by a mechanism."""
    schools, heads = model.schools, model.heads
    others = schools.admin_saved + schools.admin_by_staff + schools.admin_by_deputies
    yield schools.admin_needed.sum(), others.sum() + heads.admin_hours.sum()
    yield schools.leading_wanted.sum(), heads.leading_due.sum()
    by_head = model.tables.heads.arrays["leading_hours"]
    yield heads.leading_hours.sum(), model.shared_by_led(by_head, schools.leading_wanted).sum()


def every_school_is_led(model: State) -> Pairs:
    """Every school that is open has somebody who leads it."""
    still = ~model.schools.closed
    yield still.sum(), (model.leaders.row[still] != NOBODY).sum()


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
        yield (before > 0).sum(), kept.sum() + lost.sum()


def people(model: State) -> Pairs:
    """Everybody has one post; those there are were there before or joined, and have not left."""
    schools, heads, teachers = model.schools, model.heads, model.teachers
    yield len(heads), (schools.head.row != NOBODY).sum() + (schools.executive.row != NOBODY).sum()
    yield len(teachers), schools.teachers.sum()
    stayed = model.history["people"] - model.history["left"]
    yield len(heads) + len(teachers), stayed + schools.teacher_entrants.sum()


def money(model: State) -> Pairs:
    """Reserves grow by income, fall by spending, and are pooled evenly; leaders' pay is paid."""
    schools = model.schools
    income, before = schools.income.sum(), model.history["reserves"][0]
    yield before + income, schools.balance.sum() + schools.cost.sum()
    yield income + schools.pooled.sum(), income
    yield np.abs(schools.cost[schools.closed]).sum(), 0
    yield np.abs(schools.balance[schools.closed]).sum(), 0
    yield model.ask(model.heads, Head.pay).sum(), schools.leaders_pay.sum()


def pupils(model: State) -> Pairs:
    """Every pupil is in a school that is open, and somebody leads it."""
    schools, heads = model.schools, model.heads
    yield model.world.pupils.sum(), schools.census_pupils.sum()
    yield schools.pupils.sum(), schools.pupils[~schools.closed].sum()
    leads = np.isin(heads.rows, model.leaders.row)
    yield schools.pupils.sum(), heads.pupils_led[leads].sum()


def teaching(model: State) -> Pairs:
    """All teaching that classes call for is done by teachers, heads, partners' staff or supply."""
    schools, p = model.schools, model.parameters
    beyond = schools.teaching_gap - schools.taught_by_head
    by_partners = p.money.supply_partners * schools.staff_deployed * beyond
    absence = p.money.absence_days * schools.teachers * schools.post_fte
    by_supply = (schools.supply_days - absence) / p.money.days_taught
    needed = schools.teaching_gap.sum()
    yield needed, (schools.taught_by_head + by_partners + by_supply).sum()


IN_TERM: tuple[Callable[[State], Pairs], ...] = (leaders_work, every_school_is_led)
AT_END = (every_school_is_led, leaders_lost, people, money, pupils, teaching)
IDENTITIES = {one.__name__: one for one in (*IN_TERM, *AT_END)}


def add_up(model: State, identities: tuple[Callable[[State], Pairs], ...]) -> None:
    """Keep the largest relative error of each identity so far."""
    for identity in identities:
        pairs = np.array([*identity(model)], dtype=float)
        size = np.maximum(np.abs(pairs).max(axis=1), 1)
        error = (np.abs(pairs[:, 0] - pairs[:, 1]) / size).max()
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
