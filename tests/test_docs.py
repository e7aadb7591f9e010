"""Documents made from the settings and the code are as `make docs` would make them."""

import importlib.util
import re
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
    from sim.parameters import ledger

    read_by = generate.readers()
    unread = [
        name
        for name in ledger.entries()
        if name.startswith("model.") and not generate.where(read_by, *name.split(".")[1:])
    ]
    assert unread == []


def test_the_tutorial_in_python_runs(tmp_path, monkeypatch, capsys):
    from sim.results import outputs

    monkeypatch.setattr(outputs, "home", lambda: tmp_path)
    runpy.run_path(str(DOCS / "tutorial_api.py"))
    assert "executive_heads_4000 minus baseline" in capsys.readouterr().out


# Names of files, formats, code and sources are no terms.
NO_TERMS = {"CSV", "SVG", "PNG", "PDF", "UTF", "YAML", "MIT", "LR", "FOLDER", "NAME", "EVIDENCE",
            "LICENCE", "CITATION", "README", "YEAR", "FIGURES", "KINDS", "CLAIM", "CLAIMS",
            "TFLF", "HTML", "DIR", "HOST"}  # fmt: skip


def test_every_abbreviation_of_measures_settings_and_pages_is_in_the_glossary():
    from sim.measures import MEASURES
    from sim.parameters import ledger

    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    texts = [f"{m.meaning} {m.unit}" for m in MEASURES.values()]
    texts += [f"{entry.meaning} {entry.unit}" for entry in ledger.entries().values()]
    pages = [page for page in DOCS.glob("*.md") if page.name not in ("glossary.md", "evidence.md")]
    texts += [page.read_text(encoding="utf-8") for page in pages]
    found = set(re.findall(r"\b[A-Z]{2,}[0-9]?\b", " ".join(texts))) - NO_TERMS
    assert sorted(term for term in found if term not in glossary) == []


def test_the_glossary_has_the_words_of_statuses_forms_and_designs():
    from sim.designs import KINDS
    from sim.parameters import ledger

    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8").lower()
    words = [
        *ledger.STATUSES,
        *(kind.replace("_", " ").removesuffix(" at a time") for kind in KINDS),
    ]
    words += [m.replace("_", " ") for m in ("roll", "replicate", "head of school", "readvertised")]
    assert [word for word in words if word != "list" and word not in glossary] == []
