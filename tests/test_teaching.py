"""How classes meet year groups, against a count by hand and by brute force."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.model import Model
from sim.world import synthetic
from sim.year import teaching
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
