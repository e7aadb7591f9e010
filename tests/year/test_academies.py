"""Schools convert and trusts choose, on schools a kilometre apart along a line, by hand."""

import numpy as np
import pytest
from small_worlds import answering, line

from sim.agents import Partnership, School
from sim.agents.roles import Form
from sim.engine.columns import NOBODY
from sim.year import academies

TRUST, FEDERATION = Form.ACADEMY_TRUST, Form.FEDERATION
FIRST = 1_107_917_012_992  # the number of partnerships of year 2: 2^40, and 1,002 blocks of 2^23
ACADEMIES = {
    **{"reach": 20, "asked": 3, "most_schools": 30, "yearly_growth": 0.5, "founders": 4},
    **{"central_fixed": 60_000, "central_km": 400, "replaced": 0.03},
}


def world(schools: int, *groups: list[int], form=TRUST, bring=10_000.0, ordered=(), **facts):
    """Schools that bring a trust so much, some of them ordered to join one; trusts as given."""
    state = line(schools, **facts)
    state.year = 2
    vars(state.parameters.academies).update(ACADEMIES)
    vars(state.parameters.partnerships).update(trust_start=0.4, trust_imposed=0.6)
    members = np.array([len(group) for group in groups])
    made = state.tables.partnerships.add(7 + np.arange(len(groups)), form=form, members=members)
    for row, group in zip(made.rows, groups, strict=True):
        state.schools[np.array(group)].partnership = row
    let(state, bring=bring, ordered=ordered)
    return state


def let(state, bring=10_000.0, ordered=(), seeks=(), founds=()) -> None:
    each = np.arange(len(state.schools))
    answering(state, {
        School.brings_to_trust: np.asarray(bring, dtype=float),
        School.must_convert: np.isin(each, ordered),
        School.seeks_academy_trust: np.isin(each, seeks),
        School.founds_trust: np.isin(each, founds),
    })  # fmt: skip


def joined(state, rule, *asking: int) -> list[int]:
    """The trusts that schools join by a rule."""
    trust = np.full(len(state.schools), NOBODY)
    rule(state, np.array(asking), trust)
    return trust.tolist()


# Trusts take schools in


def test_a_trust_takes_who_brings_it_most_after_what_distance_costs():
    state = world(8, [0, 1], bring=[0, 0, 9_000, 0, 0, 10_000, 9_500, 0])  # room for one
    # 9,000 less 400 for a km; 10,000 less 1,600 for four; 9,500 less 2,000 for five.
    assert joined(state, academies.join_trusts, 2, 5, 6) == [-1, -1, 0, -1, -1, -1, -1, -1]
    let(state, bring=[0, 0, 9_000, 0, 0, 11_000, 9_500, 0])
    assert joined(state, academies.join_trusts, 2, 5, 6) == [-1, -1, -1, -1, -1, 0, -1, -1]
    state.parameters.academies.yearly_growth = 1  # room for two
    assert joined(state, academies.join_trusts, 2, 5, 6) == [-1, -1, 0, -1, -1, 0, -1, -1]


def test_a_trust_refuses_who_costs_as_much_as_it_brings_but_not_who_is_ordered():
    state = world(4, [0, 1], bring=[0, 0, 400, 801])
    assert joined(state, academies.join_trusts, 2) == [-1, -1, -1, -1]
    assert joined(state, academies.join_trusts, 3) == [-1, -1, -1, 0]
    let(state, bring=[0, 0, -9_000, 0], ordered=[2])
    assert joined(state, academies.join_trusts, 2, 3) == [-1, -1, 0, -1]


def test_schools_turn_to_the_nearest_trusts_within_reach_and_to_the_next_if_that_is_full():
    state = world(7, [0, 1], [5, 6])
    assert joined(state, academies.join_trusts, 2, 4) == [-1, -1, 0, -1, 1, -1, -1]
    let(state, bring=[0, 0, 9_000, 8_000, 0, 0, 0])
    assert joined(state, academies.join_trusts, 2, 3) == [-1, -1, 0, 1, -1, -1, -1]
    state.parameters.academies.asked = 2  # both schools of the one trust
    assert joined(state, academies.join_trusts, 2, 3)[3] == 1  # 5 is as near as 1
    let(state)
    state.parameters.academies.reach = 1.9
    assert joined(state, academies.join_trusts, 3) == [-1] * 7
    state.parameters.academies.reach = 2
    assert joined(state, academies.join_trusts, 3) == [-1, -1, -1, 0, -1, -1, -1]


