"""Analyses tell effect from chance: data with a known answer and noise, and how often they err."""

import numpy as np
import pandas as pd
import pytest

from sim.analyse import chance, regret, value_of_information
from sim.analyse.chance import mean_of_others, of_pairs, with_interval
from sim.analyse.regret import expected, losses
from sim.analyse.scenario_discovery import discover
from sim.analyse.sensitivity import indices
from sim.analyse.thresholds import thresholds
from sim.analyse.value_of_information import worth
from sim.designs import Design, points
from sim.errors import SettingError
from sim.results.folder import Folder
from sim.results.intervals import interval
from sim.runs.sweep import FIRST

NAMES = ["model.money.supply_day", "model.money.teacher_pay_first", "model.week.most_teaching"]
RANGES = {name: [0, 1] for name in NAMES}
TRIES = 25


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(chance, "RESAMPLES", 100)
    monkeypatch.setattr(value_of_information, "SHUFFLED", 59)


def noisy(kind: str, number: int, replicates: int, draws: np.random.Generator, shared: bool):
    """Indices of 2 a + b, c being inert, with noise whose mean has half the function's spread.

    Where draws are shared, a replicate has them at all points: they raise all, and tilt all three.
    """
    made = Design("noisy", "", kind, ["baseline"], RANGES, points=number)
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

    made = Design("known", "", "sobol", ["baseline"], RANGES, points=64)
    table = points(made)
    a, b, c = table.to_numpy(dtype=float).T
    values = a * b + np.sin(3 * c)
    ours = indices(made, table, np.stack([values, values + 5])).set_index("index").value
    theirs = sobol.analyze(made.problem, values, calc_second_order=False, seed=1)
    assert np.allclose(ours["total"], theirs["ST"])
    assert np.allclose(ours["first"], theirs["S1"])


def test_the_spread_of_effects_has_no_chance_in_it():
    draws, found = np.random.default_rng(4), []
    made = Design("noisy", "", "morris", ["baseline"], RANGES, points=20)
    table = points(made)
    a, b, _ = table.to_numpy(dtype=float).T
    for _ in range(30):
        table_of = indices(made, table, a * b + 0.5 * draws.normal(size=(6, len(a))))
        found.append(table_of[table_of["index"] == "spread of effects"].value)
    inert = np.mean(found, axis=0)[2]
    assert inert < 0.15  # 0.43 where the replicates' means are taken as they are


def test_sensitivity_is_refused_where_chance_hides_it():
    made = Design("noisy", "", "sobol", ["baseline"], RANGES, points=16)
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


def test_a_box_of_failures_that_are_luck_is_seldom_found():
    """At most one in twenty; a real setting is found, and others seldom limit its box."""
    draws, lucky = np.random.default_rng(7), 0
    for _ in range(30):
        futures = pd.DataFrame(draws.random((40, 3)), columns=list("abc"))
        lucky += len(discover(futures, draws.random(40) < 0.3)[0]) > 0
    assert lucky <= 4  # at a rate of 0.05: more than 4 once in 60


def test_a_real_box_is_found_and_seldom_has_a_limit_on_a_setting_without_effect():
    draws, found = np.random.default_rng(7), []
    for _ in range(3):
        futures = pd.DataFrame(draws.random((60, 4)), columns=list("abcd"))
        boxes, _ = discover(futures, draws.random(60) < np.where(futures.a > 0.6, 0.9, 0.1), most=1)
        found.append(set(boxes.setting))
    assert all("a" in settings for settings in found)
    assert sum(settings != {"a"} for settings in found) <= 1


def test_the_most_worth_knowing_of_many_parameters_without_effect_is_seldom_marked():
    draws, inert, found, others = np.random.default_rng(8), 0, 0, 0
    for _ in range(25):
        parameters, good = draws.random((25, 20)), 0.3 * draws.normal(size=(25, 4))
        inert += (marked := worth(parameters, good)).worth.gt(marked.worth_by_luck).any()
        assert (marked.chance[marked.worth > marked.worth_by_luck] <= 0.12).all()
        assert (marked.chance[marked.worth < marked.worth_by_luck] >= 0.08).all()
        good[:, 1] += 2 * (parameters[:, 0] - 0.5)
        marked = worth(parameters, good)
        passes = marked.worth > marked.worth_by_luck
        found += passes[0]
        others += passes[1:].any()
    assert inert <= 6  # of 25 at a rate of 0.1: more than 6 once in 100
    assert found >= 20
    assert others <= 6


def test_regret_has_little_of_the_bias_of_the_best_of_noisy_means():
    draws, means = np.random.default_rng(9), np.linspace(0, 1, 5)
    truth = losses(means + draws.normal(size=(20_000, 5))).mean(axis=0)
    futures, naive, found = np.repeat(np.arange(20), 2), [], []
    for _ in range(60):
        each = np.repeat(means + draws.normal(size=(20, 5)), 2, axis=0)
        rows = each + 3 * draws.normal(size=(40, 1)) + draws.normal(size=(40, 5))
        naive.append(losses(rows.reshape(20, 2, 5).mean(axis=1)).mean(axis=0))
        found.append(losses(expected(rows, futures)).mean(axis=0))
    assert (np.mean(naive, axis=0) - truth > 0.15).all()
    assert np.abs(np.mean(found, axis=0) - truth).max() < 0.08


