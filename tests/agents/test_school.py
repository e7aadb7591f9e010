"""Rolls, classes, posts, the release of staff and what they learn, worked out on paper."""

from math import exp, log

import numpy as np
import pytest
from small_worlds import OnPaper, numbers

from sim.agents import School

approx = pytest.approx
PARAMETERS = numbers(
    rolls={
        **{"local_kept": 0.8, "local_spread": 0.02, "own_kept": 0.9, "own_spread": 0.05},
        **{"fewest_pupils": 8, "fte_fixed": 0.6, "fte_per_pupil": 0.045, "least_fte": 1.5},
        **{"part_time": 0.3, "class_size": 27, "class_extra": 0.4},
    },
    closures={
        **{"roll": 100, "chance": 0.2, "in_debt": 3, "rural_km": 4, "rural": 0.25},
        "amalgamating": 0.3,
    },
    money={
        **{"plan_posts": 0.5, "on_costs": 1.25, "teacher_pay_top": 40_000, "cpd_cover": 0.5},
        **{"supply_day": 200, "plan_cpd": 0.1},
    },
    week={"teachers_per_class": 1.1, "own_classes": 0.6, "ordinary_classes": 7},
    development={
        **{"release_spare": 2, "release_partners": 0.4, "cpd_least": 2, "cpd_most": 8},
        **{"coaching_gain": 0.02, "most_coaching": 6, "partner_gain": 0.05, "plan_gain": 0.03},
        **{"planning_gain": 0.04, "planning_teachers": 4, "cpd_gain": 0.01},
        **{"ordinary_gain": 0.07, "skill_kept": 0.8},
    },
    teaching={
        **{"lasting": 0.3, "leadership_effect": 0.5, "ordinary_leadership": 0},
        **{"leading_hours_effect": 0.3, "ordinary_leading": 20},
    },
    rivals={"through_teachers": 0},
)


def school(**has):
    usual = {
        **{"authority": 1, "local_trend": 0.1, "own_trend": -0.05, "census_pupils": 100},
        **{"closed": False, "pupils": 80, "balance": 0, "second_km": 3, "last_group": 6},
        **{"plan": 10_000, "classes": 3, "teachers": 5, "post_fte": 0.9, "joint_cpd": 0.5},
        **{"staffing": 0.0},
        **{"staff_deployed": 0.25, "funded_days": 1.5, "leading_hours": 23, "depth": 3},
        **{"subject_leadership": 0.5, "cpd_days": 4, "outside_learning": 0.015, "led_well": 1},
    }
    draws = {"local trend": 2.0, "own trend": 0.5}
    return OnPaper(School, PARAMETERS, draws, **(usual | has))


def test_a_roll_follows_the_projection_the_authoritys_trend_and_the_schools_own():
    one = school()
    one.model.projected = np.array([9.0, 1.1])  # by authority
    keys = []
    one.model.numbers = lambda first, place, places: 100 * places + first + place
    one.model.normal = lambda number, decision: keys.append((number, decision)) or 2.0
    found = one.next_roll()
    assert keys == [(202, "local trend")]  # of the second of two authorities, for all its schools
    local, own = 0.8 * 0.1 + 0.02 * 2, 0.9 * -0.05 + 0.05 * 0.5
    assert found["local_trend"] == approx(local)
    assert found["own_trend"] == approx(own)
    assert found["pupils"] == round(110 * exp(local + own))
    assert one.set(census_pupils=3).next_roll()["pupils"] == 8
    assert one.set(closed=True).next_roll()["pupils"] == 0


@pytest.mark.parametrize(
    ("has", "chance"),
    [
        ({}, 0.2 * 0.2),  # a fifth smaller than 100
        ({"pupils": 100}, 0),
        ({"pupils": 120}, 0),
        ({"balance": -1}, 0.2 * 0.2 * 3),
        ({"second_km": 5}, 0.2 * 0.2 * 0.25),
        ({"second_km": 4}, 0.2 * 0.2),
        ({"closed": True}, 0),
    ],
)
def test_a_small_school_may_close_sooner_in_debt_and_seldom_in_the_country(has, chance):
    assert school(**has).chance("closes", "closes by rule") == approx(chance, abs=1e-6)


