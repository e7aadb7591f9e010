"""How classes meet year groups, against a count by hand and by brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_worlds import drawing, heads, line, teachers

from sim.agents.teacher import NO_CLASS
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


@pytest.fixture
def state():
    """Three schools with a head and two teachers each, who are as effective as their talent."""
    state = line(3, classes=2, teachers=2, last_group=[6, 6, 6])
    vars(state.parameters.teaching).update(
        experience_gain=0, centre=0, supply_effect=-0.4, weak_lifted=0.25, lasting=0.5
    )
    state.parameters.weakness.weak_below = -0.5
    heads(state, [0, 1, 2])
    teachers(state, [0, 0, 1, 1, 2, 2], class_number=[0, 1] * 3)
    drawing(state, ethos=0, results=0)
    return state


def test_a_class_without_a_teacher_is_taught_by_the_head_as_far_as_hours_go_and_else_by_supply(
    state,
):
    schools = state.schools
    schools.head.talent = np.array([1.0, -0.8, -0.5])
    schools.teaching_gap, schools.taught_by_head = np.array([2.0, 0.5, 1]), np.array([1.5, 0.25, 1])
    effect, weak = teaching.taught_without_teacher(state)
    # A weak head's effect of -0.8 is lifted by a quarter; one of -0.5 is not weak.
    assert effect == pytest.approx([0.75 - 0.1, -0.3 - 0.2, -0.5])
    assert weak.tolist() == [0, 0.5, 0]
    schools.teaching_gap, schools.taught_by_head = np.array([0.0, 2, 1]), 0.0
    effect, weak = teaching.taught_without_teacher(state)
    assert effect.tolist() == [-0.4, -0.4, -0.4]
    assert weak.tolist() == [0, 0, 0]


def test_each_class_has_its_teachers_values_or_those_of_its_school_without_one():
    number, works_at = np.array([1, NO_CLASS, 0, 2]), np.array([0, 0, 2, 2])
    values = np.array([[1.0, 2, 3, 4], [5, 6, 7, 8]])
    without = np.array([[-1.0, -2, -3], [-4, -5, -6]])
    found = teaching.of_each_class(np.array([2, 0, 3]), number, works_at, values, without)
    assert found.tolist() == [[-1, 1, 3, -3, 4], [-4, 5, 7, -6, 8]]


def test_classes_of_replicates_are_added_up_apart():
    values, two = np.array([[0.1, 0.2, 0.3, 0.7, 0.11]]), np.array([3, 2], dtype=np.int16)
    none, all_groups = (np.full(2, groups, dtype=np.int8) for groups in (0, 7))
    together = year_group_means(values, two, none, all_groups, 2)
    alone = [
        year_group_means(part, two[one : one + 1], none[:1], all_groups[:1])
        for one, part in enumerate((values[:, :3], values[:, 3:]))
    ]
    assert together.tolist() == np.concatenate(alone, axis=-1).tolist()


def test_year_groups_of_infant_and_junior_schools_are_in_their_classes_and_others_nowhere():
    values = np.array([[1.0, 2, 3, 4, 5]])
    first, groups = np.array([0, 0, 3], dtype=np.int8), np.array([3, 7, 4], dtype=np.int8)
    found = year_group_means(values, np.array([3, 0, 2]), first, groups)[0]
    assert found[:, 0] == pytest.approx([1, 2, 3, 0, 0, 0, 0])
    assert found[:, 1].tolist() == [0] * 7  # a closed school
    assert found[:, 2] == pytest.approx([0, 0, 0, 4, 4, 5, 5])


def a_year(state) -> np.ndarray:
    """A year's teaching; what it adds to progress beyond that of equal teaching for all."""
    p = state.parameters
    vars(p.teaching).update(leadership_effect=0, leading_hours_effect=0, parents_effect=0)
    vars(p.teaching).update(events_effect=0, new_leader=0)
    vars(p.effort).update(own_gain=0, help_gain=0)
    teaching.step(state)
    return state.schools.progress


def test_a_year_keeps_the_results_of_the_two_before(state):
    schools = state.schools
    schools.ks2_progress, schools.ks2_year_before = np.array([1.0, 2, 3]), np.array([4.0, 5, 6])
    schools.place_effect = np.array([7.0, 8, 9])
    schools.progress = np.ones((7, 3))
    progress = a_year(state)
    assert progress[:, 0].tolist() == [0, *[0.5] * 6]  # half of what was there a year below
    assert schools.ks2_progress.tolist() == [7.5, 8.5, 9.5]
    assert schools.ks2_year_before.tolist() == [1, 2, 3]
    assert schools.ks2_two_before.tolist() == [4, 5, 6]


def test_weak_teaching_is_counted_and_lifted_and_what_is_just_not_weak_is_not(state):
    teachers = state.teachers
    teachers.talent = np.array([-0.8, -0.8, -0.5, 0.7, -0.8, 0])
    progress = a_year(state)
    assert teachers.weak.tolist() == [True, True, False, False, True, False]
    assert state.schools.weak_teachers.tolist() == [2, 0, 1]
    assert progress[:, 0] == pytest.approx([-0.6] * 7)
    # Two classes: the younger half of seven year groups, and the older.
    assert progress[:, 1] == pytest.approx([-0.5] * 3 + [0.1] + [0.7] * 3)
    assert progress[:, 2] == pytest.approx([-0.6] * 3 + [-0.3] + [0] * 3)
    assert state.schools.weak_taught == pytest.approx([1, 0, 0.5])


def test_the_heads_effect_reaches_the_pupils_of_a_class_without_a_teacher(state):
    state.teachers.class_number = np.array([0, NO_CLASS] * 3)
    schools = state.schools
    schools.teaching_gap = schools.taught_by_head = 1.0
    schools.head.talent = np.array([2.0, 0, -0.8])
    progress = a_year(state)
    assert progress[:, 0] == pytest.approx([0] * 3 + [1] + [2] * 3)
    assert progress[:, 2] == pytest.approx([0] * 3 + [-0.3] + [-0.6] * 3)
    assert schools.weak_taught == pytest.approx([0, 0, 0.5])


def test_effort_comes_in_the_year_after_it_is_decided_on_and_ethos_wanders(state):
    schools = state.schools
    schools.effort_next, schools.helped_next = np.array([1.0, 0, 0.5]), np.array([0.25, 0, 1.0])
    schools.ethos = np.array([2.0, 0, -2])
    state.parameters.teaching.ethos_kept = 0.5
    a_year(state)
    assert schools.effort.tolist() == [1, 0, 0.5]
    assert schools.helped.tolist() == [0.25, 0, 1]
    assert schools.ethos.tolist() == [1, 0, -1]


def test_shares_without_weak_teaching_move_up_a_year_and_drop():
    schools = line(1).schools
    schools.never_weak, schools.once_weak = np.full((7, 1), 0.5), np.full((7, 1), 0.25)
    exposed = np.array([[0.2], [0.4], [0], [1], [0], [0], [0]])
    teaching.count_weak_years(schools, exposed)
    # In Reception nobody had any before; in Year 1 half had none, and 0.6 of them have none now.
    assert schools.never_weak[:4, 0].tolist() == pytest.approx([0.8, 0.3, 0.5, 0])
    # A quarter had one year, of whom 0.6 have no other; of those with none 0.4 have their first.
    assert schools.once_weak[:4, 0].tolist() == pytest.approx([0.2, 0.15 + 0.2, 0.25, 0.5])
    assert schools.weak_taught[0] == pytest.approx(1.6 / 7)
