"""Measures that were asked for, one's own among them, are those that are shown, drawn and swept."""

import html
import re

import numpy as np
import pandas as pd
import pytest

import sim
import sim.api
import sim.results.outcome
import sim.world
from sim.commands.main import main
from sim.designs import Design
from sim.errors import SettingError
from sim.measures import GROUPS, MEASURES, headline_measures, measured
from sim.measures.aggregates import Ratio
from sim.report.answer import answer
from sim.results import labels, outputs
from sim.results.folder import Folder
from sim.runs.store import Store

WORLD = ["world=synthetic", "world.schools=40", "run.years=2", "run.replicates=2", "run.warm_up=1",
         "run.workers=1"]  # fmt: skip
ASKED = ["deficit_share", "lavishness"]  # neither is a headline measure


@pytest.fixture(scope="module")
def own():
    """A measure that nobody but these tests knows."""
    try:

        @measured("£ a pupil", "lavishness of {schools}", better="more")
        def lavishness(s):
            """Spending, to be proud of."""
            return Ratio(s.total(s.schools.cost), s.pupils)

        yield lavishness
    finally:
        del MEASURES["lavishness"]


@pytest.fixture(scope="module")
def compared(own, tmp_path_factory):
    folder = tmp_path_factory.mktemp("chosen") / "compared"
    words = ["compare", "baseline", "cpd_release", "--measures", ",".join(ASKED), *WORLD]
    assert main([*words, "--output", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def swept(own, tmp_path_factory):
    design = Design(
        "two", "How much?", "grid", ["baseline", "head_pay"],
        {"policy.head_pay.supplement": [1000, 2000]}, settings=WORLD,
    )  # fmt: skip
    found = sim.sweep(design, measures=ASKED, store=Store(tmp_path_factory.mktemp("store")))
    return found, found.save(tmp_path_factory.mktemp("swept") / "out")


def titles(names):
    return [labels.title(name) for name in names]


def test_without_a_choice_they_are_the_headline_measures(own):
    shown = sim.run(*WORLD).tables()[0].cells
    assert shown.iloc[:, 0].tolist() == titles(map(str, headline_measures()))
    assert not set(ASKED) & set(map(str, headline_measures()))


def test_they_are_in_the_closing_table_and_headline_file_alone(compared):
    closing = (compared / "README.md").read_text(encoding="utf-8").split("```")[1]
    table, *said = closing.strip().split("\n\n")
    rows = [line[:60].strip() for line in table.splitlines()[2:]]
    assert said == ["\n".join(answer(Folder(compared)))]
    assert rows == titles(ASKED)
    headline = pd.read_csv(compared / "headline.csv")
    assert headline.measure.unique().tolist() == titles(ASKED)
    of = Folder(compared).change("cpd_release", "lavishness", "all")
    row = headline[headline.measure == "Lavishness of schools"].iloc[-1]
    assert (row.schools, row.unit) == ("all schools", "£ a pupil")
    assert row["mean"] == pytest.approx(of.mean, rel=1e-5)


def test_they_are_drawn_in_place_of_the_usual_figures(compared):
    drawn = compared / "figures"
    assert {path.stem for path in drawn.iterdir()} == {"chosen_over_time", "chosen_by_size"}
    for name in ("chosen_over_time", "chosen_by_size"):
        told = (drawn / f"{name}.txt").read_text(encoding="utf-8")
        assert all(title in told for title in titles(ASKED))
    level = Folder(compared).level("baseline", "lavishness", "<75").mean
    assert f"{labels.amount(level, 'lavishness')} at <75" in told


def test_they_are_in_the_report_and_others_can_be_asked_for_later(compared):
    assert main(["report", str(compared)]) == 0
    page = (compared / "report.html").read_text(encoding="utf-8")
    cells = re.findall(r'data-from="(?:level|change)\|\w+\|(\w+)\|', page)
    assert list(dict.fromkeys(cells)) == [*ASKED, "public_cost_per_pupil"]  # of what it costs
    assert "lavishness of small schools" in html.unescape(page)
    assert main(["report", str(compared), "--measures", "pupils", "--overwrite"]) == 0
    page = (compared / "report.html").read_text(encoding="utf-8")
    assert "change|cpd_release|pupils|" in page and "lavishness" not in page
    assert page.count("<img ") == 2  # those of the measure asked for
    one = ["--measures", "teacher_unfilled_share", "--format", "svg"]
    assert main(["figures", str(compared), *one]) == 0
    told = (compared / "figures" / "chosen_by_size.txt").read_text(encoding="utf-8")
    assert labels.title("teacher_unfilled_share") in told and "avishness" not in told


def test_many_are_drawn_four_to_a_page_and_three_beside_each_other(compared):
    names = list(MEASURES)[:5]
    drawn = sim.draw_figures(compared, formats=["svg"], measures=names)
    stems = [path.stem for path in drawn if path.suffix == ".svg"]
    assert stems == ["chosen_over_time", "chosen_over_time_more", "chosen_by_size",
                     "chosen_by_size_2"]  # fmt: skip
    told = {path.stem: path.read_text(encoding="utf-8") for path in drawn if path.suffix == ".txt"}
    assert told["chosen_over_time"].count("as now ") == 4
    assert "1 line chart of" in told["chosen_over_time_more"]
    assert titles(names)[3] in told["chosen_by_size_2"]


def test_they_are_swept(swept):
    found, folder = swept
    assert pd.read_csv(folder / "sensitivity.csv").measure.unique().tolist() == ASKED
    headline = pd.read_csv(folder / "headline.csv")
    assert headline.measure.unique().tolist() == titles(ASKED)
    assert all(title in repr(found) for title in titles(ASKED))
    assert titles(["ks2_progress_mean"])[0] not in repr(found)
    told = (folder / "figures" / "sweep_two.txt").read_text(encoding="utf-8")
    assert "Lavishness of small schools by policy.head_pay.supplement: 1000" in told
    later = sim.draw_figures(folder, formats=["svg"], measures="cost_per_pupil")
    assert "Spending of small schools by policy.head_pay.supplement: 1000" in later[-1].read_text(
        encoding="utf-8"
    )


def test_a_sweep_is_reported_with_the_ends_and_every_point(swept):
    _, folder = swept
    assert main(["report", str(folder)]) == 0
    page = html.unescape((folder / "report.html").read_text(encoding="utf-8"))
    assert "What difference do supplement (head pay) make to “head pay” compared with" in page
    changes = Folder(folder).changes(sim.results.outcome.Outcome("lavishness"))
    means = changes.groupby("point").mean()
    low, high = (labels.amount(value, "lavishness", True) for value in (means.min(), means.max()))
    at = {0: "supplement 1000", 1: "supplement 2000"}
    sentence = (f"The lavishness of small schools changes by between {low} at {at[means.idxmin()]} "
                f"and {high} at {at[means.idxmax()]}.")  # fmt: skip
    assert sentence in page
    cells = dict(re.findall(r'data-from="point\|(\d)\|lavishness\|small">([^<]*)', page))
    assert cells == {str(p): labels.amount(mean, "lavishness", True) for p, mean in means.items()}


def test_a_name_that_there_is_not_is_told_before_anything_runs(own, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("sim.runs.ensemble.world_of", None)  # would be needed to run
    monkeypatch.setattr(outputs, "home", lambda: tmp_path)
    for command in (["compare"], ["run"], ["sweep", "cluster_size"], ["report", "."]):
        assert main([*command, "--measures", "deficit_share,lavishnes"]) == 2
        told = capsys.readouterr().err
        assert "there is no measure 'lavishnes'; did you mean lavishness?" in told
        assert told.count("\n") == 1
    with pytest.raises(SettingError, match="did you mean deficit_share"):
        sim.compare("baseline", "head_pay", measures=["defict_share"])


def test_measures_do_not_change_what_is_simulated_or_kept(own):
    load = sim.api.config.load
    one, other = load("baseline", WORLD), load("baseline", [*WORLD, "run.measures=pupils"])
    world = sim.world.load_world(one.world)
    store = Store(outputs.home())
    assert store.name(one, world) == store.name(other, world)
    plain = sim.run(*WORLD).ensemble.measures
    assert np.array_equal(sim.run(*WORLD, measures="pupils").ensemble.measures, plain, True)
    assert plain.shape[-2:] == (len(GROUPS), len(MEASURES))
