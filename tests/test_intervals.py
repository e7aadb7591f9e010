"""An interval is computed in one place: what is expected, chance averaged out, never beyond it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pytest import approx

from sim.results.intervals import FEWEST, Estimate, apart, chance_share, interval, tails

TEN = np.arange(10.0)
IN_TURN = np.arange(40) % 20  # 20 parameter sets, two draws each


def test_with_one_set_it_is_that_of_the_mean_over_draws():
    # Nine values lie 0 to 8; the ends are the least and the greatest, drawn to the mean by a third.
    assert interval(np.arange(9.0)) == approx((4, 4 - 4 / 3, 4 + 4 / 3))
    assert interval(np.arange(9.0), sets=np.zeros(9)) == approx(interval(np.arange(9.0)))


def test_with_a_set_for_each_replicate_it_is_where_nine_in_ten_lie():
    values = np.arange(19.0)  # 20 gaps about them: the 1st and the 19th cut off a twentieth each
    assert interval(values, sets=np.arange(19)) == approx((9, 0, 18))
    assert interval(values[::-1], sets=np.arange(19)) == approx((9, 0, 18))


def test_chance_is_taken_out_where_sets_have_several_draws():
    # Ten sets with expected values 0 to 9, and draws one above and one below: a variance of 2
    # within, 55/6 between means, of which 1 is chance; of the mean over 20 draws it is 0.1.
    values, sets = np.concatenate([TEN - 1, TEN + 1]), np.tile(np.arange(10), 2)
    spread = apart(values, sets)
    assert spread.means == approx(TEN)
    assert spread.chance == approx(2)
    assert spread.lasting == approx(55 / 6 - 1)
    reach = 4.5 * np.sqrt((55 / 6 - 1 + 0.1) / (55 / 6))
    assert interval(values, sets=sets) == approx((4.5, 4.5 - reach, 4.5 + reach))
    assert chance_share(values, sets) == approx(2 / (55 / 6 + 1))


def test_sets_that_do_not_differ_leave_the_interval_of_the_mean():
    rng = np.random.default_rng(3)
    values = rng.normal(size=(40, 4000))
    alarms = (
        interval(values, sets=IN_TURN).excludes_zero.mean(),
        interval(values).excludes_zero.mean(),
    )
    # Nominally one in ten; 4,000 trials are off by 0.5 points. A set's draws are told apart from
    # what lasts by chance at times, which widens the interval.
    assert 0.02 < alarms[0] < 0.06
    assert 0.08 < alarms[1] < 0.115


def test_a_new_set_lies_within_nine_times_in_ten():
    rng = np.random.default_rng(4)
    expected = rng.normal(size=(20, 4000))
    found = interval(expected[IN_TURN] + rng.normal(size=(40, 4000)), sets=IN_TURN)
    new = rng.normal(size=4000)
    assert 0.85 < ((found.low <= new) & (new <= found.high)).mean() < 0.91
    history = rng.normal(size=(40, 4000)) * np.sqrt(2)
    low, high = tails(history)
    new = rng.normal(size=4000) * np.sqrt(2)
    assert ((low <= new) & (new <= high)).mean() == approx(0.9, abs=0.015)


@given(arrays(float, (20, 3), elements=st.floats(0, 1)), st.integers(1, 20))
def test_it_never_lies_beyond_the_values_and_holds_the_mean_of_alike_sets(values, sets):
    found = interval(values, sets=np.arange(20) % sets)
    ends = np.array([found.low, found.high])
    known = ~np.isnan(ends)
    assert (ends[known] >= 0).all() and (ends[known] <= 1).all()
    assert known.all() == (sets == 1 or sets >= FEWEST)


def test_one_undefined_value_leaves_the_others():
    values = np.stack([TEN, np.append(TEN[:9], np.nan)], axis=1)
    found = interval(values, sets=np.arange(10))
    assert found.at(0) == approx((4.5, 0, 9))
    assert found.at(1) == approx((4, 0, 8))
    twice = np.concatenate([TEN - 1, TEN + 1])
    twice[[3, 13]] = np.nan  # of one set nothing is known
    assert interval(twice, sets=np.tile(np.arange(10), 2)).mean == approx(42 / 9)


def test_which_replicate_has_which_set_counts_and_not_their_order():
    rng = np.random.default_rng(5)
    values, order = rng.normal(size=40), rng.permutation(40)
    assert interval(values[order], sets=IN_TURN[order]) == approx(interval(values, sets=IN_TURN))
    assert interval(values, sets=IN_TURN) != approx(interval(values[order], sets=IN_TURN))


def test_each_column_of_an_array_has_the_interval_that_it_has_alone():
    values = np.random.default_rng(6).normal(size=(40, 2))
    for column in range(2):
        alone = interval(values[:, column], sets=IN_TURN)
        for whole in (interval(values, sets=IN_TURN), interval(values.T, axis=1, sets=IN_TURN)):
            assert [part[column] for part in whole] == approx(list(alone))


def test_too_few_replicates_give_a_mean_and_no_interval_and_none_gives_nothing():
    for sets in (None, np.arange(7)):
        few = interval(np.array([[0.5, 2.0]] * 7), sets=sets)
        assert few.mean.tolist() == [0.5, 2.0]
        assert np.isnan([few.low, few.high]).all()
        assert not few.excludes_zero.any()
    assert not np.isnan(interval(np.arange(FEWEST))).any()
    assert np.isnan(interval([])).all()
    assert np.isnan(chance_share(TEN))
    assert np.isnan(chance_share(TEN, np.arange(10)))


@pytest.mark.parametrize(
    ("low", "high", "excludes"),
    [
        (0.1, 1.0, True),
        (-1.0, -0.1, True),
        (-0.1, 1.0, False),
        (0.0, 1.0, False),  # an end at zero is in the interval
        (-1.0, 0.0, False),
        (0.0, 0.0, False),
        (0.5, 0.5, True),  # all replicates alike
        (np.nan, np.nan, False),
    ],
)
def test_an_interval_excludes_zero_where_both_ends_are_on_one_side(low, high, excludes):
    assert Estimate(0.5, low, high).excludes_zero == excludes
    together = Estimate(np.full(2, 0.5), np.full(2, low), np.full(2, high)).excludes_zero
    assert together.tolist() == [excludes] * 2


def test_an_estimate_is_written_with_its_interval_if_it_has_one():
    assert f"{Estimate(1.0, 0.5, 1.5):+.2f}" == "+1.00 (+0.50 to +1.50)"
    assert f"{Estimate(1.0, np.nan, np.nan):.1f}" == "1.0"
    assert Estimate(1.0, 0.5, 1.5).scaled(100) == (100, 50, 150)


def test_nine_in_ten_further_values_lie_between_the_tails():
    assert tails(np.arange(1, 20)).tolist() == [1, 19]
    assert tails(np.arange(1, 40)).tolist() == [2, 38]
    assert tails(np.arange(1, 10)).tolist() == [1, 9]  # fewer than 19: the least and greatest
    assert tails(np.append(np.arange(1.0, 40), np.nan)).tolist() == [2, 38]
    values = np.random.default_rng(7).normal(size=(33, 3))
    assert tails(values) == approx(np.quantile(values, [0.05, 0.95], axis=0, method="weibull"))
    assert np.isnan(tails(np.full((3, 2), np.nan))).all()
