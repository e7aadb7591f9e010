"""Measures of a user's own that results describe. With their code: tests/test_own_measures.py."""

import pytest

from sim.errors import SettingError
from sim.measures import KNOWN, MEASURES, own

GIVEN = {
    "unit": "share", "label": "share of {schools}", "headline": None, "meaning": "Described.",
    "file": "mine.py",
}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_described(monkeypatch):
    """What is learnt here is forgotten afterwards."""
    monkeypatch.setattr(own.KNOWN, "maps", [MEASURES, learnt := {}])
    monkeypatch.setattr(own, "_described", learnt)


@pytest.mark.parametrize("better", ["less", "more", None])
def test_a_measure_that_results_describe_is_known_but_cannot_be_measured(better):
    (one,) = own.learn({"described": GIVEN | {"better": better}})
    assert KNOWN["described"] is one
    assert (one.unit, one.better, one.meaning) == ("share", better, "Described.")
    with pytest.raises(SettingError, match="cannot be measured without its code"):
        one.compute(None)


def test_a_direction_that_there_is_not_is_refused_by_the_measures_name():
    with pytest.raises(SettingError, match="measure described: better='up' is not one of"):
        own.learn({"described": GIVEN | {"better": "up"}})


def test_what_this_process_has_no_code_of_is_refused_with_the_file_that_has_it():
    own.check({"schools": GIVEN})
    with pytest.raises(SettingError, match=r"described is code from outside \(mine\.py\)"):
        own.check({"schools": GIVEN, "described": GIVEN})
