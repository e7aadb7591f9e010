"""People retire, leave, or decide to look for another post."""

from __future__ import annotations

import numpy as np

from sim.agents import Head, School, Teacher
from sim.agents.roles import Decision, HeadRole, Post
from sim.engine.agents import ColumnAgentSet
from sim.state import State
from sim.year import appointments


def step(model: State) -> None:
    """Phase: everyone decides; then those who go, go, and the rest are a year older."""
    teachers, heads, schools = model.teachers, model.heads, model.schools
    schools.teachers_before = schools.teachers
    supported = teachers[teachers.support_years > 0]
    ended = supported[model.ask(supported, Teacher.is_ended)]
    teachers.looking = model.ask(teachers, Teacher.looks_for_a_move)
    teachers.outcome = model.ask(teachers, Teacher.decides_to_leave)
    ended.outcome = np.where(ended.outcome == Decision.STAYS, Decision.LEAVES, ended.outcome)
    heads.looking = model.ask(heads, Head.looks_for_a_move)
    heads.outcome = model.ask(heads, Head.decides_to_leave)
    for people in (teachers, heads):
        people.age += 1
        people.experience += 1
        people.tenure += 1
    leavers = teachers[teachers.outcome != Decision.STAYS]
    schools.teacher_leavers = np.bincount(leavers.school.row, minlength=len(schools))
    appointments.leave(leavers)
    leave_headships(model, heads[heads.outcome != Decision.STAYS])


def leave_headships(model: State, leavers: ColumnAgentSet) -> None:
    """Heads give up their posts and leave; schools that shared one may want their own again."""
    schools = model.schools
    leads_several = leavers.role != HeadRole.HEAD_OF_SCHOOL
    lost = np.zeros(len(schools), dtype=bool)
    lost[leavers.school.row[leads_several]] = True
    appointments.leave(leavers)
    led = schools[(schools.post == Post.LED_FROM_BASE) & lost[schools.base.row]]
    alone = led[model.ask(led, School.ends_sharing)]
    alone.base, alone.post = alone, Post.HEADSHIP
