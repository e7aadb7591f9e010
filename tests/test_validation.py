"""The scoreboard: what passes, what fails, and that a spoiled value is noticed."""

import re
from dataclasses import replace
from functools import cache
from itertools import chain, product

import numpy as np
import pandas as pd
import pytest
import yaml
from pytest import approx

from sim.analyse import move_graph, targets
from sim.analyse.scoreboard import in_words, of_targets, parts, score, scoreboard, summary
from sim.analyse.targets import Target, as_judged, read_targets
from sim.analyse.validation import drift
from sim.calibration import back_test
from sim.commands.main import main
from sim.errors import SettingError
from sim.measures import GROUPS, MEASURES
from sim.parameters import calibrated, ledger
from sim.parameters.config import load
from sim.parameters.evidence import references
from sim.runs import ensemble
from sim.world import england

WORLD = ["world=synthetic", "world.schools=700", "run.years=8", "run.replicates=3"]


@cache
def simulated(*spoiled: str) -> np.ndarray:
    return ensemble.run([load("baseline", [*WORLD, *spoiled])], quiet=True).measures[0]


def scores(*spoiled: str) -> pd.DataFrame:
    measures = simulated(*spoiled)
    return scoreboard(read_targets(), measures, measures, measures).set_index("target")


@pytest.mark.parametrize(
    ("spoiled", "target"),
    [
        ("model.leaving.head_leaves=-2", "head_leaver_rate_all"),
        ("model.teaching.place_spread=2", "ks2_progress_sd_210-314_validate"),
        ("model.leaving.teacher_later=0.15", "teacher_leaver_rate"),
    ],
)
def test_a_spoiled_value_fails_where_the_ledgers_passes(spoiled, target):
    assert scores().passes[target]
    assert not scores(spoiled).passes[target]


def spoil(monkeypatch, key: str, **wrong: float) -> None:
    """Let one observed fact say something else."""
    row = targets.facts()[key] | {name: str(value) for name, value in wrong.items()}
    said = {**targets.facts(), key: row}
    monkeypatch.setattr(targets, "facts", lambda: said)


@pytest.mark.parametrize(
    ("key", "wrong", "target"),
    [
        ("teacher_leavers", (0.12, 0.115, 0.125), "teacher_leaver_rate"),
        ("ofsted_good", (0.78, 0.76, 0.79), "ofsted_good_share"),
        ("progress_lag1", (0.4, 0.35, 0.45), "ks2_progress_lag1"),
        ("heads_were_head", (0.46, 0.43, 0.49), "heads_were_heads"),
    ],
)
def test_a_wrong_observed_value_fails_where_the_right_one_passes(monkeypatch, key, wrong, target):
    assert scores().passes[target]
    spoil(monkeypatch, key, **dict(zip(("value", "low", "high"), wrong, strict=True)))
    assert not scores().passes[target]


def test_a_slip_of_the_point_in_any_observed_value_is_refused(monkeypatch):
    checked = 0
    for keys in facts_of_targets().values():
        for key, slip in product(keys, (0.1, 10)):
            with monkeypatch.context() as patch:
                spoil(patch, key, value=float(targets.facts()[key]["value"]) * slip)
                with pytest.raises(SettingError, match=f"fact {key}: .* (interval|others)"):
                    targets.with_facts({"facts": keys})
            checked += 1
    assert checked > 100


def test_a_share_is_from_0_to_1(monkeypatch):
    spoil(monkeypatch, "federated_150", value=0.5, low=0.18, high=1.13)
    with pytest.raises(SettingError, match=r"federated_100_149: 0\.18 to 1\.13 is not 0 to 1"):
        read_targets()


def facts_of_targets() -> dict[str, list[str]]:
    given = yaml.safe_load((ledger.folder() / "validation" / "targets.yaml").read_text())
    return {name: one["facts"] for name, one in given.items()}


def target(use: str = "calibrate", **values) -> Target:
    """Observed 0.5 with an error of 0.03 and a model that is 0.04 off at its best."""
    away = 0.03 * 1.645
    given = {"name": "it", "measure": "head_leaver_rate", "group": "all", "observed": 0.5,
             "low": 0.5 - away, "high": 0.5 + away, "population": "", "source": "",
             "discrepancy": 0.04}  # fmt: skip
    return Target(**given | values, use=use)


