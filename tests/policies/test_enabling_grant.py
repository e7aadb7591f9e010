"""Clusters of small schools with a grant on their agreement."""

import pytest
from small_models import draws, schools_at, settings

from sim.policies import enabling_grant


def test_small_schools_are_offered_a_grant_in_todays_prices_that_waits_for_an_agreement():
    model = schools_at([0, 1, 2], pupils=[100, 149, 150])
    model.uniform = draws({"group is offered": 0.5})
    given = {"share": 1, "largest_roll": 150, "group_size": 4, "running_cost": 300}
    asked = settings(given, grant=20_000, prices=1.1, agreement_depth=3)
    enabling_grant.act(model, asked)
    schools = model.schools
    assert schools.offer_group.tolist() == [0, 0, -1]
    assert schools.offer_grant.tolist() == pytest.approx([22_000, 22_000, 0])
    assert schools.offer_depth.tolist() == [3, 3, 0]
    assert not schools.offer_required.any()
    assert schools.exchequer_cost.tolist() == [300, 300, 0]
