import time

import pytest

import sim
from sim import model
from sim.commands.main import main
from sim.runs.profile import MEASURES


@pytest.fixture
def slow_weeks(monkeypatch):
    """A year in which dividing the week takes 20 ms longer."""

    def step(state):
        time.sleep(0.02)
        usual(state)

    at = model.Model.PHASES.index("weeks") - 1  # policies come before the phases
    usual = model.YEAR[at]
    monkeypatch.setattr(model, "YEAR", (*model.YEAR[:at], step, *model.YEAR[at + 1 :]))


SMALL = ("world=synthetic", "world.schools=20", "run.years=3", "run.warm_up=1")


def test_a_slow_phase_is_named_with_its_milliseconds_a_year(slow_weeks):
    profile = sim.profile("head_pay", *SMALL)
    took = profile.phases["ms a year"]
    assert tuple(took.index) == (*model.Model.PHASES, MEASURES, "a year")
    assert took.drop("a year").idxmax() == "weeks"
    assert 20 <= took["weeks"] < 40
    assert took.drop("a year").sum() == pytest.approx(took["a year"])
    assert profile.phases["share"]["weeks"] == pytest.approx(took["weeks"] / took["a year"])
    within = profile.within["share"]
    assert (within.drop("a year") > 0).all() and within.drop("a year").sum() < 1


def test_the_command_prints_both_tables_and_what_was_timed(capsys):
    assert main(["profile", *SMALL]) == 0
    printed = capsys.readouterr().out
    for text in ("recruitment", MEASURES, "random draws", "20 schools (synthetic", "baseline, 3 y"):
        assert text in printed
