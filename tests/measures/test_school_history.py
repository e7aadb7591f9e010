"""What is recorded of each school over the last five years of a run, on two schools."""

import numpy as np
import pytest
from small_models import schools_at

from sim.measures.school_history import SCHOOL_OUTCOMES, SchoolHistory, where_pupils_are


def two():
    model = schools_at([0, 1], pupils=[100, 0], leading_hours=[20, 10], cost=[5_000, 700])
    model.schools.head_left, model.schools.further_km = np.array([True, False]), [2.0, 0]
    progress = np.zeros((7, 2))
    progress[6], progress[2] = [1.5, 9], [9, -0.5]
    model.schools.progress, model.schools.last_group = progress, np.array([6, 2])
    return model


def test_the_outcomes_of_a_school_are_its_own():
    model = two()
    values = {name: list(one.compute(model.schools)) for name, one in SCHOOL_OUTCOMES.items()}
    assert values == {
        "progress": [1.5, -0.5],
        "leading_hours": [20, 10],
        "head_left": [True, False],
        "cost_per_pupil": [50, 700],  # closed: of nobody
        "further_km": [2, 0],
        "closed": [False, False],
    }


def test_the_pupils_of_a_school_that_closes_are_followed_to_where_they_are_at_last():
    model = schools_at([0, 1, 2], leading_hours=[20, 10, 30], further_km=[1, 2, 0])
    model.schools.closed = np.array([True, True, False])
    model.schools.joined = np.array([1, 2, -1])  # the first joined the second before that closed
    assert where_pupils_are(model.schools).tolist() == [2, 2, 2]
    history = SchoolHistory(5)
    history.record(model)
    found = dict(zip(SCHOOL_OUTCOMES, history.mean.tolist(), strict=True))
    assert found["leading_hours"] == [30, 30, 30]
    assert found["closed"] == [1, 1, 0]
    assert found["further_km"] == [1, 2, 0]  # their own way


def test_the_mean_is_of_the_last_five_years():
    model, history = two(), SchoolHistory(7)
    for model.year in range(1, 8):
        model.schools.leading_hours = [100.0 * model.year, 1.0 * model.year]
        history.record(model)
    assert history.mean.dtype == np.float32
    hours = list(SCHOOL_OUTCOMES).index("leading_hours")
    assert history.mean[hours].tolist() == [500, 5]  # of years 3 to 7
    assert history.mean[0].tolist() == [1.5, -0.5]


def test_money_alone_is_in_prices_of_the_year_asked_for():
    model, history = two(), SchoolHistory(5)
    model.parameters.money.price_year = 2025
    history.record(model)
    names = list(SCHOOL_OUTCOMES)
    assert history.mean[names.index("cost_per_pupil")] == pytest.approx(
        np.array([50, 700]) * 100 / 78.7948, rel=1e-5
    )
    assert history.mean[names.index("leading_hours")].tolist() == [20, 10]
