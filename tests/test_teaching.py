"""How classes meet year groups, against a count by hand and by brute force."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.year.teaching import year_group_means


def test_seven_classes_are_seven_year_groups():
    values = np.arange(7.0)
    assert np.allclose(year_group_means([values], np.array([7]))[0][:, 0], values)


def test_one_class_teaches_everybody():
    assert np.allclose(year_group_means([np.array([0.3])], np.array([1]))[0], 0.3)


def test_a_weak_teacher_of_three_reaches_more_years_than_one_of_seven():
    def years_met(classes: int, weak: int) -> int:
        values = np.zeros(classes)
        values[weak] = 1
        return int((year_group_means([values], np.array([classes]))[0] > 0).sum())

    assert years_met(3, 1) == 3
    assert years_met(7, 3) == 1


@given(st.lists(st.integers(1, 20), min_size=1, max_size=4), st.integers(0, 2**32 - 1))
def test_means_agree_with_counting_pupils_one_by_one(classes, seed):
    values = np.random.default_rng(seed).normal(size=sum(classes))
    found = year_group_means([values], np.array(classes))[0]
    first = 0
    for school, count in enumerate(classes):
        steps = 7 * count * 4  # even steps through the school that meet every boundary
        place = (np.arange(steps) + 0.5) / steps
        taught = values[first + (place * count).astype(int)]
        by_year = [taught[(place * 7).astype(int) == year].mean() for year in range(7)]
        assert np.allclose(found[:, school], by_year)
        first += count
