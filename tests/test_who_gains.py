"""Who gains: the chance of it in one history, and what schools may expect, the right way round."""

import numpy as np
import pytest

from sim.measures.school_history import SCHOOL_OUTCOMES
from sim.results.who_gains import by_school, groups_of, who_gains
from sim.world import synthetic

WORLD = synthetic(40, 1)
SCENARIOS = ("as now", "other")
CLOSED = list(SCHOOL_OUTCOMES).index("closed")


def outcomes(change: np.ndarray) -> np.ndarray:
    """Two scenarios, three replicates: every outcome of every school changes by so much."""
    noise = np.array([-0.01, 0.0, 0.01])[:, None, None]
    first = np.ones((3, len(SCHOOL_OUTCOMES), len(WORLD)))
    both = np.stack([first, first + change + noise]).astype(np.float32)
    both[:, :, CLOSED] = 0
    return both


def test_the_chance_of_gaining_is_that_of_a_change_for_the_better_in_one_history():
    change = np.repeat([0.5, -0.5, 0.0, 0.5], len(WORLD) // 4)  # the third by luck alone
    table = who_gains(outcomes(change), SCENARIOS, WORLD)
    rows = table[table.by == "all"].set_index("outcome")
    for name, outcome in SCHOOL_OUTCOMES.items():
        if name == "closed":
            continue
        up, down = rows.gain[name], rows.lose[name]
        more, less = 0.5 + 0.25 / 3, 0.25 + 0.25 / 3
        expected = (more, less) if outcome.better == "more" else (less, more)
        assert (up, down) == pytest.approx(expected)
        assert rows["mean"][name] == pytest.approx(0.125, abs=1e-6)


def test_a_school_that_closes_neither_gains_nor_loses():
    change = np.repeat([0.5, -0.5], len(WORLD) // 2)
    both = outcomes(change)
    both[:, :, CLOSED] = 0
    both[1, :2, CLOSED, :10] = 1  # ten of those that gain close, in two of three histories
    row = who_gains(both, SCENARIOS, WORLD).set_index(["by", "outcome"]).loc[("all", "progress")]
    closes = 10 / len(WORLD) * 2 / 3
    assert row[["gain", "lose", "close"]].tolist() == pytest.approx([0.5 - closes, 0.5, closes])
    assert row["mean"] == pytest.approx(0, abs=1e-6)  # their pupils count all the same
    both[0, :2, CLOSED, :10] = 1  # as they do anyway
    row = who_gains(both, SCENARIOS, WORLD).set_index(["by", "outcome"]).loc[("all", "progress")]
    assert row[["gain", "lose", "close"]].tolist() == pytest.approx([0.5, 0.5, 0])


def test_what_schools_may_expect_does_not_hang_on_the_number_of_replicates():
    rng = np.random.default_rng(3)
    world, lasting = synthetic(4_000, 1), rng.normal(size=4_000)
    spreads, chances = [], []
    for count in (4, 64):
        luck = rng.normal(0, 2, (count, len(SCHOOL_OUTCOMES), 4_000))
        both = np.stack([np.zeros_like(luck), lasting + luck]).astype(np.float32)
        both[:, :, CLOSED] = 0
        table = who_gains(both, SCENARIOS, world)
        row = table[(table.by == "all") & (table.outcome == "progress")].iloc[0]
        spreads.append((row.p90 - row.p10) / (2 * 1.2816))  # 80 % of a normal distribution
        chances.append(row.gain)
    assert spreads == pytest.approx([1, 1], abs=0.08)
    assert chances == pytest.approx([0.5, 0.5], abs=0.03)


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
