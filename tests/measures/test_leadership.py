"""How leaders come, stay and go, and their week: schools and heads worked out by hand."""

import numpy as np
import pytest
from small_models import FIRST_HEAD, measured, schools_at

from sim.agents.roles import HeadRole, Origin, Post
from sim.engine.columns import NOBODY

YES, NO = True, False
approx = pytest.approx


def rate(model, name, group="all"):
    return measured(model, name, group)


def four(**columns):
    return schools_at([0, 1, 2, 3], **columns)


def with_executive(model, base, *led):
    """An executive head at a base, beside its head, and a head of school in the others."""
    schools = model.schools
    made = model.tables.heads.add(
        np.array([201]), school=base, home=base, role=HeadRole.EXECUTIVE_HEAD
    )
    schools[base].executive_post, schools[base].executive = YES, made.row[0]
    at = np.array([base, *led])
    schools[at].base, schools[at].post = base, Post.HEAD_OF_SCHOOL
    model.count_led()
    return model


# Leaving and recruitment


def test_schools_that_lost_a_leader_are_of_those_that_had_one():
    model = schools_at(
        range(5),
        holder_before=[1, 0, 1, 0, 0],
        leader_before=[1, 1, 0, 0, 1],
        head_left=[YES, NO, YES, NO, NO],
        leader_left=[YES, YES, NO, NO, NO],
    )
    assert rate(model, "leader_lost_rate") == approx(3 / 4)
    assert rate(model, "head_leaver_rate") == approx(2 / 2)


def test_an_executive_head_lost_is_one_who_was_beside_a_head_of_school():
    model = schools_at(
        range(6),
        holder_before=[1, 102, 103, 0, 105, 106],
        leader_before=[201, 1, 103, 204, 0, 203],
        leader_left=[YES, NO, YES, YES, YES, NO],
    )
    assert rate(model, "executive_lost_rate") == approx(1 / 3)


def test_pupils_with_a_new_leader_are_counted_wherever_part_of_leading_is_new():
    model = schools_at([0, 1, 2], pupils=[40, 60, 100], new_leading=[0.2, 0, 1])
    assert rate(model, "new_leader_pupils") == approx(140 / 200)


def test_adverts_are_counted_of_headships_and_of_executive_headships():
    model = four(
        adverts=[1, 2, 3, 0],
        executive_adverts=[0, 0, 2, 1],
        post=[Post.HEADSHIP, Post.HEAD_OF_SCHOOL, Post.HEAD_OF_SCHOOL, Post.LED_FROM_BASE],
        executive_post=[NO, NO, YES, YES],
    )
    # Advertised: 3 headships and 2 executive headships; again: 2 and 1; once more: 1 and 0.
    assert rate(model, "head_readvertised_share") == approx(3 / 5)
    assert rate(model, "head_readvertised_again_share") == approx(1 / 3)
    assert rate(model, "head_advertised_share") == approx(5 / 5)
    model.schools[0].adverts = 0
    assert rate(model, "head_advertised_share") == approx(4 / 5)
    model.schools[3].adverts = 1  # a post that was advertised, and is now led from a base
    assert rate(model, "head_advertised_share") == approx(5 / 6)


def test_posts_with_an_acting_head_or_nobody_are_of_all_posts():
    model = with_executive(schools_at(range(6)), 0, 1)
    schools, heads = model.schools, model.tables.heads
    schools[2].head.role = HeadRole.ACTING_HEAD
    schools[3].head = NOBODY
    schools[4].post, schools[4].head = Post.LED_FROM_BASE, NOBODY
    assert rate(model, "acting_head_share") == approx(2 / 6)  # five posts and the executive's
    schools[0].executive = NOBODY
    assert rate(model, "acting_head_share") == approx(3 / 6)
    schools[5].post = Post.LED_FROM_BASE  # its acting head has no post to hold
    schools[5].head.role = HeadRole.ACTING_HEAD
    assert rate(model, "acting_head_share") == approx(3 / 5)
    assert rate(model, "leader_posts") == 5
    assert heads.size == 7


