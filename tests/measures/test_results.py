"""KS2 results, the floor and Ofsted, of a handful of schools."""

import numpy as np
import pytest
from small_models import measured, schools_at

from sim.agents import School
from sim.measures.results import beyond_authority


@pytest.fixture(autouse=True)
def published(monkeypatch):
    """Results are published of schools with 20 pupils or more."""
    monkeypatch.setattr(School, "publishes_results", lambda self: self.pupils >= 20)
    monkeypatch.setattr(School.selection, "publishes_results", lambda self: self.pupils >= 20)


def three(**columns):
    """Three schools that publish results, and one that does not."""
    usual = {"pupils": [100, 100, 100, 10], "authority": [0, 0, 1, 1]}
    return schools_at([0, 1, 2, 3], **(usual | columns))


def test_the_mean_is_of_published_results():
    assert measured(three(ks2_progress=[1, 3, -1, 90]), "ks2_progress_mean") == 1


def test_beyond_the_authority_is_from_the_mean_of_its_published_schools():
    progress, authority = np.array([1, 3, 10, 4.0]), np.array([0, 0, 0, 1])
    chosen = np.array([True, True, False, True])
    assert beyond_authority(progress, authority, chosen)[chosen].tolist() == [-1, 1, 0]
    alone = beyond_authority(progress, authority, np.array([False, False, False, True]))
    assert alone.tolist() == [0, 0, 0, 0]  # of an authority with none the mean is 0
    # Small schools of both: -1 of 0 and 2 to the mean of 1, and 0.
    model = three(ks2_progress=[0, 2, 5, 90], pupils=[100, 200, 100, 10])
    assert measured(model, "ks2_beyond_authority", "small") == pytest.approx(-0.5)
    assert measured(model, "ks2_beyond_authority", "other") == pytest.approx(1)


def test_the_standard_deviation_is_of_published_results():
    model = three(ks2_progress=[1, 3, 8, 90])  # about the mean of 4: 9, 1 and 16
    assert measured(model, "ks2_progress_sd") == pytest.approx(np.sqrt(26 / 3))


def test_results_are_correlated_with_one_and_two_years_before():
    model = three(
        ks2_progress=[1, 2, 3, 90],
        ks2_year_before=[2, 4, 3, -90],  # covariance 1, variances 2 and 2
        ks2_two_before=[3, 1, 2, -90],
    )
    assert measured(model, "ks2_progress_lag1") == pytest.approx(1 / 2)
    assert measured(model, "ks2_progress_lag2") == pytest.approx(-1 / 2)


def test_schools_below_the_floor_are_counted_among_those_that_publish(monkeypatch):
    below = np.array([True, False, False, True])
    monkeypatch.setattr(School.selection, "below_floor", lambda self: below)
    assert measured(three(), "below_floor_share") == pytest.approx(1 / 3)


def test_grades_of_good_and_better_are_counted():
    model = three(ofsted_grade=[1, 2, 3, 4])
    assert measured(model, "ofsted_good_share") == 0.5
    assert measured(model, "ofsted_outstanding_share") == 0.25


def test_effort_and_help_are_counted_at_their_height():
    model = three(effort_next=[1, 1, 0.5, 1], helped_next=[0.9, 1, 0, 0])
    assert measured(model, "own_effort_share") == 0.75
    assert measured(model, "outside_help_share") == 0.25
