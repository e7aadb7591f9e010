"""The pages are up to date: what is generated, and every name of a file, rule or function."""

import ast
import importlib.util
import inspect
import json
import re
import tempfile
import tomllib
from pathlib import Path

import pytest
import yaml

import sim
from sim import agents
from sim.agents.person import Person
from sim.model import YEAR, Model

DOCS = Path(__file__).parents[1] / "docs"
PAGES = [DOCS.parent / "README.md", DOCS.parent / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]
spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
generate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(generate)


@pytest.mark.parametrize("name", generate.PAGES)
def test_the_page_is_current(name):
    made = generate.PAGES[name]()
    assert (DOCS / name).read_text(encoding="utf-8") == made, "run `make docs`"


def test_the_page_of_a_year_goes_through_every_phase_and_comes_where_the_model_does():
    page = (DOCS / "a_year.md").read_text(encoding="utf-8")
    stepped = re.findall(r"^(\w+)\.step\(model\)", page, re.M)
    assert stepped == [phase.__module__.rsplit(".", 1)[1] for phase in YEAR]
    compared = "print((again.schools.balance == model.schools.balance).all())"
    *_, after = page.split(compared)
    assert re.search(r"```text\n(\w+)", after)[1] == "True"


# Where each rule is

KINDS = {kind.__name__: kind for kind in (*map(vars(agents).get, agents.__all__), Model)}
IN_FILE = r"((?:`[\w.]+`,?\s+)+)in\s+`(sim/[\w/]+\.py)`"  # `name`, `name` in `file`
RULES = (DOCS / "model.md").read_text(encoding="utf-8")


def defined(path: Path) -> set[str]:
    """What a file defines: functions, classes, names, and methods as ``Class.method``.

    A method of one of the classes that an agent is made of is the agent's.
    """
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            methods = (one for one in node.body if isinstance(one, ast.FunctionDef))
            of = {node.name} | {
                name
                for name, kind in KINDS.items()
                if node.name in (base.__name__ for base in kind.__mro__)
            }
            names |= {f"{kind}.{one.name}" for one in methods for kind in of}
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        names |= {one.id for one in targets if isinstance(one, ast.Name)}
    return names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_name_that_a_page_places_in_a_file_is_there(page):
    placed = re.findall(IN_FILE, page.read_text(encoding="utf-8"))
    missing = {
        f"{name} in {file}"
        for names, file in placed
        for name in re.findall(r"[\w.]+", names)
        if name not in defined(DOCS.parent / file)
    }
    assert missing == set()
    assert placed or page.name != "model.md"  # the test can see them


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_and_attribute_that_a_page_names_exists(page):
    text = page.read_text(encoding="utf-8")
    paths = re.findall(r"`((?:sim|configs|docs|experiments|tests|benchmarks)/[\w/.-]*)`", text)
    assert [path for path in paths if not re.search("NAME|/yours", path)
            and not (DOCS.parent / path).exists()] == []  # fmt: skip
    named = re.findall(rf"`({'|'.join(KINDS)})\.(\w+)", text)
    assert [f"{kind}.{name}" for kind, name in named if not hasattr(KINDS[kind], name)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_that_a_page_names_is_there(page):
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page.read_text(encoding="utf-8"))
    assert [f"{file}::{name}" for file, name in named
            if name not in defined(DOCS.parent / file)] == []  # fmt: skip
    assert len(named) > 15 or page.name != "assurance.md"  # the test can see them


def test_every_row_of_what_was_verified_names_its_test():
    text = (DOCS / "assurance.md").read_text(encoding="utf-8")
    table = text.partition("| what | by which test |")[2].partition("\n\n")[0]
    rows = table.strip().splitlines()[1:]
    assert len(rows) > 10
    assert [row for row in rows if "`tests/" not in row.rpartition(" | ")[2]] == []


def test_odd_has_its_seven_elements_and_every_design_concept():
    text = (DOCS / "odd.md").read_text(encoding="utf-8")
    assert re.findall(r"^## \d\. (.*)$", text, re.M) == [
        "Purpose and patterns", "Entities, state variables and scales",
        "Process overview and scheduling", "Design concepts", "Initialisation", "Input data",
        "Submodels",
    ]  # fmt: skip
    assert re.findall(r"^- \*\*(.*)\.\*\*", text, re.M) == [
        "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction",
        "Sensing", "Interaction", "Stochasticity", "Collectives", "Observation",
    ]  # fmt: skip


