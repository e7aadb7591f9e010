"""A year of teaching: seven year groups, their classes and teachers, and Year 6's results."""

from __future__ import annotations

import numpy as np

from sim.agents import Head, School, Teacher
from sim.agents.maths import clip
from sim.agents.school_columns import YEAR_GROUPS
from sim.agents.teacher import NO_CLASS
from sim.engine import loops
from sim.engine.agents import ColumnAgentSet
from sim.engine.kernels import compiled
from sim.state import State

ROUNDING = 1e-9  # boundaries that fall between two classes are not put into the one before


def step(model: State) -> None:
    """Phase: every year group moves up by what it was taught; Year 6 takes its tests."""
    schools, teachers = model.schools, model.teachers
    effect = model.ask(teachers, Teacher.effectiveness)
    teachers.weak = effect < model.parameters.weakness.weak_below
    weak, works_at = teachers.weak.nonzero()[0], teachers.school.row
    schools.weak_teachers = np.bincount(works_at.take(weak), minlength=len(schools))
    effect[weak] *= 1 - model.parameters.teaching.weak_lifted
    values, without = np.array([effect, teachers.weak]), taught_without_teacher(model)
    by_class = of_each_class(
        schools.classes, teachers.class_number, works_at, values, np.array(without)
    )
    first, groups = schools.first_group, schools.year_groups()
    taught, exposed = year_group_means(by_class, schools.classes, first, groups, model.replicates)
    exposed = clip(exposed)

    schools.effort, schools.helped = schools.effort_next, schools.helped_next
    schools.progress = model.ask(schools, School.move_cohorts, taught)
    count_weak_years(schools, exposed)
    schools.ethos = model.ask(schools, School.next_ethos)
    schools.ks2_two_before = schools.ks2_year_before
    schools.ks2_year_before = schools.ks2_progress
    schools.ks2_progress = model.ask(schools, School.results)


def taught_without_teacher(model: State) -> tuple[np.ndarray, np.ndarray]:
    """The effect in a class without a teacher, and how far that is weak; (schools,) each.

    The head takes the part of such classes that the head's hours cover, as well as the
    head teaches; the rest is supply.
    """
    p, schools = model.parameters, model.schools
    gap = schools.teaching_gap
    part = schools.taught_by_head / np.where(gap > 0, gap, 1)
    effect, teaches = np.zeros(len(schools)), (part > 0).nonzero()[0]
    effect[teaches] = model.ask(schools[teaches].head, Head.effectiveness)
    weak = effect < p.weakness.weak_below
    effect = np.where(weak, effect * (1 - p.teaching.weak_lifted), effect)
    return part * effect + (1 - part) * p.teaching.supply_effect, part * weak


@compiled(loops.of_each_class)
def of_each_class(
    classes: np.ndarray,
    number: np.ndarray,
    works_at: np.ndarray,
    values: np.ndarray,
    without: np.ndarray,
) -> np.ndarray:
    """Each class's own values, (values, classes): those of its teacher, (values, teachers).

    ``number`` is that of each teacher's class in the school ``works_at``, -1 for none; classes
    without a teacher have their school's values ``without`` one, (values, schools).
    """
    last = classes.cumsum(dtype=np.int64)
    nowhere = int(last[-1])
    place = np.where(number == NO_CLASS, nowhere, (last - classes).take(works_at) + number)
    by_class = np.empty((len(values), nowhere + 1))
    by_class[:, :-1] = np.repeat(without, classes, axis=1)
    for each, value in zip(by_class, values, strict=True):
        each[place] = value
    return by_class[:, :-1]


@compiled(loops.year_group_means)
def year_group_means(
    by_class: np.ndarray,
    classes: np.ndarray,
    first: np.ndarray,
    groups: np.ndarray,
    apart: int = 1,
) -> np.ndarray:
    """What each year group gets from the classes its pupils are in: (values, 7, schools).

    ``by_class`` has values of each class, (values, classes), school by school, youngest first.

    Where agents meet, hence on arrays. Pupils are spread evenly: a school's C
    classes each hold 1/C of the way from its youngest year group to its oldest, so with fewer
    classes than year groups ages are mixed, and with more a year group has several teachers.
    It has ``groups`` year groups from ``first`` on; others get 0. The schools are of ``apart``
    replicates, as many of each.
    """
    found, begin = np.empty((len(by_class), YEAR_GROUPS, len(classes))), 0
    arrays = (np.split(each, apart, axis=-1) for each in (found, classes, first, groups))
    for of_part, count, youngest, own in zip(*arrays, strict=True):
        # The running total of values up to each boundary between year groups, within classes.
        last = count.cumsum(dtype=np.int64)
        boundary = np.arange(YEAR_GROUPS + 1, dtype=np.int8)[:, None] - youngest
        place = np.clip(boundary, 0, own) * (count / own)
        whole = (place + ROUNDING).astype(np.int64)
        at = last - count + whole
        part = np.maximum(place - whole, 0)
        share = own / np.maximum(count, 1)  # a closed school has none
        taught = by_class[:, begin : begin + last[-1]]
        begin += last[-1]
        for values, means in zip(taught, of_part, strict=True):
            padded = np.concatenate([[0.0], values, [0.0]])  # before the first, after the last
            reached = padded[1:].take(at)
            reached *= part
            reached += padded[:-1].cumsum().take(at)
            np.multiply(reached[1:] - reached[:-1], share, out=means)
    return found


def count_weak_years(schools: ColumnAgentSet, exposed: np.ndarray) -> None:
    """Move up the shares of each year group with no, or one, year of weak teaching."""
    never = np.concatenate([np.ones_like(exposed[:1]), schools.never_weak[:-1]])
    once = np.concatenate([np.zeros_like(exposed[:1]), schools.once_weak[:-1]])
    schools.never_weak = never * (1 - exposed)
    schools.once_weak = once * (1 - exposed) + never * exposed
    schools.weak_taught = exposed.sum(axis=0) / schools.year_groups()
