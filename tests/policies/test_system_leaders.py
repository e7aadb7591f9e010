"""Who is designated, whom they support, and what it takes from home."""

import numpy as np
import pytest
from small_models import schools_at, settings

from sim.agents.roles import Grade, HeadRole
from sim.agents.school_year import POLICY_COLUMNS
from sim.policies import system_leaders
from sim.year import weeks

# Of six schools: one national leader and two local ones.
USUAL = {
    **{"national": 16_768 / 6, "local": 2 * 16_768 / 6, "hours": 8, "specialist_gain": 0.03},
    **{"below": -2.5, "proven_years": 3, "known": 5, "reach": 30, "grant": 12_000},
}


def six(east=(0, 1, 2, 10, 11, 12), **columns):
    """Three good schools and three needy ones, in order of their results; able heads first."""
    grade = [2, 2, 2, 3, 3, 3]
    results = [0, 0, 0, -3, -2, -1]
    usual = {"ofsted_grade": grade, "ks2_progress": results}
    model = schools_at(east, **(usual | columns))
    model.heads.leadership = np.array([3, 2, 1, 5, 5, 5])
    return model


def act(model, **changes):
    system_leaders.act(model, settings(USUAL, **changes))
    return model.schools


def supported(schools):
    return (schools.support_hours > 0).nonzero()[0].tolist()


def test_the_ablest_proven_heads_of_good_schools_are_designated_national_leaders_first():
    model = six()
    model.heads.system_leader = 1  # of the year before
    act(model)
    assert model.heads.system_leader.tolist() == [2, 1, 1, 0, 0, 0]
    act(model, national=2 * 16_768 / 6, local=0)
    assert model.heads.system_leader.tolist() == [2, 2, 0, 0, 0, 0]
    act(model, local=16_768 / 6)
    assert model.heads.system_leader.tolist() == [2, 1, 0, 0, 0, 0]
    act(model, national=0, local=16_768 / 6)
    assert model.heads.system_leader.tolist() == [1, 0, 0, 0, 0, 0]


def test_new_and_acting_heads_and_those_of_poor_schools_are_not_and_of_those_alike_the_first():
    model = six()
    model.heads.tenure = np.array([2, 3, 5, 5, 5, 5])
    act(model)
    assert model.heads.system_leader.tolist() == [0, 2, 1, 0, 0, 0]
    model.schools[1].head.role = HeadRole.ACTING_HEAD
    act(model)
    assert model.heads.system_leader.tolist() == [0, 0, 2, 0, 0, 0]
    model = six()
    model.heads.leadership = 1.0
    act(model)
    assert model.heads.system_leader.tolist() == [2, 1, 1, 0, 0, 0]


def test_the_weakest_results_choose_first_and_a_leader_supports_one_school():
    # All three want the third school's leader, who is nearest.
    schools = act(six())
    assert supported(schools) == [3, 4, 5]
    assert schools.support_quality.tolist() == [0, 0, 0, 1, 2, 3]
    schools = act(six(ks2_progress=[0, 0, 0, -1, -2, -3]))
    assert schools.support_quality.tolist() == [0, 0, 0, 3, 2, 1]
    schools = act(six(ks2_progress=[0, 0, 0, -1, -1, -1]))  # alike: in order
    assert schools.support_quality.tolist() == [0, 0, 0, 1, 2, 3]


def test_hours_go_from_home_which_is_paid_to_the_school_where_specialists_teach():
    model = six(support_hours=[1, 0, 0, 2, 0, 0], outside_learning=0.01, policy_grant=100.0)
    schools = act(model)
    assert schools.support_hours.tolist() == [-7, -8, -8, 10, 8, 8]
    assert schools.outside_learning.tolist() == pytest.approx([0.01] * 3 + [0.04] * 3)
    assert schools.policy_grant.tolist() == [12_100] * 3 + [100] * 3


def test_results_are_those_of_last_year():
    model = six(ofsted_grade=2, ks2_year_before=[0, 0, 0, 0, -9, -9])
    model.heads.leadership = np.array([3, 2, 1, 0, 0, 0])
    assert supported(act(model)) == [3]


def test_a_leader_lends_as_much_in_every_year():
    model = six(leading_wanted=1.0)
    model.heads.leading_hours = 10.0
    for _ in range(3):
        model.tables.schools.reset(POLICY_COLUMNS)
        assert act(model).support_hours.tolist() == [-8, -8, -8, 8, 8, 8]
        assert sorted(model.schools.support_from.row) == [-1, -1, -1, 0, 1, 2]
        weeks.share_leading(model)
        assert model.schools.leading_hours.tolist() == [2, 2, 2, 18, 18, 18]


def test_schools_in_need_are_below_good_or_below_the_results_asked_for():
    grade = [2, 2, 2, Grade.GOOD, Grade.GOOD, Grade.REQUIRES_IMPROVEMENT]
    model = six(ofsted_grade=grade, ks2_progress=[0, 0, -9, -2.6, -2.5, 0])
    model.heads.leadership = np.array([3, 2, 1, -5, -6, 5])
    schools = act(model)
    assert supported(schools) == [3, 5]  # the third has a leader itself
    model = six(closed=[False] * 3 + [True, False, False])
    assert supported(act(model)) == [4, 5]


def test_a_leader_reaches_so_far_and_a_school_knows_so_many():
    # From the third to the fourth school it is 30 km; the second is 31 and the first 32 away.
    schools = act(six(east=(0, 1, 2, 32, 32, 31)))
    assert supported(schools) == [3, 5]
    assert schools.support_quality.tolist() == [0, 0, 0, 1, 0, 2]
    schools = act(six(), known=2)
    assert schools.support_quality.tolist() == [0, 0, 0, 1, 2, 0]
    assert act(six(), known=1).support_quality.tolist() == [0, 0, 0, 1, 0, 0]


def test_without_leaders_or_schools_in_need_nothing_is_lent():
    model = six(ofsted_grade=2, ks2_progress=0)
    model.heads.leadership = np.array([3, 2, 1, 0, 0, 0])
    assert supported(act(model)) == []
    assert model.heads.system_leader.tolist() == [2, 1, 1, 0, 0, 0]
    assert supported(act(six(ofsted_grade=3))) == []
    model = six()
    model.heads.system_leader = 1
    assert supported(act(model, national=0, local=0)) == []
    assert model.heads.system_leader.tolist() == [1] * 6
