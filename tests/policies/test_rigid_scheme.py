"""A scheme that prescribes groups."""

from small_models import draws, schools_at, settings

from sim.policies import rigid_scheme


def test_small_schools_are_offered_groups_that_prescribe_their_work_for_working_together_at_all():
    model = schools_at([0, 1, 2], pupils=[100, 149, 150])
    model.uniform = draws({"group is offered": 0.5})
    given = {"share": 1, "largest_roll": 150, "group_size": 4, "running_cost": 300}
    rigid_scheme.act(model, settings(given, grant=2_000, prescribed=0.8))
    schools = model.schools
    assert schools.offer_group.tolist() == [0, 0, -1]
    assert schools.offer_grant.tolist() == [2_000, 2_000, 0]
    assert schools.offer_prescribed.tolist() == [0.8, 0.8, 0]
    assert schools.offer_depth.tolist() == [1, 1, 0]
    assert not schools.offer_required.any()
