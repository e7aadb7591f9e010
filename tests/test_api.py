"""From Python: verbs that one finds, results that show themselves, and progress where one looks."""

import inspect
import sys

import pytest

import sim
import sim.api
from sim import chosen
from sim.errors import SettingError
from sim.figures import FIGURES
from sim.results import labels, outputs
from sim.runs import engines

SMALL = ["world=synthetic", "world.schools=120", "run.years=2", "run.replicates=2", "run.warm_up=1",
         "run.workers=1"]  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return sim.compare("baseline", "head_pay", *SMALL)


def test_every_verb_is_listed_and_there():
    assert set(dir(sim)) == set(sim.__all__) >= {"compare", "sweep", "examine_claims", "Scenario"}
    assert all(hasattr(sim, name) for name in dir(sim))


def test_what_is_raised_for_a_bad_file_can_be_caught_by_its_name(tmp_path):
    with pytest.raises(sim.SettingError, match="cannot be read"):
        sim.run("world=register", f"world.path={tmp_path / 'nowhere.csv'}")


def test_every_verb_shows_progress_unless_it_is_hushed():
    verbs = {name: inspect.signature(getattr(sim, name)).parameters for name in sim._VERBS}
    quiet = {name: of["quiet"].default for name, of in verbs.items() if "quiet" in of}
    assert set(quiet) > {"run", "back_test", "coverage", "move_graph"}
    assert set(quiet.values()) == {False}


def test_a_comparison_shows_its_closing_table_in_a_notebook(found):
    page = found._repr_html_()
    assert page.count("<table") == 1 and "<pre" not in page
    change = found.tables()[0].cells.set_index("")
    title = labels.title("head_leading_hours")
    row = f"<td>{title}</td>\n      <td>{change['small schools'][title]}</td>"
    assert row in page
    assert "120 schools (synthetic), 2 years, 2 replicates" in page
    assert found.tables()[0].as_text() in repr(found)


def test_one_of_a_thing_is_told_as_one():
    one = ["world=synthetic", "world.schools=1", "run.years=1", "run.replicates=1"]
    found = sim.run(*one, "run.warm_up=0", quiet=True)
    assert "\n1 school (synthetic), 1 year, 1 replicate in " in repr(found)


@pytest.mark.parametrize("name", ["pipeline", "who_gains", ""])
def test_one_figure_by_its_name(found, name):
    figure = found.plot(name)
    files = {"pipeline": "leadership_pipeline", "who_gains": "who_gains", "": "leadership_pipeline"}
    assert figure.file.name == files[name]
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert len(figure.axes) == (3 if name == "who_gains" else 4)


def test_a_name_of_no_figure_is_told_with_those_there_are(found):
    with pytest.raises(SettingError, match="did you mean pipeline") as told:
        found.plot("pipelin")
    assert all(name in str(told.value) for name in FIGURES["compare"])
    with pytest.raises(SettingError, match="nothing to draw as 'smallness'"):
        found.plot("smallness")  # no mechanism was switched off
    with pytest.raises(SettingError, match="there is no measure 'x'"):
        found.plot("by_size", measures="x")


def test_a_report_is_written_where_it_is_asked_for_and_shows_itself(found, tmp_path, monkeypatch):
    page = found.report(tmp_path / "page.html")
    assert page == tmp_path / "page.html"
    text = page.read_text(encoding="utf-8")
    assert "compared with “as now”?" in text
    assert "small-schools verify FOLDER" in text and str(found._written.parent) not in text
    assert "These results were asked for from Python" in text  # there was no command
    assert page._repr_html_().startswith('<iframe srcdoc="&lt;!DOCTYPE html&gt;')
    monkeypatch.setattr(outputs, "home", lambda: tmp_path)
    assert found.report().parent == tmp_path
    with pytest.raises(sim.api.outputs.OutputError):
        found.report(tmp_path / "page.html")


def test_results_of_the_other_verbs_are_tables_too():
    improved = sim.attribute(*SMALL, "run.years=5", "world.schools=200")
    page = improved._repr_html_()
    assert "<pre" not in page and page.count("<tr") == len(improved.chosen()) + 1
    claims = sim.examine_claims(*SMALL)
    assert len(claims.table()) == len(claims.judged) == claims._repr_html_().count("<tr") - 1
    assert claims.table().claim.str.len().min() > 10
    board = sim.validate(*SMALL)
    assert board.table() is board.scores
    assert board._repr_html_().count("<tr") >= len(board.scores) + len(board.drifts)
    assert repr(board) == str(board)
    drawn = {"attribution": improved, "claims": claims, "scoreboard": board}
    for name, one in drawn.items():
        assert one.plot().file.name == one.plot(name).file.name
        with pytest.raises(SettingError, match=f"there is no figure 'pipeline'; there are {name}$"):
            one.plot("pipeline")


@pytest.mark.parametrize(
    ("terminal", "notebook", "quiet", "shown"),
    [(True, False, False, True), (False, True, False, True), (False, False, False, False),
     (True, True, True, False)],
)  # fmt: skip
def test_progress_is_shown_where_somebody_looks(terminal, notebook, quiet, shown, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    if notebook:
        monkeypatch.setitem(sys.modules, "ipykernel", sys)
    with engines.progress(3, quiet) as bar:
        assert bar.disable is not shown


def test_measures_are_named_in_a_text_or_a_list():
    assert chosen.named("pupils,schools") == chosen.named(["pupils", "schools"])
    assert chosen.with_measures(["a"], ()) == ["a"]
    assert chosen.with_measures(["a"], "pupils") == ["a", "run.measures=pupils"]
