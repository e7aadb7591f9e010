"""Who has a place on the programme for future heads, and what it does."""

import numpy as np
import pytest
from small_models import draws, schools_at, settings

from sim.agents.roles import TeacherRole
from sim.policies import leadership_pipeline

USUAL = {"places": 16_768, "gain": 0.15, "priority": 3, "largest_roll": 150, "cost": 3_000}


def two(lots):
    """Two schools, of 149 and 150 pupils, with three teachers each; two places in all."""
    model = schools_at([0, 1], pupils=[149, 150], teachers=3, exchequer_cost=7.0)
    leads, deputy = TeacherRole.MIDDLE_LEADER, TeacherRole.DEPUTY
    model.teachers.role = np.array([0, leads, deputy, leads, deputy, leads])
    model.teachers.leadership = np.array([0, 1, 2, 3, 4, 5])
    model.uniform = draws({"place on the programme": lots})
    return model


def prepared(model, **changes):
    leadership_pipeline.act(model, settings(USUAL, **changes))
    return model.teachers.unique_id[model.teachers.prepared].tolist()


def test_leaders_go_by_lot_and_those_of_small_schools_more_often():
    lots = {1002: 0.61, 1003: 0.9, 1004: 0.25, 1005: 0.1, 1006: 0.31}
    model = two(lots)  # 0.203 and 0.3 of the small school
    assert prepared(model) == [1002, 1005]
    assert model.teachers.leadership.tolist() == pytest.approx([0, 1.15, 2, 3, 4.15, 5])
    assert model.schools.exchequer_cost.tolist() == [3_007, 3_007]
    assert prepared(two(lots), priority=1) == [1004, 1005]
    assert prepared(two(lots), largest_roll=151, priority=10) == [1004, 1005]  # both are small


def test_a_place_is_given_once_and_those_drawn_alike_come_in_order_of_number():
    model = two(0.5)
    model.schools.pupils = 500
    assert prepared(model) == [1002, 1003]
    assert model.schools.exchequer_cost.tolist() == [6_007, 7]
    model.uniform = draws({"place on the programme": {1004: 0.5, 1005: 0.5, 1006: 0.5}})
    assert prepared(model) == [1002, 1003, 1004, 1005]
    assert model.schools.exchequer_cost.tolist() == [6_007, 6_007]
    assert model.teachers.leadership[1] == pytest.approx(1.15)


def test_without_places_nobody_is_drawn():
    model = two({})
    assert prepared(model, places=0) == []
