"""A folder of results gives back what was written to it, and says what it is."""

import json

import numpy as np
import pandas as pd
import pytest
import yaml

from sim.commands.command import check_place
from sim.designs import Design
from sim.errors import OutputError, SettingError
from sim.measures import GROUPS, MEASURES
from sim.parameters import config, configs
from sim.results import outputs
from sim.results.draft import Draft
from sim.results.ensemble import last_years
from sim.results.folder import Folder
from sim.results.outcome import Outcome
from sim.results.outputs import choose_folder, filled
from sim.results.points import Point
from sim.results.provenance import digest
from sim.results.summary import summarise
from sim.runs import ensemble
from sim.workshop import estimates

WORDS = ["world=synthetic", "world.schools=60", "run.years=6", "run.replicates=8", "run.warm_up=1",
         "run.workers=1", "run.parameters=ledger"]  # fmt: skip
OUTCOME = Outcome("head_leaver_rate", "small")


@pytest.fixture(scope="module")
def done():
    """Three scenarios, one of them without a mechanism."""
    settings = [config.load(name, WORDS) for name in ("baseline", "head_pay")]
    return ensemble.run([*settings, config.load_without("parents", "baseline", WORDS)], quiet=True)


@pytest.fixture(scope="module")
def compared(done, tmp_path_factory):
    """Their folder."""
    path = tmp_path_factory.mktemp("compared") / "three"
    with filled(path) as draft:
        draft.write_comparison(done)
    return Folder.of(path)


def point(number: int, failed: bool = False) -> Point:
    """What two scenarios and two replicates gave at a point; one may have failed."""
    shape = (2, 2, len(GROUPS), len(MEASURES))
    values = np.random.default_rng(number).random(shape, dtype=np.float32)
    there = np.ones(shape[:2], bool)
    there[1, 1] = not failed
    values[~there] = np.nan
    return Point(number, ["baseline", "head_pay"], values, there, np.zeros(2))


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """The folder of a sweep of two points, in the second of which a run failed."""
    name = "policy.head_pay.supplement"
    design = Design("two", "How much?", "grid", ["baseline", "head_pay"], {name: [1000, 2000]})
    points = pd.DataFrame({name: [1000, 2000]}).rename_axis("point")
    settings = [config.load(one, WORDS) for one in design.scenarios]
    path = tmp_path_factory.mktemp("swept") / "two"
    with filled(path) as draft:
        found = [point(0), point(1, failed=True)]
        draft.write_sweep(design, WORDS, points, found, settings, {"runs": 8})
    return Folder.of(path)


def test_what_was_simulated_is_read_back_bit_by_bit(done, compared):
    for place, scenario in enumerate(compared.scenarios):
        for measure, group in (("head_leaver_rate", "all"), ("head_retention_5y", "<75")):
            at = GROUPS.index(group), list(MEASURES).index(measure)
            written = done.measures[place, :, :, *at]
            read = compared.series(scenario, measure, group)
            np.testing.assert_array_equal(read, written)
    pd.testing.assert_frame_equal(compared.measures, done.values(), check_categorical=False)
    assert compared.manifest["digest"] == digest(done.measures)
    assert compared.manifest["code"] == done.code
    assert compared.settings == [one.resolved for one in done.settings]


def test_levels_and_changes_are_means_of_the_last_years_worked_by_hand(done, compared):
    at = GROUPS.index("small"), list(MEASURES).index("head_leaver_rate")
    by_hand = done.measures[:, :, -5:, *at].astype(float).mean(axis=2)
    np.testing.assert_allclose(compared.levels(OUTCOME).T, by_hand)
    np.testing.assert_allclose(compared.changes(OUTCOME, "head_pay"), by_hand[1] - by_hand[0])
    assert compared.level("baseline", "head_leaver_rate").mean == pytest.approx(by_hand[0].mean())
    off = compared.switched_off[0]
    contribution = compared.contribution(off, "head_leaver_rate").mean
    assert contribution == pytest.approx((by_hand[0] - by_hand[2]).mean())
    assert compared.others == ["head_pay"]


