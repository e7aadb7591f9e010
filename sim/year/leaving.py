"""People retire, leave, or decide to look for another post."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents import Head, School, Teacher
from sim.agents.roles import Decision, HeadRole, Post


def happen(model: Any) -> None:
    """Phase: everyone decides; then those who go, go, and the rest are a year older."""
    note_holders(model)
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
    gone = teachers[teachers.outcome != Decision.STAYS].rows
    schools.teacher_leavers = np.bincount(
        teachers.table.arrays["school"][gone], minlength=len(schools)
    )
    model.tables["Teacher"].remove(gone)
    leave_headships(model, heads[heads.outcome != Decision.STAYS].rows)


def note_holders(model: Any) -> None:
    """Remember who led each school, acting heads aside, to see later who has gone."""
    schools, heads = model.schools, model.tables["Head"].arrays
    holder = np.where(schools.post == Post.LED_FROM_BASE, schools.base.head.row, schools.head.row)
    acting = heads["role"][holder] == HeadRole.ACTING_HEAD
    schools.holder_before = np.where(acting, 0, heads["unique_id"][holder])
    leader = schools.base.head.row
    schools.leader_before = np.where(
        heads["role"][leader] == HeadRole.ACTING_HEAD, 0, heads["unique_id"][leader]
    )
    schools.holder_leadership = np.where(acting, 0, heads["leadership"][holder])
    schools.head_moved_larger = False
    schools.head_from = 0
    schools.adverts = 0


def leave_headships(model: Any, gone: np.ndarray) -> None:
    """Heads give up their posts and leave; schools that shared one may want their own again."""
    schools, table = model.schools, model.tables["Head"]
    leads_on = table.arrays["role"][gone] != HeadRole.HEAD_OF_SCHOOL
    lost = np.zeros(len(schools), dtype=bool)
    lost[table.arrays["school"][gone[leads_on]]] = True
    table.model.tables["School"].arrays["head"][table.arrays["school"][gone]] = -1
    table.remove(gone)
    split_shared(model, lost)


def split_shared(model: Any, lost: np.ndarray) -> None:
    """Where a shared head has gone, schools led from elsewhere may end the sharing."""
    schools = model.schools
    led = schools[(schools.post == Post.LED_FROM_BASE) & lost[schools.base.row]]
    alone = led[model.ask(led, School.ends_sharing)]
    alone.base, alone.post = alone, Post.HEADSHIP
