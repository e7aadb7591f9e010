"""A measure of a user's own is shown wherever its results go, and measured where its code is."""

import json
import pickle
import shutil

import pytest
from test_plugins import DECLARED, RULE, written

import sim
from sim.commands.main import main
from sim.errors import SettingError
from sim.measures import KNOWN, MEASURES, own
from sim.parameters import plugins
from sim.parameters.declarations import use
from sim.results import labels
from sim.results.folder import Folder
from sim.results.outcome import Outcome
from sim.runs import script

DECLARATION = '''
from sim.measures import measured
from sim.measures.aggregates import Ratio

@measured("share", "percentage of {schools} that are lavish", better="more", headline=90)
def lavish_share(s):
    """Schools that spend, to be proud of."""
    return s.mean(s.schools.cost > 4600 * s.schools.pupils)
'''
SMALL = ("world=synthetic", "world.schools=60", "run.years=2", "run.warm_up=1", "run.replicates=2",
         "run.workers=1", "run.parameters=ledger")  # fmt: skip
NAME = "lavish_share"


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """Results with the measure of a policy's file, which this process then knows no more of."""
    place = tmp_path_factory.mktemp("own")
    file = written(place / "lump_sum.py", DECLARATION + RULE, DECLARED)
    given, plugins._given = plugins._given, {}
    try:
        done = sim.compare("baseline", str(file), *SMALL)
        return done.save(place / "results", figures=False), file
    finally:
        plugins._given = given
        plugins.rule_of.cache_clear()
        del MEASURES[NAME]


@pytest.fixture
def folder(outside, tmp_path, monkeypatch):
    """A copy of the results, where nobody has read them yet."""
    monkeypatch.setattr(plugins, "_given", {})
    own._described.clear()
    yield shutil.copytree(outside[0], tmp_path / "results")
    MEASURES.pop(NAME, None)
    plugins.rule_of.cache_clear()


def test_results_show_it_in_words_without_its_code(folder, capsys):
    assert NAME not in KNOWN
    assert main(["report", str(folder), "--measures", f"{NAME},pupils"]) == 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "percentage of small schools that are lavish" in page
    assert "Schools that spend, to be proud of." in page
    own._described.clear()
    assert main(["figures", str(folder), "--measures", NAME, "--format", "svg"]) == 0
    told = (folder / "figures" / "chosen_by_size.txt").read_text(encoding="utf-8")
    level = Folder(folder).level("baseline", NAME, "<75").mean
    assert f"{labels.amount(level, NAME)} at <75" in told
    level = Folder(folder).level("baseline", NAME).mean
    assert 0 < level < 1 and labels.amount(level, NAME) == f"{100 * level:.1f}%"
    own._described.clear()
    found = sim.frontier(folder, measure=NAME).set_index("option")
    assert found.gain["larger_sum"] > 0 == Outcome(NAME).sign - 1


def test_it_is_among_the_headlines_of_its_results_alone(folder):
    names = [one.name for one in Folder(folder).headlines]
    assert names[-1] == NAME and len(names) > 10
    assert NAME not in MEASURES
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest.pop("measures")[NAME]["file"] == "lump_sum.py"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert [one.name for one in Folder(folder).headlines] == names[:-1]


def test_a_worker_has_the_measures_of_a_policys_file(outside, folder):
    use(outside[1])
    work = pickle.dumps(script.with_own(len))
    del MEASURES[NAME]
    plugins.rule_of.cache_clear()  # as in a process that has just begun
    assert pickle.loads(work)("abc") == 3
    assert list(MEASURES)[-1] == NAME


def test_what_is_known_of_results_is_not_measured_in_a_run(folder):
    assert Folder(folder).command and NAME in KNOWN
    with pytest.raises(SettingError, match="there is no measure 'lavish_share'"):
        sim.run(*SMALL, measures=NAME)
    assert NAME not in sim.run(*SMALL[:4], "run.replicates=1").values().measure.unique()


def test_it_is_verified_with_its_code_which_a_line_asks_for(folder, outside, capsys):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    with pytest.raises(SettingError, match=r"policy lump_sum is code .*--plugin FILE"):
        sim.verify(folder)
    with pytest.raises(SettingError, match=r"measure lavish_share .*\(lump_sum\.py\).*--plugin F"):
        own.check(manifest["measures"])
    assert main(["verify", str(folder), "--plugin", str(outside[1]), "--quiet"]) == 0
    assert capsys.readouterr().out.startswith("identical")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"better": "lower"}, "better='lower' is not one of more, less, null"),
        ({"unit": 3}, "unit=3 is not text"),
        ({"code": "import os"}, "there is no 'code' here"),
    ],
)
def test_a_description_that_is_none_is_refused_in_a_line(folder, change, told, capsys):
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    manifest["measures"][NAME] |= change
    file.write_text(json.dumps(manifest), encoding="utf-8")
    assert main(["figures", str(folder)]) == 2
    said = capsys.readouterr().err
    assert f"manifest.json: measure {NAME}: {told}" in said and said.count("\n") == 1


def test_a_label_is_text_and_no_format(folder):
    own.learn({NAME: _record("{schools.__class__} {0} {schools}")})
    assert labels.measure(NAME, "them") == "{schools.__class__} {0} them"


def _record(label):
    return {"unit": "points", "label": label, "better": None, "headline": None, "meaning": "",
            "file": "f"}  # fmt: skip


def test_a_cell_or_file_that_is_run_again_declares_its_measure_anew(outside):
    text = outside[1].read_text(encoding="utf-8")
    scope = {"__name__": "__main__"}
    try:
        exec(compile(text, "cell 1", "exec"), scope)
        exec(compile(text.replace("proud of", "ashamed of"), "cell 2", "exec"), scope)
        assert "ashamed of" in MEASURES[NAME].meaning
        with pytest.raises(ValueError, match="already a measure called pupils"):
            exec(compile(text.replace(NAME, "pupils"), "cell 3", "exec"), scope)
        other = {"__name__": "other"}
        with pytest.raises(ValueError, match=f"already a measure called {NAME}"):
            exec(compile(text, "another file", "exec"), other)
    finally:
        del MEASURES[NAME]
