"""Partnerships as they form, take offers, deepen and end, on schools along a line by hand."""

import numpy as np
import pytest
from small_worlds import answering, drawing, line

from sim.agents import Partnership, School
from sim.agents.partnership import ACTIVITIES
from sim.agents.roles import Form, Post
from sim.engine.columns import NOBODY
from sim.year import partnerships

YEAR = 2
FIRST = 1_107_917_012_992  # 2^40, and 1,002 blocks of 2^23
NOT_AT_ALL = 9.0


def schools(count: int, *groups: list[int], **facts):
    """Schools on a line, with these groups in partnerships; ``of`` has the partnerships' own."""
    own = [name for name in ("form", "group", "grouping") if name in facts]
    of = {name: np.array(facts.pop(name)) for name in own}
    state = line(count, **facts)
    state.year = YEAR
    members = np.array([len(group) for group in groups])
    made = state.tables.partnerships.add(7 + np.arange(len(groups)), members=members, **of)
    for row, group in zip(made.rows, groups, strict=True):
        state.schools[np.array(group)].partnership = row
    p = state.parameters.partnerships
    vars(p).update(known_schools=9, reach=3, taste_km=2, most_members=8, past_years=5)
    return state


def belongs(state) -> list[int]:
    return state.schools.partnership.row.tolist()


def test_new_partnerships_are_numbered_among_schools_or_as_many_as_found_them():
    state, among = schools(3), []
    state.numbers = lambda first, place, places: among.append(places) or first + place
    partnerships.found_partnerships(state, np.array([2]))
    partnerships.found_partnerships(state, np.array([1]), founders=7)
    assert among == [3, 7]


# What partnerships and members know of each other


def test_a_school_alone_has_no_partnership_and_one_of_two_goes_on():
    state = schools(7, [0, 1, 2], [5], [3, 4])
    partnerships.update_partnerships(state)
    assert state.partnerships.unique_id.tolist() == [7, 9]
    assert belongs(state) == [0, 0, 0, 1, 1, NOBODY, NOBODY]
    assert state.partnerships.members.tolist() == [3, 2]
    assert state.tables.partnerships.size == 2


def test_a_partnership_knows_the_means_of_its_members():
    post, base = np.ones(6, dtype=int), np.arange(6)
    post[[1, 4]], base[[1, 4]] = Post.LED_FROM_BASE, [0, 5]  # 4 is led from outside
    state = schools(
        6, [0, 1, 2], [3, 4], post=post, base=base, trust=[0.2, 0.4, 0.9, 0.1, 0.3, 9],
        joint_years=[5, 0, 10, 1, 2, 5], leader_is_new=[True, False, False, True, True, True],
        offer_depth=[2, 1, 0, 2, 3, 2],
    )  # fmt: skip
    state.schools.easting = np.array([400, 401, 402, 500, 506, 0])
    state.schools.northing = np.array([300, 300, 300, 100, 108, 0])
    prescribed = np.array([0.3, 0.6, 0, 0, 0.5, 1])
    answering(state, {School.grant_in_prospect: 9_000, School.work_prescribed: prescribed})
    partnerships.update_partnerships(state)
    both = state.partnerships
    assert both.leaders.tolist() == [2, 2]  # who leads two of a partnership is one
    assert both.trust == pytest.approx([0.5, 0.2])
    assert both.past == pytest.approx([2 / 3, 0.3])
    assert both.mean_km == pytest.approx([2 / 3, 5])
    assert both.new_leaders == pytest.approx([1 / 3, 1])
    assert both.prescribed == pytest.approx([0.3, 0.25])
    assert both.offered == pytest.approx([3_000, 9_000])  # for more than ad hoc work


def test_what_a_scheme_prescribes_is_felt_in_its_own_group_and_a_decree_by_whoever_has_it():
    state = schools(
        9, [0, 1, 2], [3, 4], [5, 6], group=[3, 2, 0], offer_group=[2, 2, -1, 2, 2, -1, 2, 2, 2],
        offer_prescribed=[0.9, 0.3, 0, 1, 1, 0, 1, 1, 1],
        prescribed_by_decree=[0.6, 0, 0, 0, 0, 0, 0.4, 1, 0],
    )  # fmt: skip
    partnerships.update_partnerships(state)
    assert state.partnerships.prescribed == pytest.approx([1.2 / 3, 0, 0.2])


