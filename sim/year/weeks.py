"""Heads' weeks: teaching, administration, duties, and what is left for leading."""

from __future__ import annotations

import numpy as np

from sim.agents import Head, School
from sim.engine.agents import ColumnAgentSet
from sim.engine.columns import NOBODY, totals
from sim.state import State
from sim.year import accounts


def step(model: State) -> None:
    """Phase: what must be done, which head does it, and what leading schools get."""
    schools = model.schools
    schools.teaching_gap = model.ask(schools, School.teaching_not_covered)
    model.update(schools, School.leaders_work)
    divide_work(model)
    model.update(model.heads, Head.divide_week)
    if model.parameters.rivals.load_compared:
        compare_loads(model.heads)
    p = model.parameters.week
    schools.taught_by_head = schools.head.teaching_hours / p.hours_per_teacher
    share_leading(model)
    accounts.add_up(model, accounts.IN_TERM)


def divide_work(model: State) -> None:
    """Divide all work of every school among its heads; the parts of each kind sum to one.

    Where agents meet, hence on arrays. An executive head has a part of the administration
    and leading of each school that has a head of school, who does the rest; of a school
    without one the leader does all. Who leads several schools has no class to teach.
    """
    p, schools, table = model.parameters.week, model.schools, model.tables.heads
    leader, own = model.leaders, schools.head
    both = (leader.row != own.row) & (own.row != NOBODY)

    def fall_to(work: np.ndarray, executive: float) -> np.ndarray:
        part = np.where(both, executive, leader.row != NOBODY) * work
        of_leader = totals(leader.row, part, table.capacity)
        return (of_leader + totals(own.row, work - part, table.capacity))[: table.size]

    admin = schools.admin_by_heads()
    gap = np.minimum(schools.teaching_gap * p.hours_per_teacher, p.most_teaching)
    at_home = own.schools_led == 1
    table.used("admin_hours")[:] = fall_to(admin, p.admin_executive)
    table.used("leading_due")[:] = fall_to(schools.leading_wanted, p.leading_executive)
    table.used("teaching_hours")[:] = 0
    own[at_home].teaching_hours = gap[at_home]


def compare_loads(heads: ColumnAgentSet) -> None:
    """What heads see of the load of others: its mean in their authority."""
    authority = heads.school.authority
    load = np.bincount(authority, weights=heads.overload)
    heads.overload_around = (load / np.maximum(np.bincount(authority), 1))[authority]


def share_leading(model: State) -> None:
    """Spread each leader's hours and quality over the schools led, by the leading each wants.

    Where agents meet, hence on arrays. A school gets its part of its leader's leading
    hours and all those of its own head of school, and is led as well as they are good,
    by hours; with less than one hour a week, by that part of it.
    """
    schools, hours = model.schools, model.tables.heads.arrays["leading_hours"]
    leader, own = model.leaders, schools.head
    both = model.shared_by_led(hours, schools.leading_wanted)
    own_hours = np.where(own.row != leader.row, own.leading_hours, 0)
    quality = leader.leadership * (both - own_hours) + own.leadership * own_hours
    quality = quality / np.where(both > 0, both, 1)  # the mean; too few hours count below
    record_new_leaders(schools, leader, both - own_hours, own, own_hours)
    asked = np.maximum(-schools.support_hours, 0)
    lent = np.minimum(asked, both)
    kept, part = both - lent, lent / np.where(asked > 0, asked, 1)
    part = np.append(part, 1)  # who comes from outside gives all
    given = np.maximum(schools.support_hours, 0) * part.take(schools.support_from.row)
    schools.leading_hours, schools.support_hours = kept + given, given - lent
    led = quality * kept + schools.support_quality * given
    schools.led_well = led / np.maximum(kept + given, 1)


def record_new_leaders(
    schools: ColumnAgentSet,
    leader: ColumnAgentSet,
    leader_hours: np.ndarray,
    own: ColumnAgentSet,
    own_hours: np.ndarray,
) -> None:
    """Record what part of its leading hours a school gets from leaders new to it this year."""
    before = schools.led_by, schools.site_led_by

    def new(head: ColumnAgentSet) -> np.ndarray:
        number = head.unique_id
        return (before[0] > 0) & (number != before[0]) & (number != before[1])

    hours = new(leader) * leader_hours + new(own) * own_hours
    schools.new_leading = hours / np.maximum(leader_hours + own_hours, 1)
    schools.led_by, schools.site_led_by = leader.unique_id, own.unique_id
