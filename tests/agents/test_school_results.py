"""Progress, KS2, inspection and what follows a bad year, worked out on paper."""

from math import exp, log, sqrt

import numpy as np
import pytest
from scipy.stats import norm
from small_worlds import OnPaper, having, numbers

from sim.agents import School
from sim.agents.roles import Form, Grade

approx = pytest.approx
TEACHING = {
    **{"ordinary_leading": 20, "leadership_effect": 0.5, "ordinary_leadership": 0.4},
    **{"leading_hours_effect": 0.3, "parents_effect": 0.4, "parents_roll": 100},
    **{"events_effect": 0.2, "new_leader": 0.1, "lasting": 0.8, "ethos_kept": 0.6},
    **{"ethos_spread": 0.5, "pupil_spread": 6.0, "published_cohort": 11, "place_spread": 0.8},
}
EFFORT = {
    **{"own_gain": 0.3, "help_gain": 0.7, "below": -1.5, "kept": 0.5, "trust_helps": 0.4},
    **{"authority_helps": 0.2, "stuck_helped": 0.0},
}
FLOOR = {
    **{"by_subject": False, "mean": -3.0, "progress": [-5, -7, -4], "in_all": False},
    **{"attaining": 0.6, "subject_spread": 0.5, "subject_pupils": 3.0, "disadvantage": 2.0},
    **{"usual_fsm": 0.25, "usually_attaining": 0.6, "pupil_scores": 5.0},
}
INSPECTION = {
    **{"years_between": [7, 4, 2, 1], "early_chance": 0.3, "exempt": False, "risk_below": -2},
    **{"risk_chance": 0.6, "results_weight": 0.4, "leadership_weight": 0.5, "short": False},
    **{"governance_weight": 0.2, "judgement_spread": 0.3, "grade_scores": [1.5, -0.5, -1.5]},
    **{"short_becomes_full": 0.2, "reliable_results": False, "ordinary_cohort": 30},
}


def school(floor=(), inspection=(), draws=(), **has):
    usual = {
        **{"progress": np.arange(7.0), "leading_hours": 40, "led_well": 1.2, "pupils": 140},
        **{"pupil_events": 0.5, "effort": 0.75, "helped": 0.5, "new_leading": 0.5},
        **{"first_group": 0, "last_group": 6, "ethos": 0.2, "place_effect": 0.1, "fsm": 0.15},
        **{"ks2_progress": 1.0, "ks2_year_before": 0.5, "ofsted_grade": Grade.GOOD},
        **{
            "grade_before": Grade.GOOD,
            "ofsted_year": 3,
            "closed": False,
            "governance": -0.5,
            "effort_next": 0.8,
        },
        **{"helped_next": 0.6, "partnership": having(form=Form.INFORMAL)},
    }
    parameters = numbers(
        teaching=TEACHING,
        effort=EFFORT,
        rivals={"through_teachers": 0.0},
        floor=FLOOR | dict(floor),
        inspection=INSPECTION | dict(inspection),
    )
    return OnPaper(School, parameters, draws, **(usual | has))


LED = 0.5 * (1.2 - 0.4) + 0.3 * log(2)
GAINED = 0.3 * 0.75 + 0.7 * 0.5
KNOWN = 0.4 * exp(-1.4) + 0.2 * 0.5 + GAINED


def test_year_groups_move_up_keep_part_and_gain_by_teaching_leading_and_being_known():
    taught = np.linspace(0.1, 0.7, 7)
    each = 0.2 * (LED + KNOWN) - 0.1 * 0.5
    expected = [0.8 * before + t + each for before, t in zip([0, *range(6)], taught, strict=True)]
    assert school().move_cohorts(taught) == approx(np.array(expected))
    assert school().gains_by_effort() == approx(GAINED)
    through = school()
    through.model.parameters.rivals.through_teachers = 0.25
    left = through.move_cohorts(taught) - np.array(expected)
    assert left == approx(np.full(7, -0.2 * 0.25 * LED))
    unled = school(leading_hours=0).move_cohorts(taught) - np.array(expected)
    assert unled == approx(np.full(7, 0.2 * 0.3 * -log(40)))


def test_in_a_junior_school_pupils_begin_in_year_3_from_nought():
    found = school(first_group=3, progress=np.zeros(7)).move_cohorts(np.ones(7))
    assert found[:3].tolist() == [0, 0, 0]
    assert (found[3:] > 1).all()


def test_ethos_keeps_part_and_its_spread():
    one = school(draws={"ethos": 2.0})
    assert one.next_ethos() == approx(0.6 * 0.2 + sqrt(1 - 0.36) * 0.5 * 2)


