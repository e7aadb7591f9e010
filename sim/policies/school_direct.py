"""School Direct: trainees placed in schools, which later recruit locally."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.policies.scale import in_this_world
from sim.state import State


def act(model: State, settings: Any) -> None:
    """Place trainees in the nearest school with a mentor; they look for a post from there."""
    places = in_this_world(model, settings.trainees)
    if places == 0:
        return
    schools = model.schools
    able = (schools.teachers > settings.teachers_needed) & ~schools.closed
    around = model.neighbours[0]
    can_place = np.append(able, False)[around]  # the last answers for row -1
    nearest = around[can_place.argmax(axis=0), schools.rows]
    work = schools.teacher_posts * can_place.any(axis=0)
    if not work.any():
        return
    expected = np.bincount(nearest, weights=work, minlength=len(schools)) * places / work.sum()
    placed = np.floor(expected + model.uniform(schools.unique_id, "trainees"))
    schools.trainees = placed
    schools.exchequer_cost += settings.cost * placed
