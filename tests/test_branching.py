"""Branches from a saved state are, to the bit, runs that were never interrupted."""

import io
import json

import numpy as np
import pandas as pd
import pytest
import yaml

from sim.commands.main import main
from sim.designs import Design
from sim.engine import snapshot
from sim.engine.scheduler import all_at_once
from sim.model import Model
from sim.parameters import calibrated
from sim.parameters.config import load
from sim.results.provenance import digest
from sim.runs.store import Store
from sim.runs.sweep import plan
from sim.world import load_world, synthetic

WORLD = ["world=synthetic", "world.schools=90", "run.replicates=2", "run.warm_up=2"]
ALONE = ["run.workers=1"]
HEADS = "scenario=executive_heads_4000"


def go(output, *words):
    quiet = ["--output", str(output), "--no-figures", "--quiet"]
    assert main([*words, *WORLD, *ALONE, *quiet]) == 0
    return json.loads((output / "manifest.json").read_text())["digest"]


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("history") / "saved"
    go(folder, "run", "run.years=3", "run.save_year=2")
    return folder


def test_a_restored_model_goes_on_as_the_one_that_was_saved():
    model = Model(synthetic(90, 1), seed=3).warm_up(2).run(1)
    again = Model.empty(model.world, model.parameters, model.seed, all_at_once)
    snapshot.restore(snapshot.save(model), again)
    assert np.array_equal(model.run(3).measures, again.run(3).measures, equal_nan=True)
    for table, other in zip(model.tables, again.tables, strict=True):
        assert table.everyone.unique_id.tolist() == other.everyone.unique_id.tolist()


def test_a_state_holds_no_code():
    content = snapshot.save(Model(synthetic(30, 1), seed=3))
    parts = np.load(io.BytesIO(content), allow_pickle=False)
    assert all(parts[name].dtype.kind in "iufbU" for name in parts.files)


def test_an_attribute_that_cannot_be_saved_is_not_forgotten_silently():
    model = Model(synthetic(30, 1), seed=3)
    model.novelty = {1, 2}
    with pytest.raises(TypeError, match=r"Model\.novelty"):
        snapshot.save(model)


def test_a_branch_equals_a_run_that_was_not_interrupted(saved, tmp_path):
    from_year_3 = ["policy.executive_heads.first_year=3"]
    branch = go(tmp_path / "a", "run", HEADS, "run.years=7", f"run.branch_from={saved}")
    whole = go(tmp_path / "b", "run", HEADS, "run.years=7", *from_year_3)
    assert branch == whole
    assert go(tmp_path / "c", "run", HEADS, "run.years=7") != whole
    for name in ("schools.parquet", "maps.parquet"):
        one, other = (pd.read_parquet(tmp_path / place / name) for place in "ab")
        pd.testing.assert_frame_equal(one, other)


def test_several_scenarios_branch_from_one_history(saved, tmp_path):
    words = ["compare", "baseline", "cpd_release", "run.years=7"]
    go(tmp_path / "a", *words, f"run.branch_from={saved}")
    table = pd.read_parquet(tmp_path / "a" / "measures.parquet")
    keys = ["year", "replicate", "group", "measure"]
    wide = table.pivot(index=keys, columns="scenario", values="value")
    differ = (wide.baseline != wide.cpd_release) & wide.notna().all(axis=1)
    assert set(wide[differ].index.get_level_values("year")) == {3, 4, 5, 6, 7}
    assert main(["verify", str(tmp_path / "a")]) == 0


def test_a_branched_run_is_not_taken_for_another_in_the_store(saved, tmp_path):
    store = Store(tmp_path)
    plain = load("baseline", [*WORLD, "run.years=7"])
    branched = load("baseline", [*WORLD, "run.years=7", f"run.branch_from={saved}"])
    world = load_world(plain.world)
    assert store.name(plain, world) != store.name(branched, world)
    elsewhere = load("baseline", [*WORLD, "run.years=7", "run.workers=2", "run.trace=0"])
    assert store.name(plain, world) == store.name(elsewhere, world)


def test_a_sweep_branches_too(saved, tmp_path):
    settings = [*WORLD, *ALONE, "run.years=7", f"run.branch_from={saved}"]
    vary = {"policy.executive_heads.number": [3000, 6000]}
    design = Design("x", "", "grid", ["baseline", "executive_heads_4000"], vary, settings=settings)
    store = Store(tmp_path)
    planned, faults = plan(design, [], store).run(quiet=True)
    assert faults == []
    assert len(list(planned.results())) == 2
    vary = {"model.money.supply_day": [210]}
    other = Design("x", "", "grid", ["baseline"], vary, settings=settings)
    with pytest.raises(ValueError, match=r"another model\.money\.supply_day"):
        plan(other, [], store)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run.seed=1"], "another run.seed (0, not 1)"),
        (["run.warm_up=1"], "another run.warm_up (2, not 1)"),
        (["world.schools=80"], "another world"),
        (["run.replicates=3"], "holds 2 replicates; run.replicates=3 asks for more"),
        (["model.money.supply_day=210"], "another model.money.supply_day"),
        (["run.years=4"], "needs 7 years: 5 after the branch, not run.years=4"),
        (["run.branch_from=nowhere"], "run.branch_from=nowhere holds no states"),
        (["run.save_year=9"], "run.save_year=9 is after run.years=7"),
    ],
)
def test_a_folder_of_another_kind_is_refused(words, message, saved, tmp_path, capsys):
    usual = ["run.years=7", f"run.branch_from={saved}", *WORLD, *ALONE]
    asked = ["run", *usual, *words, "--output", str(tmp_path / "out"), "--quiet"]
    assert main(asked) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_states_of_other_code_are_refused(saved, tmp_path, monkeypatch, capsys):
    about = json.loads((saved / "states" / "history.json").read_text())
    copy = tmp_path / "old"
    (copy / "states").mkdir(parents=True)
    (copy / "states" / "history.json").write_text(json.dumps(about | {"code": "f00"}))
    words = ["run", *WORLD, *ALONE, "run.years=7", f"run.branch_from={copy}"]
    assert main([*words, "--output", str(tmp_path / "out")]) == 2
    assert "another version of the code (f00, not" in capsys.readouterr().err


def test_states_of_other_calibrated_sets_are_refused(tmp_path, monkeypatch, capsys):
    sets = ["run.parameters=ensemble", "run.years=7"]
    go(tmp_path / "past", "run", *sets, "run.save_year=2")
    branch = ["run", *WORLD, *ALONE, *sets, f"run.branch_from={tmp_path / 'past'}"]
    monkeypatch.setattr(calibrated, "digest", lambda drawn: "f00")
    assert main([*branch, "--output", str(tmp_path / "out")]) == 2
    assert "another version of the calibrated sets (" in capsys.readouterr().err


def test_states_are_saved_of_one_scenario_only(tmp_path, capsys):
    words = ["compare", "baseline", "cpd_release", *WORLD, *ALONE, "run.years=2"]
    assert main([*words, "run.save_year=1", "--output", str(tmp_path / "out")]) == 2
    assert "run.save_year=1 needs a run of one scenario" in capsys.readouterr().err


def test_settings_of_how_it_is_run_are_recorded(saved):
    (recorded,) = yaml.safe_load((saved / "config.yaml").read_text())
    assert recorded["run"]["save_year"] == 2
    assert digest(np.zeros((1, 1, 1, 1, 1), np.float32))
