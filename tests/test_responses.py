"""What leaders learn, what schools do after bad results, and what new leaders cost, by hand."""

import numpy as np
import pytest

from sim.agents import School
from sim.agents.roles import Form, Grade, TeacherRole
from sim.engine.columns import NOBODY
from sim.model import Model
from sim.world import synthetic
from sim.year import development, inspections, teaching, weeks


@pytest.fixture
def model() -> Model:
    model = Model(synthetic(3, 1), seed=1)
    model.schools.partnership = NOBODY
    return model


def test_a_tenth_of_the_way_to_a_better_leader_is_learned_and_fades(model):
    p = model.parameters.development
    p.leading_learned, p.leading_kept = 0.1, 0.8
    head = model.heads
    head.leadership, head.learned_leading = np.array([0.0, 1, 0.5]), np.array([0.0, 0, 0.5])
    after = head.learns_to_lead(np.float32([2, 0, 0.5]))
    assert after["learned_leading"] == pytest.approx([0.2, 0, 0.4])
    assert after["leadership"] == pytest.approx([0.2, 1, 0.4])  # the able learn nothing from others


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


def test_a_head_learns_from_the_leader_of_education_who_supports_the_school(model):
    model.heads.leadership = 0.0
    model.schools.support_hours = np.array([8.0, 0, -8])
    model.schools.support_quality = 2.0
    development.learn_to_lead(model)
    learned = 2 * model.parameters.development.leading_learned
    assert model.schools.head.leadership == pytest.approx([learned, 0, 0])


@pytest.fixture
def schools(model):
    schools = model.schools
    schools.pupils, schools.ofsted_grade = 200, Grade.GOOD
    schools.ks2_progress, schools.effort_next, schools.helped_next = 0.0, 0.0, 0.0
    return schools


def test_effort_follows_bad_results_or_a_bad_grade_and_fades(model, schools):
    below = model.parameters.effort.below
    schools.ks2_progress = np.array([below - 0.1, below + 0.1, below + 0.1])
    schools.ofsted_grade = np.array([Grade.GOOD, Grade.GOOD, Grade.REQUIRES_IMPROVEMENT])
    schools.effort_next = np.array([0.0, 0.8, 0])
    kept = model.parameters.effort.kept
    assert schools.responds()["effort_next"].tolist() == [1, kept * 0.8, 1]


def test_results_too_few_to_be_published_call_for_no_effort(model, schools):
    schools.pupils, schools.ks2_progress = 7, -9.0
    assert schools.responds()["effort_next"].tolist() == [0, 0, 0]


@pytest.mark.parametrize(("authority", "trust"), [(1, 0), (0, 1)])
def test_trusts_help_their_schools_and_authorities_the_others(model, schools, authority, trust):
    model.parameters.effort.authority_helps = authority
    model.parameters.effort.trust_helps = trust
    made = model.tables.partnerships.add(np.array([7]), form=Form.ACADEMY_TRUST, members=2)
    schools[0].partnership = made.row[0]
    schools.ks2_progress = np.array([-9.0, -9, 0])
    assert schools.responds()["helped_next"].tolist() == [trust, authority, 0]


def test_effort_help_events_and_a_new_leader_each_add_to_progress_with_their_sign(model, schools):
    p = model.parameters
    rest = 1 - p.teaching.lasting
    taught = np.zeros((7, 3))
    schools.effort = schools.helped = schools.pupil_events = schools.new_leading = 0.0
    before = schools.move_cohorts(taught)
    for name, added in (
        ("effort", rest * p.effort.own_gain),
        ("helped", rest * p.effort.help_gain),
        ("pupil_events", rest * p.teaching.events_effect),
        ("new_leading", -p.teaching.new_leader),
    ):
        setattr(schools, name, np.array([1.0, 0, 0.5]))
        assert schools.move_cohorts(taught) - before == pytest.approx(
            added * np.array([[1, 0, 0.5]] * 7), abs=1e-6
        )
        setattr(schools, name, 0.0)


def test_a_shared_plan_helps_teachers_from_depth_three_and_one_body_its_governors(model, schools):
    schools.depth = np.array([2, 3, 5])
    gained = schools.teaches_teachers()["learning"]
    schools.depth = 0
    gained = gained - schools.teaches_teachers()["learning"]
    plan = model.parameters.development.plan_gain
    assert gained == pytest.approx([0, plan, plan])
    before = schools.next_governance()["governance"]
    made = model.tables.partnerships.add(
        np.array([7, 8]), form=np.array([Form.AGREEMENT, Form.FEDERATION]), members=2
    )
    schools[:2].partnership = made.rows
    after = schools.next_governance()["governance"]
    assert after - before == pytest.approx([0, model.parameters.inspection.governance_one_body, 0])


def test_effort_comes_in_the_year_after_it_is_decided_on(model, schools):
    schools.effort_next = np.array([1.0, 0, 0.5])
    weeks.step(model)
    teaching.step(model)
    assert schools.effort.tolist() == [1, 0, 0.5]


def test_schools_below_good_twice_running_are_seen_to_whoever_governs_them(model, schools):
    p = model.parameters.effort
    p.authority_helps, p.stuck_helped = 0.0, 1.0
    schools.ofsted_grade = np.array([3, 3, 2])  # the last: bad results alone
    schools.grade_before = np.array([4, 2, 3])
    schools.ks2_progress = p.below - 1.0
    assert schools.responds()["helped_next"].tolist() == [1, 0, 0]
    p.authority_helps, p.stuck_helped = 1.0, 0.5  # the authority's own help is no less for it
    assert schools.responds()["helped_next"].tolist() == [1, 1, 1]


def test_the_grade_before_is_kept_when_another_is_given(model, schools, monkeypatch):
    schools.grade_before = Grade.OUTSTANDING
    schools.ofsted_grade = Grade.GOOD
    monkeypatch.setattr(School, "is_inspected", lambda self: np.array([True, False, False]))
    monkeypatch.setattr(School, "inspected_grade", lambda self: np.int8([4])[: np.size(self.row)])
    inspections.step(model)
    assert schools.ofsted_grade.tolist() == [4, 2, 2]
    assert schools.grade_before.tolist() == [2, 1, 1]
