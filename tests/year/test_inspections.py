"""Ofsted's grades and what follows from them over the years, by hand."""

import numpy as np
import pytest

from sim.agents import School
from sim.agents.roles import Grade
from sim.engine.columns import NOBODY
from sim.model import Model
from sim.world import synthetic
from sim.year import inspections


@pytest.fixture
def model() -> Model:
    model = Model(synthetic(3, 1), seed=1)
    schools = model.schools
    schools.partnership, schools.pupils, schools.ofsted_grade = NOBODY, 200, Grade.GOOD
    schools.ks2_progress = schools.effort_next = schools.helped_next = 0.0
    return model


def test_schools_below_good_twice_running_are_seen_to_whoever_governs_them(model):
    schools, p = model.schools, model.parameters.effort
    p.authority_helps, p.stuck_helped = 0.0, 1.0
    schools.ofsted_grade = np.array([3, 3, 2])  # the last: bad results alone
    schools.grade_before = np.array([4, 2, 3])
    schools.ks2_progress = p.below - 1.0
    assert schools.responds()["helped_next"].tolist() == [1, 0, 0]
    p.authority_helps, p.stuck_helped = 1.0, 0.5  # the authority's own help is no less for it
    assert schools.responds()["helped_next"].tolist() == [1, 1, 1]


def test_the_grade_before_is_kept_when_another_is_given(model, monkeypatch):
    schools = model.schools
    schools.grade_before = Grade.OUTSTANDING
    monkeypatch.setattr(School, "is_inspected", lambda self: np.array([True, False, False]))
    monkeypatch.setattr(School, "inspected_grade", lambda self: np.int8([4])[: np.size(self.row)])
    inspections.step(model)
    assert schools.ofsted_grade.tolist() == [4, 2, 2]
    assert schools.grade_before.tolist() == [2, 1, 1]
