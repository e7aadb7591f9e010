"""Schools that close, and what becomes of everybody there, on a few schools by hand."""

import numpy as np
import pytest
from small_worlds import answering, drawing, heads, line, teachers

from sim.agents import Head, School
from sim.agents.roles import HeadRole, Post
from sim.engine.columns import NOBODY
from sim.year import closures

HEAD, OF_SCHOOL, EXECUTIVE, ACTING = range(4)
COST = 1_000


def world(schools: int, **facts):
    state = line(schools, **facts)
    state.year, state.history["left"] = 1, np.array(0)
    vars(state.parameters.closures).update(
        chance=0.1, amalgamating=0.1, amalgamating_km=1, reach=1, cost=COST
    )
    drawing(state, talent=0, leadership=0, ambition=0)
    answering(state, {Head.returns_to_teaching: True, School.closes: False})
    return state


def closed(state) -> list[int]:
    return state.schools.closed.nonzero()[0].tolist()


def close(state, closing: int, receiving: int) -> None:
    closures.close(state, state.schools[closing], state.schools[receiving], COST)


# What pupils bring along


def test_pupils_money_and_staff_go_where_the_school_did():
    state = world(3, pupils=[100, 300, 200], census_pupils=[110, 290, 200], plan=500)
    schools = state.schools
    schools.balance, schools.policy_grant = np.array([-20_000, 50_000, 0]), np.array([7, 5, 0])
    schools.exchequer_cost = np.array([30, 20, 0])
    schools.partnership, schools.offer_group = 0, 4
    heads(state, [0, 1, 2])
    teachers(state, [0, 0, 1])
    close(state, 0, 1)
    assert closed(state) == [0]
    assert schools.joined.row.tolist() == [1, NOBODY, NOBODY]
    assert schools.further_km[0] == 1
    assert schools.pupils.tolist() == [0, 400, 200]
    assert schools.census_pupils.tolist() == [0, 400, 200]
    assert schools.balance.tolist() == [0, 30_000, 0]
    assert schools.policy_grant.tolist() == [0, 12, 0]
    assert schools.exchequer_cost.tolist() == [0, 20 + COST + 30, 0]
    assert schools.plan.tolist() == [0, 500, 500]
    assert schools.offer_group.tolist() == [NOBODY, 4, 4]
    assert schools.partnership.row.tolist() == [NOBODY, 0, 0]
    assert schools.post.tolist() == [Post.LED_FROM_BASE, Post.HEADSHIP, Post.HEADSHIP]
    assert schools.base.row.tolist() == [0, 1, 2]
    assert state.teachers.school.row.tolist() == [1, 1, 1, 1]  # the last is the head
    assert state.teachers.unique_id.tolist() == [1001, 1002, 1003, 101]
    assert schools.head_displaced.tolist() == [False, True, False]
    assert state.heads.unique_id.tolist() == [102, 103]


def test_a_quarter_of_pupils_travel_five_km_further_and_bring_their_progress():
    state = world(2, pupils=[100, 300], further_km=[9, 2])
    schools = state.schools
    schools.easting, schools.northing = np.array([403, 400]), np.array([300, 304])
    schools.progress = np.array([[4.0, 2.0]] * 7)
    schools.never_weak, schools.once_weak = np.array([[0.1, 0.5]] * 7), np.array([[0.8, 0.4]] * 7)
    close(state, 0, 1)
    assert schools.further_km[1] == pytest.approx(0.75 * 2 + 0.25 * 5)
    assert schools.progress[:, 1] == pytest.approx([2.5] * 7)
    assert schools.never_weak[:, 1] == pytest.approx([0.4] * 7)
    assert schools.once_weak[:, 1] == pytest.approx([0.5] * 7)
    assert not schools.head_displaced.any()  # there was none


