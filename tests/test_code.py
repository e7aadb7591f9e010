"""What is kept is found again as long as the code that it depends on stays the same, no longer."""

from pathlib import Path

import pytest
from test_house import ROOT, imports, modules

import sim
from sim.runs import code
from sim.runs.store import Store
from sim.workshop.recorder import SchoolRecorder


def all_imported_by(module: str) -> set[Path]:
    """The files that a module runs on: all that it imports, itself and their packages."""
    graph, files = imports(), modules()
    reached, waiting = {module}, [module]
    while waiting:
        name = waiting.pop()
        new = {*graph[name], name.rpartition(".")[0]} & files.keys() - reached
        reached |= new
        waiting += new
    return {files[name] for name in reached}


def test_the_list_of_what_a_run_depends_on_is_complete_and_no_longer_than_it_must_be():
    assert all_imported_by("runs.replicate") == set(code.files())


def test_a_record_depends_on_its_recorder_and_on_nothing_that_a_run_does_not():
    own = {ROOT / "workshop" / "recorder.py", ROOT / "workshop" / "__init__.py"}
    assert all_imported_by("workshop.recorder") - own <= set(code.files())


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """The package's sources elsewhere, to be changed."""
    for path in ROOT.rglob("*.py"):
        to = tmp_path / "sim" / path.relative_to(ROOT)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(path.read_bytes())
    monkeypatch.setattr(sim, "__file__", str(tmp_path / "sim" / "__init__.py"))
    code.code.cache_clear()
    yield tmp_path / "sim"
    code.code.cache_clear()


def code_after_a_comment_in(path: Path) -> str:
    path.write_text(f"{path.read_text(encoding='utf-8')}# a comment\n", encoding="utf-8")
    code.code.cache_clear()
    return code.code()


def test_kept_runs_stay_when_what_draws_or_analyses_changes(copy):
    before = code.code()
    for name in ("commands/simulate", "figures/style", "report/page", "workshop/page", "api",
                 "analyse/regret", "designs/design", "results/folder", "runs/store"):  # fmt: skip
        assert code_after_a_comment_in(copy / f"{name}.py") == before, name


def test_kept_runs_go_when_what_they_depend_on_changes(copy):
    known = {code.code()}
    for name in ("agents/head", "measures/registry", "engine/draws", "year/leaving", "model",
                 "policies/head_pay", "world/places", "runs/replicate"):  # fmt: skip
        now = code_after_a_comment_in(copy / f"{name}.py")
        assert now not in known, name
        known.add(now)


def test_a_changed_recorder_does_not_find_old_records_and_measures_stay(tmp_path, monkeypatch):
    store = Store(tmp_path)
    path = tmp_path / "a-0.npy"
    before = store.record_path(path, SchoolRecorder)
    changed = tmp_path / "recorder.py"
    source = (ROOT / "workshop" / "recorder.py").read_text(encoding="utf-8")
    changed.write_text(f"{source}# a comment\n", encoding="utf-8")
    monkeypatch.setattr("sim.workshop.recorder.__file__", str(changed))
    assert store.record_path(path, SchoolRecorder) != before
    assert Store(tmp_path).code == store.code