def test_an_infant_school_may_join_a_junior_school():
    joins = "amalgamates", "amalgamates"
    assert school(last_group=2).chance(*joins) == approx(0.3)
    assert school(last_group=5).chance(*joins) == approx(0.3)
    assert school().chance(*joins) < 1e-6
    assert school(last_group=2, closed=True).chance(*joins) < 1e-6


def test_posts_follow_the_published_line_without_the_head_and_what_the_plan_buys():
    found = school().plan_staff()
    fte = 0.6 + 0.045 * 80 - 1 + 0.5 * 10_000 / (1.25 * 40_000)  # 3.3
    assert found == {"classes": 3, "teacher_posts": 3, "post_fte": approx(fte / 3)}
    more = school(staffing=2.0).plan_staff()
    assert more == {"classes": 3, "teacher_posts": 5, "post_fte": approx((fte + 2) / 5)}
    assert school(pupils=81).plan_staff()["teacher_posts"] == 4
    assert school(pupils=100).plan_staff()["classes"] == 4  # 3.7 and 0.4 more
    assert school(pupils=60).plan_staff()["classes"] == 3  # 2.2 and 0.4 more
    least = school(pupils=4).plan_staff()
    assert least == {"classes": 1, "teacher_posts": 2, "post_fte": 0.75}
    closed = school(pupils=0, closed=True).plan_staff()
    assert (closed["classes"], closed["teacher_posts"]) == (0, 0)


def test_a_school_has_one_post_at_least():
    PARAMETERS.rolls.least_fte, before = 0.2, PARAMETERS.rolls.least_fte
    found = school(pupils=4, plan=0).plan_staff()
    PARAMETERS.rolls.least_fte = before
    assert found == {"classes": 1, "teacher_posts": 1, "post_fte": approx(0.2)}


def test_teaching_beyond_those_in_post_falls_to_the_head_or_to_supply():
    assert school(teachers=2).teaching_not_covered() == approx(3 * 1.1 - 1.8)
    assert school().teaching_not_covered() == 0


def test_release_needs_spare_teachers_or_partners_cover_and_money_buys_more():
    spare = 5 * 0.9 - 3
    possible = 1 - exp(-spare / 2)
    own = 2 + 6 * (possible + (1 - possible) * 0.4 * 0.75)
    bought = 0.1 * 10_000 / (0.5 * 200 * 5)
    assert school().releases_staff() == {"cpd_days": approx(own + bought + 1.5)}
    covered = school(joint_cpd=2.0, staff_deployed=1.0).releases_staff()["cpd_days"]
    assert covered == approx(8 + bought + 1.5)  # cover does not go beyond all of it
    alone = school(classes=9, joint_cpd=0, staff_deployed=0).releases_staff()["cpd_days"]
    assert alone == approx(2 + bought + 1.5)
    assert school(plan=-90_000).releases_staff()["cpd_days"] == 1.5  # but never below none
    none = school(teachers=0, joint_cpd=0, staff_deployed=0).releases_staff()["cpd_days"]
    assert none == approx(2 + 1.5)


def test_teachers_learn_by_coaching_cpd_partners_and_planning():
    a_class = 23 / (0.6 * 3 + 0.4 * 7)  # 5 hours
    learned = 0.02 * a_class + 0.05 * 1.0 + 0.03 + 0.04 * exp(-5 / 4) + 0.015 + 0.01 * 4 - 0.07
    assert school().teaches_teachers() == {"learning": approx(learned)}
    coached = school(leading_hours=60).teaches_teachers()["learning"]
    assert coached == approx(learned + 0.02)  # six hours a class at most
    assert school(depth=2).teaches_teachers()["learning"] == approx(learned - 0.03)
    less = school(subject_leadership=0.2).teaches_teachers()["learning"]
    assert less == approx(learned - 0.05 * 0.3)


def test_what_leaders_add_may_come_through_teachers(monkeypatch):
    before = school().teaches_teachers()["learning"]
    monkeypatch.setattr(PARAMETERS.rivals, "through_teachers", 0.4)
    led = 0.5 * 1 + 0.3 * log(23 / 20)  # in pupils' progress in the end
    # Of skill 0.2 fades in a year, and of its effect 0.7.
    assert school().teaches_teachers()["learning"] == approx(before + 0.2 * 0.7 * 0.4 * led)