def test_schools_know_how_deep_and_how_broad_their_partnership_is_and_what_it_takes():
    state = schools(6, [0, 1, 2], [3, 4])
    state.parameters.partnerships.enough_partners = 2
    state.partnerships.depth = np.array([3, 1])
    state.partnerships.does = np.array([[1, 1], [0, 1], *[[0, 0]] * 8])
    answering(state, {Partnership.coordination: np.array([3.0, 4.0])})
    partnerships.update_members(state)
    assert state.schools.depth.tolist() == [3, 3, 3, 1, 1, 0]
    # 1 - exp(-1) among three, 1 - exp(-1/2) among two.
    first, second = ([0.632121] * 3 + [0.393469] * 2 + [0], [0] * 3 + [0.393469] * 2 + [0])
    assert getattr(state.schools, ACTIVITIES[0]) == pytest.approx(np.array(first), abs=1e-5)
    assert getattr(state.schools, ACTIVITIES[1]) == pytest.approx(np.array(second), abs=1e-5)
    assert state.schools.coordination.tolist() == [3, 3, 3, 4, 4, 0]


# Offers and federations


def test_schools_that_take_an_offer_join_its_group_which_begins_with_two():
    state = schools(
        12, [6, 7], [8, 9], [10, 11], group=[1, 5, 0], offer_group=[0, 0, 2, 2, 3, *[-1] * 7],
        offer_required=[False, False, True, *[False] * 9],
        offer_prescribed=[0.5, 0, 0.5, 1, *[0] * 8], trust=NOT_AT_ALL,
    )  # fmt: skip
    vars(state.parameters.partnerships).update(trust_start=0.4, trust_imposed=0.6)
    partnerships.take_offers(state, np.arange(5))
    assert belongs(state) == [0, 0, 3, 3, NOBODY, NOBODY, 0, 0, 1, 1, 2, 2]
    made = state.partnerships[3]
    assert made.unique_id == FIRST + 2 * 1_048_576 + 2  # its founder is school 2
    assert (made.group, made.depth, made.founded, bool(made.required)) == (3, 1, YEAR, True)
    # The first feels half of it imposed; who may not decline, and who has all prescribed, all.
    expected = [0.4 * 0.8, 0.4, 0.4 * 0.6, 0.4 * 0.6, NOT_AT_ALL]
    assert state.schools.trust[:5] == pytest.approx(np.array(expected))


def test_the_same_number_in_groups_made_otherwise_is_another_group():
    state = schools(8, [6, 7], group=[1], grouping=[8], offer_group=0, offer_grouping=9)
    state.schools[2:4].offer_grouping = 8
    vars(state.parameters.partnerships).update(trust_start=0.4, trust_imposed=0.6)
    partnerships.take_offers(state, np.array([0, 1, 2]))
    assert belongs(state) == [1, 1, 0, NOBODY, NOBODY, NOBODY, 0, 0]
    assert (state.partnerships[1].group, state.partnerships[1].grouping) == (1, 9)
    partnerships.take_offers(state, np.array([4]))
    assert state.schools[4].partnership.row == 1
    state = schools(4, [2, 3], group=[2], grouping=[8], offer_group=0, offer_grouping=9)
    partnerships.take_offers(state, np.array([0, 1]))
    assert belongs(state) == [1, 1, 0, 0]


def test_nobody_takes_an_offer_and_nothing_changes():
    state = schools(2)
    partnerships.take_offers(state, np.arange(0))
    assert belongs(state) == [NOBODY, NOBODY]


def test_schools_under_one_head_become_one_federation_at_least_as_deep_as_an_agreement():
    base = np.array([0, 0, 2, 2, 4, 4])
    state = schools(6, [3, 4], base=base, depth=[1, 9, 3, 9, 0, 0])
    partnerships.federate(state, np.array([0, 2]))
    assert belongs(state) == [1, 1, 2, 2, 0, NOBODY]
    made = state.partnerships[1:]
    assert made.unique_id.tolist() == [FIRST + 1_048_576, FIRST + 1_048_576 + 2]
    assert made.form.tolist() == [Form.FEDERATION] * 2
    assert made.depth.tolist() == [2, 3]
    assert made.members.tolist() == [2, 2]


