"""Analyses tell effect from chance: data with a known answer and noise, and how often they err."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.analyse import chance
from sim.analyse.chance import mean_of_others, of_pairs, with_interval
from sim.analyse.sensitivity import indices
from sim.designs import Design, points
from sim.errors import SettingError

NAMES = ["model.money.supply_day", "model.money.teacher_pay_first", "model.week.most_teaching"]
TRIES = 25


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(chance, "RESAMPLES", 100)


def noisy(kind: str, number: int, replicates: int, draws: np.random.Generator, shared: bool):
    """Indices of 2 a + b, c being inert, with noise whose mean has half the function's spread.

    Where draws are shared, a replicate has them at all points: they raise all, and tilt all three.
    """
    made = Design("noisy", "", kind, ["baseline"], dict.fromkeys(NAMES, [0, 1]), points=number)
    table = points(made)
    if kind == "one_at_a_time":
        table = pd.DataFrame(np.vstack([np.zeros(3), np.eye(3)]), columns=NAMES)
    at = table.to_numpy(dtype=float)
    truth = 2 * at[:, 0] + at[:, 1]
    size = truth.std() / 2 * np.sqrt(replicates)
    values = truth + size * draws.normal(size=(replicates, len(truth)))
    if shared:
        raised, tilted = draws.normal(size=(replicates, 1)), draws.normal(size=(replicates, 3))
        values = (values + truth) / 2 + size * (3 * raised + tilted @ (at - 0.5).T)
    found = indices(made, table, values)
    index = "span" if kind == "one_at_a_time" else found["index"].iloc[0]
    return found[found["index"] == index][["value", "low", "high"]].to_numpy()


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize(
    ("kind", "number", "truth"),
    [
        ("sobol", 32, [0.8, 0.2, 0]),
        ("morris", 8, [2, 1, 0]),
        ("one_at_a_time", 0, [2, 1, 0]),
        ("latin_hypercube", 40, [0.89, 0.45, 0]),
    ],
)
def test_no_index_takes_chance_for_effect(kind, number, truth, shared):
    """An inert setting is 0 on average, and its interval leaves that out in one of ten at most."""
    draws = np.random.default_rng(3)
    found = np.array([noisy(kind, number, 12, draws, shared) for _ in range(TRIES)])
    value, low, high = np.moveaxis(found, 2, 0)
    error = value.std(axis=0) / np.sqrt(TRIES)
    assert abs(value[:, 2].mean()) < 3 * error[2]
    assert (low[:, 2] > 0).mean() <= 0.1
    covered = ((low <= truth) & (truth <= high)).mean(axis=0)
    assert (covered >= 0.8).all()
    assert (low[:, 0] > 0).mean() > 0.3  # what has an effect is found


def test_shares_of_variance_without_noise_are_those_of_salib():
    from SALib.analyze import sobol

    made = Design("known", "", "sobol", ["baseline"], dict.fromkeys(NAMES, [0, 1]), points=64)
    table = points(made)
    a, b, c = table.to_numpy(dtype=float).T
    values = a * b + np.sin(3 * c)
    ours = indices(made, table, np.stack([values, values + 5])).set_index("index").value
    theirs = sobol.analyze(made.problem, values, calc_second_order=False, seed=1)
    assert np.allclose(ours["total"], theirs["ST"])
    assert np.allclose(ours["first"], theirs["S1"])


def test_the_spread_of_effects_has_no_chance_in_it():
    draws, found = np.random.default_rng(4), []
    made = Design("noisy", "", "morris", ["baseline"], dict.fromkeys(NAMES, [0, 1]), points=20)
    table = points(made)
    a, b, _ = table.to_numpy(dtype=float).T
    for _ in range(30):
        table_of = indices(made, table, a * b + 0.5 * draws.normal(size=(6, len(a))))
        found.append(table_of[table_of["index"] == "spread of effects"].value)
    inert = np.mean(found, axis=0)[2]
    assert inert < 0.15  # 0.43 where the replicates' means are taken as they are


def test_sensitivity_is_refused_where_chance_hides_it():
    made = Design("noisy", "", "sobol", ["baseline"], dict.fromkeys(NAMES, [0, 1]), points=16)
    table = points(made)
    noise = np.random.default_rng(5).normal(size=(4, len(table)))
    with pytest.raises(SettingError, match="chance is most of the variance between points"):
        indices(made, table, noise)
    with pytest.raises(SettingError, match="two replicates"):
        indices(made, table, noise[:1])
    few = indices(made, table, table.to_numpy(float)[:, 0] + 0.1 * noise)
    assert few.value.notna().all()
    assert few.low.isna().all()  # four replicates have no interval


def test_pairs_leave_a_replicate_out_of_its_own_judgement():
    values = np.array([[1.0], [2], [6]])
    weights = np.array([1.0, 2, 1])
    assert mean_of_others(values, weights)[:, 0].tolist() == [10 / 3, 7 / 2, 5 / 3]
    # 1 x 2 twice, 1 x 6, 2 x 6 twice: each both ways, over the 10 pairs that are not of one
    assert of_pairs(np.square, values, weights)[0] == pytest.approx(2 * (4 + 6 + 24) / 10)


def test_the_interval_of_a_mean_covers_it_as_often_as_it_says():
    draws, covered = np.random.default_rng(6), []
    for _ in range(200):
        found = with_interval(lambda some, weights: np.average(some, 0, weights),
                              draws.normal(size=(8, 1)))  # fmt: skip
        covered.append(found.low[0] < 0 < found.high[0])
    assert np.mean(covered) == pytest.approx(0.9, abs=0.04)