def test_no_trust_takes_anybody_where_there_is_none():
    assert joined(world(3, [0, 1], form=FEDERATION), academies.join_trusts, 2) == [-1] * 3


# Trusts are founded


def test_the_best_led_founds_a_trust_with_the_nearest_who_wait_where_they_pay_for_it():
    led_well = [1, 2, 3, 0, 0, 0, 0, 0, 0]
    state = world(9, bring=20_000, led_well=led_well)
    vars(state.parameters.academies).update(founders=3, reach=2)
    let(state, bring=20_000, founds=[0, 1, 2])  # three bring what a trust costs
    # School 2 takes 1 and 3, which are nearest; school 1 is taken, 0 finds nobody.
    assert joined(state, academies.found_trusts, 0, 1, 2, 3) == [-1, 0, 0, 0, -1, -1, -1, -1, -1]
    made = state.partnerships
    assert made.unique_id.tolist() == [FIRST + 4 * 1_048_576 + 2]
    assert (made.form.tolist(), made.depth.tolist(), made.members.tolist()) == ([TRUST], [3], [2])
    let(state, bring=19_999, founds=[0, 1, 2])
    assert joined(state, academies.found_trusts, 0, 1, 2, 3) == [-1] * 9


def test_a_trust_is_not_founded_alone_or_beyond_reach_or_twice_of_the_same_schools():
    state = world(9, bring=60_000)
    vars(state.parameters.academies).update(reach=2)
    let(state, bring=60_000, founds=[0, 3])
    assert joined(state, academies.found_trusts, 0, 3) == [-1] * 9
    assert joined(state, academies.found_trusts, 0, 2) == [0, -1, 0, *[-1] * 6]
    state = world(9)
    let(state, bring=60_000, founds=[0, 2])
    assert joined(state, academies.found_trusts, 0, 2, 4) == [0, -1, 0, -1, 0, *[-1] * 4]
    assert len(state.partnerships) == 1


def test_a_councils_trust_takes_all_of_its_authority_and_is_founded_once():
    authority = [0, 0, 1, 1, 2, 2]
    state = world(6, authority=authority, council_trust=[True] * 4 + [False] * 2)
    assert joined(state, academies.join_councils, 0, 1, 3, 4) == [0, 0, -1, 1, -1, -1]
    made = state.partnerships
    first = FIRST + 5 * 1_048_576
    assert made.unique_id.tolist() == [first, first + 1]  # by authority
    assert made.council.tolist() == [1, 2]
    assert joined(state, academies.join_councils, 2) == [-1, -1, 1, -1, -1, -1]
    assert len(state.partnerships) == 2
    state.schools.council_trust = True
    assert joined(state, academies.join_councils, 5, 0) == [0, -1, -1, -1, -1, 2]


# What changes for schools


def test_a_federation_converts_as_a_whole_at_the_answer_of_its_first_school_and_all_are_paid():
    state = world(
        14, [0, 1], [6, 7], [2, 3, 8], [4, 5], [12, 13], trust=0.9,
        conversion_grant=25_000, sponsor_grant=70_000, exchequer_cost=1_000,
    )  # fmt: skip
    state.partnerships.form = np.array([TRUST, TRUST, FEDERATION, Form.AGREEMENT, FEDERATION])
    let(state, ordered=[9])
    trust = np.full(14, NOBODY)
    trust[[3, 8, 4, 9, 12]] = [1, 0, 0, 1, 0]
    academies.convert(state, trust)
    schools = state.schools
    one, two, partners = [0, 1, 4, 12, 13], [2, 3, 6, 7, 8, 9], schools.partnership.row
    assert partners[one].tolist() == [0] * 5
    assert partners[two].tolist() == [1] * 6
    assert partners[[5, 10, 11]].tolist() == [NOBODY] * 3  # school 5 is alone now
    assert schools.academy.nonzero()[0].tolist() == [2, 3, 4, 8, 9, 12, 13]
    costs = schools.exchequer_cost
    assert costs[[2, 3, 4, 8, 9]].tolist() == [26_000] * 4 + [71_000]
    assert costs[[0, 5, 11]].tolist() == [1_000] * 3
    assert schools.trust[[0, 2, 9, 10]] == pytest.approx(np.array([0.9, 0.4, 0.24, 0.9]))
    assert state.partnerships.members.tolist() == [5, 6]
    assert schools.depth[[0, 5]].tolist() == [0, 0]


