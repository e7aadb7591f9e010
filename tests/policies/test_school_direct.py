"""Trainees go to the nearest school with a mentor, where there is work for them."""

import numpy as np
import pytest
from small_models import draws, schools_at, settings

from sim.policies import school_direct

PLACES = 16_768 * 10 / 4  # ten in a world of four schools


def four(**columns):
    """Small schools at 0 and 12 km; at 10 and 13 those that have the five teachers it takes."""
    model = schools_at([0, 10, 12, 13], teacher_posts=[2, 6, 2, 10], **columns)
    model.schools.teachers = np.array([4, 5, 2, 9])
    return model


def place(model, draw=0.5, **changes):
    model.uniform = draws({"trainees": draw})
    usual = {"trainees": PLACES, "teachers_needed": 4, "cost": 9_000}
    school_direct.act(model, settings(usual, **changes))
    return model.schools.trainees.tolist()


def test_trainees_of_a_neighbourhood_go_to_its_nearest_mentor():
    # Work of 2 and 6 comes to the second school, of 2 and 10 to the last: 8 and 12 of 20.
    model = four(exchequer_cost=50.0)
    assert place(model) == [0, 4, 0, 6]
    assert model.schools.exchequer_cost.tolist() == [50, 36_050, 50, 54_050]


def test_fractions_are_drawn():
    # 2.2 and 3.3 of 5.5 rounded to 6 are 2.4 and 3.6.
    tenths = PLACES * 0.6
    assert place(four(), 0.5, trainees=tenths) == [0, 2, 0, 4]
    assert place(four(), 0.7, trainees=tenths) == [0, 3, 0, 4]
    assert place(four(), 0.3, trainees=tenths) == [0, 2, 0, 3]


def test_closed_schools_take_none_and_where_no_mentor_is_known_none_are_placed():
    model = four(closed=[False, True, False, False])
    assert place(model) == [0, 0, 0, 10]
    model = four()
    model.schools.teachers = 4
    assert place(model) == [0, 0, 0, 0]


def test_none_wanted_is_nothing_done_and_what_was_placed_before_gives_way():
    model = four(trainees=3)
    assert place(model, {}, trainees=0) == [3, 3, 3, 3]
    assert place(model) == [0, 4, 0, 6]


def test_only_neighbours_are_known():
    """Of three schools around each with room for one beside itself."""
    model = four()
    rows, km = model.neighbours
    model.neighbours = rows[:2], km[:2]  # itself and the nearest
    # The first knows the second; the third the last; none of the work is lost.
    assert place(model) == [0, 4, 0, 6]
    model.schools.teachers = np.array([4, 4, 2, 9])  # only the last can: of itself and the third
    assert place(model) == [0, 0, 0, 10]
    assert model.schools.exchequer_cost.sum() == pytest.approx(20 * 9_000)