def test_a_distance_counts_observation_model_and_chance():
    alike = np.array([0.38, 0.5, 0.62])  # chance: 0.12, so 0.13 in all
    prior = np.array([0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.75, 0.75, 0.77])
    row = score(target(), np.array([0.7, 0.81]), prior, alike)
    assert row["error"] == pytest.approx(0.13)
    assert row["distance"] == pytest.approx(0.255 / 0.13)  # of the mean, 0.755
    assert row["passes"]
    assert row["sets_within"] == 0.5
    assert row["prior_within"] == 0.8  # all but 0.2 and 0.77
    assert not row["could_hardly_fail"]
    assert score(target(), np.array([0.77]), prior[1:9], alike)["could_hardly_fail"]
    assert not score(target(), np.array([0.77]), prior, alike)["passes"]
    assert not score(target(observed=0.47), np.array([0.755]), prior, alike)["passes"]


def test_a_fact_kept_back_is_independent_unless_its_measure_and_group_were_in_sight():
    runs = np.zeros((2, 1, len(GROUPS), len(MEASURES)))
    targets = [target(), target("validate"), target("validate", group="small")]
    board = scoreboard(targets, runs, runs, runs)
    assert board.independent.tolist() == [False, False, True]
    titles = [title for title, _ in parts(board)]
    assert titles == ["Kept back", "Kept back, but of a measure and group in sight elsewhere",
                      "Used to set the parameters"]  # fmt: skip
    assert "Kept back: 0 of 1 within 2 standard deviations" in summary(board)


def test_a_target_of_several_facts_is_their_mean_and_as_uncertain_as_they_differ(monkeypatch):
    rows = {key: {"value": value, "low": "", "high": "", "quantity": "heads",
                  "reference": "hill_2014", "population": "England", "period": f"entrants of {key}"}
            for key, value in (("2011", "0.9"), ("2012", "0.7"))}  # fmt: skip
    monkeypatch.setattr(targets, "facts", lambda: rows)
    found = targets.with_facts({"facts": ["2011", "2012"], "use": "calibrate"})
    assert found["observed"] == pytest.approx(0.8)
    assert found["high"] - 0.8 == pytest.approx(1.645 * 0.2 / 2**0.5)
    assert found["population"] == "heads; England; entrants of 2011 to those of 2012"
    assert found["source"].startswith("[Hill 2014, https://")
    with pytest.raises(SettingError, match=r"facts.csv has no '2013'"):
        targets.with_facts({"facts": ["2013"]})


def test_every_fact_is_held_against_the_model_and_every_target_says_why_it_may_be_off():
    in_targets = set(chain(*facts_of_targets().values()))
    series = [one.known | one.later for one in back_test.read_series()]
    forecast = {key for one in series for key in one.values()}
    of_moves = {f"moves_{name}" for name in move_graph.SAID}
    assert in_targets | forecast | of_moves == set(targets.facts())
    assert not of_moves & (in_targets | forecast)  # kept out of calibration for good
    assert all(one.discrepancy > 0 and one.because for one in read_targets())


def test_targets_are_calibrated_or_held_out_and_both_halves_of_authorities_are_used():
    found = read_targets()
    assert {t.use for t in found} == {"calibrate", "validate", "report"}
    halves = {t.use: t.observed for t in found if t.name.startswith("ks2_progress_sd_<75")}
    assert halves["calibrate"] != halves["validate"]


def test_what_the_shipped_sets_were_chosen_by_never_counts_as_kept_back():
    found = read_targets()
    judged = as_judged(found)
    assert judged == found  # as things are, none is told to be kept back that they have seen
    used = {one.name for one in found if one.use == "calibrate"}
    seen = pd.read_csv(ledger.folder() / "calibration" / "seen.csv")
    assert used == set(seen.target)  # every one in sight was used
    one = next(one for one in found if one.name == "teacher_leaver_rate")
    back = replace(one, use="validate")
    for again in (back, replace(back, observed=0.091), replace(back, name="another")):
        assert as_judged([again])[0].use == "calibrate"
        assert "shipped parameter sets" in as_judged([again])[0].moved
    apart = [replace(back, name="another", observed=0.091), replace(back, group="small")]
    assert as_judged(apart) == apart
    runs = np.zeros((2, 1, len(GROUPS), len(MEASURES)))
    assert scoreboard([back, *apart], runs, runs, runs).use.tolist() == [
        "calibrate", "validate", "validate"
    ]  # fmt: skip


