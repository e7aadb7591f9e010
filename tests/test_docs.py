"""Documents made from the settings and the code are as `make docs` would make them."""

import importlib.util
import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
generate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(generate)


@pytest.mark.parametrize("name", generate.PAGES)
def test_the_page_is_current(name):
    made = generate.PAGES[name]()
    assert (DOCS / name).read_text(encoding="utf-8") == made, "run `make docs`"


def test_every_parameter_is_read_by_some_rule():
    from sim import ledger

    read_by = generate.readers()
    unread = [
        name
        for name in ledger.entries()
        if name.startswith("model.") and not generate.where(read_by, *name.split(".")[1:])
    ]
    assert unread == []


def test_the_tutorial_in_python_runs(tmp_path, monkeypatch, capsys):
    from sim.experiments import results

    monkeypatch.setattr(results, "home", lambda: tmp_path)
    runpy.run_path(str(DOCS / "tutorial_api.py"))
    assert "executive_heads_4000 minus baseline" in capsys.readouterr().out