def test_what_a_replicate_does_in_all_futures_is_not_taken_for_chance_between_them():
    """Three replicates shared by all points, far apart from one another: regret is as without."""
    draws, points_of = np.random.default_rng(10), np.repeat(np.arange(30), 3)
    truth = draws.normal(size=(30, 2))
    rows = np.repeat(truth, 3, axis=0) + np.tile([[5.0, -5], [0, 0], [-5, 5]], (30, 1))
    found = losses(expected(rows, points_of, np.tile(np.arange(3), 30)))
    assert np.allclose(found, losses(truth))


def test_futures_that_share_replicates_have_fewer_degrees_of_freedom():
    """Of two futures and two replicates one is left, so that chance has a variance of 4, not 2."""
    gains = np.array(
        [1.0 + 1, 1 - 1, -1 - 1, -1 + 1]
    )  # means of 1 and -1, as chance would have them
    rows, futures = np.column_stack([0 * gains, gains]), np.array([0, 0, 1, 1])
    found = expected(rows, futures, np.array([0, 1, 0, 1]))
    assert np.diff(found)[:, 0] == pytest.approx([np.sqrt(1 / 2), -np.sqrt(1 / 2)])


def test_replicates_that_one_future_alone_has_do_not_draw_it_to_the_others(monkeypatch):
    """Of an adaptive design: one policy gains 1 in one future, and loses 1 in the other."""
    found = Folder("unequal")
    at = pd.MultiIndex.from_tuples(
        [(0, r) for r in range(2)] + [(1, r) for r in range(4)], names=["point", "replicate"]
    )
    gain = np.where(at.get_level_values("point") == 1, 1.0, -1.0)
    found.points = pd.DataFrame({"a": [0, 1]})
    monkeypatch.setattr(found, "levels", lambda _: pd.DataFrame({"now": 0 * gain, "new": gain}, at))
    monkeypatch.setattr(Folder, "of", lambda _: found)
    table = regret.analyse("unequal")
    assert table.max_regret.tolist() == pytest.approx([1, 1])
    assert table.draws.tolist() == [2, 2]


CURVES = {
    "kink": np.minimum(np.arange(8.0), 4),
    "peak": 4 - (np.arange(8.0) - 4) ** 2 / 4,
    "rise": np.arange(8.0),
    "flat": np.zeros(8),
}


@pytest.mark.parametrize("name", CURVES)
def test_thresholds_are_covered_as_often_as_they_say(name):
    """Of a bootstrap 0.35 to 0.55, where several values are as good as the best."""
    draws, at, curve = np.random.default_rng(11), np.arange(8.0), CURVES[name]
    level = None if name == "flat" else 1.5
    truth, covered = thresholds(at, np.tile(curve, (9, 1)), level=level).value, []
    for _ in range(40):
        noise = 0.3 * draws.normal(size=(9, 1)) + 0.5 * draws.normal(size=(9, 8))
        found = thresholds(at, curve + noise, level=level)
        covered.append((found.low - 1e-9 <= truth) & (truth <= found.high + 1e-9))
    assert (np.mean(covered, axis=0) >= 0.8).all()  # 0.9, less two standard errors


def test_a_threshold_without_noise_is_where_it_is():
    at, curve = np.arange(8.0), CURVES["peak"]
    found = thresholds(at, np.tile(curve, (9, 1)), level=1.5)
    assert (found.low <= found.value).all() and (found.value <= found.high).all()
    assert (found.high - found.low < 0.05).all()  # before the curve comes down again
    assert found.value.tolist() == pytest.approx([4, 3.2, 6 / 7])


def test_the_first_value_is_enough_where_it_is_the_best():
    """Whatever the rounding of what is wanted there: what is above the best is nowhere reached."""
    draws = np.random.default_rng(13)
    for falling in draws.normal(size=(50, 9, 1)) - np.arange(4.0):
        assert thresholds(np.arange(4.0), falling).set_index("where").value["enough"] == 0


def test_an_adaptive_design_keeps_the_coverage_of_its_intervals():
    """Stopping where an interval is narrow costs little, unless the first replicates are few."""
    draws, covered = np.random.default_rng(12), []
    for width in (1.5, 0.9, 0.5):
        for _ in range(120):
            values, count = draws.normal(size=96), FIRST
            while (found := interval(values[:count])).high - found.low >= width and count < 96:
                count += FIRST
            covered.append(found.low < 0 < found.high)
    assert np.mean(covered) >= 0.86  # 0.82 where it begins with eight


def test_replicates_that_share_a_parameter_set_count_as_one(tmp_path):
    folder = Folder(tmp_path)
    index = pd.MultiIndex.from_product([[0, 1], range(5)], names=["point", "replicate"])
    values = pd.Series(np.arange(10.0), index)
    for sets, at_a_point in ((2, [2, 2]), (1, [0, 1, 2, 3, 4]), (5, [0, 1, 2, 3, 4])):
        folder.manifest = {"sets": sets}  # two sets have replicates 0, 2, 4 and 1, 3
        found = folder.independent(values).unstack("point")
        assert found[0].tolist() == at_a_point
        assert (found[1] - found[0] == 5).all()
