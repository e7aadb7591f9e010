"""The groups that a scheme offers, and to whom, on six schools."""

import numpy as np
import pytest
from small_models import draws, schools_at, settings

from sim.policies.offers import groups, offer

USUAL = {"share": 0.5, "largest_roll": 150, "group_size": 3, "running_cost": 300}


def six(**columns):
    """Two groups of three, 40 km apart; the third of each is 4 km from the others' place."""
    north = [0, 0, 6, 0, 0, 6]
    return schools_at([0, 0, 0, 40, 40, 40], north, **({"pupils": 100} | columns))


def offered(model, lots=0.1, changes=None, **terms):
    model.uniform = draws({"group is offered": lots})
    offer(model, settings(USUAL, **(changes or {})), **terms)
    return model.schools


def test_neighbours_are_a_group_and_know_how_far_its_middle_is():
    group, km = groups(six().world, 150, 3)
    assert group[0] == group[1] == group[2] != group[3] == group[4] == group[5]
    assert sorted(set(group)) == [0, 1]
    assert km.tolist() == pytest.approx([2, 2, 4, 2, 2, 4])


def test_distance_is_counted_in_both_directions():
    _, km = groups(schools_at([0, 3], [0, 4]).world, 150, 2)
    assert km.tolist() == pytest.approx([2.5, 2.5])


def test_large_schools_are_in_no_group():
    model = six(pupils=[100, 150, 149, 100, 100, 900])
    group, km = groups(model.world, 150, 2)
    assert (group < 0).tolist() == [False, True, False, False, False, True]
    assert km.tolist() == pytest.approx([3, 0, 3, 0, 0, 0])
    nobody, none = groups(six().world, 50, 3)
    assert nobody.tolist() == [-1] * 6
    assert none.tolist() == [0] * 6


def test_there_are_as_many_groups_as_their_size_asks_for_but_one_in_each_authority():
    world = six().world
    assert [len(set(groups(world, 150, size)[0])) for size in (1, 2, 3, 4, 9)] == [6, 3, 2, 2, 1]
    apart = schools_at(range(4), authority=[0, 0, 1, 1]).world
    group, _ = groups(apart, 150, 4)
    assert group[0] == group[1] != group[2] == group[3]


def test_a_group_has_up_to_twice_the_size_asked_for():
    world = schools_at([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 900, 1900]).world  # seven are near
    assert sorted(np.bincount(groups(world, 150, 3)[0])) == [1, 2, 6]


def test_what_is_offered_is_written_to_every_school_of_the_groups_drawn():
    model = six(exchequer_cost=5.0)
    group, km = groups(model.world, 150, 3)
    first = int(group[0])
    lots = {first + 1: 0.4, 2 - first: 0.5}
    terms = {"grant": 20_000, "depth": 3, "prescribed": 0.7, "required": True}
    schools = offered(model, lots, **terms)
    assert schools.offer_group.tolist() == [first] * 3 + [-1] * 3
    assert schools.offer_grouping.tolist() == [15_003] * 3 + [0] * 3
    assert schools.offer_km.tolist() == pytest.approx([2, 2, 4, 0, 0, 0])
    assert schools.offer_grant.tolist() == [20_000] * 3 + [0] * 3
    assert schools.offer_depth.tolist() == [3] * 3 + [0] * 3
    assert schools.offer_prescribed.tolist() == [0.7] * 3 + [0] * 3
    assert schools.offer_required.tolist() == [True] * 3 + [False] * 3
    assert schools.exchequer_cost.tolist() == [305] * 3 + [5] * 3
    assert km.max() > 3


def test_an_offer_is_without_money_conditions_or_force_unless_they_are_given():
    schools = offered(six())
    assert (schools.offer_group >= 0).all()
    assert (schools.offer_depth == 1).all()
    for nothing in (schools.offer_grant, schools.offer_prescribed, schools.offer_required):
        assert not nothing.any()


def test_large_and_closed_schools_are_offered_nothing():
    model = six(pupils=[100, 200, 100, 100, 100, 100], closed=[False] * 5 + [True])
    schools = offered(model)
    assert (schools.offer_group >= 0).tolist() == [True, False, True, True, True, False]
    assert schools.exchequer_cost.tolist() == [300, 0, 300, 300, 300, 0]


def test_groups_made_alike_are_known_for_the_same_and_others_are_not():
    def grouping(**changes):
        return int(offered(six(), changes=changes).offer_grouping[0])

    assert grouping(largest_roll=149.5) == grouping()  # rolls are whole
    made = {(r, s): grouping(largest_roll=r, group_size=s) for r in (149, 150) for s in (2, 3)}
    assert len(set(made.values())) == 4


def test_an_earlier_offer_stands_where_a_scheme_offers_nothing():
    model = six(offer_group=7)
    schools = offered(model, 0.9)
    assert schools.offer_group.tolist() == [7] * 6
    schools = offered(model, changes={"largest_roll": 50})
    assert schools.offer_group.tolist() == [7] * 6
    group = int(groups(model.world, 150, 3)[0][0])
    schools = offered(model, {group + 1: 0.4, 2 - group: 0.9})  # to the first three alone
    assert schools.offer_group.tolist() == [group] * 3 + [7] * 3
