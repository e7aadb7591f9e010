"""Heads' weeks: teaching, administration, and what is left for leading."""

from __future__ import annotations

import numpy as np

from sim.agents import Head, School
from sim.agents.roles import HeadRole
from sim.state import State


def step(model: State) -> None:
    """Phase: what must be taught, how heads divide their weeks, what leading schools get."""
    schools = model.schools
    schools.teaching_gap = model.ask(schools, School.teaching_not_covered)
    model.update(model.heads, Head.divide_week)
    share_leading(model)


def share_leading(model: State) -> None:
    """Spread each leader's hours and quality over the schools led.

    Where agents meet, hence on arrays. A school gets its part of its leader's
    leading hours and all those of its own head of school, and is led as well as
    they are good, by hours.
    """
    schools = model.schools
    leader, own = schools.base.head, schools.head
    hours = leader.leading_hours / np.maximum(leader.schools_led, 1)
    apart = (own.row != leader.row) & (own.role == HeadRole.HEAD_OF_SCHOOL)
    own_hours = np.where(apart, own.leading_hours, 0)
    quality = leader.leadership * hours + own.leadership * own_hours
    both = np.maximum(hours + own_hours, 1)
    kept = np.maximum(both + np.minimum(schools.support_hours, 0), 0)  # what is not lent to others
    given = np.maximum(schools.support_hours, 0)
    schools.leading_hours = kept + given
    quality = quality / both * kept + schools.support_quality * given
    schools.led_well = quality / np.maximum(kept + given, 1)
