"""The two curves that rules are made of."""

import pytest

from sim.agents.maths import clip, logistic


def test_what_is_below_nought_or_above_one_is_cut_off():
    assert [float(clip(x)) for x in (-0.5, 0.25, 1.5)] == [0, 0.25, 1]


def test_log_odds_of_nought_are_even_and_of_ln_3_three_in_four():
    assert logistic(0.0) == 0.5
    assert logistic(1.0986123) == pytest.approx(0.75)
