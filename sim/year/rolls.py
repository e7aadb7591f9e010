"""Rolls change; classes follow; teachers take classes."""

from __future__ import annotations

import numpy as np

from sim.agents import School
from sim.agents.roles import TeacherRole
from sim.agents.teacher import NO_CLASS
from sim.engine import loops
from sim.engine.kernels import compiled
from sim.engine.matching import rank_within, sort_by
from sim.state import State
from sim.world.projections import change

SCHOOL = 1 << 32  # more than all pupils
CENSUS = 2019  # where a school file does not say of which year its rolls are


def step(model: State) -> None:
    """Phase: next year's rolls, the classes and posts they make, and who teaches which class."""
    if model.year > 0:  # before the first year the rolls are the census's
        if model.parameters.rolls.trend == "projected":
            start = int(model.parameters.calendar.start_year) or model.world.year or CENSUS
            model.projected = change(model.world, start, start + model.year)
        model.update(model.schools, School.next_roll)
        model.schools.pupils_around = mean_roll_around(model)
    model.update(model.schools, School.plan_budget)
    model.update(model.schools, School.plan_staff)
    model.count_led()
    take_classes(model)


def mean_roll_around(model: State) -> np.ndarray:
    """The mean roll of each school and of the open ones around that heads look at: (schools,)."""
    near = model.neighbours[0][: 1 + int(model.parameters.leaving.moving_schools)].T
    schools = model.schools
    # A school and its pupils are looked up and added as one number; the last is nobody's.
    both = np.append((~schools.closed).astype(np.int64) * SCHOOL + schools.pupils, 0)
    count, pupils = divmod(np.einsum("ij->i", both.take(near)), SCHOOL)
    return pupils / np.maximum(count, 1)


def take_classes(model: State) -> None:
    """Give each class a teacher: most keep theirs, free classes go to teachers without one.

    Where agents meet, hence on arrays whatever the scheduler. A class beyond the
    school's number is dissolved; teachers beyond the classes support others;
    classes beyond the teachers are left to the head or supply.
    """
    teachers, classes = model.teachers, model.schools.classes
    taught, waiting, free, vacant = free_classes(
        teachers.school.row, teachers.class_number, classes
    )
    people = teachers[waiting]
    lot = (model.uniform(people.unique_id, "class") * (1 << LOT_BITS)).astype(np.int64)
    # In most schools deputies are free of a class.
    last = (people.role == TeacherRole.DEPUTY).astype(np.int64)
    seat = seats(people.school.row, (last << LOT_BITS) | lot, people.unique_id, vacant)
    taught[waiting] = np.append(free, NO_CLASS).take(seat)
    teachers.class_number = taught


@compiled(loops.free_classes)
def free_classes(
    school: np.ndarray, taught: np.ndarray, classes: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Which classes teachers keep, which are free, and who waits for one.

    Returns
    -------
    kept : (teachers,) the number of the class that each keeps, -1 for none.
    waiting : (n,) the rows of those without a class whose school has a free one.
    free : numbers of free classes, school by school; vacant : (schools,) how many each has.
    """
    first = np.concatenate([[0], classes.cumsum()]).astype(np.int64)  # the school's first class
    keeps = (taught >= 0) & (taught < classes.take(school))
    is_free = np.ones(first[-1] + 1, dtype=bool)  # the last stands for no class
    is_free[np.where(keeps, first.take(school) + taught, first[-1])] = False
    free = is_free[:-1].nonzero()[0]
    of_school = np.repeat(np.arange(len(classes)), classes)[free]
    vacant = np.bincount(of_school, minlength=len(classes))
    waiting = (~keeps & (vacant > 0).take(school)).nonzero()[0]
    kept = np.where(keeps, taught, NO_CLASS).astype(taught.dtype)
    return kept, waiting, free - first.take(of_school), vacant


LOT_BITS = 38  # of the turn of those who wait, below a bit for deputies


@compiled(loops.seats)
def seats(
    school: np.ndarray, turn: np.ndarray, number: np.ndarray, vacant: np.ndarray
) -> np.ndarray:
    """Which of the free classes of all schools each teacher who waits gets, -1 for none: (n,).

    The lowest ``turn`` in a school comes first, of those alike the lowest ``number``. Turns are
    of LOT_BITS + 1 bits; ``vacant`` is how many classes are free in each school.
    """
    order = sort_by((school << (LOT_BITS + 1)) | turn, number)
    at = school.take(order)
    nth, start = rank_within(at), vacant.cumsum() - vacant
    seat = np.empty_like(order)
    seat[order] = np.where(nth < vacant.take(at), start.take(at) + nth, -1)
    return seat
