"""What others hand over is read, shown as text, or refused in a line; it is never executed."""

import html
import json
import os
import pickle
import re
import shutil
import subprocess
import sys

import numpy as np
import openpyxl
import pandas as pd
import pytest
import yaml
from test_house import ROOT

import sim
from sim.commands.main import main
from sim.engine import trace
from sim.errors import SettingError
from sim.results import cells
from sim.results.files import FORMAT
from sim.results.folder import Folder
from sim.results.html import as_html

SMALL = ["world=synthetic", "world.schools=40", "run.years=5", "run.replicates=2", "run.warm_up=1",
         "run.workers=1", "run.parameters=ledger"]  # fmt: skip
SCRIPT = "<script>alert('1')</script>"
TURNED = "\u202e"  # what follows is shown from right to left
NASTY = f"@\"{TURNED}'&<img src><b>$a$b {{"  # a name that a file may have


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A comparison with a scenario of a nasty name, saved with a workbook and figures."""
    home = tmp_path_factory.mktemp("nasty")
    file = home / f"{NASTY}.yaml"
    file.write_text(f"description: '=1+1 {SCRIPT.replace(chr(39), '')} {TURNED}'\n")
    found = sim.compare("baseline", str(file), *SMALL)
    return found, found.save(home / "out", excel=True)


def test_names_and_descriptions_are_text_on_the_page(results):
    _, folder = results
    page = sim.write_report(folder).read_text(encoding="utf-8")
    assert "<script" not in page and "<img src>" not in page
    assert TURNED not in page
    shown = html.unescape(page)
    assert NASTY.replace(TURNED, "") in shown
    assert SCRIPT.replace("'", "") in shown


def test_names_are_text_in_a_notebook(results):
    found, _ = results
    shown = found._repr_html_()
    assert "<img" not in shown and TURNED not in shown
    assert f"{NASTY.replace(TURNED, '')} minus as now" in html.unescape(shown)
    table = pd.DataFrame({SCRIPT: [SCRIPT]})
    assert "<script" not in as_html([(SCRIPT, table, SCRIPT)])


def test_a_cell_that_begins_like_a_formula_is_none_in_csv_and_excel(results):
    _, folder = results
    raw = pd.read_csv(folder / "headline.csv", encoding="utf-8-sig")
    assert f"'{NASTY}" in set(raw.scenario)
    assert NASTY in set(Folder(folder).table("headline.csv").scenario)
    book = openpyxl.load_workbook(folder / "results.xlsx")
    for sheet in book.worksheets:
        assert {cell.data_type for row in sheet for cell in row} <= {"s", "n", "b"}  # no "f"
    assert NASTY in {cell.value for cell in book["headline"]["A"]}


def test_the_workbook_has_the_tables_with_numbers_as_numbers(results):
    _, folder = results
    book = openpyxl.load_workbook(folder / "results.xlsx")
    assert book.sheetnames == ["headline", "summary", "who_gains", "dictionary", "settings"]
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    for name, file in (("headline", "headline.csv"), ("dictionary", "data_dictionary.csv")):
        there = pd.read_excel(folder / "results.xlsx", sheet_name=name)
        pd.testing.assert_frame_equal(there, Folder(folder).table(file), check_dtype=False)
    head, first, *_ = book["headline"].iter_rows(values_only=True)
    assert type(first[head.index("mean")]) is float
    settings = {row[0]: row for row in book["settings"].iter_rows(values_only=True)}
    assert settings["run.years"] == (
        "run.years",
        5,
        5,
        "years",
        "years simulated after the warm-up",
    )
    assert settings["model.money.supply_day"][1] > 100


def test_the_r_of_the_how_to_reads_a_folder(results):
    if not (program := shutil.which("Rscript")):
        pytest.skip("no R: apt-get install r-base-core")
    _, folder = results
    text = (ROOT.parent / "docs" / "how-to.md").read_text(encoding="utf-8")
    code = re.search(r"```r\n(.*?)```", text, re.S)[1]
    one = 'cat(small$mean[small$measure == "Mean KS2 progress of schools"][1])'
    words = [program, "-e", f"{code}\n{one}"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True)
    level = Folder(folder).level("baseline", "ks2_progress_mean").mean
    assert float(done.stdout.splitlines()[-1]) == pytest.approx(level, rel=1e-5)


def test_excel_is_refused_in_a_line_before_anything_runs_where_it_cannot_be(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    monkeypatch.setattr("sim.runs.ensemble.world_of", None)
    assert main(["run", *SMALL, "--excel"]) == 2
    told = "small-schools: --excel needs more: pip install 'small-schools[excel]'\n"
    assert capsys.readouterr().err == told


@pytest.mark.parametrize(
    ("text", "written"),
    [("=1", "'=1"), ("+a", "'+a"), ("-a", "'-a"), ("@a", "'@a"), ("\ta", "'\ta"),
     ("'=1", "''=1"),
     ("＝1", "'＝1"), ("＠a", "'＠a"), ("-0.5", "-0.5"), ("-", "-"), ("a=1", "a=1"), ("'a", "'a")],
)  # fmt: skip
def test_texts_come_back_as_they_were(tmp_path, text, written):
    table = pd.DataFrame({"text": ["x", text], "number": [-1.5, 2]})
    cells.to_csv(table, tmp_path / "a.csv", index=False)
    raw = pd.read_csv(tmp_path / "a.csv", dtype={"text": str})
    assert raw.text[1] == written
    assert raw.number.tolist() == [-1.5, 2]
    assert cells.as_given(raw).text[1] == text


class Bomb:
    """Is executed where a pickle is loaded."""

    def __reduce__(self):
        return os.mkdir, ("executed",)


def test_no_pickle_and_no_tag_of_yaml_is_executed(results, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    np.savez("trace.npz", **{"0/sums": np.array([Bomb()])})
    assert trace.read(tmp_path) == []
    tag = "- !!python/object/apply:os.mkdir [executed]\n"
    for name in ("config.yaml", "design.yaml"):
        (tmp_path / name).write_text(tag)
    (tmp_path / "manifest.json").write_text(json.dumps({"format": FORMAT}))
    pd.DataFrame({"value": [1.0]}).to_parquet("measures.parquet")
    with pytest.raises(SettingError, match=r"config\.yaml cannot be read"):
        Folder.of(tmp_path).settings  # noqa: B018
    (tmp_path / "mine.yaml").write_text(tag)
    with pytest.raises(SettingError, match=r"mine\.yaml"):
        sim.run("mine.yaml")
    (tmp_path / "states").mkdir()
    (tmp_path / "states" / "history.json").write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(SettingError, match="holds no states"):
        sim.run(*SMALL, f"run.branch_from={tmp_path}")
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"format": FORMAT + 1, "versions": {"small-schools": "9.1"}},
         rf"is of format {FORMAT + 1} \(small-schools 9\.1\); .* reads format {FORMAT}: install"),
        ({"format": None}, r"is of format 0 \(small-schools .*\); .*: run it again with this one"),
    ],
)  # fmt: skip
def test_a_folder_of_another_version_is_refused_in_a_line_that_says_which(
    results, change, told, tmp_path, capsys
):
    _, folder = results
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in folder.iterdir():
        if path.is_file():
            (copy / path.name).write_bytes(path.read_bytes())
    manifest = Folder(copy).manifest | change
    given = {name: value for name, value in manifest.items() if value is not None}
    (copy / "manifest.json").write_text(json.dumps(given))
    for command in ("report", "figures", "verify", "regret"):
        assert main([command, str(copy)]) == 2
        error = capsys.readouterr().err
        assert re.search(told, error) and error.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "damage", "told"),
    [
        ("manifest.json", lambda m: m.pop("versions"), r"manifest\.json has no versions"),
        ("manifest.json", lambda m: m.update(seed="2"), r"manifest\.json: seed='2' is not what"),
        ("manifest.json", lambda m: m.update(format={}), r"is of format {} .*: run it again"),
        ("config.yaml", lambda c: c.append(3), "is no list of scenarios"),
        ("config.yaml", lambda c: c.clear(), "lists no scenario"),
        ("config.yaml", lambda c: c[0].pop("scenario"), r"config\.yaml: scenario=None is not what"),
        ("config.yaml", lambda c: c[1].update(given=None), "given=None is not what"),
        ("config.yaml", lambda c: c[0]["model"].update(week=3), r"model\.week=3 is not what"),
    ],
)
def test_a_folder_that_is_not_as_it_was_written_is_told_in_a_line(
    results, name, damage, told, tmp_path
):
    shutil.copytree(results[1], tmp_path / "copy", ignore=shutil.ignore_patterns("figures"))
    path = tmp_path / "copy" / name
    found = yaml.safe_load(path.read_text("utf-8"))  # JSON is YAML too
    damage(found)
    path.write_text(json.dumps(found), "utf-8")
    uses = (sim.write_report, sim.verify, sim.draw_figures)
    for use in uses if name == "config.yaml" else uses[:1]:  # figures need little of a manifest
        with pytest.raises(SettingError, match=told):
            use(tmp_path / "copy")


def test_a_parameter_that_a_folder_lacks_is_told_by_verify_alone(results, tmp_path):
    shutil.copytree(results[1], tmp_path / "copy", ignore=shutil.ignore_patterns("figures"))
    path = tmp_path / "copy" / "config.yaml"
    found = yaml.safe_load(path.read_text("utf-8"))
    for one in found:
        one["model"]["rivals"].pop("usual_overload")
    path.write_text(json.dumps(found), "utf-8")
    assert sim.write_report(tmp_path / "copy").exists()
    with pytest.raises(SettingError, match=r"model\.rivals\.usual_overload is missing"):
        sim.verify(tmp_path / "copy", sample=1, quiet=True)


def test_a_measure_that_a_folder_lacks_is_told(results):
    _, folder = results
    found = Folder(folder)
    without = found.measures[found.measures.measure != "deficit_share"]
    found.measures = without.assign(measure=without.measure.cat.remove_unused_categories())
    with pytest.raises(SettingError, match=r"has no values of deficit_share \(small-schools 0"):
        found.level("baseline", "deficit_share")