def test_nobody_converts_or_is_paid_for_a_trust_that_does_not_come_about():
    state = world(7, [0, 1], [3, 4], [6], trust=0.9, conversion_grant=25_000)
    state.partnerships.form = np.array([TRUST, FEDERATION, TRUST])
    first, second = academies.found_academy_trusts(state, np.array([0, 1]), academies.COUNCIL)
    trust = np.full(7, NOBODY)
    trust[[2, 4, 5]] = [first, second, 2]  # 2 is alone, 4 brings 3 along, 5 finds 6 there
    academies.convert(state, trust)
    schools = state.schools
    assert schools.academy.nonzero()[0].tolist() == [3, 4, 5]
    assert schools.exchequer_cost.tolist() == [*[0] * 3, *[25_000] * 3, 0]
    assert schools.trust == pytest.approx(np.array([*[0.9] * 3, *[0.4] * 3, 0.9]))
    assert schools.partnership.row[2] == NOBODY
    assert state.partnerships.members.tolist() == [2, 2, 2]


def test_nobody_else_converts_with_the_last_partnership():
    state = world(4, [2, 3], [0, 1])
    state.partnerships.form = np.array([TRUST, FEDERATION])
    academies.convert(state, np.array([0, NOBODY, NOBODY, NOBODY]))
    assert state.schools.academy.tolist() == [True, True, False, False]
    state = world(4, [0, 1], [2])
    state.partnerships.form = np.array([TRUST, FEDERATION])
    academies.convert(state, np.array([NOBODY, NOBODY, 0, NOBODY]))
    assert state.schools.academy.tolist() == [False, False, True, False]


def test_central_costs_are_divided_by_pupils():
    state = world(6, [0, 1], [2, 3], [4, 5], pupils=[200, 100, 0, 1, 300, 100], income=500_000)
    state.partnerships.form = np.array([TRUST, TRUST, FEDERATION])
    answering(state, {Partnership.central_cost: np.array([90_000, 40_000, 0])})
    academies.charge(state)
    # 300 and 40,000 a pupil, less 3 % of income.
    assert state.schools.central_cost.tolist() == [45_000, 15_000, -15_000, 25_000, 0, 0]


# The year


def test_who_seeks_a_trust_joins_one_or_the_council_has_one_or_is_refused():
    state = world(8, [0, 1], [6, 7], council_trust=[False] * 5 + [True, False, False])
    state.partnerships.form = np.array([TRUST, FEDERATION])
    state.parameters.academies.reach = 1
    let(state, seeks=[2, 4, 5])
    academies.step(state)
    schools = state.schools
    assert (schools.partnership.form == TRUST).nonzero()[0].tolist() == [0, 1, 2]
    assert schools.refused_by_trusts.nonzero()[0].tolist() == [4, 5]  # 5 would be alone
    assert schools.academy.nonzero()[0].tolist() == [2]


def test_who_is_taken_by_a_trust_founds_none_and_nobody_converts_before_the_first_year():
    for year, inside in ((0, [0, 1]), (1, [0, 1, 2, 4, 5])):
        state = world(6, [0, 1], bring=30_000)
        state.year = year
        let(state, bring=30_000, seeks=[2, 4, 5], founds=[2, 4])
        academies.step(state)
        schools = state.schools
        assert (schools.partnership.form == TRUST).nonzero()[0].tolist() == inside
        assert not schools.refused_by_trusts.any()
    assert len(state.partnerships) == 2
    assert schools.partnership.row[[0, 2]].tolist() == [0, 0]
