"""Luck: the same key the same number, different keys as good as independent.

Statistical tests fail by chance at most once in a million runs; keys are fixed, so
that they cannot fail at one time and pass at another.
"""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import ndtri

from sim.engine.draws import normal, quantile, replicate_seed, uniform

FALSE_ALARM = 1e-6
PEOPLE = np.arange(1, 100_001)


@given(
    st.integers(0, 2**31 - 1),
    st.lists(st.integers(0, 2**53), min_size=1, max_size=5),
    st.integers(-900, 200),
    st.sampled_from(["leave", "move", "taste"]),
    st.one_of(st.none(), st.integers(0, 10**6)),
)
def test_one_agent_and_many_draw_the_same(seed, people, year, decision, about):
    together = uniform(seed, np.array(people), year, decision, about)
    apart = [uniform(seed, person, year, decision, about) for person in people]
    assert together.tolist() == apart
    assert all(0 < luck < 1 for luck in apart)


def test_numbers_are_evenly_spread():
    for seed, year, decision in ((0, 1, "leave"), (1, 1, "leave"), (0, 20, "results")):
        assert stats.kstest(uniform(seed, PEOPLE, year, decision), "uniform").pvalue > FALSE_ALARM
    assert stats.kstest(normal(3, PEOPLE, 1, "taste"), "norm").pvalue > FALSE_ALARM


def test_neighbouring_keys_are_independent():
    here = uniform(5, PEOPLE, 7, "leave")
    others = [
        uniform(6, PEOPLE, 7, "leave"),
        uniform(5, PEOPLE + 1, 7, "leave"),
        uniform(5, PEOPLE, 8, "leave"),
        uniform(5, PEOPLE, 7, "leaves"),
        uniform(5, PEOPLE, 7, "leave", about=1),
    ]
    for other in others:
        assert stats.pearsonr(here, other).pvalue > FALSE_ALARM
        table = np.histogram2d(here, other, bins=10)[0]
        assert stats.chisquare(table.ravel()).pvalue > FALSE_ALARM


def test_neighbouring_seeds_share_no_replicate():
    seeds = {replicate_seed(seed, replicate) for seed in range(50) for replicate in range(50)}
    assert len(seeds) == 2500


def test_normal_quantiles_are_near_everywhere_and_exact_in_the_tails():
    chance = np.concatenate([np.linspace(0.003, 0.997, 99_991), [1e-12, 1e-4, 1 - 1e-4]])
    found = quantile(chance)
    assert np.abs(found - stats.norm.ppf(chance)).max() < 5e-4
    assert np.array_equal(found[-3:], ndtri(chance[-3:]))
    assert (np.diff(found[:-3]) > 0).all()
    assert quantile(0.3) == quantile(np.array([0.3]))[0]


def test_one_agents_draw_is_compared_with_a_chance_as_that_of_many_is():
    # Seed 231862, school 37: draw and chance differ in less than 32 bits can tell.
    drawn = uniform(231862, 37, 1, "inspected")
    chance = np.float32(drawn)
    many = uniform(231862, np.array([37]), 1, "inspected") < np.array([chance])
    assert (drawn < chance) == many[0]
    assert (drawn < np.nextafter(chance, np.float32(1))) and drawn.dtype == np.float64