def test_new_heads_are_those_in_the_year_of_their_first_headship():
    model = four()
    model.year = 7
    model.heads.appointed_year = np.array([7, 6, 7, 5])
    model.heads.role = np.array([0, 1, 3, 2])  # the third acts
    assert rate(model, "new_head_share") == approx(1 / 3)


def test_retention_is_of_heads_first_appointed_under_50_so_long_ago():
    model = schools_at(range(7))
    model.year = 10
    heads = model.heads
    heads.appointed_year = np.array([9, 9, 7, 5, 5, 5, 4])
    heads.appointed_age = np.array([49, 50, 30, 49, 40, 51, 40])
    model.history = {f"heads {year}": np.array([0, 0, n, 0, 0, 0]) for year, n in
                     ((9, 2), (7, 4), (5, 3), (8, 9), (6, 9))}  # fmt: skip
    assert rate(model, "head_retention_1y") == approx(1 / 2)
    assert rate(model, "head_retention_3y") == approx(1 / 4)
    assert rate(model, "head_retention_5y") == approx(2 / 3)


def test_moves_and_able_heads_are_of_heads_there_before():
    model = schools_at(
        range(6),
        holder_before=[1, 2, 3, 4, 0, 0],
        head_moved_larger=[YES, NO, NO, NO, YES, NO],
        holder_leadership=[1, 0.5, 0.4, 2, 3, 0],
        head_left=[YES, NO, YES, NO, NO, NO],
    )
    model.parameters.leaving.able = 0.5
    assert rate(model, "head_move_to_larger_rate") == approx(1 / 4)
    assert rate(model, "able_head_leaver_rate") == approx(1 / 3)
    assert rate(model, "head_leaver_rate") == approx(2 / 4)


def test_who_leads_several_schools_is_one_departure():
    model = schools_at(
        range(5),
        pupils=[40, 60, 100, 200, 300],
        leader_before=[7, 7, 8, 9, 7],
        leader_left=[YES, YES, YES, NO, NO],
    )
    assert rate(model, "schools_per_departure") == approx(3 / 2)
    assert rate(model, "pupils_per_departure") == approx(200 / 2)
    # Of those below 75 the first leader's two, as parts of one departure.
    assert rate(model, "schools_per_departure", "<75") == approx(2 / 1)


def test_posts_are_heads_heads_of_school_and_executive_heads():
    model = four(
        post=[Post.HEADSHIP, Post.HEAD_OF_SCHOOL, Post.LED_FROM_BASE, Post.EXECUTIVE],
        executive_post=[NO, YES, NO, NO],
    )
    assert rate(model, "leader_posts") == 4


def test_where_new_heads_come_from():
    elsewhere = Origin.ELSEWHERE
    came = [Origin.NONE, Origin.OWN_SCHOOL, Origin.PARTNER, elsewhere, elsewhere]
    model = schools_at(range(5), head_from=came)
    assert rate(model, "heads_from_own_school") == approx(1 / 4)
    assert rate(model, "heads_from_partnership") == approx(2 / 4)


def test_the_leadership_of_new_heads_is_of_those_in_post():
    model = four(head_is_new=[YES, YES, NO, YES])
    model.heads.leadership = np.array([1, 2, 5, 7])
    model.schools[3].head = NOBODY
    assert rate(model, "new_head_leadership") == approx(1.5)


def test_heads_by_the_rank_they_had_four_years_before():
    model = schools_at(range(8))
    model.year, heads = 10, model.heads
    heads.appointed_year = np.array([7, 7, 7, 7, 7, 7, 6, 6])
    heads.senior_year = np.array([2, 6, 7, 7, 7, 7, 9, 9])
    heads.middle_year = np.array([2, 1, 6, 5, 9, 6, 9, 6])
    heads.role = np.array([0, 0, 0, 0, 0, 0, 0, 3])
    assert rate(model, "heads_were_heads") == approx(1 / 7)
    assert rate(model, "heads_were_deputies") == approx(2 / 7)
    assert rate(model, "heads_were_middle_leaders") == approx(3 / 7)


