"""Switching values are those of functions with a known answer, with noise and without."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import yaml
from pytest import approx

import sim
from sim.analyse.switching_values import (
    BEYOND,
    CALIBRATED,
    FALLS,
    POSSIBLE,
    RISES,
    TURNS,
    UNSURE,
    along_each,
    crossing,
    moving,
    over_sets,
)  # fmt: skip
from sim.answers import Comparison
from sim.commands.main import main
from sim.errors import SettingError
from sim.measures import GROUPS, MEASURES
from sim.parameters import calibrated, ledger
from sim.results import intervals
from sim.results.cells import to_csv
from sim.results.folder import Folder
from sim.results.intervals import tails
from sim.results.outcome import Outcome

LUCK = np.random.default_rng(4)


@pytest.fixture
def quick(monkeypatch):
    """A bootstrap of fewer samples, where only its being about right is tried."""
    monkeypatch.setattr(intervals, "RESAMPLES", 100)


def some_sets(sets: int, parameters: int) -> pd.DataFrame:
    return pd.DataFrame(LUCK.random((sets, parameters))).add_prefix("p")


def found(table: pd.DataFrame, becomes: str) -> pd.DataFrame:
    return table[table.becomes == becomes].set_index("assumption")


# Over parameter sets


def test_without_noise_each_switch_is_where_the_function_says(quick):
    x = some_sets(200, 30)
    off = x - x.mean()
    table, headline = over_sets(x, (0.4 + 2 * off.p3 - 1.5 * off.p7).to_numpy()[:, None])
    assert set(table.assumption) == {"p3", "p7"}
    turns = found(table, TURNS)
    assert turns["at"].to_dict() == approx(
        {"p3": x.p3.mean() - 0.4 / 2, "p7": x.p7.mean() + 0.4 / 1.5}
    )
    assert turns.side.to_dict() == {"p3": "below", "p7": "above"}
    # The rest of the function goes on varying while p3 is held: with it, nine in ten lie where?
    low, high = tails((0.4 - 1.5 * off.p7).to_numpy())
    assert found(table, RISES)["at"]["p3"] == approx(x.p3.mean() - low / 2)
    assert found(table, FALLS)["at"]["p3"] == approx(x.p3.mean() - high / 2)
    assert found(table, RISES).side["p3"] == "above"
    assert found(table, FALLS).side["p3"] == "below"
    assert headline["explained"] == approx(1)
    assert headline["mean"] == approx(0.4)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_clear_answer_may_become_unsure_and_then_another(sign, quick):
    x = some_sets(100, 10)
    rest = LUCK.normal(scale=0.2, size=(100, 1))
    values = sign * (1.5 + 2 * (x.p0 - x.p0.mean()).to_numpy()[:, None] + rest)
    table, _ = over_sets(x, values)
    assert set(table.becomes) == {UNSURE, TURNS, FALLS if sign > 0 else RISES}
    assert set(table.side) == {"below"}
    at = table[table.assumption == "p0"].set_index("becomes")["at"]
    assert at[UNSURE] > at[TURNS] > at[FALLS if sign > 0 else RISES]
    assert at[TURNS] == approx(x.p0.mean() - 0.75, abs=0.1)


def test_what_has_no_effect_is_named_as_seldom_as_is_said():
    named = sum(
        bool(moving(some_sets(60, 40).to_numpy(), LUCK.normal(size=60))[0]) for _ in range(200)
    )
    assert 1 <= named <= 20  # of 200, 10 are expected; more than 20 come once in 500 tries


def test_what_has_no_effect_is_not_named_for_its_likeness_to_what_has():
    hits = []
    for _ in range(40):
        x = some_sets(100, 20).to_numpy(copy=True)
        x[:, 1] = 0.8 * x[:, 0] + 0.2 * x[:, 1]  # a correlation of 0.97
        hits.append(moving(x, x[:, 0] + LUCK.normal(scale=0.1, size=100))[0])
    assert all(hit[0] == 0 for hit in hits)
    assert sum(len(hit) > 1 for hit in hits) <= 7  # 2 are expected


def test_a_weak_effect_is_found_behind_a_strong_one_with_many_sets_but_not_with_few():
    def share(sets: int) -> float:
        x = [some_sets(sets, 110).to_numpy() for _ in range(10)]
        means = [10 * one[:, 4] + one[:, 9] + LUCK.normal(scale=0.5, size=sets) for one in x]
        return np.mean([9 in moving(*one)[0] for one in zip(x, means, strict=True)])

    assert share(200) == 1
    assert share(20) < 0.5


def test_the_least_that_can_be_seen_is_what_is_said(quick):
    x = some_sets(200, 110)
    _, headline = over_sets(x, LUCK.normal(size=(200, 1)))
    scaled = (x.p0 - x.p0.mean()) / x.p0.std(ddof=0)
    noise = LUCK.normal(size=200)
    noise -= noise.mean() + scaled * (noise * scaled).mean()
    noise /= noise.std()
    for share, seen in ((headline["visible"] * 1.02, True), (headline["visible"] * 0.98, False)):
        means = np.sqrt(share) * scaled + np.sqrt(1 - share) * noise
        alone = np.column_stack([scaled, np.ones((200, 109))])  # the others are constant
        chances = moving(alone, means.to_numpy())[1]
        assert bool(chances and chances[0] * 110 < 0.05) == seen
    assert headline["visible"] == approx(0.060, abs=0.001)


def test_the_interval_of_a_switch_covers_it_as_often_as_is_said(quick):
    """Nine in ten are wanted; two draws for each set, half of whose variance is chance."""
    inside = []
    for _ in range(20):
        x = some_sets(80, 5)
        expected = 0.3 + 2 * (x.p0 - 0.5) + LUCK.normal(scale=0.3, size=80)
        values = expected.to_numpy()[:, None] + LUCK.normal(scale=0.6, size=(80, 2))
        row = found(over_sets(x, values)[0], TURNS).loc["p0"]
        inside.append(row.at_low <= 0.5 - 0.3 / 2 <= row.at_high)
    assert 15 <= sum(inside) < 20


def test_chance_is_averaged_out_of_what_would_make_an_answer_sure(quick):
    """Whatever single draws do: an effect of 0.5 in every set is surely one, if p0 stays."""
    x = some_sets(60, 5)
    luck = LUCK.normal(size=(60, 1))
    values = 0.5 + (x.p0 - x.p0.mean()).to_numpy()[:, None] + np.hstack([luck, -luck])
    at = found(over_sets(x, values)[0], UNSURE)["at"]["p0"]
    assert x.p0.mean() - 0.5 < at < x.p0.mean() - 0.1


def test_draws_that_are_missing_change_little(quick):
    x = some_sets(80, 5)
    values = (0.3 + x.p1 - x.p1.mean()).to_numpy()[:, None] + LUCK.normal(scale=0.1, size=(80, 2))
    holed = values.copy()
    holed[::7, 1] = np.nan
    whole, less = (found(over_sets(x, one)[0], TURNS)["at"]["p1"] for one in (values, holed))
    assert less == approx(whole, abs=0.02)


# Along each setting

POINTS = pd.DataFrame({"a": [2.0, 0, 1, 4, 2, 2], "b": [5.0, 5, 5, 5, 3, 9]})
CHANGES = np.array([1.0, -3, 0, 1, 0.5, -3])  # at the usual values, then along a, then along b


@pytest.mark.parametrize("one_set", [True, False])
def test_between_points_each_switch_is_where_the_line_says(one_set, quick):
    table, headline = along_each(POINTS, np.tile(CHANGES, (10, 1, 1)), one_set)
    turns = found(table, TURNS)
    assert turns["at"].to_dict() == approx({"a": 1.0, "b": 5 + 4 / 4})
    assert turns.side.to_dict() == {"a": "below", "b": "above"}
    assert (turns.at_low == turns["at"]).all()
    assert headline["mean"] == 1


def test_what_differs_by_chance_alone_is_not_named_though_the_answer_be_unsure(quick):
    named = []
    for _ in range(40):
        values = LUCK.normal(size=(20, 1, 6)) + LUCK.normal(size=(20, 1, 1))
        named.append(set(along_each(POINTS, values, one_set=True)[0].assumption))
    assert sum(map(bool, named)) <= 7  # 2 are expected
    values[:, :, 1] -= 5
    assert "a" in set(along_each(POINTS, values, one_set=True)[0].assumption)


def test_a_place_along_a_curve_is_the_nearest_on_either_side():
    at, curve = np.arange(6.0), np.array([1.0, -1, -3, -1, 1, 3])
    assert crossing(at, curve, usual=2) == (0.5, "below")
    assert crossing(at, curve, usual=3) == (3.5, "above")
    assert crossing(at, curve, usual=2, side="above") == (3.5, "above")
    assert np.isnan(crossing(at, -np.ones(6), usual=2)[0])
    assert crossing(at, -np.ones(6), 2, "above")[0] == 5  # none: the end of what was tried
    assert crossing(at, np.ones(6), 2, "above")[0] == 0
    assert crossing(at, np.ones(6), 2, "below")[0] == 5


# Folders of results

HANGS_ON, RIVAL = "model.leaving.head_leaves", "model.rivals.posts_by_lot"
WORDS = ["world=synthetic", "world.schools=60", "run.years=1", "run.warm_up=0", "run.workers=1"]


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """A comparison whose results are a function of its parameter sets: 40 of two draws each."""
    few = sim.compare("baseline", "head_pay", *WORDS, "run.sets=40", "run.replicates=2").ensemble
    measures = np.zeros((2, 80, *few.measures.shape[2:]), np.float32)
    sets = pd.DataFrame(calibrated.sets()[:40])
    low, high = ledger.entries()[HANGS_ON].prior
    for measure, name, zero in (
        ("leader_lost_rate", HANGS_ON, sets[HANGS_ON].quantile(0.4)),
        ("ks2_progress_mean", RIVAL, 1.2),  # more than the whole of the rival
        ("public_cost_per_pupil", HANGS_ON, low - (high - low) / 100),
    ):
        change = np.tile(sets[name] - zero, 2) + np.repeat([0.01, -0.01], 40) * sets[name].std()
        place = GROUPS.index("small"), list(MEASURES).index(measure)
        measures[(1, slice(None), 0, *place)] = change
    made = replace(
        few, replicates=list(range(80)), measures=measures,
        outcomes=np.tile(few.outcomes, (1, 40, 1, 1)),
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("home") / "compared"
    sim.save(Comparison(made), folder, figures=False)
    return folder


def test_a_comparison_hangs_on_what_its_results_were_made_from(compared, quick):
    sets = pd.DataFrame(calibrated.sets()[:40])
    rows, headlines = sim.switching_values(compared, "leader_lost_rate", "small")
    assert set(rows.assumption) == {HANGS_ON}
    row = rows[rows.becomes == TURNS].iloc[0]
    assert row["at"] == approx(sets[HANGS_ON].quantile(0.4), rel=1e-3)
    assert (row.side, row.plausible, row.rival) == ("below", CALIBRATED, False)
    assert row.now == approx(sets[HANGS_ON].mean())
    assert [row.possible_low, row.possible_high] == ledger.entries()[HANGS_ON].prior
    assert row.distance == approx((row.now - row["at"]) / (row.possible_high - row.possible_low))
    assert headlines.sets.tolist() == [40]
    assert headlines.other_sign[0] == approx(0.4)


def test_a_switch_that_no_value_allows_is_left_out_and_one_beyond_is_said_to_be(compared, quick):
    rows, _ = sim.switching_values(compared, "ks2_progress_mean", "small")
    assert set(rows.assumption) <= {RIVAL}
    assert TURNS not in set(rows.becomes)  # its weight would be 1.2
    beyond, _ = sim.switching_values(compared, "public_cost_per_pupil", "small")
    assert beyond[beyond.becomes == TURNS].plausible.tolist() == [BEYOND]
    assert beyond.distance.is_monotonic_increasing
    assert POSSIBLE not in set(beyond.plausible)


def test_the_command_and_the_report_say_what_the_table_says(compared, quick, capsys):
    assert main(["switching-values", str(compared), "--measure", "leader_lost_rate"]) == 0
    told = capsys.readouterr().out
    assert "head leaves (leaving) below" in told
    assert "Percentage of all schools that lose a leader in a year: +0.00 percentage points" in told
    assert "No single assumption is seen to bear on it." in told
    table, _ = sim.switching_values(compared, "leader_lost_rate")
    written = (compared / "switching_values_leader_lost_rate.csv").read_text(encoding="utf-8")
    to_csv(table, compared / "expected.csv", index=False)
    assert written == (compared / "expected.csv").read_text(encoding="utf-8")
    (compared / "figures").mkdir()
    (compared / "figures" / "none.svg").write_text("<svg/>")
    (compared / "figures" / "none.txt").write_text("None.")
    page = sim.write_report(compared).read_text(encoding="utf-8")
    first = table.iloc[0]
    assert (
        f"would be {first.becomes} with head leaves (leaving) {first.side} {first['at']:.3g}"
        in page
    )
    assert "beyond what was thought possible" in page
    assert "With 40 sets of parameters an assumption is seen if" in page


def test_other_parameter_sets_than_those_that_were_run_are_not_taken_for_them(compared):
    read = Folder(compared)
    read.manifest["parameter_sets"] = "another"
    with pytest.raises(SettingError, match="other parameter sets than there are now"):
        read.parameter_sets()


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """A sweep one_at_a_time whose results were replaced by a function of its points."""
    home = tmp_path_factory.mktemp("home")
    design = {
        "description": "What it hangs on", "kind": "one_at_a_time",
        "scenarios": ["baseline", "head_pay"],
        "vary": {"model.money.supply_day": [150, 270], HANGS_ON: None},
        "settings": [*WORDS, "run.replicates=1", "run.parameters=ledger"],
    }  # fmt: skip
    (home / "mine.yaml").write_text(yaml.safe_dump(design))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.results.outputs, "home", lambda: home)
        options = ["--no-figures", "--quiet", "--output", str(home / "swept")]
        assert main(["sweep", str(home / "mine.yaml"), *options]) == 0
    one = pd.read_parquet(home / "swept" / "values.parquet")
    table = pd.concat([one.assign(replicate=number) for number in range(8)], ignore_index=True)
    points = pd.read_csv(home / "swept" / "points.csv", index_col="point")
    change = (points["model.money.supply_day"] - 250)[table.point].to_numpy()
    table["value"] = np.where(table.scenario == "head_pay", change, 0.0).astype(np.float32)
    table.to_parquet(home / "swept" / "values.parquet")
    return home / "swept"


def test_a_sweep_one_at_a_time_is_read_along_each_setting(swept, quick, capsys):
    rows, headlines = sim.switching_values(swept, "ks2_progress_mean")
    assert set(rows.assumption) == {"model.money.supply_day"}
    assert set(rows["at"]) == {250}
    assert headlines.group.tolist() == ["small", "all"]
    assert headlines["mean"][0] == ledger.entries()["model.money.supply_day"].value - 250
    assert main(["switching-values", str(swept), "--measure", "ks2_progress_mean"]) == 0
    assert "supply day (money)" in capsys.readouterr().out


def test_replicates_with_parameter_sets_of_their_own_are_told_from_draws(swept, quick):
    read = Folder(swept)
    read.manifest["sets"] = 8
    rows, headlines = sim.switching_values(read, "ks2_progress_mean")
    assert set(rows["at"]) == {250}
    assert headlines.sets.tolist() == [8, 8]
    read.manifest["sets"] = 4  # two draws each: too few
    with pytest.raises(SettingError, match="need 8 sets or draws"):
        sim.switching_values(read, "ks2_progress_mean")


def test_a_sweep_of_many_points_is_asked_over_its_points(swept, quick):
    read, outcome = Folder(swept), Outcome()
    read.design = replace(read.design, kind="latin_hypercube")
    read.points = pd.DataFrame(
        {"model.money.supply_day": LUCK.uniform(120, 280, 40), HANGS_ON: LUCK.random(40)}
    )
    index = pd.MultiIndex.from_product([range(40), range(3)], names=["point", "replicate"])
    change = np.repeat(read.points["model.money.supply_day"].to_numpy() - 150, 3)
    noise = np.tile([1.0, 0, -1], 40)  # which is nothing, over the replicates of a point
    levels = pd.DataFrame({"baseline": noise, "head_pay": change + 3 * noise}, index=index)
    read._levels[outcome] = levels
    rows, headlines = sim.switching_values(read, outcome.measure, outcome.group)
    assert set(rows.assumption) == {"model.money.supply_day"}
    assert rows[rows.becomes == TURNS]["at"].tolist() == [approx(150)]
    assert headlines.sets.tolist() == [40]


def test_what_draws_do_alike_at_all_points_is_not_taken_for_chance_between_them(swept, quick):
    """Of 40 points that differ by 160 nine in ten lie within some 150, however far draws differ."""
    read, outcome = Folder(swept), Outcome()
    read.design = replace(read.design, kind="latin_hypercube")
    days = np.linspace(120, 280, 40)
    read.points = pd.DataFrame({"model.money.supply_day": days, HANGS_ON: LUCK.random(40)})
    index = pd.MultiIndex.from_product([range(40), range(2)], names=["point", "replicate"])
    alike = np.tile([100.0, -100], 40)
    levels = {"baseline": 0 * alike, "head_pay": np.repeat(days, 2) + alike}
    read._levels[outcome] = pd.DataFrame(levels, index=index)
    headline = sim.switching_values(read, outcome.measure, outcome.group)[1].iloc[0]
    assert [headline.low, headline.high] == approx(tails(days))


def test_where_nothing_can_be_told_it_is_said_in_a_line(tmp_path, capsys):
    few = ["compare", "baseline", "head_pay", *WORDS, "--no-figures", "--quiet", "--output"]
    assert main([*few, str(tmp_path / "few"), "run.sets=2", "run.replicates=2"]) == 0
    assert main([*few, str(tmp_path / "one"), "run.parameters=ledger", "run.replicates=1"]) == 0
    for folder, told in (
        ("few", "has 2 parameter sets or points, not 20"),
        ("one", "does not have several"),
    ):
        assert main(["switching-values", str(tmp_path / folder)]) == 2
        error = capsys.readouterr().err
        assert told in error
        assert error.count("\n") == 1
