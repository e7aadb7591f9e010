"""Support for weak teaching, by hand."""

import numpy as np
import pytest
from small_models import schools_at
from small_worlds import answering, drawing, line, teachers

from sim.agents import Teacher
from sim.year import weakness


def test_the_weak_who_are_found_are_supported_and_those_no_longer_weak_need_it_no_more():
    state = line(1)
    vars(state.parameters.weakness).update(support_gain=0.1, support_spread=0.2)
    drawing(state, support=0.5)
    weak = [True, True, False, False]
    four = teachers(state, [0] * 4, weak=weak, support_years=[1, 2, 3, 0], skill=[0, 1, 2, 3])
    answering(state, {Teacher.weakness_is_found: np.array([True, False, True, True])})
    weakness.step(state)
    assert four.support_years.tolist() == [2, 2, 0, 0]
    assert four.skill == pytest.approx([0.1 + 0.2 * 0.5, 1, 2, 3])


def test_a_post_may_end_in_the_year_after_that_of_support_if_the_teaching_is_weak_again():
    state = schools_at([0], teachers=2)
    vars(state.parameters.weakness).update(found_rate=1e9, support_years=1, ended_chance=1)
    state.schools.leading_hours = 1.0
    both = state.teachers
    both.weak = True
    weakness.step(state)
    assert state.ask(both, Teacher.is_ended).tolist() == [False, False]
    both.weak = np.array([True, False])  # as this year's teaching shows
    weakness.step(state)
    assert state.ask(both, Teacher.is_ended).tolist() == [True, False]
