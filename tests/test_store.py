"""Nothing finished is lost and nothing is corrupted: a full disk, kill -9, two sweeps at once."""

import errno
import io
import json
import os
import subprocess
import sys
import time
import tracemalloc
from hashlib import blake2b

import numpy as np
import pandas as pd
import psutil
import pytest
import yaml

from sim.commands.main import main
from sim.designs import Design, check, read_design
from sim.measures import GROUPS, MEASURES
from sim.parameters.config import load
from sim.results import outputs
from sim.results import points as files
from sim.results.points import Point
from sim.runs.store import CHECKSUM, DRAFTS, Store
from sim.runs.sweep import plan
from sim.world import load_world

WORLD = ["world=synthetic", "world.schools=60", "run.years=2", "run.replicates=2", "run.warm_up=1"]
ALONE = "run.workers=1"
GRID = {
    "description": "two numbers",
    "kind": "grid",
    "scenarios": ["baseline", "executive_heads_4000"],
    "vary": {"policy.executive_heads.number": [3000, 6000]},
    "settings": [*WORLD, ALONE],
}


@pytest.fixture
def design_file(tmp_path, monkeypatch):
    monkeypatch.setattr(outputs, "home", lambda: tmp_path)
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(GRID))
    return path


def swept(path, output, *words):
    """A sweep from the command line; its digest."""
    words = ["sweep", str(path), *words, "--output", str(output), "--no-figures", "--quiet"]
    assert main([*words, "--overwrite"]) == 0
    return json.loads((output / "manifest.json").read_text())["digest"]


