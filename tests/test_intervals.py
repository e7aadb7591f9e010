"""An interval is computed in one place, and says nothing where one replicate has nothing to say."""

import numpy as np
import pytest

from sim.parameters.calibrated import ENSEMBLE
from sim.results.intervals import Estimate, interval, standard_errors, tails

T_2 = 2.919985580  # Student's t with 2 degrees of freedom, 95th percentile, from tables


def test_the_interval_of_three_values_is_that_worked_by_hand():
    half = T_2 / np.sqrt(3)  # the standard deviation of 1, 2, 3 is 1
    assert interval([1.0, 2.0, 3.0]) == pytest.approx((2, 2 - half, 2 + half))
    assert standard_errors(2) == pytest.approx(T_2)


def test_over_calibrated_parameter_sets_it_is_that_of_a_single_replicate():
    half = T_2 * np.sqrt(1 + 1 / 3)
    assert interval([1.0, 2.0, 3.0], parameters=ENSEMBLE) == pytest.approx((2, 2 - half, 2 + half))


def test_each_column_of_an_array_has_the_interval_that_it_has_alone():
    values = np.array([[1.0, 10.0], [2.0, 10.0], [4.0, 13.0]])
    for column in range(2):
        alone = interval(values[:, column])
        assert [part[column] for part in interval(values)] == pytest.approx(list(alone))
        assert [part[column] for part in interval(values.T, axis=1)] == pytest.approx(list(alone))


def test_one_replicate_gives_a_mean_and_no_interval_and_none_gives_nothing():
    one = interval(np.array([[0.5, 2.0]]))
    assert one.mean.tolist() == [0.5, 2.0]
    assert np.isnan([one.low, one.high]).all()
    assert not one.excludes_zero.any()
    assert np.isnan(interval([])).all()


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


def test_nine_in_ten_values_lie_between_the_tails():
    assert tails(np.arange(101)).tolist() == [5, 95]
    assert tails(np.arange(202).reshape(101, 2)).tolist() == [[10, 11], [190, 191]]