def test_as_many_pupils_are_there_next_year():
    """30 pupils of 60 in the census, and 210 of 140, where 0.9 of the census are projected."""
    state = world(2, pupils=[30, 210], census_pupils=[60, 140], own_trend=[-0.4, 0.2])
    state.projected = np.array([0.9])
    state.schools.local_trend = np.array([-0.3, 0.1])
    close(state, 0, 1)
    vars(state.parameters.rolls).update(local_kept=1, local_spread=0, own_kept=1, own_spread=0)
    drawing(state, local_trend=0, own_trend=0)
    assert state.schools[1].own_trend == pytest.approx(np.log(240 / (200 * 0.9)) - 0.1)
    assert state.ask(state.schools, School.next_roll)["pupils"].tolist() == [0, 240]


def test_infants_bring_theirs_in_their_own_year_groups():
    state = world(2, first_group=[0, 0], last_group=[2, 6], pupils=[90, 70])
    state.schools.progress = np.array([[4.0, 0.0]] * 7)
    close(state, 0, 1)
    # 30 of 40 pupils in each of three year groups.
    assert state.schools.progress[:, 1] == pytest.approx([3, 3, 3, 0, 0, 0, 0])


def test_one_pupil_counts_as_one_where_there_was_nobody():
    state = world(2, pupils=[1, 0])
    state.schools.progress = np.array([[4.0, 0.0]] * 7)
    close(state, 0, 1)
    assert state.schools.progress[:, 1] == pytest.approx([4] * 7)


def test_a_year_group_is_a_third_of_an_infant_school_and_a_quarter_of_a_junior_school():
    state = world(3, first_group=[0, 0, 3], last_group=[6, 2, 6])
    groups = [closures.in_year_groups(school).tolist() for school in state.schools]
    assert groups == [[1] * 7, [7 / 3] * 3 + [0] * 4, [0] * 3 + [7 / 4] * 4]


# Heads of what closes


def cluster(state, *led: int, beside: bool = True, there: bool = True):
    """School 0 is the base of others; its executive head sits beside a head of school, or not."""
    schools = state.schools
    schools[np.array(led)].base, schools[np.array(led)].post = 0, Post.HEAD_OF_SCHOOL
    if beside:
        heads(state, [0, *led], role=OF_SCHOOL)
        schools[0].post, schools[0].executive_post = Post.HEAD_OF_SCHOOL, True
        if there:
            one = state.tables.heads.add(np.array([201]), school=0, home=0, role=EXECUTIVE)
            schools[0].executive = one.row[0]
    else:
        roles = [EXECUTIVE if there else ACTING, *[OF_SCHOOL] * len(led)]
        heads(state, [0, *led], role=roles)
        schools[0].post = Post.EXECUTIVE


@pytest.mark.parametrize("beside", [True, False])
def test_an_executive_head_goes_to_the_largest_school_led(beside):
    state = world(5, pupils=[100, 200, 300, 300, 900])
    cluster(state, 1, 2, 3, beside=beside)
    close(state, 0, 4)
    schools, executive = state.schools, 201 if beside else 101
    assert schools.executive.unique_id.tolist() == [0, 0, executive, 0, 0]
    assert schools.executive_post.tolist() == [False, False, True, False, False]
    assert schools.base.row.tolist() == [0, 2, 2, 2, 4]
    assert schools.post.tolist() == [0, *[Post.HEAD_OF_SCHOOL] * 3, Post.HEADSHIP]
    assert state.teachers.unique_id.tolist() == ([101] if beside else [])
    assert schools.head_displaced.tolist() == [False] * 4 + [beside]


@pytest.mark.parametrize("beside", [True, False])
def test_a_vacant_executive_post_goes_there_without_anybody(beside):
    state = world(4, pupils=[100, 200, 300, 900])
    cluster(state, 1, 2, beside=beside, there=False)
    close(state, 0, 3)
    assert state.schools.executive.row.tolist() == [NOBODY] * 4
    assert state.schools.executive_post.tolist() == [False, False, True, False]
    assert state.schools.base.row.tolist() == [0, 2, 2, 3]
    assert state.teachers.unique_id.tolist() == [101]