# Whom schools approach, and whom they join


def liking(state, **about: float) -> None:
    """Draws about schools: ``about`` has s0=... for school 0; others are neither liked nor not."""
    drawn = {int(name[1:]): value for name, value in about.items()}
    drawing(
        state,
        partner=lambda number, rows: (
            np.vectorize(lambda row: drawn.get(row, 0.0))(rows) + 0.0 * number
        ),
    )


def approached(state, *asking: int) -> list[int]:
    return partnerships.approach(state, np.array(asking)).tolist()


def test_schools_approach_the_nearest_that_is_open_to_partners_within_reach():
    # 1 and 6 are in a full partnership, 2 and 7 in a federation, 3 in none and not asking.
    state = schools(9, [1, 6], [2, 7], [4, 8], form=[0, Form.FEDERATION, Form.AGREEMENT])
    p = state.parameters.partnerships
    p.most_members = 3
    state.partnerships.members = np.array([3, 2, 2])
    liking(state)
    p.reach = 4
    assert approached(state, 0) == [4, *[NOBODY] * 8]
    p.reach = 3.9
    assert approached(state, 0) == [NOBODY] * 9
    p.reach = 4
    state.partnerships.form = np.array([0, Form.ACADEMY_TRUST, 0])
    assert approached(state, 0)[0] == 4
    assert approached(state, 0, 3) == [3, NOBODY, NOBODY, 4, *[NOBODY] * 5]
    p.known_schools = 4
    assert approached(state, 0)[0] == 4
    p.known_schools = 3
    assert approached(state, 0)[0] == NOBODY


@pytest.mark.parametrize(
    ("likes", "target"),
    [
        ({}, 1),
        ({"s1": 1, "s2": -0.25}, 2),  # 1 + 2 km against 2 - 0.5
        ({"s1": 0.5, "s2": 0.1}, 1),  # 2 against 2.2
        ({"s1": 0.1, "s2": 0.4}, 1),  # 1.2 against 2.8
        ({"s1": 0.6}, 2),  # 2.2 against 2
    ],
)
def test_tastes_are_worth_kilometres(likes, target):
    state = schools(5, [1, 3], [2, 4])
    liking(state, **likes)
    assert approached(state, 0)[0] == target


def test_a_taste_is_about_the_school():
    state = schools(3)
    liking(state, s0=1, s1=-1)
    assert approached(state, 0, 1, 2)[1] == 2


def test_two_schools_that_approach_each_other_found_a_partnership_and_a_third_waits():
    state = schools(4)
    liking(state, s2=3)
    partnerships.join(state, np.array([0, 1, 2]))
    assert belongs(state) == [0, 0, NOBODY, NOBODY]
    made = state.partnerships
    assert made.unique_id.tolist() == [FIRST]
    assert (made.depth.tolist(), made.founded.tolist()) == ([1], [YEAR])


def test_a_partnership_takes_those_who_come_while_it_has_room():
    state = schools(6, [4, 5], [0, 1])
    state.parameters.partnerships.most_members = 3
    liking(state, s2=9, s3=9, s4=2.5)
    partnerships.join(state, np.array([2, 3]))
    assert belongs(state) == [1, 1, 1, NOBODY, 0, 0]
    state = schools(6, [0, 1], [4, 5])
    liking(state, s0=-1, s3=9, s2=9)
    partnerships.join(state, np.array([2, 3]))  # 2 comes to school 0, 3 to school 4
    assert belongs(state) == [0, 0, 0, 1, 1, 1]
    assert len(state.partnerships) == 2


# The year


