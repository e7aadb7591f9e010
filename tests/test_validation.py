"""The scoreboard: what passes, what fails, and that a spoiled value is noticed."""

import pandas as pd
import pytest

from sim.analyse.targets import read_targets
from sim.analyse.validation import drift, scoreboard
from sim.commands.main import main
from sim.errors import SettingError
from sim.parameters.config import load
from sim.runs import ensemble

WORLD = ["world=synthetic", "world.schools=700", "run.years=8", "run.replicates=3"]


def scores(*spoiled: str) -> pd.DataFrame:
    done = ensemble.run([load("baseline", [*WORLD, *spoiled])], quiet=True)
    return scoreboard(done, read_targets()).set_index("target")


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


def test_targets_are_calibrated_or_held_out_and_both_halves_of_authorities_are_used():
    targets = read_targets()
    assert {t.use for t in targets} == {"calibrate", "validate"}
    halves = {t.use: t.observed for t in targets if t.name.startswith("ks2_progress_sd_<75")}
    assert halves["calibrate"] != halves["validate"]


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
    ],
)  # fmt: skip
def test_targets_that_cannot_be_are_refused(text, told, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(SettingError, match=told):
        read_targets(path)