@pytest.mark.parametrize(
    ("beside", "there", "teach"),
    [(True, True, [201, 101]), (True, False, [101]), (False, True, [101])],
)
def test_it_ends_where_one_school_is_left_to_lead_which_has_its_own_head_again(
    beside, there, teach
):
    state = world(3)
    cluster(state, 1, beside=beside, there=there)
    close(state, 0, 2)
    schools = state.schools
    assert schools.executive.row.tolist() == [NOBODY] * 3
    assert not schools.executive_post.any()
    assert schools.base.row.tolist() == [0, 1, 2]
    assert schools.post.tolist() == [Post.LED_FROM_BASE, Post.HEADSHIP, Post.HEADSHIP]
    assert schools[1].head.role == HeadRole.HEAD
    assert state.teachers.unique_id.tolist() == teach
    assert state.teachers.school.row.tolist() == [2] * len(teach)
    assert schools.head_displaced.tolist() == [False, False, True]


@pytest.mark.parametrize(("there", "teach"), [(True, [201, 102]), (False, [102])])
def test_it_ends_where_the_base_alone_is_left_whose_head_of_school_is_its_head_again(there, teach):
    state = world(3)
    cluster(state, 1, there=there)
    close(state, 1, 2)
    schools = state.schools
    assert schools.executive.row.tolist() == [NOBODY] * 3
    assert not schools.executive_post.any()
    assert schools.post.tolist() == [Post.HEADSHIP, Post.LED_FROM_BASE, Post.HEADSHIP]
    assert (schools[0].head.unique_id, schools[0].head.role) == (101, HeadRole.HEAD)
    assert sorted(state.teachers.unique_id.tolist(), reverse=True) == teach
    assert dict(zip(state.teachers.unique_id, state.teachers.school.row, strict=True)) == {
        **{102: 2},
        **({201: 0} if there else {}),
    }


@pytest.mark.parametrize("there", [True, False])
def test_who_ran_the_base_as_executive_head_is_its_head_again(there):
    state = world(3)
    cluster(state, 1, beside=False, there=there)
    close(state, 1, 2)
    assert state.schools.post.tolist() == [Post.HEADSHIP, Post.LED_FROM_BASE, Post.HEADSHIP]
    assert state.schools[0].head.unique_id == 101
    assert state.schools[0].head.role == (HeadRole.HEAD if there else HeadRole.ACTING_HEAD)


def test_it_goes_on_where_two_schools_are_left():
    state = world(4)
    cluster(state, 1, 2)
    state.schools[3].closed = True
    close(state, 1, 3)
    assert state.schools.executive.unique_id.tolist() == [201, 0, 0, 0]
    assert state.schools.executive_post.tolist() == [True, False, False, False]
    assert state.schools.base.row.tolist() == [0, 1, 0, 3]


def test_schools_of_other_bases_stay_as_they_are():
    state = world(5)
    cluster(state, 1)
    state.schools[4].base, state.schools[4].post = 3, Post.LED_FROM_BASE
    close(state, 0, 2)
    assert state.schools.base.row.tolist() == [0, 1, 2, 3, 3]


# Which schools close


def test_the_smallest_close_first_into_the_nearest_which_is_then_kept():
    state = world(6, pupils=[40, 50, 200, 200, 200, 45])
    closing = np.array([True, True, False, False, False, True])
    closures.close_schools(state, closing, reach=1, cost=COST)
    assert closed(state) == [0, 5]
    assert state.schools.pupils.tolist() == [0, 90, 200, 200, 245, 0]
    assert state.schools.exchequer_cost.tolist() == [0, COST, 0, 0, COST, 0]


def test_a_school_without_an_open_one_within_reach_stays_open():
    state = world(3, pupils=[40, 50, 60], closed=[False, True, False])
    closures.close_schools(state, np.array([True, False, False]), reach=1.9, cost=COST)
    assert closed(state) == [1]
    closures.close_schools(state, np.array([True, True, False]), reach=2, cost=COST)
    assert closed(state) == [0, 1]
    assert state.schools.pupils.tolist() == [0, 50, 100]


def test_a_school_closes_into_the_nearest_that_has_its_year_groups():
    """Infants, juniors, a primary, and a first school."""
    for closing, into in ((0, 1), (1, NOBODY), (2, 1), (3, 4), (4, NOBODY)):
        state = world(5, first_group=[0, 0, 3, 0, 0], last_group=[2, 6, 6, 2, 4], pupils=50)
        closures.close_schools(state, np.arange(5) == closing, reach=2, cost=COST)
        assert state.schools.joined.row[closing] == into