def year(state, answers) -> None:
    """A year in which trust and governors stay as they are, and nobody does anything unasked."""
    no = dict.fromkeys(
        [School.leaves_partners, School.takes_offer, School.federates, School.wants_partners], False
    )
    quiet = {Partnership.deepens: 0, Partnership.next_form: Form.INFORMAL, School.earns_grant: 0}
    answering(state, no | quiet | answers)
    far = {"partner": lambda number, rows: 9.0 * (rows < 7) + 0.0 * number}  # but for 7 and 8
    drawing(state, trust=0, governors=0, activity=0.999, **far)
    partnerships.step(state)


def test_schools_leave_partners_others_find_some_and_depth_stays_within_its_bounds():
    state = schools(9, [0, 1, 2], [3, 4], [5, 6], joint_years=10)
    state.partnerships.depth = np.array([3, 5, 1])
    year(state, {
        School.leaves_partners: np.arange(9) == 2,
        School.wants_partners: np.arange(9) > 2,
        Partnership.deepens: np.array([1, 1, -1, 0]),
    })  # fmt: skip
    assert belongs(state) == [0, 0, NOBODY, 1, 1, 2, 2, 3, 3]
    assert state.schools.left_partners.nonzero()[0].tolist() == [2]
    assert state.partnerships.depth.tolist() == [4, 5, 1, 1]
    assert state.schools.depth.tolist() == [4, 4, 0, 5, 5, 1, 1, 1, 1]
    assert state.schools.joint_years.tolist() == [11, 11, 10, *[11] * 6]


def test_offers_are_taken_and_who_leads_two_schools_may_federate():
    state = schools(
        6, offer_group=[0, 0, *[-1] * 4], base=np.array([0, 1, 2, 2, 4, 5]),
        schools_led=[1, 1, 2, 0, 1, 1], granted=100, policy_grant=10,
    )  # fmt: skip
    state.schools[3].post = Post.LED_FROM_BASE
    year(state, {
        School.takes_offer: True,
        School.federates: True,
        Partnership.next_form: np.array([Form.AGREEMENT, Form.FEDERATION]),
        School.earns_grant: np.array([5, 0, 0, 0, 0, 0]),
    })  # fmt: skip
    assert belongs(state) == [0, 0, 1, 1, NOBODY, NOBODY]
    assert state.partnerships.form.tolist() == [Form.AGREEMENT, Form.FEDERATION]
    assert state.schools.granted.tolist() == [105, *[100] * 5]
    assert state.schools.policy_grant.tolist() == [15, *[10] * 5]


def test_who_leaves_partners_seeks_none_that_year_but_does_in_the_next():
    state = schools(9, [5, 6, 7, 8])
    wants = {School.wants_partners: np.arange(9) > 6}
    year(state, {School.leaves_partners: np.arange(9) > 6, **wants})
    assert belongs(state) == [*[NOBODY] * 5, 0, 0, NOBODY, NOBODY]
    state.year += 1
    year(state, wants)
    assert belongs(state)[7] == belongs(state)[8] >= 0


def test_who_leaves_partners_takes_no_offer_that_year_unless_it_is_required():
    state = schools(5, [0, 1, 2], offer_group=0, offer_required=[False, True, False, False, True])
    year(state, {School.leaves_partners: np.arange(5) < 2, School.takes_offer: np.arange(5) != 2})
    assert belongs(state) == [NOBODY, 0, NOBODY, 0, 0]  # nobody is left with school 2


def test_schools_under_one_head_do_not_federate_while_another_body_governs_one_of_them():
    base = np.array([0, 0, 2, 2, 4, 4])
    state = schools(6, [1, 2], [5, 4], form=[Form.FEDERATION, 1], base=base)
    state.schools.schools_led = np.array([2, 0, 2, 0, 2, 0])
    year(state, {School.federates: np.arange(6) != 2})
    assert belongs(state) == [NOBODY, 0, 0, NOBODY, 1, 1]


def test_schools_under_one_head_do_not_federate_in_a_year_in_which_one_of_them_leaves_partners():
    base = np.array([0, 0, 2, 2, 4, 4])
    state = schools(6, [0, 1, 4], base=base, schools_led=[2, 0, 2, 0, 2, 0])
    year(state, {School.leaves_partners: np.isin(np.arange(6), [1, 4]), School.federates: True})
    assert belongs(state) == [NOBODY, NOBODY, 0, 0, NOBODY, NOBODY]
