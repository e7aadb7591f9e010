"""A school file is known by what it holds, never by its path: a corrected file is a new world."""

import csv

import numpy as np
import pandas as pd
import pytest

import sim
from sim.commands.main import main
from sim.designs import Design
from sim.parameters.config import load
from sim.results import outputs
from sim.runs.store import Store
from sim.runs.sweep import plan
from sim.world import load_world
from sim.world.files import REQUIRED

WORDS = ("world=file", "run.years=3", "run.replicates=2", "run.warm_up=1")
TABLES = ("measures.parquet", "schools.parquet", "maps.parquet", "who_gains.csv")


def write_schools(path, pupils):
    """A file of twelve schools of one roll; its path as a setting."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(REQUIRED)
        rows.writerows((900_001 + n, 925, 500_000 + 1000 * n, 350_000, pupils) for n in range(12))
    return f"world.path={path}"


def tables(comparison, folder):
    """What is written of a comparison, and the digest of its schools."""
    comparison.save(folder, figures=False)
    read = {".parquet": pd.read_parquet, ".csv": pd.read_csv}
    return [read[(folder / name).suffix](folder / name) for name in TABLES]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_corrected_file_is_run_in_the_same_process(workers, tmp_path):
    words = (*WORDS, f"run.workers={workers}")
    path = write_schools(tmp_path / "mine.csv", 60)
    first = sim.compare("baseline", "head_pay", *words, path)
    write_schools(tmp_path / "mine.csv", 300)
    corrected = sim.compare("baseline", "head_pay", *words, path)
    other = write_schools(tmp_path / "other.csv", 300)
    fresh = sim.compare("baseline", "head_pay", *words, other)
    assert corrected.ensemble.world.digest == fresh.ensemble.world.digest
    assert corrected.ensemble.world.digest != first.ensemble.world.digest
    for one, same in zip(
        tables(corrected, tmp_path / "a"), tables(fresh, tmp_path / "b"), strict=True
    ):
        pd.testing.assert_frame_equal(one, same)
    assert set(tables(corrected, tmp_path / "c")[1].roll) == {"210-314"}
    assert set(tables(first, tmp_path / "d")[1].roll) == {"<75"}


def design(path, seed):
    """A sweep over one number, as a notebook makes it."""
    vary = {"policy.executive_heads.number": [2000, 4000]}
    settings = [*WORDS, path, f"run.seed={seed}", "run.workers=1"]
    return Design("x", "", "grid", ["baseline", "executive_heads_4000"], vary, settings=settings)


def test_a_sweep_keeps_what_a_corrected_file_gives_under_its_own_name(tmp_path, monkeypatch):
    monkeypatch.setattr(outputs, "home", lambda: tmp_path / "notebook")
    path = write_schools(tmp_path / "mine.csv", 60)
    sim.sweep(design(path, 1))
    write_schools(tmp_path / "mine.csv", 300)
    corrected = sim.sweep(design(path, 2)).values()
    monkeypatch.setattr(outputs, "home", lambda: tmp_path / "fresh")
    fresh = sim.sweep(design(write_schools(tmp_path / "other.csv", 300), 2)).values()
    pd.testing.assert_frame_equal(corrected, fresh)


def test_a_store_serves_a_file_that_moved_and_none_that_was_corrected(tmp_path):
    store = Store(tmp_path / "store")
    path = write_schools(tmp_path / "mine.csv", 60)
    planned, faults = plan(design(path, 1), [], store).run(quiet=True)
    assert faults == []
    assert plan(design(path, 1), [], store).missing.runs == 0
    moved = write_schools(tmp_path / "moved.csv", 60)
    assert plan(design(moved, 1), [], store).missing.runs == 0
    write_schools(tmp_path / "mine.csv", 300)
    assert plan(design(path, 1), [], store).missing.runs == planned.missing.wanted


def test_a_file_that_changes_while_a_sweep_runs_does_not_change_the_sweep(tmp_path):
    store = Store(tmp_path / "store")
    path = write_schools(tmp_path / "mine.csv", 60)
    planned = plan(design(path, 1), [], store)
    write_schools(tmp_path / "mine.csv", 300)
    assert store.fill(planned, planned.missing, quiet=True) == []
    one = load("baseline", [*WORDS, path, "run.seed=1"])
    assert store.get(one, load_world(one.world), 0) is None
    write_schools(tmp_path / "mine.csv", 60)
    kept = store.get(one, load_world(one.world), 0)
    assert kept is not None
    assert np.array_equal(kept, store.get(*planned[0], 0), equal_nan=True)


def test_results_of_a_file_that_was_corrected_are_said_to_be_of_other_schools(tmp_path, capsys):
    path = write_schools(tmp_path / "mine.csv", 60)
    sim.run("baseline", *WORDS, path, "run.workers=1").save(tmp_path / "out")
    assert main(["verify", str(tmp_path / "out"), "--quiet"]) == 0
    write_schools(tmp_path / "mine.csv", 300)
    capsys.readouterr()
    assert main(["verify", str(tmp_path / "out"), "--quiet"]) == 1
    assert "the schools are not those of the folder" in capsys.readouterr().out
