"""Help for small schools to share a head, and to federate under one."""

import numpy as np
from small_models import schools_at, settings

from sim.policies import opportunistic_federations as policy

USUAL = {"support": 2, "federating": 0.3, "largest_roll": 150, "running_cost": 150}


def test_small_open_schools_are_helped_to_share_and_those_led_together_to_federate():
    model = schools_at(
        range(5),
        pupils=[149, 150, 100, 100, 100],
        closed=[False, False, True, False, False],
        sharing_support=0.5,
        exchequer_cost=9.0,
    )
    schools = model.schools
    schools.base = np.array([0, 1, 2, 3, 1])  # the last is led from the second
    schools.schools_led = np.array([1, 2, 1, 1, 0])
    policy.act(model, settings(USUAL))
    assert schools.sharing_support.tolist() == [2.5, 0.5, 0.5, 2.5, 2.5]
    assert schools.exchequer_cost.tolist() == [159, 9, 9, 159, 159]
    assert schools.federating_support.tolist() == [0, 0.3, 0, 0, 0.3]


def test_schools_led_together_are_helped_to_federate_where_one_of_them_is_small():
    model = schools_at(
        range(9),
        pupils=[150, 149, 149, 150, 150, 200, 149, 150, 100],
        closed=[*[False] * 8, True],
    )
    schools = model.schools
    schools.base = np.array([0, 0, 2, 2, 4, 4, 6, 7, 7])  # the led is small, the leader, neither
    schools.schools_led = np.array([2, 0, 2, 0, 2, 0, 1, 2, 0])
    policy.act(model, settings(USUAL))
    assert schools.federating_support.tolist() == [0.3] * 4 + [0] * 5


def test_without_support_nothing_is_read():
    model = schools_at([0])
    policy.act(model, settings({"support": 0}))  # nothing else is given
    assert not model.schools.federating_support.any()