def test_what_is_computed_from_school_files_is_kept_back_in_other_authorities():
    files = {one.short for one in references().values() if one.how.startswith("computed from")}
    found = [one for one in read_targets() if any(short in one.source for short in files)]
    pairs = {use: {(one.measure, one.group) for one in found if one.use == use}
             for use in ("calibrate", "validate")}  # fmt: skip
    assert len(pairs["calibrate"]) == 28
    assert pairs["calibrate"] <= pairs["validate"]


def test_the_packaged_file_is_halved_by_its_authorities():
    short = references()["schools_england_2019"].short
    found = [one for one in read_targets() if short in one.source and one.use != "report"]
    halves = {use: {(one.measure, one.group): one for one in found if one.use == use}
              for use in ("calibrate", "validate")}  # fmt: skip
    assert halves["calibrate"].keys() == halves["validate"].keys()
    assert len(halves["calibrate"]) == 13
    schools = {}
    for pair, one in halves["calibrate"].items():
        other = halves["validate"][pair]
        assert one.observed != other.observed
        both = [int(re.match(r"(\d+) schools", each.population)[1]) for each in (one, other)]
        assert re.sub(r"\d+", "", one.population) != re.sub(r"\d+", "", other.population)
        schools[pair] = sum(both)
    assert schools["ks2_progress_mean", "all"] == np.isfinite(england().ks2_progress).sum()


def school_year(period: str) -> int | None:
    """The year in which a school year ends, of a period within one; None of several or none."""
    if found := re.fullmatch(r"(\d{4})/(\d\d)", period):
        return int(found[1]) + 1
    if found := re.fullmatch(r"(?:(\w+) )?(\d{4})", period):
        return int(found[2]) + (found[1] in ("September", "October", "November", "December"))
    return None


def test_every_target_is_dated_and_one_of_a_year_simulated_is_of_that_year():
    first = england().year + 1  # in which the first year simulated ends
    found = read_targets()
    assert all(one.period and one.period in one.population for one in found)
    for one in found:
        ends = school_year(one.period)
        if one.year:
            assert ends == first + one.year - 1, one.name
        elif one.use == "validate" and ends:
            assert ends < first, f"{one.name} is of a year that is simulated"
    assert sum(one.year > 0 for one in found) == 30


def test_sets_of_the_prior_cover_it_and_differ_by_replicate_alone():
    drawn = pd.DataFrame([calibrated.from_prior(number) for number in range(400)])
    ends = np.array([ledger.uncertain()[name].prior for name in drawn])
    place = (drawn - ends[:, 0]) / (ends[:, 1] - ends[:, 0])
    assert place.min().min() >= 0
    assert place.max().max() <= 1
    # uniform: a mean of 0.5 with a standard error of 0.0144; of 108 none beyond five of them
    assert (place.mean() - 0.5).abs().max() < 5 * 0.0144
    assert abs(np.corrcoef(place.T) - np.eye(len(ends))).max() < 6 * 400**-0.5
    settings = load("baseline", ["run.parameters=prior", "model.leaving.head_leaves=-2.5"])
    one, two = (settings.of_replicate(number).model for number in (0, 1))
    assert one.leaving.head_leaves == two.leaving.head_leaves == -2.5
    assert one.leaving.teacher_later != two.leaving.teacher_later
    assert one.leaving.teacher_later == calibrated.from_prior(0)["model.leaving.teacher_later"]