def test_a_full_disk_is_reported_in_one_line_and_what_is_finished_is_kept(
    design_file, tmp_path, monkeypatch, capsys
):
    sync, synced = os.fsync, []

    def until_full(file):
        if len(synced) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        synced.append(sync(file))

    words = ["sweep", str(design_file), "run.workers=1", "--no-figures", "--quiet"]
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", until_full)
        assert main([*words, "--output", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert "No space left on device; what is finished is kept" in error
    assert error.count("\n") == 1
    store = Store(tmp_path / ".store")
    assert not list(store.folder.rglob(DRAFTS))
    assert plan(Design(name="x", **GRID), [], store).missing.runs == 6 - 2
    digest = swept(design_file, tmp_path / "out")
    assert digest == swept(design_file, tmp_path / "afresh", "--afresh")


def test_a_full_disk_while_results_are_written_leaves_no_half_folder(
    design_file, tmp_path, monkeypatch, capsys
):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("sim.results.draft.write_points", full)
    assert main(["sweep", str(design_file), "--output", str(tmp_path / "out"), "--quiet"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not [path for path in tmp_path.iterdir() if "out" in path.name]


@pytest.mark.parametrize(
    "spoil", [lambda whole: whole[:500], lambda whole: b"", lambda whole: flipped(whole, 700)]
)
def test_a_damaged_file_is_never_used_and_is_run_again(spoil, tmp_path):
    store, one = Store(tmp_path), load("baseline", [*WORLD, "run.replicates=1", ALONE])
    wanted = [(one, load_world(one.world))]
    store.fill(wanted, store.missing(wanted), quiet=True)
    path, whole = store.path(*wanted[0], 0), store.get(*wanted[0], 0)
    assert store.missing(wanted).runs == 0
    path.write_bytes(spoil(path.read_bytes()))
    assert store.get(*wanted[0], 0) is None
    store.fill(wanted, store.missing(wanted), quiet=True)
    assert np.array_equal(store.get(*wanted[0], 0), whole, equal_nan=True)


class Bomb:
    """Is executed where a pickle is loaded."""

    def __reduce__(self):
        return os.mkdir, ("executed",)


@pytest.mark.parametrize("pickled", [True, False])
def test_a_kept_result_of_somebody_elses_making_is_run_again(pickled, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    content = io.BytesIO()
    if pickled:
        np.save(content, np.array([Bomb()]), allow_pickle=True)
    whole = content.getvalue()
    store, one = Store(tmp_path), load("baseline", [*WORLD, "run.replicates=1", ALONE])
    path = store.path(one, load_world(one.world), 0)
    path.parent.mkdir(parents=True)
    path.write_bytes(whole + blake2b(whole, digest_size=CHECKSUM).digest())
    assert store.missing([(one, load_world(one.world))]).runs == 1
    assert not (tmp_path / "executed").exists()


def flipped(whole, place):
    """The same bytes but for one bit."""
    return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


SCRIPT = """
import sys
from pathlib import Path
from sim.commands.main import main
from sim.results import outputs
outputs.home = lambda: Path(sys.argv[1])
if __name__ == "__main__":
    sys.exit(main(sys.argv[2:]))
"""


def test_of_two_sweeps_at_once_one_may_be_killed_and_both_come_out_the_same(design_file, tmp_path):
    script = tmp_path / "go.py"
    script.write_text(SCRIPT)
    longer = ["run.replicates=6", "run.workers=2"]

    def begin(name):
        words = ["sweep", str(design_file), *longer, "--output", str(tmp_path / name)]
        words += ["--no-figures", "--quiet"]
        return subprocess.Popen([sys.executable, str(script), str(tmp_path), *words])

    store = tmp_path / ".store"
    killed = begin("killed")
    while len(list(store.rglob("*.npy"))) < 2 and killed.poll() is None:
        time.sleep(0.05)
    beside = begin("beside")
    workers = psutil.Process(killed.pid).children(recursive=True)
    killed.kill()
    killed.wait()
    assert psutil.wait_procs(workers, timeout=60)[1] == []  # nobody goes on without it
    assert beside.wait() == 0
    assert not (tmp_path / "killed").exists()
    digests = {
        swept(design_file, tmp_path / "killed", *longer),
        swept(design_file, tmp_path / "afresh", *longer, "--afresh"),
        json.loads((tmp_path / "beside" / "manifest.json").read_text())["digest"],
    }
    assert len(digests) == 1


def test_memory_does_not_grow_with_the_number_of_points(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "BATCH", 5_000)
    measures = np.zeros((2, len(GROUPS), len(MEASURES)), np.float32)

    def peak(count):
        tracemalloc.start()
        points = (Point.of(n, ["a", "b"], [[measures] * 2] * 2, np.zeros(2)) for n in range(count))
        files.write_points(points, tmp_path)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(8)
    assert peak(80) < 1.3 * peak(20)
    assert len(pd.read_parquet(tmp_path / "values.parquet")) == 20 * 4 * measures[0].size


ADAPTIVE = {
    **GRID,
    "kind": "adaptive",
    "until": {"measure": "head_leading_hours", "group": "all", "width": 1.0, "most": 12},
}


@pytest.mark.parametrize(("width", "least", "most"), [(1e9, 8, 8), (1e-9, 12, 12)])
def test_an_adaptive_design_stops_when_intervals_are_narrow_or_replicates_many(
    width, least, most, tmp_path, monkeypatch
):
    monkeypatch.setattr("sim.runs.sweep.FIRST", 8)
    until = ADAPTIVE["until"] | {"width": width}
    store = Store(tmp_path)
    design = Design(name="x", **(ADAPTIVE | {"until": until}))
    planned, _ = plan(design, [], store).run(quiet=True)
    assert (min(planned.replicates), max(planned.replicates)) == (least, most)


def test_an_adaptive_design_is_resumed_and_the_same_with_any_workers(
    design_file, tmp_path, monkeypatch
):
    monkeypatch.setattr("sim.runs.sweep.FIRST", 8)
    until = ADAPTIVE["until"] | {"width": 0.6}
    design_file.write_text(yaml.safe_dump(ADAPTIVE | {"until": until}))
    alone = swept(design_file, tmp_path / "alone", "run.workers=1")
    points = pd.read_csv(tmp_path / "alone" / "points.csv")
    differences = pd.read_csv(tmp_path / "alone" / "differences.csv")
    shown = differences[
        (differences.measure == "head_leading_hours") & (differences.group == "all")
    ]
    narrow = (shown.high - shown.low).to_numpy() < 0.6
    assert (narrow | (points.replicates == 12)).all()
    for path in sorted((tmp_path / ".store").rglob("*.npy"))[::2]:
        path.unlink()
    assert swept(design_file, tmp_path / "again", "run.workers=2") == alone


@pytest.mark.parametrize(
    ("until", "message"),
    [
        ({}, "kind=adaptive needs until"),
        (ADAPTIVE["until"] | {"measure": "ks2_progres_mean"}, "did you mean ks2_progress_mean"),
        (ADAPTIVE["until"] | {"width": 0}, "needs a width above 0"),
    ],
)
def test_an_adaptive_design_that_cannot_be_is_refused(until, message, design_file):
    design_file.write_text(yaml.safe_dump(ADAPTIVE | {"until": until}))
    with pytest.raises(ValueError, match=message):
        check(read_design(str(design_file)))
