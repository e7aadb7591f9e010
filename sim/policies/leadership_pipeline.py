"""A programme that prepares middle leaders and deputies for headship."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.roles import TeacherRole
from sim.engine.matching import sort_by
from sim.policies.scale import in_this_world
from sim.state import State


def act(model: State, settings: Any) -> None:
    """Put as many leaders as there are places through the programme, by lot."""
    places = in_this_world(model, settings.places)
    if places == 0:
        return
    teachers = model.teachers
    eligible = teachers[(teachers.role != TeacherRole.CLASS_TEACHER) & ~teachers.prepared]
    lots = model.uniform(eligible.unique_id, "place on the programme")
    lots = lots / np.where(eligible.school.pupils < settings.largest_roll, settings.priority, 1)
    taking = eligible[sort_by(lots, eligible.unique_id)[:places]]
    taking.prepared = True
    taking.leadership = taking.leadership + np.float32(settings.gain)
    count = np.bincount(taking.school.row, minlength=len(model.schools))
    model.schools.exchequer_cost += settings.cost * count
