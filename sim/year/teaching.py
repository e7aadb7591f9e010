"""A year of teaching: seven year groups, their classes and teachers, and Year 6's results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.agents import Head, School, Teacher
from sim.agents.maths import clip
from sim.agents.school_columns import YEAR_GROUPS
from sim.agents.teacher import NO_CLASS
from sim.engine.agents import ColumnAgentSet
from sim.state import State

ROUNDING = 1e-9  # boundaries that fall between two classes are not put into the one before


def step(model: State) -> None:
    """Phase: every year group moves up by what it was taught; Year 6 takes its tests."""
    schools, teachers = model.schools, model.teachers
    effect = model.ask(teachers, Teacher.effectiveness)
    teachers.weak = effect < model.parameters.weakness.weak_below
    weak, works_at = teachers.weak.nonzero()[0], teachers.school.row
    schools.weak_teachers = np.bincount(works_at.take(weak), minlength=len(schools))
    classes = schools.classes
    last = classes.cumsum(dtype=np.int64)
    number, nowhere = teachers.class_number, int(last[-1])
    place = np.where(number == NO_CLASS, nowhere, (last - classes).take(works_at) + number)
    # For each class its teacher's effect, and whether that is weak; without one the head's part
    # and that of supply.
    p = model.parameters.teaching
    effect[weak] *= 1 - p.weak_lifted
    of_class = np.repeat(schools.rows, classes)
    without = (part[of_class] for part in taught_without_teacher(model))
    by_class, is_weak = (np.append(part, 0.0) for part in without)
    by_class[place], is_weak[place] = effect, 0
    is_weak[place.take(weak)] = 1
    values, groups = [by_class[:-1], is_weak[:-1]], schools.year_groups()
    taught, exposed = year_group_means(values, classes, schools.first_group, groups)
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


def year_group_means(
    by_class: Sequence[np.ndarray],
    classes: np.ndarray,
    first: Any = 0,
    groups: Any = YEAR_GROUPS,
) -> list[np.ndarray]:
    """What each year group gets from the classes its pupils are in: (7, schools) for each.

    Each of ``by_class`` has a value for each class, school by school, youngest class first.

    Where agents meet, hence on arrays. Pupils are spread evenly: a school's C
    classes each hold 1/C of the way from its youngest year group to its oldest, so with fewer
    classes than year groups ages are mixed, and with more a year group has several teachers.
    It has ``groups`` year groups from ``first`` on; others get 0.
    """
    last = classes.cumsum(dtype=np.int64)
    # The running total of values up to each boundary between year groups, within classes.
    boundary = np.arange(YEAR_GROUPS + 1)[:, None] - first
    place = np.clip(boundary, 0, groups) * (classes / groups)
    whole = (place + ROUNDING).astype(np.int64)
    at = last - classes + whole
    part = np.maximum(place - whole, 0)
    share = groups / np.maximum(classes, 1)  # a closed school has none
    found = []
    for values in by_class:
        total = np.zeros(len(values) + 1)
        np.cumsum(values, out=total[1:])
        reached = total.take(at) + part * np.append(values, 0.0).take(at)
        found.append((reached[1:] - reached[:-1]) * share)
    return found


def count_weak_years(schools: ColumnAgentSet, exposed: np.ndarray) -> None:
    """Move up the shares of each year group with no, or one, year of weak teaching."""
    never = np.concatenate([np.ones_like(exposed[:1]), schools.never_weak[:-1]])
    once = np.concatenate([np.zeros_like(exposed[:1]), schools.once_weak[:-1]])
    schools.never_weak = never * (1 - exposed)
    schools.once_weak = once * (1 - exposed) + never * exposed
    schools.weak_taught = exposed.sum(axis=0) / schools.year_groups()
