"""The rules of a teacher, worked out on paper."""

from math import exp

import numpy as np
import pytest
from small_worlds import OnPaper, having, numbers

from sim.agents import Teacher
from sim.agents.roles import Decision, Grade, TeacherRole
from sim.agents.teacher import chance_of_leaving

approx = pytest.approx
LEAVING = {
    **{"teacher_early": [0.15, 0.1], "teacher_later": 0.05, "teacher_isolation": 0.02},
    **{"retiring_age": 55, "retiring_chance": 0.25, "retiring_latest": 66},
    **{"teacher_settles": 2, "teacher_moves": 0.1, "teacher_avoids_poor": 0.5},
    **{"headship_deputy": 0.1, "headship_middle": 0.02, "headship_ambition": 0.3},
    **{"headship_partners": 0.5, "headship_prepared": 0.8, "headship_experience": 6},
}
WEAKNESS = {
    **{"found_rate": 0.2, "found_sharing": 0.5, "found_governors": 0.1, "support_gain": 0.1},
    **{"support_spread": 0.2, "support_years": 2, "ended_chance": 0.3},
}
SCHOOL = {
    **{"depth": 2, "ofsted_grade": Grade.GOOD, "middle_leaders": 0.5, "joint_team": 0.25},
    **{"data_sharing": 0.5, "governance": 1.0, "hours_per_class": lambda: 2.0},
}


def teacher(school=(), **has):
    usual = {
        **{"school": having(**(SCHOOL | dict(school))), "experience": 5, "age": 40, "tenure": 2},
        **{"role": TeacherRole.CLASS_TEACHER, "ambition": 0, "prepared": False, "weak": True},
        **{"support_years": 0, "skill": 0.5},
    }
    parameters = numbers(leaving=LEAVING, weakness=WEAKNESS)
    return OnPaper(Teacher, parameters, **(usual | has))


def test_leaving_is_likely_in_the_first_two_years_and_then_falls():
    found = chance_of_leaving(numbers(leaving=LEAVING).leaving, np.array([0, 1, 2, 59]))
    assert found == approx([0.15, 0.1, 0.05, 0.05])


def test_a_teacher_in_an_isolated_school_leaves_more_often():
    leave = "decides_to_leave", "leave"
    assert teacher().chance(*leave, answer=Decision.LEAVES) == approx(0.05)
    assert teacher({"depth": 0}).chance(*leave) == approx(0.07)
    assert teacher({"depth": 1}, experience=0).chance(*leave) == approx(0.15)


def test_partners_who_develop_middle_leaders_make_more_of_them():
    p = numbers(development={"middle_leader_chance": 0.1, "middle_leader_partners": 0.6})
    one = OnPaper(Teacher, p, school=having(middle_leaders=0.5))
    assert one.chance("becomes_middle_leader", "middle leader") == approx(0.13)


def test_weakness_is_found_by_hours_a_class_shared_data_and_strong_governors():
    found = "weakness_is_found", "weakness found"
    assert teacher().chance(*found) == approx(1 - exp(-(0.2 * 2 * 1.25 + 0.1)))
    weak = teacher({"governance": -2.0})  # weak governors find nothing, and hide nothing
    assert weak.chance(*found) == approx(1 - exp(-0.5))
    known = teacher(support_years=1)  # what was found once is known
    assert known.chance(*found) == approx(1, abs=1e-6)


def test_a_year_of_support_helps_some_and_harms_nobody():
    one = teacher(support_years=1)
    one._draws["support"] = 2.0
    assert one.is_supported() == {"skill": approx(0.5 + 0.1 + 0.4), "support_years": 2}
    one._draws["support"] = -1.0
    assert one.is_supported()["skill"] == approx(0.5)


def test_who_teaches_weakly_after_two_years_of_support_may_have_to_go():
    # The third year of support has begun when the year's weak teaching has been seen.
    ended = "is_ended", "weakness ended"
    assert teacher(support_years=3).chance(*ended) == approx(0.3)
    assert teacher(support_years=2).chance(*ended) < 1e-6
    assert teacher(support_years=3, weak=False).chance(*ended) < 1e-6


def test_teachers_move_when_settled_sooner_from_poor_schools_and_deputies_not_at_all():
    move = "looks_for_a_move", "move"
    assert teacher().chance(*move) == approx(0.1)
    assert teacher(tenure=1).chance(*move) < 1e-6
    assert teacher({"ofsted_grade": Grade.REQUIRES_IMPROVEMENT}).chance(*move) == approx(0.15)
    assert teacher({"ofsted_grade": Grade.INADEQUATE}).chance(*move) == approx(0.15)
    assert teacher(role=TeacherRole.DEPUTY).chance(*move) < 1e-6
    assert teacher(role=TeacherRole.MIDDLE_LEADER).chance(*move) == approx(0.1)


@pytest.mark.parametrize(
    ("has", "chance"),
    [
        ({}, 0),
        ({"role": TeacherRole.DEPUTY}, 0.1 * 1.375),
        ({"role": TeacherRole.MIDDLE_LEADER}, 0.02 * 1.375),
        ({"role": TeacherRole.DEPUTY, "ambition": 2}, 0.1 * exp(0.6) * 1.375),
        ({"role": TeacherRole.DEPUTY, "prepared": True}, 0.1 * 2.175),
        ({"role": TeacherRole.DEPUTY, "experience": 5}, 0),
    ],
)
def test_deputies_with_ambition_and_preparation_seek_headships_after_six_years(has, chance):
    one = teacher(**({"experience": 6} | has))
    assert one.chance("seeks_headship", "headship") == approx(chance, abs=1e-6)


def test_a_first_headship_is_seldom_large_but_the_ambitious_look_further():
    p = numbers(recruitment={"first_headship_roll": 300, "first_headship_ambition": 0.5})
    found = OnPaper(Teacher, p, ambition=2).would_lead()
    assert found == {"fewest": 0, "most": approx(300 * exp(1))}
    several = OnPaper(Teacher, p, ambition=np.array([0, 2])).would_lead()
    assert several["fewest"].tolist() == [0, 0]  # one for each


@pytest.mark.parametrize(
    ("experience", "role", "pay"),
    [
        (0, TeacherRole.CLASS_TEACHER, 30_000),
        (3, TeacherRole.CLASS_TEACHER, 36_000),
        (5, TeacherRole.CLASS_TEACHER, 40_000),
        (20, TeacherRole.CLASS_TEACHER, 40_000),
        (5, TeacherRole.MIDDLE_LEADER, 43_000),
        (5, TeacherRole.DEPUTY, 50_000),
    ],
)
def test_pay_rises_for_five_years_and_a_deputy_has_more_than_a_middle_leader(experience, role, pay):
    money = {
        **{"teacher_pay_years": 5, "teacher_pay_first": 30_000, "teacher_pay_top": 40_000},
        **{"middle_leader_pay": 3_000, "deputy_pay": 10_000},
    }
    one = OnPaper(Teacher, numbers(money=money), experience=experience, role=role)
    assert one.pay() == approx(pay)
