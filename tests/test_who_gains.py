"""Who gains: schools whose interval lies wholly on one side, counted in the right direction."""

import numpy as np
import pytest

from sim.measures.school_history import SCHOOL_OUTCOMES
from sim.results.who_gains import by_school, groups_of, who_gains
from sim.world import synthetic

WORLD = synthetic(40, 1)
SCENARIOS = ("as now", "other")


def outcomes(change: np.ndarray) -> np.ndarray:
    """Two scenarios, three replicates: every outcome of every school changes by so much."""
    noise = np.array([-0.01, 0.0, 0.01])[:, None, None]
    first = np.ones((3, len(SCHOOL_OUTCOMES), len(WORLD)))
    return np.stack([first, first + change + noise]).astype(np.float32)


def test_a_school_gains_where_its_change_is_for_the_better_and_the_interval_excludes_zero():
    change = np.repeat([0.5, -0.5, 0.0, 0.5], len(WORLD) // 4)
    table = who_gains(outcomes(change), SCENARIOS, WORLD)
    rows = table[table.by == "all"].set_index("outcome")
    for name, outcome in SCHOOL_OUTCOMES.items():
        up, down = rows.gain[name], rows.lose[name]
        assert (up, down) == ((0.5, 0.25) if outcome.better == "more" else (0.25, 0.5))
        assert rows["mean"][name] == pytest.approx(0.125, abs=1e-6)


def test_of_one_replicate_no_school_is_said_to_gain_or_lose():
    table = who_gains(outcomes(np.full(len(WORLD), 0.5))[:, :1], SCENARIOS, WORLD)
    assert not table[["gain", "lose"]].to_numpy().any()


def test_the_groups_of_each_kind_hold_every_school_once():
    table = who_gains(outcomes(np.zeros(len(WORLD))), SCENARIOS, WORLD)
    for by in ("all", *groups_of(WORLD)):
        assert table[(table.by == by) & (table.outcome == "progress")].schools.sum() == len(WORLD)


def test_each_school_has_its_level_its_change_and_the_standard_error_of_that():
    table = by_school(outcomes(np.full(len(WORLD), 0.5)), SCENARIOS, WORLD)
    changed = table[table.scenario == "other"]
    assert len(table) == 2 * len(changed) == 2 * len(WORLD)
    assert changed.progress_change.to_numpy() == pytest.approx(0.5, abs=1e-6)
    assert changed.progress_error.to_numpy() == pytest.approx(0.01 / np.sqrt(3), rel=1e-3)
    assert table[table.scenario == "as now"].progress_change.isna().all()
