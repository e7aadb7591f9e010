"""Rolls change; classes follow; teachers take classes."""

from __future__ import annotations

import numpy as np

from sim.agents import School
from sim.agents.roles import TeacherRole
from sim.agents.teacher import NO_CLASS
from sim.engine.matching import rank_within
from sim.state import State


def step(model: State) -> None:
    """Phase: next year's rolls, the classes and posts they make, and who teaches which class."""
    if model.year > 0:  # before the first year the rolls are the census's
        model.update(model.schools, School.next_roll)
    model.update(model.schools, School.plan_staff)
    model.count_led()
    take_classes(model)


def take_classes(model: State) -> None:
    """Give each class a teacher: most keep theirs, free classes go to teachers without one.

    Where agents meet, hence on arrays whatever the scheduler. A class beyond the
    school's number is dissolved; teachers beyond the classes support others;
    classes beyond the teachers are left to the head or supply.
    """
    teachers, classes = model.teachers, model.schools.classes
    school = teachers.school.row
    first = np.concatenate([[0], classes.cumsum()]).astype(np.int64)
    taught = teachers.class_number
    keeps = (taught >= 0) & (taught < classes.take(school))
    is_free = np.ones(first[-1] + 1, dtype=bool)  # the last stands for no class
    is_free[np.where(keeps, first.take(school) + taught, first[-1])] = False

    free = is_free[:-1].nonzero()[0]
    free_school = np.repeat(np.arange(len(classes)), classes)[free]
    vacant = np.bincount(free_school, minlength=len(classes))
    waiting = (~keeps & (vacant > 0).take(school)).nonzero()[0]
    # By lot, but deputies last: in most schools they are free of a class.
    lot = (model.uniform(teachers.unique_id[waiting], "class") * 2**16).astype(np.uint16)
    at = school[waiting].astype(np.uint16 if len(classes) < 1 << 16 else np.int64)
    waiting = waiting[np.lexsort((lot, teachers.role[waiting] == TeacherRole.DEPUTY, at))]
    waits_at = school[waiting]
    nth = rank_within(waits_at)
    start = vacant.cumsum() - vacant
    seated = nth < vacant[waits_at]
    taught = np.where(keeps, taught, NO_CLASS)
    slot = free[start[waits_at[seated]] + nth[seated]]
    taught[waiting[seated]] = slot - first[waits_at[seated]]
    teachers.class_number = taught