def test_a_change_has_the_interval_that_the_summary_gives(done, compared):
    table = summarise(done)
    year = table[(table.kind == "difference") & (table.scenario == "head_pay") & (table.year == 6)]
    row = year[(year.measure == "head_leaver_rate") & (year.group == "small")].iloc[0]
    last = [compared.series(s, "head_leaver_rate", "small")[:, -1] for s in compared.scenarios]
    change = compared.estimate(last[1].astype(float) - last[0])
    assert change == pytest.approx((row["mean"], row.low, row.high))


def test_the_headline_has_levels_then_changes_in_plain_words_and_percent(done, compared):
    path = compared.path / "headline.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # so that spreadsheets read it as UTF-8
    table = pd.read_csv(path, encoding="utf-8-sig")
    assert list(dict.fromkeys(table.scenario)) == [
        "As now", "Head pay", "As now (without parents)", "Head pay minus as now",
        "As now (without parents) minus as now",
    ]  # fmt: skip
    left = table[table.measure == "Schools whose head leaves in a year"].set_index("scenario")
    row = left.loc["As now"].iloc[0]
    level = compared.level("baseline", "head_leaver_rate").scaled(100)
    assert (row.unit, row.schools) == ("%", "small schools")
    assert [row["mean"], row.low, row.high] == pytest.approx(list(level), rel=1e-4)
    row = left.loc["Head pay minus as now"].iloc[1]
    change = compared.change("head_pay", "head_leaver_rate", "all").scaled(100)
    assert (row.unit, row.schools) == ("percentage points", "all schools")
    assert [row["mean"], row.low, row.high] == pytest.approx(list(change), rel=1e-4)
    assert "of the mean over random draws" in row.interval


def test_a_sweep_is_read_back_point_by_point_without_what_failed(swept):
    levels = swept.levels(OUTCOME)
    for number in range(2):
        group, measure = GROUPS.index("small"), list(MEASURES).index("head_leaver_rate")
        np.testing.assert_array_equal(
            levels.loc[number].to_numpy()[: 2 - number].T,
            point(number).values[:, : 2 - number, group, measure],
        )
    assert np.isnan(levels.loc[1, 1]["head_pay"])
    assert swept.changes(OUTCOME).index.tolist() == [(0, 0), (0, 1), (1, 0)]
    assert swept.varied().iloc[:, 0].tolist() == [1000, 2000]
    assert swept.overrides == WORDS


def test_a_year_in_which_a_measure_is_not_known_leaves_the_others():
    """As where nobody advertised: a sweep and the workshop page have what a comparison has."""
    measures = np.ones((7, len(GROUPS), len(MEASURES)), np.float32)
    measures[4], measures[6] = 3, np.nan
    assert (last_years(measures[None, None]) == 1.5).all()
    assert (Point.of(0, ["baseline"], [[measures]], np.zeros(1)).values == 1.5).all()
    by_year = len(estimates.LINES) * 7
    assert (estimates.quantities(measures[None])[0, by_year:][: len(estimates.MEANS)] == 1.5).all()


def test_every_folder_says_what_each_file_and_each_measure_is(compared, swept):
    for folder in (compared, swept):
        readme = (folder.path / "README.md").read_text(encoding="utf-8")
        assert readme.startswith(f"# {folder.path.name}\n")
        files = {path.name for path in folder.path.iterdir()} - {"README.md"}
        assert all(f"- `{name}`: " in readme for name in files)
        assert readme.count("\n- `") == len(files)
        dictionary = folder.table("data_dictionary.csv")
        assert dictionary.measure.tolist() == list(MEASURES)
        assert dictionary.meaning.str.len().min() > 5
    assert "policy.head_pay.supplement: " in (swept.path / "README.md").read_text(encoding="utf-8")


