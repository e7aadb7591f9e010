"""How classes meet year groups, against a count by hand and by brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model import Model
from sim.world import synthetic
from sim.year import teaching, weeks
from sim.year.teaching import year_group_means


def means(values, *classes):
    """Of primary schools, with seven year groups each."""
    none, all_groups = (np.full(len(classes), groups, dtype=np.int8) for groups in (0, 7))
    return year_group_means(values[None], np.array(classes), none, all_groups)[0]


def test_seven_classes_are_seven_year_groups():
    values = np.arange(7.0)
    assert np.allclose(means(values, 7)[:, 0], values)


def test_one_class_teaches_everybody():
    assert np.allclose(means(np.array([0.3]), 1), 0.3)


def test_a_weak_teacher_of_three_reaches_more_years_than_one_of_seven():
    def years_met(classes: int, weak: int) -> int:
        values = np.zeros(classes)
        values[weak] = 1
        return int((means(values, classes) > 0).sum())

    assert years_met(3, 1) == 3
    assert years_met(7, 3) == 1


@given(st.lists(st.integers(1, 20), min_size=1, max_size=4), st.integers(0, 2**32 - 1))
def test_means_agree_with_counting_pupils_one_by_one(classes, seed):
    values = np.random.default_rng(seed).normal(size=sum(classes))
    found = means(values, *classes)
    first = 0
    for school, count in enumerate(classes):
        steps = 7 * count * 4  # even steps through the school that meet every boundary
        place = (np.arange(steps) + 0.5) / steps
        taught = values[first + (place * count).astype(int)]
        by_year = [taught[(place * 7).astype(int) == year].mean() for year in range(7)]
        assert np.allclose(found[:, school], by_year)
        first += count


def test_a_class_without_a_teacher_is_taught_by_the_head_as_far_as_hours_go_and_else_by_supply():
    model = Model(synthetic(3, 1), seed=1)
    schools, p = model.schools, model.parameters
    head = schools.head
    head.talent, head.skill, head.experience = np.array([1.0, 0, -3]), 0, 0
    schools.teaching_gap, schools.taught_by_head = np.array([1.0, 2, 1]), np.array([0.75, 0, 1])
    effect, weak = teaching.taught_without_teacher(model)
    talent = np.array([1.0, 0, -3]) - p.teaching.centre
    supply = p.teaching.supply_effect
    assert np.allclose(effect[:2], [0.75 * talent[0] + 0.25 * supply, supply])
    assert np.isclose(effect[2], talent[2] * (1 - p.teaching.weak_lifted))
    assert weak.tolist() == [0, 0, 1]


def test_the_heads_effect_reaches_the_pupils_of_that_class():
    model = Model(synthetic(40, 1), seed=1)
    schools, teachers = model.schools, model.teachers
    alone = 0
    schools[alone].classes = 2
    taught = teachers[teachers.school.row == alone]
    taught.class_number = np.array([0, *[-1] * (len(taught) - 1)])  # nobody in the second class
    schools.teaching_gap, schools.taught_by_head = 1.0, 1.0
    before = schools.progress[:, alone].copy()
    schools[alone].head.talent = 2.0
    teaching.step(model)
    able = schools.progress[:, alone].copy()
    schools.progress[:, alone] = before
    schools[alone].head.talent = 1.0
    teaching.step(model)
    # Upper juniors are in the second class all year, reception and Year 1 never.
    assert np.allclose((able - schools.progress[:, alone])[[0, 1, 6]], [0, 0, 1])


def test_effort_comes_in_the_year_after_it_is_decided_on():
    model = Model(synthetic(3, 1), seed=1)
    model.schools.effort_next = np.array([1.0, 0, 0.5])
    model.schools.helped_next = np.array([0.25, 0, 1.0])
    weeks.step(model)
    teaching.step(model)
    assert model.schools.effort.tolist() == [1, 0, 0.5]
    assert model.schools.helped.tolist() == [0.25, 0, 1]


def test_shares_without_weak_teaching_move_up_a_year_and_drop():
    schools = Model(synthetic(1, 1), seed=1).schools
    schools.never_weak, schools.once_weak = np.full((7, 1), 0.5), np.full((7, 1), 0.25)
    exposed = np.array([[0.2], [0.4], [0], [1], [0], [0], [0]])
    teaching.count_weak_years(schools, exposed)
    # In Reception nobody had any before; in Year 1 half had none, and 0.6 of them have none now.
    assert schools.never_weak[:4, 0].tolist() == pytest.approx([0.8, 0.3, 0.5, 0])
    # A quarter had one year, of whom 0.6 have no other; of those with none 0.4 have their first.
    assert schools.once_weak[:4, 0].tolist() == pytest.approx([0.2, 0.15 + 0.2, 0.25, 0.5])
    assert schools.weak_taught[0] == pytest.approx(1.6 / 7)


def test_a_year_keeps_the_results_of_the_two_before_and_lifts_weak_teachers():
    model = Model(synthetic(3, 1), seed=1)
    schools, teachers, p = model.schools, model.teachers, model.parameters
    schools.ks2_progress, schools.ks2_year_before = np.array([1.0, 2, 3]), np.array([4.0, 5, 6])
    schools.teaching_gap = schools.taught_by_head = 0.0
    schools.progress = np.zeros((7, 3))
    teachers.talent = p.weakness.weak_below - 1 + p.teaching.centre
    teachers.skill, teachers.experience = 0.0, 0
    effect = p.weakness.weak_below - 1
    weeks.step(model)
    still = schools.move_cohorts(np.zeros((7, 3)))
    schools.effort_next, schools.helped_next = schools.effort, schools.helped
    at = teachers.school.row
    teachers.class_number = np.arange(len(at)) - at.searchsorted(at)
    schools.classes = np.minimum(schools.classes, np.bincount(at))
    teachers.class_number = np.where(
        teachers.class_number < schools.classes[at], teachers.class_number, -1
    )
    teaching.step(model)
    assert schools.ks2_year_before.tolist() == [1, 2, 3]
    assert schools.ks2_two_before.tolist() == [4, 5, 6]
    assert teachers.weak.all()
    assert schools.weak_teachers.tolist() == np.bincount(at).tolist()
    lifted = effect * (1 - p.teaching.weak_lifted)
    assert schools.progress - still == pytest.approx(np.full((7, 3), lifted), abs=1e-5)
    assert schools.weak_taught == pytest.approx([1, 1, 1])
