"""A year of learning, on three schools worked out by hand."""

import numpy as np
import pytest
from small_worlds import answering, heads, line, teachers

from sim.agents import School, Teacher
from sim.agents.roles import HeadRole, TeacherRole
from sim.year import development

CLASS_TEACHER, MIDDLE, DEPUTY = range(3)
HEAD, ACTING = HeadRole.HEAD, HeadRole.ACTING_HEAD


def world(**facts):
    state = line(3, **facts)
    vars(state.parameters.development).update(
        leading_learned=0.1, leading_kept=0.5, skill_kept=0.8, middle_leader_experience=3
    )
    state.parameters.week.deputy_roll = 80
    return state


def test_deputies_and_middle_leaders_learn_from_how_their_school_is_led():
    state = world(led_well=[3, 1, 9])
    four = teachers(state, [0, 0, 0, 1], role=[DEPUTY, MIDDLE, CLASS_TEACHER, MIDDLE])
    development.learn_to_lead(state)
    assert four.leadership == pytest.approx([0.3, 0.3, 0, 0.1])


def test_a_head_learns_from_the_leader_of_education_who_supports_the_school():
    state = world(support_hours=[8, 0, -8], support_quality=2)
    heads(state, [0, 1, 2], leadership=[0, 0, 1])
    development.learn_to_lead(state)
    assert state.heads.leadership == pytest.approx([0.2, 0, 1])
    state.schools.support_hours = np.array([0.5, 0, 0])
    development.learn_to_lead(state)  # of 0.2 half is kept, and a tenth of 1.8 is learned
    assert state.heads.leadership == pytest.approx([0.1 + 0.18, 0, 1])


def test_the_ablest_middle_leader_becomes_deputy_where_a_school_is_large_enough_and_has_none():
    state = world(pupils=[80, 79, 80], deputies=[0, 0, 1])
    state.year = 4
    at = [0, 0, 0, 0, 1, 2, 0]
    ablest = [0.5, 0.7, 0.7, 0.9, 0.9, 0.9, 0.9]
    roles = [MIDDLE, MIDDLE, MIDDLE, CLASS_TEACHER, MIDDLE, MIDDLE, DEPUTY]
    all_of_them = teachers(state, at, leadership=ablest, role=roles)
    development.choose_deputies(state)
    chosen = [MIDDLE, DEPUTY, MIDDLE, CLASS_TEACHER, MIDDLE, MIDDLE, DEPUTY]
    assert all_of_them.role.tolist() == chosen
    assert state.schools.deputies.tolist() == [1, 0, 1]
    assert all_of_them[1:2].senior_year.tolist() == [4]


def test_no_deputy_is_chosen_while_the_deputy_acts_as_head():
    state = world(pupils=80)
    heads(state, [0, 1, 2], role=[ACTING, ACTING, HEAD], role_before=[DEPUTY, MIDDLE, DEPUTY])
    three = teachers(state, [0, 1, 2], role=MIDDLE)
    development.choose_deputies(state)
    assert three.role.tolist() == [MIDDLE, DEPUTY, DEPUTY]


def test_class_teachers_of_three_years_may_take_on_more_and_all_develop():
    state = world(led_well=0, pupils=10)
    state.year = 4
    heads(state, [0], skill=0.5)
    roles = [CLASS_TEACHER, CLASS_TEACHER, MIDDLE, CLASS_TEACHER]
    four = teachers(state, [0, 0, 0, 0], role=roles, experience=[2, 3, 9, 9], skill=0.5)
    becomes = np.array([True, True, True, False])
    answering(state, {Teacher.becomes_middle_leader: becomes})
    learning = {"learning": np.array([0.25, 0, 0])}
    scheduler = state.scheduler
    state.scheduler = lambda agents, rule, *values: (
        learning if rule is School.teaches_teachers else scheduler(agents, rule, *values)
    )
    development.step(state)
    assert four.role.tolist() == [CLASS_TEACHER, MIDDLE, MIDDLE, CLASS_TEACHER]
    assert four.middle_year.tolist() == [9999, 4, 9999, 9999]
    assert four.skill == pytest.approx([0.8 * 0.5 + 0.25] * 4)
    assert state.heads.skill == pytest.approx([0.65])
    assert TeacherRole.DEPUTY not in four.role  # ten pupils