def test_a_folder_that_is_something_else_or_damaged_is_refused(tmp_path, swept):
    with pytest.raises(SettingError, match="not a folder of results of sweep or compare"):
        Folder.of(tmp_path)
    with pytest.raises(SettingError, match="not a folder of results of compare"):
        Folder.of(swept.path, "compare")
    (tmp_path / "measures.parquet").write_text("nothing")
    damaged = Folder.of(tmp_path)
    with pytest.raises(SettingError, match=r"measures\.parquet cannot be read"):
        damaged.levels(OUTCOME)
    with pytest.raises(SettingError, match=r"manifest\.json cannot be read"):
        damaged.scenarios  # noqa: B018


def test_what_fails_half_way_leaves_the_folder_as_it_was(tmp_path):
    path = tmp_path / "out"
    with filled(path) as draft:
        draft.write({}, [], {"digest": "first"}, "text")
    with pytest.raises(RuntimeError), filled(path, overwrite=True) as draft:
        draft.write({}, [], {"digest": "second"}, "text")
        raise RuntimeError
    assert json.loads((path / "manifest.json").read_text())["digest"] == "first"
    assert [one.name for one in tmp_path.iterdir()] == ["out"]
    with pytest.raises(OutputError, match="add --overwrite"):
        choose_folder("any", str(path), overwrite=False)
    assert choose_folder("any", str(path), overwrite=True) == path


def test_what_is_written_in_the_same_second_takes_another_name(tmp_path, monkeypatch):
    monkeypatch.setattr(outputs, "home", lambda: tmp_path)
    monkeypatch.setattr(outputs.time, "strftime", lambda form: "now")
    for name in ("now-run", "now-run-2", "now-run-3"):
        chosen = outputs.choose_folder("run", None, overwrite=False)
        assert chosen.name == name
        chosen.mkdir()
    (tmp_path / "now-page.html").touch()
    assert outputs.choose_file("page.html", None, overwrite=False).name == "now-page-2.html"


def test_a_long_name_is_cut_so_that_every_system_takes_it(tmp_path, monkeypatch):
    monkeypatch.setattr(outputs, "home", lambda: tmp_path)
    assert outputs.choose_folder("é" * 200, None, overwrite=False).name.endswith("-" + "é" * 60)


def test_what_came_to_be_meanwhile_is_not_replaced(tmp_path):
    path = tmp_path / "out"
    with filled(path) as first, filled(path) as second:
        for draft, digest_of in ((first, "first"), (second, "second")):
            draft.write({}, [], {"digest": digest_of}, "text")
    assert {first.path.name, second.path.name} == {"out", "out-2"}
    for folder, digest_of in ((first, "first"), (second, "second")):
        assert Folder(folder.path).manifest["digest"] == digest_of
    pages = [outputs.write_page(text, tmp_path / "page.html", False) for text in "ab"]
    assert [page.read_text() for page in pages] == ["a", "b"]
    with pytest.raises(OutputError, match=r"out was created meanwhile: this is .*out-2"):
        check_place(str(path), tmp_path / "out-2")


def test_an_installed_package_writes_where_one_works(tmp_path, monkeypatch):
    assert outputs.home() == configs.PACKAGE.parent / "outputs"
    (tmp_path / "sim" / "configs").mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()  # as other packages leave it in site-packages
    monkeypatch.setattr(configs, "PACKAGE", tmp_path / "sim")
    monkeypatch.chdir(tmp_path / "sim")
    assert outputs.home() == tmp_path / "sim" / "outputs"


def test_a_design_with_numbers_of_numpy_is_written(tmp_path):
    folder = Draft(tmp_path)
    folder.write_yaml("design.yaml", {"vary": list(np.linspace(0, 1, 3))})
    assert yaml.safe_load((tmp_path / "design.yaml").read_text()) == {"vary": [0, 0.5, 1]}