def test_no_rule_of_an_agent_and_no_phase_is_left_out():
    rules = {
        f"{kind.__name__}.{name}"
        for kind in map(vars(agents).get, agents.__all__)
        for base in kind.__mro__
        if base.__module__.startswith("sim.agents") and base is not Person
        for name, value in vars(base).items()
        if inspect.isfunction(value) and not name.startswith("_")
    }
    assert len(rules) > 50
    assert sorted(rule for rule in rules if f"`{rule}`" not in RULES) == []
    phases = [phase.__module__.rsplit(".", 1)[1] for phase in YEAR]
    assert [phase for phase in phases if f": `sim/year/{phase}.py`" not in RULES] == []


def test_every_parameter_is_read_by_some_rule():
    from sim.parameters import ledger

    read_by = generate.readers()
    unread = [
        name
        for name in ledger.entries()
        if name.startswith("model.") and not generate.where(read_by, *name.split(".")[1:])
    ]
    assert unread == []


def test_the_notebook_runs_and_its_results_show_themselves(tmp_path, monkeypatch):
    from sim.results import outputs

    monkeypatch.setattr(outputs, "home", lambda: tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    cells = json.loads((DOCS / "tutorial.ipynb").read_text(encoding="utf-8"))["cells"]
    names, shown = {}, []
    for cell in (one for one in cells if one["cell_type"] == "code"):
        *before, last = ast.parse("".join(cell["source"])).body
        exec(compile(ast.Module(before, []), "cell", "exec"), names)
        if isinstance(last, ast.Expr):  # as a kernel does
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
            look = getattr(value, "_repr_png_", None) or getattr(value, "_repr_html_", str)
            shown.append(look())
        else:
            exec(compile(ast.Module([last], []), "cell", "exec"), names)
    texts = [one for one in shown if isinstance(one, str) and "<table" in one]
    assert "4,000 executive heads minus as now" in texts[0] and "Both (with" in texts[0]
    assert any("Spending of schools" in one and "6000" in one for one in texts[1:])
    assert [one[:4] for one in shown if isinstance(one, bytes)] == [b"\x89PNG"] * 2
    assert names["page"].read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


# Names of formats and in links are no terms.
NO_TERMS = {"BI", "CSV", "SVG", "PNG", "PDF", "UTF", "YAML", "MIT", "TFLF", "HTML", "CITATION",
            "README"}  # fmt: skip
CODE = r"```.*?```|`[^`]*`"


def test_every_abbreviation_of_measures_settings_and_pages_is_in_the_glossary():
    from sim.measures import MEASURES
    from sim.parameters import ledger

    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    texts = [f"{m.meaning} {m.unit}" for m in MEASURES.values()]
    texts += [f"{entry.meaning} {entry.unit}" for entry in ledger.entries().values()]
    pages = [page for page in DOCS.glob("*.md") if page.name not in ("glossary.md", "evidence.md")]
    texts += [re.sub(CODE, "", page.read_text(encoding="utf-8"), flags=re.S) for page in pages]
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


def test_all_that_tell_the_version_tell_the_same():
    root = DOCS.parent
    cited = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    coded = json.loads((root / "codemeta.json").read_text(encoding="utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {cited["version"], coded["version"], project["version"]} == {sim.__version__}
    assert str(cited["date-released"]) == coded["datePublished"]


def test_the_paper_cites_references_of_the_register_and_has_the_sections_of_its_journal():
    text = (DOCS.parent / "paper" / "paper.md").read_text(encoding="utf-8")
    made = (DOCS.parent / "paper" / "paper.bib").read_text(encoding="utf-8")
    cited = set(re.findall(r"[\[ ;]@(\w+)", f" {text}")) | set(re.findall(r"^@(\w+)", text, re.M))
    assert len(cited) > 5
    assert cited == set(re.findall(r"^@misc{(\w+),", made, re.M))
    assert re.findall("^# (.*)", text, re.M) == [
        "Summary", "Statement of need", "State of the field", "Software design",
        "Research impact statement", "Acknowledgements", "References",
    ]  # fmt: skip
    assert 750 <= len(text.partition("# Summary")[2].split()) <= 1750