def test_choice_is_lost_where_one_of_the_five_nearest_closes():
    state = world(7, pupils=[10, *[200] * 6])
    closures.close_schools(state, np.arange(7) == 0, reach=1, cost=COST)
    assert state.schools.choice_lost.tolist() == [0, 1, 1, 1, 0, 0, 0]  # of 4: 3, 5, 2, 6, 1
    state = world(3, pupils=[200, 200, 10])
    closures.close_schools(state, np.arange(3) == 2, reach=1, cost=COST)
    assert state.schools.choice_lost.tolist() == [1, 1, 0]  # with fewer than five around


def test_the_second_nearest_is_one_that_is_open():
    state = world(5)
    state.schools.closed = np.arange(5) == 2
    closures.look_around(state)
    assert state.schools.second_km[[0, 1, 3, 4]].tolist() == [3, 2, 2, 3]
    state.schools.closed = np.arange(5) > 1
    closures.look_around(state)
    assert state.schools.second_km[[0, 1]].tolist() == [np.inf] * 2  # one is left beside each


def test_every_post_is_held_where_pupils_came():
    state = world(2, pupils=[28, 200])
    teachers(state, [0, 1])
    closures.close_schools(state, np.array([True, False]), reach=1, cost=COST)
    assert state.schools.head.role.tolist() == [0, HeadRole.ACTING_HEAD]
    assert state.schools.teachers.tolist() == [0, 1]
    assert state.schools.schools_led.tolist() == [0, 1]


def test_a_head_who_teaches_again_leaves_no_gap_among_heads():
    state = world(2)
    heads(state, [0, 1])
    closures.close_schools(state, np.array([True, False]), reach=1, cost=COST)
    assert state.tables.heads.size == 1
    assert state.schools.head.unique_id.tolist() == [0, 102]
    assert state.teachers.unique_id.tolist() == [101]


# Infant and junior schools


def infants_and_juniors(**facts):
    """An infant school, a junior, another infant school, and one that follows neither."""
    state = world(4, first_group=[0, 3, 0, 4], last_group=[2, 6, 2, 6], **facts)
    answering(state, {Head.returns_to_teaching: True, School.amalgamates: np.arange(4) % 2 == 0})
    return state


def test_an_infant_school_joins_the_junior_beside_it_which_becomes_a_primary():
    state = infants_and_juniors()
    closures.amalgamate(state)
    assert closed(state) == [0]  # and the other infant school finds no junior any more
    assert state.schools.first_group.tolist() == [0, 0, 0, 4]
    assert state.schools.pupils.tolist() == [0, 400, 200, 200]
    assert state.schools.exchequer_cost.tolist() == [0, COST, 0, 0]


def test_not_with_a_junior_that_is_far_or_closed_and_then_nothing_changes():
    state = infants_and_juniors()
    state.parameters.closures.amalgamating_km = 0.9
    closures.amalgamate(state)
    assert closed(state) == []
    state = infants_and_juniors(closed=[False, True, False, False])
    closures.amalgamate(state)
    assert closed(state) == [1]


def test_nobody_closes_before_the_first_year():
    def after(year: int) -> list[int]:
        state = infants_and_juniors(pupils=[200, 200, 200, 10])
        rules = {School.amalgamates: np.arange(4) == 0, School.closes: np.arange(4) == 3}
        answering(state, {Head.returns_to_teaching: True} | rules)
        state.year, state.schools[2].last_group = year, 6
        closures.step(state)
        return closed(state)

    assert after(0) == []
    assert after(1) == [0, 3]


def test_a_year_begins_with_every_post_held_though_nobody_closes():
    state = world(2)
    teachers(state, [0, 1])
    answering(state, {School.amalgamates: False, School.closes: False})
    closures.step(state)
    assert state.schools.head.role.tolist() == [HeadRole.ACTING_HEAD] * 2
    assert state.schools.schools_led.tolist() == [1, 1]
