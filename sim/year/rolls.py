"""Rolls change; classes follow; teachers take classes."""

from __future__ import annotations

import numpy as np

from sim.agents import School
from sim.agents.roles import TeacherRole
from sim.agents.teacher import NO_CLASS
from sim.engine import loops
from sim.engine.agents import ColumnAgentSet
from sim.engine.kernels import compiled
from sim.engine.matching import rank_within, sort_by
from sim.state import State
from sim.world.projections import change

CENSUS = 2019  # where a school file does not say of which year its rolls are


def step(model: State) -> None:
    """Phase: next year's rolls, the classes and posts they make, and who teaches which class."""
    if model.year > 0:  # before the first year the rolls are the census's
        if model.parameters.rolls.trend == "projected":
            start = int(model.parameters.calendar.start_year) or model.world.year or CENSUS
            model.projected = change(model.world, start, start + model.year)
        model.update(model.schools, School.next_roll)
    model.update(model.schools, School.plan_budget)
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
    school, taught = teachers.school.row, teachers.class_number
    keeps, free, vacant = free_classes(school, taught, classes)
    waiting = (~keeps & (vacant > 0).take(school)).nonzero()[0]
    waiting = waiting[by_lot(model, teachers[waiting])]
    waits_at = school[waiting]
    nth = rank_within(waits_at)
    start = vacant.cumsum() - vacant
    seated = nth < vacant[waits_at]
    taught = np.where(keeps, taught, NO_CLASS)
    taught[waiting[seated]] = free[start[waits_at[seated]] + nth[seated]]
    teachers.class_number = taught


@compiled(loops.free_classes)
def free_classes(
    school: np.ndarray, taught: np.ndarray, classes: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which teachers keep their class, (teachers,), and which classes are free.

    The numbers of free classes, school by school, and how many each school has, (schools,).
    """
    first = np.concatenate([[0], classes.cumsum()]).astype(np.int64)  # the school's first class
    keeps = (taught >= 0) & (taught < classes.take(school))
    is_free = np.ones(first[-1] + 1, dtype=bool)  # the last stands for no class
    is_free[np.where(keeps, first.take(school) + taught, first[-1])] = False
    free = is_free[:-1].nonzero()[0]
    of_school = np.repeat(np.arange(len(classes)), classes)[free]
    vacant = np.bincount(of_school, minlength=len(classes))
    return keeps, free - first.take(of_school), vacant


LOT_BITS = 38  # of the key by which teachers are put in order, after school and deputy


def by_lot(model: State, teachers: ColumnAgentSet) -> np.ndarray:
    """The order of teachers by school and then by lot, but deputies last.

    In most schools deputies are free of a class.
    """
    lot = (model.uniform(teachers.unique_id, "class") * (1 << LOT_BITS)).astype(np.int64)
    last = (teachers.role == TeacherRole.DEPUTY).astype(np.int64)
    key = (teachers.school.row << (LOT_BITS + 1)) | (last << LOT_BITS) | lot
    return sort_by(key, teachers.unique_id)
