"""Staff develop: experience, coaching, CPD, partners, and the next leaders."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents import School, Teacher
from sim.agents.teacher import DEPUTY, MIDDLE_LEADER


def happen(model: Any) -> None:
    """Phase: a year older and wiser; some take on more."""
    schools, teachers = model.schools, model.teachers
    model.update(schools, School.releases_staff)
    model.update(schools, School.teaches_teachers)
    steps_up = model.ask(teachers, Teacher.becomes_middle_leader)
    model.update(teachers, Teacher.develop)
    teachers.role = np.where(steps_up, MIDDLE_LEADER, teachers.role)
    choose_deputies(model)


def choose_deputies(model: Any) -> None:
    """Schools large enough for a deputy, and without one, choose their ablest middle leader.

    Where agents meet, hence on arrays.
    """
    p = model.parameters.week
    schools, teachers = model.schools, model.teachers
    lacking = (schools.pupils >= p.deputy_roll) & (schools.deputies == 0)
    able = np.flatnonzero(teachers.role == MIDDLE_LEADER)
    able = able[lacking[teachers.school.row[able]]]
    school = teachers.school.row[able]
    order = np.lexsort((teachers.unique_id[able], -teachers.leadership[able], school))
    _, first = np.unique(school[order], return_index=True)
    teachers[able[order[first]]].role = DEPUTY
    schools.deputies[school[order[first]]] = 1
