"""Closing the smallest schools and moving their pupils and teachers to the nearest other school.

Claims: larger schools cost less a pupil and are easier to lead; against it stand travel
and lost choice, which are counted.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents import Head
from sim.agents.roles import Post
from sim.engine.columns import NOBODY
from sim.state import State
from sim.year import appointments
from sim.year.headships import set_free

NEAREST = 5  # schools among which choice is counted


def act(model: State, settings: Any) -> None:
    """Close this year's share of schools below the roll that have another within reach."""
    if settings.below == 0:
        return
    schools = model.schools
    rows, km = model.neighbours
    years_left = max(int(settings.phase_in_years) - (model.year - int(settings.first_year)), 1)
    due = model.uniform(schools.unique_id, "closes") < 1 / years_left
    small = (schools.pupils < settings.below) & ~schools.closed & due
    # The smallest are seen to first; a school that takes in pupils is not closed itself.
    for row in np.flatnonzero(small)[np.argsort(schools.pupils[small], kind="stable")]:
        open_near = (rows[1:, row] != NOBODY) & (km[1:, row] <= settings.reach)
        near = rows[1:, row][open_near & ~schools.closed[rows[1:, row]]]
        if near.size and not (schools.closed[row] or schools.further_km[row] > 0):
            close(model, int(row), int(near[0]), settings)
    closed_near = schools.closed[rows[1 : NEAREST + 1]] & (rows[1 : NEAREST + 1] != NOBODY)
    schools.choice_lost = closed_near.sum(axis=0)
    model.update(schools, type(schools).plan_staff)
    model.count_teachers()
    model.count_led()


def close(model: State, row: int, to: int, settings: Any) -> None:
    """Move everybody from one school to another, weighing what pupils bring with them."""
    arrays = model.tables.schools.arrays
    far = np.hypot(*(arrays[axis][row] - arrays[axis][to] for axis in ("easting", "northing")))
    moved, there = arrays["pupils"][row], arrays["pupils"][to]
    weight = moved / (moved + there)
    for name in ("progress", "never_weak", "once_weak"):
        column = arrays[name]
        column[:, to] += weight * (column[:, row] - column[:, to])
    arrays["further_km"][to] = (1 - weight) * arrays["further_km"][to] + weight * far
    arrays["census_pupils"][to] += arrays["census_pupils"][row]
    arrays["pupils"][to] += moved
    arrays["pupils"][row] = arrays["census_pupils"][row] = 0
    arrays["balance"][to] += arrays["balance"][row]
    arrays["balance"][row] = 0
    arrays["exchequer_cost"][to] += settings.cost
    arrays["closed"][row] = True
    teachers = model.tables.teachers
    appointments.transfer(teachers.at(np.flatnonzero(teachers.used("school") == row)), to)
    set_free(model, np.array([row]))
    end_headship(model, row, to)
    arrays["partnership"][row] = NOBODY
    arrays["post"][row], arrays["base"][row] = Post.LED_FROM_BASE, row


def end_headship(model: State, row: int, to: int) -> None:
    """The head of a school that closes teaches where its pupils go, or leaves."""
    schools, heads = model.tables.schools.arrays, model.tables.heads
    holder = schools["head"][row]
    if holder == NOBODY:
        return
    schools["head_displaced"][to] = True
    head = heads.at(np.array([holder]))
    if model.ask(head, Head.returns_to_teaching)[0]:
        appointments.return_to_teaching(model, head, at=to)
    else:
        appointments.leave(head)
