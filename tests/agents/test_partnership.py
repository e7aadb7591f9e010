"""The rules of a partnership, worked out on paper."""

from math import exp

import numpy as np
import pytest
from small_worlds import OnPaper, numbers

from sim.agents import Partnership
from sim.agents.roles import Depth, Form

approx = pytest.approx
PARTNERSHIPS = {
    **{"agreeing": -0.5, "agreeing_trust": 3, "drag_km": 0.01, "drag_member": 0.04},
    **{"deepen_trust": 0.5, "deepen_past": 0.1, "deepen_money": 0.15, "deepen": 0.25, "slip": 0.2},
    **{"federating_depth": 4, "federating": 0.6, "activity_ends": 0.3},
    **{"activity_chance": np.array([0.5, 0] + [0.5] * 8), "activity_depth": np.array([2] * 10)},
    **{"most_met": 4, "coordination_leader": 0.6, "coordination_km": 0.05},
}
ACADEMIES = {
    **{"yearly_growth": 0.4, "most_schools": 12, "central_school": 9_000, "central_km": 500},
    "central_fixed": 100_000,
}
AGREED = 1 / (1 + exp(-1))  # of one body, at a trust of a half


def partnership(**has):
    usual = {
        **{"form": Form.INFORMAL, "members": 4, "trust": 0.5, "depth": 1, "mean_km": 5},
        **{"past": 0.5, "offered": 0, "does": np.zeros(10, dtype=bool), "leaders": 3},
    }
    parameters = numbers(partnerships=PARTNERSHIPS, academies=ACADEMIES)
    return OnPaper(Partnership, parameters, **(usual | has))


def test_each_governing_body_has_to_agree_and_a_federation_has_one():
    assert partnership().agreement() == approx(AGREED**4)
    assert partnership(form=Form.AGREEMENT).agreement() == approx(AGREED**4)
    assert partnership(form=Form.FEDERATION).agreement() == approx(AGREED)
    assert partnership(form=Form.ACADEMY_TRUST).agreement() == approx(AGREED)


WILL = 0.5 * (0.5 - 1 / 5) - (0.05 + 0.08) + 0.05


@pytest.mark.parametrize(
    ("has", "forward", "back"),
    [
        ({}, 0.25 + WILL, 0),  # there is nothing less than depth one
        ({"members": 1}, 0.25 + WILL + 0.08, 0),
        ({"depth": 2}, 0.25 + WILL - 0.1, 0.2 - WILL + 0.1),
        ({"offered": 20_000}, 0.25 + WILL + 0.3, 0),
        ({"offered": 20_000, "depth": 2}, 0.25 + WILL - 0.1, 0.2 - WILL + 0.1),
        ({"depth": 4, "trust": 0.9}, 0, 0.2 - (0.5 * 0.1 - 0.13 + 0.05)),
        ({"depth": 4, "trust": 0.9, "form": Form.FEDERATION}, 0.25 + 0.05 - 0.13 + 0.05, 0),
        ({"depth": 5, "trust": 0.9, "form": Form.FEDERATION}, 0, 0),
        ({"depth": 2, "trust": 9}, 1, 0),
    ],
)
def test_trust_past_and_money_carry_deeper_and_travel_and_members_hold_back(has, forward, back):
    one = partnership(**has)
    assert one.chance("deepens", "deepen", answer=1) == approx(forward, abs=1e-6)
    one._draws["deepen"] = np.float64(min(1 - back + 1e-5, 1))
    assert (one.deepens() == -1) == (back > 0)
    one._draws["deepen"] = np.float64(1 - back - 1e-5)
    assert one.deepens() != -1


@pytest.mark.parametrize(
    ("depth", "form", "becomes"),
    [
        (1, Form.INFORMAL, Form.INFORMAL),
        (2, Form.INFORMAL, Form.AGREEMENT),
        (1, Form.AGREEMENT, Form.INFORMAL),
        (1, Form.FEDERATION, Form.FEDERATION),
        (5, Form.ACADEMY_TRUST, Form.ACADEMY_TRUST),
    ],
)
def test_from_depth_two_there_is_a_written_agreement(depth, form, becomes):
    one = partnership(depth=depth, form=form)
    one._draws["federate"] = 0.999
    assert one.next_form() == becomes
    one._draws["federate"] = 0.0
    assert one.next_form() == becomes


def test_deep_partners_who_all_agree_may_federate():
    federates = {"answer": Form.FEDERATION}
    deep = partnership(depth=4, form=Form.AGREEMENT)
    assert deep.chance("next_form", "federate", **federates) == approx(0.6 * AGREED**4)
    assert partnership(depth=3).chance("next_form", "federate", **federates) < 1e-6
    trust = partnership(depth=5, form=Form.ACADEMY_TRUST)
    assert trust.chance("next_form", "federate", **federates) < 1e-6


def test_activities_begin_and_end_by_agreement_from_the_depth_they_need():
    agreed = AGREED**4
    new = partnership(depth=Depth.AGREED)
    for drawn, begins in ((0.5 * agreed - 1e-5, True), (0.5 * agreed + 1e-5, False)):
        new._draws["activity"] = np.full((10,), drawn)
        expected = [begins] * 10
        expected[1] = False  # an activity that is never begun
        assert new.works_together().tolist() == expected
    ends = 1 - 0.3 * (1 - agreed)
    old = partnership(depth=Depth.AGREED, does=np.ones(10, dtype=bool))
    for drawn, lasts in ((ends - 1e-5, True), (ends + 1e-5, False)):
        old._draws["activity"] = np.full((10,), drawn)
        expected = [lasts] * 10
        expected[1] = False  # which nobody does any more
        assert old.works_together().tolist() == expected
    shallow = partnership(depth=1, does=np.ones(10, dtype=bool))
    shallow._draws["activity"] = np.zeros(10)
    assert not shallow.works_together().any()


def test_working_together_takes_hours_by_leaders_distance_and_what_is_done():
    does = np.arange(10) < 3
    assert partnership(does=does).coordination() == approx((0.6 * 2 + 0.05 * 5) * 0.3)
    assert partnership(does=does, leaders=9).coordination() == approx((2.4 + 0.25) * 0.3)
    assert partnership(does=does, leaders=0).coordination() == approx(0.25 * 0.3)


@pytest.mark.parametrize(
    ("members", "form", "room"),
    [
        (5, Form.ACADEMY_TRUST, 2),
        (2, Form.ACADEMY_TRUST, 1),  # always one
        (11, Form.ACADEMY_TRUST, 1),  # until it is full
        (13, Form.ACADEMY_TRUST, 0),
        (5, Form.FEDERATION, 0),
    ],
)
def test_a_trust_grows_by_part_of_its_size_until_it_is_full(members, form, room):
    assert partnership(members=np.int64(members), form=form).room_in_trust() == room


def test_a_trust_costs_a_fixed_sum_and_more_for_each_school_that_is_far():
    trust = partnership(form=Form.ACADEMY_TRUST)
    assert trust.central_cost() == approx(100_000 + (9_000 + 500 * 5) * 4)
    assert partnership(form=Form.FEDERATION).central_cost() == 0