def test_an_able_head_gains_what_a_standard_deviation_of_leadership_adds():
    model = schools_at(range(5))
    model.heads.leadership = np.array([1, 3, 5, 7, 99])  # about the mean of 4: 9, 1, 1 and 9
    model.heads.role = np.array([0, 1, 2, 0, 3])
    model.parameters.teaching.leadership_effect = 0.4
    assert rate(model, "able_head_gain") == approx(0.4 * np.sqrt(5))


# Shared headship


def led_from_the_first(model):
    """The first school's head leads the second, 3 km away, too; the others have their own."""
    schools = model.schools
    schools[1].base, schools[1].post, schools[1].head = 0, Post.LED_FROM_BASE, NOBODY
    model.tables.heads.remove(np.array([1]))
    model.count_led()
    return model


def test_travel_is_that_of_leaders_from_elsewhere():
    model = led_from_the_first(schools_at([0, 3, 50, 90]))
    model.parameters.week.travel_per_km = 0.2
    assert rate(model, "leader_travel_hours") == approx(0.6 / 4)
    model.schools[2].km_to_base = 7.0  # its head is its own
    assert rate(model, "leader_travel_hours") == approx(0.6 / 4)


def test_shared_and_executive_headships_are_counted_where_they_are_based():
    model = led_from_the_first(schools_at([0, 3, 50, 90]))
    assert rate(model, "executive_heads") == 1
    assert rate(model, "executive_led_share") == 0.5
    model.schools[2].executive_post = YES  # made, and led from by nobody yet
    model.schools[0].executive_post = YES
    assert rate(model, "executive_heads") == 2


def test_distance_is_from_the_middle_of_the_schools_led_together():
    model = schools_at([0, 6, 0, 70], [0, 0, 9, 4])
    schools = model.schools
    schools[np.array([1, 2])].base = 0
    model.count_led()
    # The middle is at (2, 3): the square roots of 13, 25 and 40.
    assert rate(model, "cluster_km_mean") == approx((13**0.5 + 5 + 40**0.5) / 3)
    schools.base = np.array([0, 0, 2, 3])
    model.count_led()
    assert rate(model, "cluster_km_mean") == approx(3)  # of two, 6 km apart
    schools.base = np.array([0, 1, 2, 3])
    model.count_led()
    assert np.isnan(rate(model, "cluster_km_mean"))


# The week


def test_heads_teach_what_falls_to_them_in_hours():
    model = four(taught_by_head=[0, 0.5, 0, 0.1])
    model.parameters.week.hours_per_teacher = 30
    assert rate(model, "head_teaching_hours") == approx(18 / 4)
    assert rate(model, "head_teaches_share") == 0.5


def test_administration_is_the_schools_and_the_duties_of_its_heads_shared_by_leading_wanted():
    model = led_from_the_first(
        schools_at(
            [0, 3],
            admin_needed=[20, 10],
            admin_saved=[1, 2],
            admin_by_staff=[2, 0],
            admin_by_deputies=[3, 0],
            leading_wanted=[30, 10],
        )
    )
    model.heads.duties_hours = 8.0
    # 14 and 8 hours; and of the head's 8 hours 6 and 2.
    assert rate(model, "head_admin_hours") == approx((14 + 6 + 8 + 2) / 2)
    model.schools[0].pupils = 400
    assert rate(model, "head_admin_hours", "small") == approx(8 + 2)


def test_leading_is_a_mean_of_schools():
    assert rate(four(leading_hours=[1, 2, 3, 10]), "head_leading_hours") == 4


def test_an_executive_head_leads_all_with_heads_of_school():
    model = with_executive(four(), 0, 1, 2)
    assert rate(model, "executive_led_share") == 0.75
    assert rate(model, "executive_heads") == 1
    assert model.schools.head.unique_id.tolist() == [FIRST_HEAD + row for row in range(4)]
