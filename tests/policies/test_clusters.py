"""Local clusters for all, by stance."""

import pytest
from small_models import draws, schools_at, settings

from sim.policies import clusters

USUAL = {"share": 1, "largest_roll": 5000, "group_size": 3, "running_cost": 300, "grant": 5_000}


@pytest.mark.parametrize(
    ("stance", "grant", "required"),
    [("voluntary", 0, False), ("encouraged", 5_000, False), ("required", 5_000, True)],
)
def test_clusters_are_left_to_schools_encouraged_by_a_grant_or_required(stance, grant, required):
    model = schools_at([0, 1, 2], pupils=[100, 300, 900])
    model.uniform = draws({"group is offered": 0.5})
    clusters.act(model, settings(USUAL, stance=stance))
    schools = model.schools
    assert schools.offer_group.tolist() == [0, 0, 0]
    assert schools.offer_grant.tolist() == [grant] * 3
    assert schools.offer_required.tolist() == [required] * 3
    assert schools.offer_depth.tolist() == [2] * 3
    assert schools.offer_prescribed.tolist() == [0] * 3
