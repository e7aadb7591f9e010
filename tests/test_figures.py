"""Figures say what the results say, of any folder of results, and are the same when drawn again."""

import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image

import sim
from sim.commands.main import main
from sim.errors import SettingError
from sim.figures import captions, cost_and_gain, draw_one, style
from sim.parameters import config
from sim.results import labels
from sim.results.draft import Draft
from sim.results.folder import Folder
from sim.results.intervals import Estimate

TINY = ["world=synthetic", "world.schools=120", "run.years=2", "run.replicates=2", "run.warm_up=1",
        "run.workers=1"]  # fmt: skip
MANY = ["baseline", "executive_heads_4000", "consolidation", "head_pay", "cpd_release"]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A folder of results of each command, without pictures."""
    root = tmp_path_factory.mktemp("folders")
    asked = {
        "compare": ["compare", *MANY],
        "off": ["compare", "--switch-off", "parents"],
        "run": ["run", "run.replicates=1"],
        "validate": ["validate"],
        "sweep": ["sweep", "how_many_executive_heads"],
    }
    for name, given in asked.items():
        more = [word for word in TINY if word.split("=")[0] not in " ".join(given)]
        more += ["--afresh"] if name == "sweep" else []
        output = ["--output", str(root / name), "--no-figures", "--quiet"]
        assert main([*given, *more, *output]) == 0
    signatures = root / "signatures"
    signatures.mkdir()
    panels = [("by year", "few", x, v) for x, v in ((1, 0.5), (2, 0.7))]
    panels += [("by roll", "all", "<75", 1.0), ("by roll", "all", "75-99", 2.0)]
    rows = [("weak_teacher", n, *panel) for n in (0, 1) for panel in panels]
    names = ["signature", "replicate", "panel", "series", "x", "value"]
    pd.DataFrame(rows, columns=names).to_csv(signatures / "points.csv", index=False)
    judged = {"signature": ["weak_teacher"], "contrast": ["more in the smallest"], "shown": [True]}
    pd.DataFrame(judged).to_csv(signatures / "contrasts.csv", index=False)
    return root


EXPECTED = {"compare": 8, "off": 7, "run": 6, "validate": 1, "sweep": 1, "signatures": 1}


@pytest.mark.parametrize("kind", EXPECTED)
def test_every_folder_of_results_can_be_drawn(folders, kind, capsys):
    assert main(["figures", str(folders / kind), "--format", "svg"]) == 0
    assert len(list((folders / kind / "figures").glob("*.svg"))) == EXPECTED[kind]
    for path in (folders / kind / "figures").glob("*.svg"):
        alt = path.with_suffix(".txt").read_text(encoding="utf-8")
        assert len(alt) > 60
        assert "nan" not in alt.split()


def test_two_processes_draw_the_same_bytes_in_all_formats(folders):
    drawn = []
    for apart in (False, True):
        command = ["figures", str(folders / "run")]
        if apart:
            other = {**os.environ, "PYTHONHASHSEED": "7"}
            subprocess.run([sys.executable, "-m", "sim", *command], check=True, env=other)
        else:
            assert main(command) == 0
        made = sorted((folders / "run" / "figures").iterdir())
        drawn.append({path.name: path.read_bytes() for path in made})
    assert drawn[0] == drawn[1]
    assert {name.split(".")[1] for name in drawn[0]} == {*style.FORMATS, "txt"}


def test_on_a_projector_figures_fit_the_screen_and_nothing_else_is_touched(folders):
    words = ["figures", str(folders / "run"), "--theme", "projector", "--format", "png"]
    assert main(words) == 0
    pictures = list((folders / "run" / "figures-projector").glob("*.png"))
    assert len(pictures) > EXPECTED["run"]  # four panels are two screens
    assert {Image.open(path).size for path in pictures} == {(1920, 1080)}


def test_a_folder_without_results_is_refused_in_one_line(tmp_path, capsys):
    assert main(["figures", str(tmp_path)]) == 2
    assert "nothing" in (said := capsys.readouterr().err) or "not a folder of results" in said
    (tmp_path / "measures.parquet").touch()
    assert main(["figures", str(tmp_path)]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("look", [{"theme": "poster"}, {"formats": ["gif"]}])
def test_a_look_there_is_not_is_told_with_those_there_are(folders, look):
    with pytest.raises(SettingError, match=r"has no '(poster|gif)'; there are"):
        sim.draw_figures(folders / "run", **look)


def test_a_panel_of_what_is_not_known_says_so(folders):
    shown = [
        [text.get_text() for text in axis.texts]
        for axis in draw_one(Folder(folders / "run"), "pipeline").axes
    ]
    assert [("not known in so few years" in one) for one in shown] == [False, True, False, False]


@pytest.fixture
def results(tmp_path):
    """Makes results in which each scenario has the same level of a measure every year."""
    return lambda levels, apart=0.01: written(tmp_path, levels, apart)


def written(path, levels: dict[str, float], apart: float) -> Folder:
    """A folder in which replicates of the scenarios are so far apart, the first's not at all."""
    rows = [
        (
            scenario,
            replicate,
            year,
            "small",
            "head_leaver_rate",
            level + apart * replicate / 4 * place,
        )
        for place, (scenario, level) in enumerate(levels.items())
        for replicate in range(9)
        for year in range(1, 7)
    ]
    names = ["scenario", "replicate", "year", "group", "measure", "value"]
    manifest = {"scenarios": list(levels), "schools": 9, "replicates": 9, "sets": 9, "years": 6}
    folder = Draft(path)
    tables = {"measures.parquet": pd.DataFrame(rows, columns=names)}
    folder.write(tables, [config.load("baseline")], manifest, "")
    return folder


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ({"baseline": 0.2, "head_pay": 0.1}, "Head pay: the percentage of small schools whose head leaves in a year falls from 20.0% to 11.0%"),  # noqa: E501
        ({"baseline": 0.1, "head_pay": 0.3}, "rises from 10.0% to 31.0%"),
        ({"baseline": 0.2, "head_pay": 0.19}, "Head pay: no clear change in the percentage"),
        ({"baseline": 0.2}, "Percentage of small schools whose head leaves in a year: 20.0%"),
        ({"baseline": 0.2, "a": 0.5, "b": 0.3}, "a year: most with a, from 20.0% to 51.0%"),
        ({"baseline": 0.2, "a": 0.19, "b": 0.2}, "None of 2 scenarios clearly changes the perc"),
    ],
)  # fmt: skip
def test_a_title_tells_what_was_found(results, levels, told):
    assert told in captions.main_result(results(levels), "head_leaver_rate")


