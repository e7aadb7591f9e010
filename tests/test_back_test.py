"""The back-test: forecasts stand against the right years, and rules without a model are right."""

import json

import numpy as np
import pandas as pd
import pytest

from sim.calibration import back_test
from sim.calibration.back_test import Series, errors, read_series, with_academies
from sim.commands.main import main
from sim.measures import GROUPS, MEASURES
from sim.world import england

YEARS = np.arange(2013, 2025)
SERIES = {series.name: series for series in read_series()}


def measured(**values: float | np.ndarray) -> np.ndarray:
    """Two runs in which some measures of all schools have these values in each year."""
    measures = np.full((2, len(YEARS), len(GROUPS), len(MEASURES)), np.nan)
    for name, value in values.items():
        measures[:, :, GROUPS.index("all"), list(MEASURES).index(name)] = value
    return measures


def test_rules_without_a_model_err_as_worked_out_on_paper():
    one, five = SERIES["head_retention_1y"], SERIES["head_retention_5y"]
    runs = measured(head_retention_1y=0.9, head_retention_5y=0.72)
    table = errors([one, five], pd.concat([each.forecast(YEARS, runs) for each in (one, five)]))
    table = table.set_index("series").round(1)
    assert table.persistence.tolist() == [1.0, 2.0]
    assert table["mean"].tolist() == [2.6, 4.4]
    assert table.model.tolist() == [0.9, 1.7]  # of 0.9 and 0.72 throughout
    assert table.facts.tolist() == [9, 5]
    line = one.forecast(YEARS, runs).line
    assert line.iloc[0] == pytest.approx(0.9185 - 2.5 * 0.0118)  # through 93.7, 92.4, 91.1, 90.2


def test_a_cohort_stands_against_the_year_in_which_it_is_seen():
    runs = measured(head_retention_5y=YEARS, academy_share=YEARS)
    five, academies = SERIES["head_retention_5y"], SERIES["academies"]
    assert five.simulated(YEARS, runs, [2015, 2019])[0].tolist() == [2020, 2024]
    assert academies.simulated(YEARS, runs, [2012, 2015.75])[1].tolist() == [2013, 2015.75]


def test_what_is_known_is_one_target_as_uncertain_as_the_facts_differ():
    target = SERIES["head_retention_1y"].target()
    assert target.observed == pytest.approx((0.937 + 0.924 + 0.911 + 0.902) / 4)
    assert target.error == pytest.approx(
        np.hypot(np.std([93.7, 92.4, 91.1, 90.2], ddof=1) / 100, 0.01)
    )
    assert [one.name for one in SERIES.values() if one.discrepancy is None] == ["academies"]


@pytest.mark.parametrize(("model", "wins"), [(0.25, True), (0.3, False), (0.35, False)])
def test_it_wins_only_where_it_errs_less_than_every_rival(model, wins):
    off = {"observed": 0.2, "persistence": 0.3, "mean": 0.4, "line": 0.21, "within": True}
    forecasts = pd.DataFrame([off | {"series": "s", "model": model}])
    series = Series("s", "head_retention_1y", {}, {})
    assert errors([series], forecasts).wins.tolist() == [wins]
    with_line = Series("s", "head_retention_1y", {}, {}, rivals=["line"])
    assert not errors([with_line], forecasts).wins.any()


def test_the_academies_of_then_are_some_of_those_of_now():
    world = england()
    then = with_academies(world, 0.046)
    assert (then.academy == 1).mean() == pytest.approx(0.046, abs=0.005)
    assert not (then.academy == 1)[world.academy != 1].any()
    assert ((then.academy < 0) == (world.academy < 0)).all()
    assert (with_academies(world, 1.0).academy == world.academy).all()


def test_the_command_keeps_sets_that_are_near_and_forecasts_with_them(tmp_path, monkeypatch):
    monkeypatch.setattr(back_test, "MOST", 2)
    words = ["world=synthetic", "world.schools=30", "run.warm_up=5", "run.replicates=4"]
    words += ["run.workers=1", "--quiet", "--output", str(tmp_path / "out")]
    assert main(["back-test", *words, "calibration.cut_off=6"]) == 0
    sets = pd.read_csv(tmp_path / "out" / "sets.csv")
    assert (sets.kept == (sets.drop(columns="kept") <= 6).all(axis=1)).all()
    forecasts = pd.read_csv(tmp_path / "out" / "forecast.csv")
    assert forecasts.groupby("series").size()["head_retention_1y"] == 9
    known = forecasts.model.dropna()  # of so few schools some appoint nobody in a year
    assert len(known) > len(forecasts) / 2
    assert known.between(0, 1).all()
    record = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert (record["kept"], record["parameters"]) == (sets.kept.sum(), "prior")


def test_a_simulation_that_ends_before_the_last_fact_is_refused(capsys):
    assert main(["back-test", "world=synthetic", "run.years=11"]) == 2
    assert "run.years=11 ends in 2023, before 2024" in capsys.readouterr().err