def test_the_results_of_few_pupils_vary_with_the_root_of_their_number():
    one = school(draws={"results": 1.5})
    assert one.results() == approx(6 + 0.1 + 0.2 + 6 / sqrt(20) * 1.5)
    assert one.set(last_group=2).results() == approx(2 + 0.3 + 6 / sqrt(140 / 3) * 1.5)


def test_pupils_are_spread_over_the_year_groups_there_are():
    assert school().cohort() == 20
    assert school(first_group=3).year_groups() == 4
    assert school(last_group=2).cohort() == approx(140 / 3)
    assert school(pupils=3).cohort() == 1


def test_results_of_eleven_or_more_in_year_6_are_published():
    assert school(pupils=77).publishes_results()
    assert not school(pupils=76).publishes_results()
    assert not school(last_group=5).publishes_results()


def test_the_floor_is_a_mean_where_it_is_not_by_subject():
    assert school(ks2_progress=-3.1).below_floor()
    assert not school(ks2_progress=-3.0).below_floor()


SD = sqrt(0.25 + 9 / 20)
SUBJECTS = {"reading": -2.0, "writing": 0.5, "maths": 1.5}  # which sum to nought


def test_subjects_lie_apart_the_more_the_fewer_pupils_there_are_and_their_mean_is_the_result():
    found = school(draws=SUBJECTS | {"maths": 3.0}).subjects()
    assert found == approx([1 + SD * (x - 0.5) for x in (-2, 0.5, 3)])
    assert np.mean(found) == approx(1)


@pytest.mark.parametrize(
    ("in_all", "progress", "below"),
    [(False, -3.4, True), (False, -3.2, False), (True, -3.4, False), (True, -8, True)],
)
def test_the_published_floor_asks_for_progress_in_each_subject(in_all, progress, below):
    # Reading is below -5 from -3.33 on: a standard deviation is 0.837, and two are 1.67.
    one = school(
        {"by_subject": True, "in_all": in_all},
        draws=SUBJECTS | {"attaining": -9.0},
        ks2_progress=progress,
    )
    assert one.below_floor() == below
    one._draws["attaining"] = 99.0  # enough pupils at the expected standard
    assert not one.below_floor()
    one.model.parameters.floor.attaining = 1  # which is all of them
    assert not one.below_floor()


def test_the_part_at_the_expected_standard_follows_intake_progress_and_chance():
    expected = norm.cdf(norm.ppf(0.6) + (2 * (0.25 - 0.15) + 1.0) / 5)
    sd = sqrt(expected * (1 - expected) / 20)
    one = school(draws={"attaining": 1.2})
    assert one.attaining() == approx(expected + 1.2 * sd)
    one._draws["attaining"] = 99
    assert one.attaining() == 1
    one._draws["attaining"] = -99
    assert one.attaining() == 0


@pytest.mark.parametrize(
    ("grade", "waited", "chance"),
    [
        (Grade.GOOD, 2, 0),
        (Grade.GOOD, 3, 0.3),
        (Grade.GOOD, 4, 0.3),
        (Grade.GOOD, 5, 1),
        (Grade.OUTSTANDING, 5, 0),
        (Grade.INADEQUATE, 0, 0.3),
        (Grade.INADEQUATE, 2, 1),
    ],
)
def test_ofsted_comes_a_year_either_side_of_when_it_is_due(grade, waited, chance):
    one = school(ofsted_grade=grade)
    one.model.year = 3 + waited
    assert one.chance("is_inspected", "inspected") == approx(chance, abs=1e-6)
    assert one.set(closed=True).chance("is_inspected", "inspected") < 1e-6


def test_an_exempt_outstanding_school_is_inspected_as_results_call_for_it():
    one = school(inspection={"exempt": True}, ofsted_grade=Grade.OUTSTANDING, ks2_progress=-2.1)
    one.model.year = 50
    one._draws["inspected"] = 0.0
    assert one.chance("is_inspected", "risk") == approx(0.6)
    assert one.set(ks2_progress=-2.0).chance("is_inspected", "risk") < 1e-6
    assert one.set(ks2_progress=-9, pupils=70).chance("is_inspected", "risk") < 1e-6
    assert one.set(ofsted_grade=Grade.GOOD).chance("is_inspected", "risk") == approx(1)


SCORE = 0.4 * (1.0 + 0.5) / 2 + 0.5 * 1.2 + 0.2 * -0.5  # 0.8


@pytest.mark.parametrize(
    ("least", "grade"),
    [
        ([SCORE - 0.01, -5, -9], Grade.OUTSTANDING),
        ([SCORE + 0.01, SCORE - 0.01, -9], Grade.GOOD),
        ([5, SCORE + 0.01, SCORE - 0.01], Grade.REQUIRES_IMPROVEMENT),
        ([-9, 5, SCORE - 0.01], Grade.GOOD),  # in whatever order they are given
        ([9, 5, SCORE + 0.01], Grade.INADEQUATE),
    ],
)
def test_a_grade_is_by_two_years_results_leadership_and_governance(least, grade):
    assert (
        school(inspection={"grade_scores": least}, draws={"grade": 0.0}).inspected_grade() == grade
    )


