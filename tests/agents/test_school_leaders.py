"""Leading a school, and its headship as a post, worked out on paper."""

from math import log

import pytest
from small_worlds import OnPaper, having, numbers

from sim.agents import School
from sim.agents.roles import Form, Grade, Post

approx = pytest.approx
WEEK = {
    **{"admin_fixed": 20, "admin_by_roll": 0.5, "admin_ordinary_roll": 200},
    **{"admin_per_pupil": 0.02, "bought_most": 0.25, "bought_hours": 0.8, "leading_fixed": 6},
    **{"leading_per_class": 2, "most_classes": 7, "shared_subjects": 0.2, "deputy_admin": 0.1},
    **{"deputy_relief": 0.3, "shared_business": 0.3, "shared_systems": 0.1},
    **{"admin_executive": 0.25, "done_once": 0.2, "own_classes": 0.6, "ordinary_classes": 7},
}
HIRING = {
    **{"sharing": -1.5, "sharing_cost": 0.8, "sharing_roll": 100, "sharing_partners": 0.6},
    **{"unsharing": 0.5, "unsharing_federated": 0.3, "appeal_good": 0.4},
    **{"appeal_report_card": 0.5, "appeal_partners": 0.1, "appeal_head_of_school": -0.7},
    **{"appeal_roll": 0.3, "appeal_pay": 0.05, "appeal_teaching": 0.2, "head_standard": -0.5},
    **{"executive_standard": 0.6, "site_standard": -0.25, "standard_governors": 0.15},
}


def school(single_grade=True, **has):
    usual = {
        **{"deputies": 0, "pupils": 100, "closed": False, "plan": 1_000, "classes": 4},
        **{"subject_leadership": 0.5, "business_management": 0.5, "common_systems": 0.4},
        **{"base": having(executive=having(unique_id=0), post=Post.HEADSHIP, unique_id=1)},
        **{"post": Post.HEADSHIP, "leading_hours": 26, "depth": 2, "sharing_support": 0.3},
        **{"partnership": having(form=Form.INFORMAL, agreement=lambda: 0.5)},
        **{"ofsted_grade": Grade.OUTSTANDING, "post_pupils": 200, "pay_supplement": 2_000},
        **{"teaching_gap": 0.5, "executive_post": False, "pupils_led": 300, "governance": 2},
        **{"schools_led": 1},
    }
    money = {"plan_posts": 0.5, "plan_cpd": 0.1}
    inspection = {"single_grade": single_grade}
    parameters = numbers(week=WEEK, recruitment=HIRING, money=money, inspection=inspection)
    return OnPaper(School, parameters, **(usual | has))


NEEDED = 20 * (1 + 0.5 * (0.5 - 1)) + 0.02 * 100  # 17 hours
SAVED = NEEDED * (0.3 * 0.5 + 0.1 * 0.4)  # by business management and systems shared
STAFF = 0.8 * 0.4  # bought with 400 of the plan


def test_administration_weighs_on_small_schools_and_is_saved_or_bought_or_done():
    found = school().leaders_work()
    assert found == {
        **{"admin_needed": approx(NEEDED), "admin_saved": approx(SAVED)},
        **{"admin_by_staff": approx(STAFF), "admin_by_deputies": 0},
        "leading_wanted": approx((6 + 2 * 4) * (1 - 0.2 * 0.5)),
    }
    one = school().set(**found)
    assert one.admin_by_heads() == approx(NEEDED - SAVED - STAFF)
    assert one.set(admin_by_deputies=2).admin_by_heads() == approx(NEEDED - SAVED - STAFF - 2)


def test_a_deputy_does_a_tenth_of_what_is_left_and_relieves_the_head_of_leading():
    found = school(deputies=1).leaders_work()
    assert found["admin_by_deputies"] == approx(0.1 * (NEEDED - SAVED - STAFF))
    assert found["leading_wanted"] == approx(12.6 * 0.7)


def test_support_staff_take_over_a_quarter_at_most_and_as_much_may_be_saved_on_them():
    most = 0.25 * (NEEDED - SAVED)
    assert school(plan=90_000).leaders_work()["admin_by_staff"] == approx(most)
    assert school(plan=-90_000).leaders_work()["admin_by_staff"] == approx(-most)


def test_more_than_seven_classes_want_no_more_leading():
    assert school(classes=9).leaders_work()["leading_wanted"] == approx(20 * 0.9)


def test_a_closed_school_wants_nothing():
    found = school(closed=True, pupils=0).leaders_work()
    assert found["admin_needed"] == found["leading_wanted"] == 0


PARTNERS = 0.3 * 0.5 + 0.1 * 0.4


