"""Days of CPD paid for in small schools."""

import numpy as np
from small_models import schools_at, settings

from sim.policies import cpd_release


def test_every_teacher_of_a_small_school_is_paid_days_of_cover():
    model = schools_at([0, 1, 2], pupils=[100, 149, 150], funded_days=1.0, policy_grant=50.0)
    model.parameters.money.supply_day = 200
    model.schools.teachers = np.array([4, 5, 6])
    cpd_release.act(model, settings({"largest_roll": 150}, days=3))
    assert model.schools.funded_days.tolist() == [4, 4, 1]
    assert model.schools.policy_grant.tolist() == [2_450, 3_050, 50]
    cpd_release.act(model, settings({"largest_roll": 150}, days=0))
    assert model.schools.funded_days.tolist() == [4, 4, 1]


def test_without_days_nothing_is_read():
    model = schools_at([0])
    cpd_release.act(model, settings({"days": 0}))  # no roll is given
    assert not model.schools.funded_days.any()
