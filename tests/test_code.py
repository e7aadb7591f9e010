"""What is kept is found again as long as the code that it depends on stays the same, no longer."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim
from sim.runs import code
from sim.runs.store import Store
from sim.workshop.recorder import SchoolRecorder

ROOT = Path(sim.__file__).parent
NAMES_ONLY = {ROOT / "__init__.py"}  # the version and where verbs are


def file_of(module: str) -> Path | None:
    """The file of one of our modules; None where there is none of that name."""
    path = ROOT.parent.joinpath(*module.split("."))
    return next((p for p in (path.with_suffix(".py"), path / "__init__.py") if p.exists()), None)


def imported_by(path: Path) -> Iterator[Path]:
    """Our files that a file imports, at its top or in functions, with their packages."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            parts = name.split(".")
            if parts[0] == "sim":
                modules = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
                yield from filter(None, map(file_of, modules))


def all_imported_by(path: Path) -> set[Path]:
    found, waiting = {path}, [path]
    while waiting:
        new = set(imported_by(waiting.pop())) - found
        found |= new
        waiting += new
    return found - NAMES_ONLY


def test_the_list_of_what_a_run_depends_on_is_complete_and_no_longer_than_it_must_be():
    assert all_imported_by(ROOT / "runs" / "replicate.py") == set(code.files())


def test_a_record_depends_on_its_recorder_and_on_nothing_that_a_run_does_not():
    path = ROOT / "workshop" / "recorder.py"
    assert all_imported_by(path) - {path, path.with_name("__init__.py")} <= set(code.files())


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
    for name in ("commands/sweep", "figures/style", "report/page", "workshop/page", "api",
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
