"""Calibration: emulators predict, the truth is never ruled out, and sets are shipped as drawn."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.analyse import targets
from sim.calibration import matching, run
from sim.calibration.emulator import Emulator
from sim.calibration.matching import Goal, Match, Unknowns, Wave
from sim.commands.main import main
from sim.errors import SettingError
from sim.parameters import calibrated, ledger
from sim.parameters.config import load, load_without
from sim.results import outputs
from sim.results.provenance import digest
from sim.runs import ensemble

SMALL = ["world=synthetic", "world.schools=150", "run.years=2", "run.replicates=3"]
TRUTH = np.array([0.3, 0.6, 0.5])


@pytest.fixture
def quick(monkeypatch):
    """Fewer and shorter walks."""
    for name, value in (("TRIED", 4_000), ("WALKERS", 40), ("STEPS", 60), ("KEPT_STEPS", 40)):
        monkeypatch.setattr(matching, name, value)


def known(inputs: np.ndarray) -> np.ndarray:
    """Two outputs of three inputs, the last of which does nothing."""
    a, b, _ = inputs.T
    return np.stack([a + b**2, np.sin(3 * a) - b], axis=1)


def test_an_emulator_predicts_a_known_function_and_knows_its_error():
    rng = np.random.default_rng(0)
    inputs = rng.random((300, 12))
    noise = 0.05 * rng.normal(size=300)
    emulator = Emulator(inputs, known(inputs[:, :3])[:, 1] + noise)
    fresh = rng.random((500, 12))
    error = emulator.predict(fresh) - known(fresh[:, :3])[:, 1]
    assert emulator.explained > 0.95
    assert {0, 1} <= set(emulator.active)
    assert np.mean(np.abs(error) < 2 * np.sqrt(emulator.variance)) > 0.9


def test_waves_rule_out_most_sets_but_never_the_truth(quick):
    goal = Goal(["one", "other"], known(TRUTH[None])[0], np.array([0.02, 0.02]) ** 2)
    match = Match(Unknowns(list("abc"), np.zeros(3), np.ones(3)), seed=0)
    for number in range(2):
        inputs = match.design(150)
        emulators = [Emulator(inputs, output) for output in known(inputs).T]
        match.add(Wave(goal, emulators, cut_off=3, may_miss=int(number == 0)))
        assert match.keeps(TRUTH[None]).all()
    assert match.volume < 0.1
    assert match.keeps(match.remaining).all()
    assert goal.distance(known(match.remaining)).max() < 5  # what remains does reproduce both
    assert np.ptp(match.remaining[:, 2]) > 0.9  # and the input that does nothing is not narrowed
    likely = match.sample()
    assert np.ptp(likely[:, 2]) > 0.9
    assert goal.distance(known(likely)).mean() < goal.distance(known(match.remaining)).mean()


def test_targets_that_contradict_each_other_rule_out_everything_and_say_so(quick):
    goal = Goal(["one", "other"], np.array([2.0, 1.0]), np.array([1e-4, 1e-4]))
    match = Match(Unknowns(list("abc"), np.zeros(3), np.ones(3)), seed=0)
    inputs = match.design(150)
    emulators = [Emulator(inputs, output) for output in known(inputs).T]
    wave = Wave(goal, emulators, 3, may_miss=0)
    with pytest.raises(SettingError, match="contradict"):
        match.add(wave)


def test_priors_are_within_what_is_allowed():
    assert len(ledger.uncertain()) > 50
    for entry in ledger.uncertain().values():
        low, high = entry.prior
        assert low < high, entry.name
        entry.check(low)
        entry.check(high)
        assert entry.status != "evidence", entry.name


def test_the_sample_shipped_has_a_value_for_every_unknown_within_its_prior():
    assert len(calibrated.sets()) >= 80  # of which intervals vary by a quarter of their spread
    table = pd.DataFrame(calibrated.sets())
    assert set(table) == set(ledger.uncertain())
    for name in table:
        assert table[name].between(*ledger.uncertain()[name].prior).all(), name


def test_no_two_sets_shipped_are_twins():
    table = pd.DataFrame(calibrated.sets()).to_numpy()
    assert run.without_twins(table).tolist() == list(range(len(table)))


def test_of_twins_the_later_is_left_out():
    first = [0.1, 0.2, 0.3, 0.4]
    half, more = [0.1, 0.2, 0.8, 0.9], [0.1, 0.2, 0.3, 0.9]  # two and three values in common
    assert run.without_twins(np.array([first, half])).tolist() == [0, 1]
    assert run.without_twins(np.array([first, more, half])).tolist() == [0, 2]
    # What is left out has no twins of its own: the third is like it, but not like the first.
    assert run.without_twins(np.array([first, more, [0.7, 0.2, 0.3, 0.9]])).tolist() == [0, 2]


def test_agreement_is_of_what_is_narrowed_and_can_fail():
    names = [f"p{n}" for n in range(12)]
    ends = np.linspace(0, 1, 101)
    sample = pd.DataFrame(
        dict.fromkeys(names[:10], 0.5 + 0.1 * ends) | dict.fromkeys(names[10:], ends)
    )
    unknowns = Unknowns(names, np.zeros(12), np.ones(12))
    same = run.agreement(run.ranges(unknowns, sample), sample)
    assert "100% of the range is shared" in same
    assert "the bare prior shares 10%" in same  # 0.09 of 0.9
    other = run.agreement(run.ranges(unknowns, sample - 0.3), sample)
    assert " 0% of the range is shared" in other


def test_each_replicate_takes_a_set_and_what_is_given_holds():
    plain, drawn = load("baseline", ["model=ledger"]), load("baseline", ["model=calibrated"])
    assert plain.of_replicate(3) is plain
    assert drawn.resolved == load("baseline", [calibrated.USE_ENSEMBLE]).resolved
    sets = [drawn.of_replicate(number).model.leaving.head_leaves for number in (0, 1)]
    assert sets == [calibrated.sets()[n]["model.leaving.head_leaves"] for n in (0, 1)]
    in_turn = load("baseline", ["run.sets=3"])
    assert in_turn.sets == 3 and drawn.sets == 20 and plain.sets == 1
    assert in_turn.of_replicate(5).resolved == in_turn.of_replicate(2).resolved
    assert in_turn.of_replicate(5).resolved != in_turn.of_replicate(3).resolved
    assert load("baseline", ["run.sets=9999"]).sets == len(calibrated.sets())
    assert load("baseline", ["run.sets=9999", "run.parameters=prior"]).sets == 9999
    given = load("baseline", [calibrated.USE_ENSEMBLE, "model.leaving.head_leaves=-3"])
    assert given.of_replicate(0).model.leaving.head_leaves == -3
    usual = ledger.entries()["model.leaving.head_leaves"].value
    for signs in ("", "+", "++"):
        given = load("baseline", [f"{signs}model.leaving.head_leaves={usual}"])
        assert given.of_replicate(0).model.leaving.head_leaves == usual
    off = load_without("parents", "baseline", [calibrated.USE_ENSEMBLE])
    assert off.of_replicate(0).model.teaching.parents_effect == 0


def test_a_value_changed_in_the_ledger_since_is_not_overruled(tmp_path, monkeypatch):
    lines = ["model.leaving.moving,model.leaving.moving_pull", "-2.5,1.1", "-3,1.3"]
    path = tmp_path / "ensemble.csv"
    path.write_text("\n".join(lines))
    now = {
        "model.leaving.moving": ledger.entries()["model.leaving.moving"],
        "model.leaving.moving_pull": ledger.entries()["model.leaving.moving_pull"],
    }
    changed = ledger.Entry("model.leaving.moving", -2.0, [-8, 0], "", "", "", "assumption")
    monkeypatch.setattr(calibrated, "path", lambda: path)
    monkeypatch.setattr(ledger, "entries", lambda: now | {changed.name: changed})
    calibrated.sets.cache_clear()
    try:
        assert list(calibrated.sets()[0]) == [
            name for name in now if name != changed.name and now[name].value == 1.1
        ]
    finally:
        calibrated.sets.cache_clear()


def test_results_with_calibrated_sets_do_not_depend_on_workers():
    words = [*SMALL, calibrated.USE_ENSEMBLE]
    settings = [load(name, [*words, "run.workers=2"]) for name in ("baseline", "head_pay")]
    alone = [load(one.scenario, [*words, "run.workers=1"]) for one in settings]
    one = ensemble.run(alone, True)
    assert digest(one.measures) == digest(ensemble.run(settings, True).measures)


def test_calibrating_from_scratch_writes_a_sample_that_reproduces_the_targets(
    tmp_path, monkeypatch, capsys, quick
):
    monkeypatch.setattr(matching, "WALKERS", 2 * len(ledger.uncertain()))
    monkeypatch.setattr(outputs, "home", lambda: tmp_path)
    words = ["points=40", "most_waves=1", "candidates=12", "sets=5", "cut_off=6"]
    loose = [replace(one, discrepancy=0.3) for one in targets.read_targets()]
    monkeypatch.setattr(targets, "read_targets", lambda: loose)
    words = [f"calibration.{word}" for word in words]
    small = ["world=synthetic", "world.schools=150", "run.years=6", "run.warm_up=2"]
    assert main(["calibrate", *words, *small, "--output", str(tmp_path / "out")]) == 0
    assert "wave 1 leaves" in capsys.readouterr().out
    shipped = pd.read_csv(tmp_path / "out" / "ensemble.csv")
    assert list(shipped) == list(ledger.uncertain())
    assert shipped.iloc[0].tolist() == [e.value for e in ledger.uncertain().values()]
    assert 1 <= len(shipped) - 1 <= 5
    seen = pd.read_csv(tmp_path / "out" / "seen.csv", dtype=str)
    used = [one for one in loose if one.use == targets.CALIBRATE]
    said = [(one.name, one.measure, one.group, f"{one.observed:.6g}") for one in used]
    assert list(seen.itertuples(index=False, name=None)) == said
    record = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert record["sets"] == len(shipped) - 1
    assert (tmp_path / "out" / "figures" / "calibration.png").exists()


def test_a_target_that_a_run_gives_no_value_of_is_told():
    runs = np.ones((3, 4))
    runs[1, 2] = np.nan
    with pytest.raises(SettingError, match="1 of 4 values are not known in some run: too few"):
        run.fit(np.ones((3, 2)), runs, None)


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("calibration.pionts=3", "did you mean calibration.points"),
        ("calibration.points=3", "20 to 5,000 points"),
        ("calibration.points=many", "20 to 5,000 points"),
        ("world.authorities=999", "1 to 151 authorities"),
        ("model=best", "model=best is not one of model=calibrated, model=ledger"),
    ],
)
def test_settings_that_cannot_be_are_refused(word, message, capsys):
    assert main(["calibrate", word]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["calibrate", "coverage"])
def test_fewer_years_than_targets_are_of_are_refused_before_anything_runs(verb, capsys):
    assert main([verb, "run.years=5"]) == 2
    assert "run.years=5 ends before year 6, of " in capsys.readouterr().err
