"""Coverage of known truths: right where the errors stated are right, and low where they are not."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.analyse.targets import CALIBRATE, read_targets
from sim.calibration import coverage
from sim.calibration.coverage import EFFECTS, GROUP, Foretold, Tried, covered
from sim.calibration.matching import Goal
from sim.commands.main import main
from sim.measures import GROUPS, MEASURES
from sim.parameters import ledger

NOISE = 0.1


def held(stated: float) -> np.ndarray:
    """The fraction below 400 truths of one input, seen three times, with this noise stated."""
    rng = np.random.default_rng(0)
    inputs = rng.random((4_000, 1))
    tried = Tried(inputs, [Foretold(inputs[:, 0], 0.0)] * 3, [])
    goal = Goal(list("abc"), np.zeros(3), np.full(3, stated**2))
    found = []
    for truth in rng.random(400):
        seen = replace(goal, observed=truth + NOISE * rng.normal(size=3))
        found.append(tried.below(tried.left(seen, cut_off=3), np.array([truth]), np.empty(0)))
    return np.array(found)


@pytest.mark.parametrize("level", [0.5, 0.9])
def test_what_is_not_ruled_out_holds_the_truth_unless_the_error_stated_is_too_small(level):
    error = np.sqrt(level * (1 - level) / 400)
    assert covered(held(NOISE), level).mean() > level + 2 * error
    assert covered(held(NOISE / 10), level).mean() < level - 5 * error


def test_an_interval_is_central_and_nothing_is_covered_where_no_set_is_left():
    below = np.array([0.049, 0.051, 0.949, 0.951, np.nan])
    assert covered(below, 0.9).tolist() == [False, True, True, False, False]


def test_what_is_left_and_how_narrow_it_is_on_paper():
    inputs = np.array([[0.1], [0.5], [0.9]])
    near, far = Foretold(np.array([0.0, 4.0, 5.0]), 1.0), Foretold(np.array([4.0, 4.0, 5.0]), 1.0)
    effect = Foretold(np.zeros(3), 4.0)  # the same whatever the set: never narrowed
    tried = Tried(inputs, [near, far], [effect])
    # Variance 1 + 1: out is what is further off than 3 * 1.41 = 4.24, twice.
    left = tried.left(Goal(["one", "other"], np.zeros(2), np.ones(2)), cut_off=3)
    assert left.tolist() == [True, True, False]
    below = tried.below(left, np.array([0.3]), np.array([2.0]))
    assert below == pytest.approx([0.5, 0.8413], abs=1e-4)  # 2 is one SD of 2 above
    assert tried.narrowed(left) == pytest.approx([1 - 0.2 / np.std([0.1, 0.5, 0.9]), 0])


def test_an_emulator_does_not_explain_what_it_is_off_by_everywhere():
    """Truths of 0 and 2, whose variance is 1, each foretold one too high."""
    high = SimpleNamespace(predict=lambda inputs: inputs[:, 0] + 1, variance=1.0, explained=0.9)
    truths = np.array([[0.0], [2.0]])
    found = coverage.judge(["target"], [high], truths, truths).iloc[0]
    assert (found.off, found.explained_of_truths) == (1, 0)


def test_an_effect_is_the_policy_minus_the_baseline_in_small_schools_at_the_end():
    runs = np.zeros((2, 1, 6, len(GROUPS), len(MEASURES)))
    at = GROUPS.index(GROUP), list(MEASURES).index(EFFECTS[1])
    runs[0, 0, :, *at], runs[1, 0, :, *at] = (
        1,
        np.array([99, 2, 2, 2, 2, 7]),
    )  # mean of last five: 3
    assert coverage.effects(runs).tolist() == [[0, 2, 0]]


def test_the_command_judges_truths_that_no_emulator_was_fitted_to(tmp_path, monkeypatch):
    targets = [one for one in read_targets() if one.use == CALIBRATE][:2]
    first = next(iter(ledger.uncertain()))

    def fake(table, scenarios, words, seed, quiet, store):
        """Both targets, and an effect, follow the first parameter."""
        low, high = ledger.uncertain()[first].prior
        runs = np.zeros((2, len(table), 6, len(GROUPS), len(MEASURES)))
        known = ((table[first] - low) / (high - low)).to_numpy()[:, None]
        for one in targets:
            runs[:, :, :, GROUPS.index(one.group), list(MEASURES).index(one.measure)] = known
        runs[1, :, :, GROUPS.index(GROUP), list(MEASURES).index(EFFECTS[0])] = 2 * known
        return runs + 0.01 * np.random.default_rng(0).normal(size=runs.shape)

    monkeypatch.setattr(coverage, "measures", fake)
    monkeypatch.setattr(coverage, "TRIED", 2_000)
    monkeypatch.setattr("sim.analyse.targets.calibrated_to", lambda: targets)
    words = ["world=synthetic", "run.workers=1", "calibration.points=60"]
    assert main(["coverage", *words, "--quiet", "--output", str(tmp_path / "out")]) == 0
    table = pd.read_csv(tmp_path / "out" / "coverage.csv").set_index("name")
    assert len(table) == len(ledger.uncertain()) + len(EFFECTS)
    assert table.narrowed.drop(list(EFFECTS)).idxmax() == first
    emulators = pd.read_csv(tmp_path / "out" / "emulators.csv").set_index("of")
    assert emulators.explained_of_truths.iloc[:3].min() > 0.9
    summary = pd.read_csv(tmp_path / "out" / "covered.csv")
    assert summary.covered.between(0, 1).all()
    assert summary.covered[0] == pytest.approx(0.5, abs=0.1)