def test_judgement_adds_to_a_score_and_one_that_is_just_reached_is_reached():
    scores = {"grade_scores": [1.1, -5, -9], "governance_weight": 0}
    one = school(inspection=scores, draws={"grade": 2.0}, led_well=0.8, ks2_progress=np.nan)
    one.set(ks2_progress=0.25, ks2_year_before=np.nan)  # 0.1 + 0.4 + 0.6 with one year's results
    assert one.inspected_grade() == Grade.OUTSTANDING
    one._draws["grade"] = 1.9
    assert one.inspected_grade() == Grade.GOOD
    exact = {"grade_scores": [0.6, -5, -9], "governance_weight": 0, "results_weight": 0}
    assert school(inspection=exact, draws={"grade": 0.0}).inspected_grade() == Grade.OUTSTANDING


def test_a_short_inspection_of_a_good_school_seldom_becomes_a_full_one():
    bad = {"short": True, "grade_scores": [9, 8, 7]}
    one = school(inspection=bad, draws={"grade": 0.0, "short": 0.2})
    assert one.inspected_grade() == Grade.GOOD
    one._draws["short"] = 0.19
    assert one.inspected_grade() == Grade.INADEQUATE
    one._draws["short"] = 0.2
    assert one.set(ofsted_grade=Grade.OUTSTANDING).inspected_grade() == Grade.INADEQUATE


def test_results_of_few_pupils_are_trusted_less_than_those_of_an_ordinary_year_group():
    assert school().reliability_of_results() == 1
    lasting, chance = 0.64 + 0.25, 36 / 2
    own, ordinary = lasting / (lasting + chance / 20), lasting / (lasting + chance / 30)
    one = school(inspection={"reliable_results": True}, draws={"grade": 0.0})
    assert one.reliability_of_results() == approx(own / ordinary)
    score = 0.4 * own / ordinary * 0.75 + 0.5
    for least, grade in ((score - 1e-6, Grade.OUTSTANDING), (score + 1e-6, Grade.GOOD)):
        one.model.parameters.inspection.grade_scores = [least, -5, -9]
        assert one.inspected_grade() == grade


@pytest.mark.parametrize(
    ("has", "effort"),
    [
        ({}, 0.4),
        ({"ks2_progress": -1.6}, 1),
        ({"ks2_progress": -1.5}, 0.4),
        ({"ks2_progress": -1.6, "pupils": 70}, 0.4),  # too few to be published
        ({"ofsted_grade": Grade.REQUIRES_IMPROVEMENT}, 1),
        ({"ofsted_grade": Grade.INADEQUATE}, 1),
        ({"ofsted_grade": Grade.INADEQUATE, "closed": True}, 0.4),
    ],
)
def test_effort_follows_a_bad_year_or_grade_and_fades(has, effort):
    found = school(draws={"help": 0.99}, **has).responds()
    assert found == {"effort_next": approx(effort), "helped_next": approx(0.3)}


@pytest.mark.parametrize(("form", "chance"), [(Form.FEDERATION, 0.2), (Form.ACADEMY_TRUST, 0.4)])
def test_trusts_help_theirs_and_authorities_the_others(form, chance):
    poor = {"ks2_progress": -9, "partnership": having(form=form)}
    for drawn, helped in ((chance - 1e-6, 1), (chance + 1e-6, approx(0.3))):
        assert school(draws={"help": drawn}, **poor).responds()["helped_next"] == helped
    assert school(draws={"help": 0.0}).responds()["helped_next"] == approx(0.3)


@pytest.mark.parametrize(
    ("has", "helped"),
    [
        ({"grade_before": Grade.REQUIRES_IMPROVEMENT}, 1),
        ({"grade_before": Grade.INADEQUATE, "ofsted_grade": Grade.INADEQUATE}, 1),
        ({"grade_before": Grade.GOOD}, approx(0.3)),
        ({"grade_before": Grade.INADEQUATE, "ofsted_grade": Grade.GOOD}, approx(0.3)),
    ],
)
def test_schools_below_good_twice_running_are_seen_to_whoever_governs_them(has, helped):
    poor = {"ofsted_grade": Grade.REQUIRES_IMPROVEMENT, "ks2_progress": -9} | has
    one = school(draws={"help": 0.5}, **poor)
    one.model.parameters.effort.stuck_helped = 0.6
    assert one.responds()["helped_next"] == helped
    one.model.parameters.effort.stuck_helped, one._draws["help"] = 0.1, 0.15
    assert one.responds()["helped_next"] == 1  # the authority's own help is no less for it
