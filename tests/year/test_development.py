"""A year of learning, on three schools worked out by hand."""

import numpy as np
import pytest

from sim.agents.roles import TeacherRole
from sim.engine.columns import NOBODY
from sim.model import Model
from sim.world import synthetic
from sim.year import development


@pytest.fixture
def model() -> Model:
    model = Model(synthetic(3, 1), seed=1)
    model.schools.partnership = NOBODY
    return model


def test_deputies_and_middle_leaders_learn_from_who_leads_the_school_and_class_teachers_do_not(
    model,
):
    model.schools.led_well = 3.0
    teachers = model.teachers
    teachers.leadership = 0.0
    development.learn_to_lead(model)
    leads = teachers.role != TeacherRole.CLASS_TEACHER
    learned = 3 * model.parameters.development.leading_learned
    assert leads.any()
    assert teachers.leadership[leads] == pytest.approx(learned)
    assert (teachers.leadership[~leads] == 0).all()


def test_the_ablest_middle_leader_becomes_deputy_where_a_school_is_large_enough_and_has_none(model):
    schools, teachers = model.schools, model.teachers
    roll = model.parameters.week.deputy_roll
    schools.pupils, schools.deputies = np.array([roll, roll - 1, roll]), np.array([0, 0, 1])
    teachers.role, teachers.leadership = TeacherRole.CLASS_TEACHER, 0.0
    first = [(teachers.school.row == row).nonzero()[0][:3] for row in range(3)]
    for rows in first:
        teachers[rows[:2]].role = TeacherRole.MIDDLE_LEADER
        teachers[rows].leadership = np.array([0.5, 0.7, 0.9])  # the last is no middle leader
    development.choose_deputies(model)
    deputies = (teachers.role == TeacherRole.DEPUTY).nonzero()[0]
    assert deputies.tolist() == [first[0][1]]
    assert schools.deputies.tolist() == [1, 0, 1]
    assert teachers[deputies].senior_year.tolist() == [model.year]


def test_a_head_learns_from_the_leader_of_education_who_supports_the_school(model):
    model.heads.leadership = 0.0
    model.schools.support_hours = np.array([8.0, 0, -8])
    model.schools.support_quality = 2.0
    development.learn_to_lead(model)
    learned = 2 * model.parameters.development.leading_learned
    assert model.schools.head.leadership == pytest.approx([learned, 0, 0])
