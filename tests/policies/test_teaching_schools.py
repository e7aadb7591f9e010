"""Which schools become teaching schools, and how their support falls with distance."""

from math import exp

import numpy as np
import pytest
from small_models import schools_at, settings

from sim.policies import teaching_schools

USUAL = {
    **{"number": 2 * 16_768 / 5, "reach": 8, "gain": 0.03, "smallest_roll": 150},
    **{"leader_hours": 4, "grant": 45_000},
}


def five(**columns):
    """Five outstanding schools, the last the best led."""
    usual = {"ofsted_grade": 1, "led_well": range(5), "pupils": 150}
    return schools_at([0, 3, 8, 30, 34], [0, 4, 0, 0, 0], **(usual | columns))


def designated(model, **changes):
    teaching_schools.act(model, settings(USUAL, **changes))
    return np.flatnonzero(model.schools.support_hours).tolist()


def test_the_best_led_outstanding_schools_are_designated_if_they_are_large_enough():
    assert designated(five()) == [3, 4]
    assert designated(five(led_well=[9, 2, 2, 2, 1])) == [0, 1]  # of those alike the first
    assert designated(five(ofsted_grade=[1, 2, 1, 2, 2])) == [0, 2]
    assert designated(five(closed=[False] * 4 + [True])) == [2, 3]
    assert designated(five(pupils=[150, 150, 150, 149, 150])) == [2, 4]
    assert designated(five(ofsted_grade=[3, 2, 2, 2, 2])) == []
    assert designated(five(), number=0) == []


def test_support_falls_with_distance_from_the_nearest_and_takes_hours_at_home():
    model = five(
        led_well=[9, 0, 0, 0, 0], outside_learning=0.01, support_hours=1.0, policy_grant=7.0
    )
    teaching_schools.act(model, settings(USUAL, number=1))
    schools = model.schools
    km = (5, 8, 30, 34)
    reached = [0.01, *(0.01 + 0.03 * exp(-away / 8) for away in km)]
    assert schools.outside_learning.tolist() == pytest.approx(reached)
    assert schools.support_hours.tolist() == [-3, 1, 1, 1, 1]
    assert schools.policy_grant.tolist() == [45_007, 7, 7, 7, 7]
    two = five(led_well=[9, 0, 0, 0, 8])
    teaching_schools.act(two, settings(USUAL))
    assert two.schools.outside_learning[3] == pytest.approx(0.03 * exp(-0.5))