def test_with_many_scenarios_those_that_change_most_are_in_colour(results):
    found = results({"baseline": 0.2, "a": 0.2, "b": 0.9, "c": 0.21, "d": 0.8, "e": 0.7}, 0.001)
    assert captions.in_colour(found, "head_leaver_rate") == ["baseline", "b", "d", "e"]
    assert "the 2 others that change it less" in captions.in_grey(found)
    found.manifest["scenarios"].remove("c")
    assert "the one other that changes it less" in captions.in_grey(found)


def test_the_foot_of_a_figure_counts_one_as_one(results):
    found = results({"baseline": 0.2})
    found.manifest |= {"schools": 1, "replicates": 1, "years": 1}
    assert "1 school, 1 replicate, 1 year;" in captions.source(found)


def test_a_scenario_is_called_what_it_was_not_what_its_name_says():
    def name(scenario, *overrides):
        resolved = config.load(scenario, list(overrides)).resolved
        return labels.scenario_names([resolved])[scenario]

    assert name("baseline") == "as now"
    assert name("executive_heads_4000") == "4,000 executive heads"
    assert name("executive_heads_4000", "policy.executive_heads.number=3000") == (
        "3,000 executive heads"
    )
    assert name("baseline", "policy=head_pay") == "as now (with head pay)"
    assert "without executive heads" in name("executive_heads_4000", "policy=[]")
    assert name("head_pay", "policy.head_pay.supplement=900") == "head pay (supplement 900)"


@pytest.mark.parametrize(
    ("value", "measure", "change", "told"),
    [
        (0.1234, "head_leaver_rate", False, "12.3%"),
        (-0.0004, "head_leaver_rate", True, "-0.04 percentage points"),
        (-12.4, "cost_per_pupil", True, "-£12 a pupil"),
        (-0.4, "cost_per_pupil", True, "+£0 a pupil"),
        (1234.0, "cost_per_pupil", False, "£1,234 a pupil"),
        (-0.0001, "ks2_progress_mean", True, "+0.00 points"),
        (np.nan, "ks2_progress_mean", True, "not known"),
    ],
)
def test_numbers_are_told_with_their_unit(value, measure, change, told):
    assert labels.amount(value, measure, change) == told


def test_the_ends_of_an_interval_are_no_noughts_with_a_minus():
    ends = (-12.4, -30.0, -0.4), (-0.4, -0.004, 0.3)
    assert labels.estimate(Estimate(*ends[0]), "cost_per_pupil", True) == "-£12 a pupil (-30 to +0)"
    assert labels.estimate(Estimate(*ends[1]), "ks2_progress_mean", True) == (
        "-0.40 points (+0.00 to +0.30)"
    )


def test_the_alternative_text_has_the_numbers_of_the_results(folders):
    assert main(["figures", str(folders / "run"), "--format", "svg"]) == 0
    found = Folder(folders / "run")
    level = found.level("baseline", "head_leaver_rate", "<75").mean
    alt = (folders / "run" / "figures" / "vacancies_by_size.txt").read_text(encoding="utf-8")
    assert f"{labels.amount(level, 'head_leaver_rate')} at <75" in alt
    assert json.loads((folders / "run" / "manifest.json").read_text())["replicates"] == 1


def test_scenarios_stand_by_their_gain_each_with_its_change(results, monkeypatch):
    monkeypatch.setattr(cost_and_gain, "GAIN", "head_leaver_rate")
    found = results({"baseline": 0.2, "a": 0.1, "b": 0.5, "c": 0.3}, 0.0)
    assert list(cost_and_gain._rows(found)) == ["b", "c", "a"]
    axis = Figure().subplots()
    told = cost_and_gain._panel(axis, found, "head_leaver_rate", cost_and_gain._rows(found))
    assert told.endswith("percentage points (less is better): b +30.00, c +10.00, a -10.00.")
    assert [text.get_text() for text in axis.get_yticklabels()] == ["b", "c", "a"]
    assert np.allclose(axis.lines[0].get_xdata(), [30, 10, -10])