def test_a_target_of_a_year_is_held_against_that_year_or_left_out():
    done = ensemble.run([load("baseline", ["world=lincolnshire", *WORLD[2:]])], quiet=True)
    names, measures = list(MEASURES), done.measures[0]
    measures[..., names.index("academy_share")] = np.arange(measures.shape[1])[:, None] / 10
    one = target(measure="academy_share", group="all", year=3)
    assert of_targets(measures, [one]) == approx(0.2)
    assert of_targets(measures, [replace(one, year=0)]) == approx(0.35)
    last, beyond = (replace(one, name=f"in year {year}", year=year) for year in (8, 9))
    board = scoreboard([last, beyond], measures, measures, measures)
    assert list(board.target) == ["in year 8"]


def test_a_target_is_judged_by_the_runs_in_which_it_is_known_and_left_out_where_none_is():
    """As in a world so small that a band has no school in some years, or in none."""
    one = Target("a", "head_leaver_rate", "<75", 0.1, 0.08, 0.12, "", "", "validate")
    other = replace(one, name="b", group="75-99")
    runs = np.full((3, 2, len(GROUPS), len(MEASURES)), np.nan)
    runs[:2, :, GROUPS.index("<75")] = 0.1
    board = scoreboard([one, other], runs, runs, runs)
    assert board.target.tolist() == ["a"]
    assert board[["simulated", "distance", "sets_within"]].iloc[0].tolist() == approx([0.1, 0, 1])
    with pytest.raises(SettingError, match="no target is known in these runs"):
        scoreboard([other], runs, runs, runs)


def test_drift_is_measured_from_the_first_years_to_the_last():
    done = ensemble.run([load("baseline", ["world=lincolnshire", *WORLD[2:]])], quiet=True)
    done.measures[:] = 1.0
    assert drift(done).passes.all()
    done.measures[:, :, -5:] = 2.0
    assert not drift(done).passes.any()


def test_targets_of_ones_own(tmp_path, capsys):
    path = tmp_path / "mine.yaml"
    words = "observed: 0.5, low: 0.4, high: 0.6, population: p, source: s, use: validate"
    path.write_text(f"mine: {{measure: head_leaver_rate, group: all, {words}}}")
    options = ["--targets", str(path), "--output", str(tmp_path / "out")]
    assert main(["validate", *options, "world=lincolnshire", "run.years=6"]) == 0
    assert "FAILS" in capsys.readouterr().out
    found = pd.read_csv(tmp_path / "out" / "scoreboard.csv")
    assert list(found.target) == ["mine"]
    assert (tmp_path / "out" / "figures" / "scoreboard.png").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mine: {measure: head_leaver_rate}", "target mine: .*missing"),
        ("[1, 2]", "no targets by name"),
        ("mine: {speed: 1}", "target mine: there is no 'speed' here"),
        ("mine: 1\nmine: 2", "line 2, column 1: mine is there already"),
        ("mine: {measure: x, group: all, observed: 1, low: 0, high: 2, population: p, "
         "source: s, use: validate}", "measure=x is not one of"),
        ("mine: {measure: pupils, group: all, observed: 1, low: 0, high: 2, population: p, "
         "source: s, use: validate, year: -1}", "year=-1 is neither a year of"),
    ],
)  # fmt: skip
def test_targets_that_cannot_be_are_refused(text, told, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(SettingError, match=told):
        read_targets(path)


def test_targets_are_called_what_they_are_and_told_apart_by_their_period():
    scores = pd.DataFrame(
        {
            "what": ["Schools in deficit", "Academies", "Academies", "Academies"],
            "use": ["calibrate", "validate", "validate", "calibrate"],
            "period": ["2018", "2022", "2024", "2019"],
        }
    )
    nameless = scores.assign(period=np.nan)
    assert in_words(nameless).tolist() == nameless.what.tolist()
    told = ["Schools in deficit", "Academies, 2022", "Academies, 2024", "Academies"]
    assert in_words(scores).tolist() == told
    measures = np.zeros((2, 30, len(GROUPS), len(MEASURES)))
    board = scoreboard(read_targets(), measures, measures, measures).set_index("target").what
    assert board["head_leaver_rate_small"] == "Small schools whose head leaves in a year"
    assert board["head_leaver_rate_all"] == "Schools whose head leaves in a year"