@pytest.mark.parametrize(
    ("post", "executive", "base_post", "base", "once"),
    [
        (Post.HEADSHIP, 0, Post.HEADSHIP, 1, 0),  # the base itself
        (Post.LED_FROM_BASE, 0, Post.HEADSHIP, 2, 0.2),  # a shared head does it once for both
        (Post.HEAD_OF_SCHOOL, 1, Post.HEAD_OF_SCHOOL, 2, 0.2 * 0.25),
        (Post.HEAD_OF_SCHOOL, 0, Post.EXECUTIVE, 2, 0.2 * 0.25),
        (Post.HEAD_OF_SCHOOL, 0, Post.HEAD_OF_SCHOOL, 2, 0),  # the executive headship is vacant
    ],
)
def test_a_leader_of_several_does_a_fifth_once_of_what_is_the_leaders(
    post, executive, base_post, base, once
):
    at = having(executive=having(unique_id=executive), post=base_post, unique_id=base)
    assert school(post=post, base=at).admin_shared() == approx(1 - (1 - PARTNERS) * (1 - once))


def test_hours_for_each_class_reckon_partly_with_a_usual_number_of_classes():
    assert school().hours_per_class() == approx(26 / (0.6 * 4 + 0.4 * 7))
    assert school(classes=-9).hours_per_class() == 26


@pytest.mark.parametrize(
    ("has", "odds"),
    [
        ({}, -1.5 + 0.6 * 0.5 + 0.3),
        ({"depth": 1}, -1.5 + 0.6 * 0.5 + 0.3),
        ({"depth": 0}, -1.5 + 0.3),
        ({"pupils": 50}, -1.5 + 0.8 * log(2) + 0.3 + 0.3),  # dear in a small school
        ({"pupils": 0}, -1.5 + 0.8 * log(100) + 0.6),
    ],
)
def test_a_head_is_shared_where_one_is_dear_and_partners_agree(has, odds):
    assert school(**has).odds("shares_head", "share") == approx(odds, abs=1e-5)


def test_a_small_school_and_a_federation_go_on_sharing():
    assert school(pupils=50).odds("ends_sharing", "unshare") == approx(0.5 - 0.8 * log(2), abs=1e-5)
    apart = school().chance("ends_sharing", "unshare")
    one_body = school(partnership=having(form=Form.FEDERATION))
    assert one_body.chance("ends_sharing", "unshare") == approx(0.3 * apart)
    assert school(pupils=0).odds("ends_sharing", "unshare") == approx(
        0.5 - 0.8 * log(100), abs=1e-5
    )


def test_a_better_grade_and_partners_draw_people_and_a_report_card_tells_half():
    assert school().reputation() == approx(0.4 + 0.1 * 2)
    assert school(ofsted_grade=Grade.INADEQUATE).reputation() == approx(-0.8 + 0.2)
    assert school(single_grade=False).reputation() == approx(0.2 + 0.2)


def test_pupils_pay_and_reputation_draw_to_a_headship_and_teaching_puts_off():
    appeal = 0.6 + 0.3 * log(2) + 0.05 * 2 - 0.2 * 0.5
    assert school().headship_appeal() == approx(appeal)
    below = school(post=Post.HEAD_OF_SCHOOL).headship_appeal()
    assert below == approx(appeal - 0.7)
    assert school(post_pupils=0).headship_appeal() == approx(appeal - 0.3 * log(200))


@pytest.mark.parametrize(
    ("has", "teaches"),
    [
        ({}, True),
        ({"schools_led": 2}, False),
        ({"post": Post.EXECUTIVE, "schools_led": 3}, False),
        ({"post": Post.EXECUTIVE}, True),  # over one school
        ({"post": Post.HEAD_OF_SCHOOL, "schools_led": 3}, True),  # beside who leads the three
        ({"executive_post": True, "schools_led": 3}, True),
    ],
)
def test_only_a_headship_of_one_school_has_a_class_to_teach(has, teaches):
    one = school(**has)
    put_off = one.set(teaching_gap=0).headship_appeal() - one.set(teaching_gap=1).headship_appeal()
    assert put_off == approx(0.2 * teaches)


def test_an_executive_headship_draws_as_one_of_all_it_leads():
    assert school().executive_appeal() == approx(0.6 + 0.3 * log(3))
    assert school(pupils_led=0).executive_appeal() == approx(0.6 - 0.3 * log(100))


def test_an_executive_headship_is_based_where_it_was_made():
    assert not school().hosts_executive()
    assert school(executive_post=True).hosts_executive()
    assert school(post=Post.EXECUTIVE).hosts_executive()


def test_governors_ask_more_of_an_executive_head_and_less_of_a_head_of_school():
    assert school().executive_standard() == approx(-0.5 + 0.6 + 0.15 * 2)
    assert school().headship_standard() == approx(-0.5 + 0.3)
    assert school(post=Post.EXECUTIVE).headship_standard() == approx(0.1 + 0.3)
    assert school(post=Post.HEAD_OF_SCHOOL).headship_standard() == approx(-0.75 + 0.3)
