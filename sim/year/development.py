"""Staff develop: experience, coaching, CPD, partners, and the next leaders."""

from __future__ import annotations

import numpy as np

from sim.agents import Head, School, Teacher
from sim.agents.roles import HeadRole, TeacherRole
from sim.state import State
from sim.year import appointments


def step(model: State) -> None:
    """Phase: a year older and wiser; some take on more."""
    schools, teachers = model.schools, model.teachers
    model.update(schools, School.releases_staff)
    model.update(schools, School.teaches_teachers)
    experienced = teachers.experience >= model.parameters.development.middle_leader_experience
    ready = teachers[(teachers.role == TeacherRole.CLASS_TEACHER) & experienced]
    stepping_up = ready[model.ask(ready, Teacher.becomes_middle_leader)]
    model.update(teachers, Teacher.develop)
    model.update(model.heads, Head.develop)
    learn_to_lead(model)
    appointments.promote(stepping_up, TeacherRole.MIDDLE_LEADER)
    choose_deputies(model)


def learn_to_lead(model: State) -> None:
    """Deputies and middle leaders learn from who leads their school, heads of school from theirs.

    A head learns from the leader of education who supports the school.
    """
    schools, heads = model.schools, model.heads
    leads = model.teachers[model.teachers.role != TeacherRole.CLASS_TEACHER]
    beside = schools.led_well.astype(np.float32)
    model.update(leads, Teacher.learns_to_lead, beside[leads.school.row])
    supported = schools.support_hours > 0
    teacher = np.where(supported, schools.support_quality, model.leaders.leadership)
    model.update(heads, Head.learns_to_lead, teacher.astype(np.float32)[heads.school.row])


def choose_deputies(model: State) -> None:
    """Schools large enough for a deputy, and without one, choose their ablest middle leader.

    The post of a deputy who acts as head is kept. Where agents meet, hence on arrays.
    """
    p = model.parameters.week
    schools, teachers = model.schools, model.teachers
    head = schools.head
    kept = (head.role == HeadRole.ACTING_HEAD) & (head.role_before == TeacherRole.DEPUTY)
    lacking = (schools.pupils >= p.deputy_roll) & (schools.deputies == 0) & ~kept
    able = teachers[teachers.role == TeacherRole.MIDDLE_LEADER]
    able = able[lacking[able.school.row]]
    school = able.school.row
    best = np.full(len(schools), -np.inf, dtype=np.float32)  # as leadership is: much faster
    np.maximum.at(best, school, able.leadership)
    ablest = able[able.leadership == best[school]]
    order = np.lexsort((ablest.unique_id, ablest.school.row))
    at, first = np.unique(ablest.school.row[order], return_index=True)
    appointments.promote(ablest[order[first]], TeacherRole.DEPUTY)
    schools[at].deputies = 1
