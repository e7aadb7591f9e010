"""Analyses of finished results find what was put into functions with known answers."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest
import yaml

import sim
from sim.analyse.frontier import frontier
from sim.analyse.regret import regret
from sim.analyse.scenario_discovery import discover
from sim.analyse.thresholds import thresholds
from sim.analyse.value_of_information import worth
from sim.commands.main import main
from sim.errors import SettingError
from sim.results import outputs

LUCK = np.random.default_rng(1)


def test_discover_finds_the_box_in_which_everything_fails():
    points = pd.DataFrame(LUCK.random((600, 4)), columns=list("abcd"))
    fails = ((points.a > 0.6) & (points.c < 0.3)).to_numpy()
    boxes, steps = discover(points, fails)
    first = boxes[boxes.box == 1].set_index("setting")
    assert set(first.index) == {"a", "c"}
    assert first.low["a"] == pytest.approx(0.6, abs=0.05)
    assert first.high["c"] == pytest.approx(0.3, abs=0.05)
    assert first.coverage.iloc[0] > 0.9
    assert first.density.iloc[0] > 0.9
    assert (first.chance == 0.01).all()  # none of 99 shuffles
    peeled = steps[steps.box == 1]
    assert peeled.coverage.iloc[0] == 1
    assert peeled.density.iloc[0] == pytest.approx(fails.mean())
    assert peeled.coverage.is_monotonic_decreasing
    assert peeled.chosen.sum() == 1


def test_discover_finds_two_boxes_one_after_the_other():
    points = pd.DataFrame(LUCK.random((900, 3)), columns=list("abc"))
    corner = (points.a > 0.6) & (points.b > 0.5)
    fails = (corner | ((points.b < 0.3) & (points.c < 0.2))).to_numpy()
    boxes, _ = discover(points, fails)
    assert [set(part.setting) for _, part in boxes.groupby("box")][:2] == [{"a", "b"}, {"b", "c"}]
    assert boxes.groupby("box").coverage.first().iloc[:2].sum() > 0.85
    assert boxes.groupby("box").density.first().iloc[:2].min() > 0.85


def test_discover_takes_equal_values_off_together():
    points = pd.DataFrame({"size": np.repeat([2, 3, 4, 5, 6], 40)})
    boxes, _ = discover(points, (points["size"] >= 5).to_numpy())
    assert (boxes.low[0], boxes.high[0], boxes.density[0]) == (5, 6, 1)


def test_the_frontier_leaves_out_what_another_beats():
    cost = np.array([[0.0], [10], [10], [20], [30]]) + np.array(
        [[-1.0, -0.5, 0, 0, 0, 0, 0, 0.5, 1]]
    )
    gain = np.array([[0.0], [5], [3], [4.9], [9]]) + np.array(
        [[-0.1, -0.05, 0, 0, 0, 0, 0, 0.05, 0.1]]
    )
    found = frontier(cost, gain)
    assert list(found.beaten_by) == [-1, -1, 1, 1, -1]
    assert list(found.likely) == [1, 1, 0, 0, 1]
    assert (found.gain_low < found.gain).all() and (found.gain < found.gain_high).all()
    assert list(frontier(cost, -gain, sign=-1).beaten_by) == [-1, -1, 1, 1, -1]


def test_an_option_as_good_as_another_by_luck_is_on_the_frontier_half_the_time():
    cost = np.array([[1.0] * 200, [2.0] * 200])
    gain = np.array([np.zeros(200), LUCK.normal(size=200)])
    gain[1] -= gain[1].mean()
    assert frontier(cost, gain).likely[1] == pytest.approx(0.5, abs=0.06)


def test_regret_is_what_is_lost_against_the_best_of_each_future():
    values = np.array([[1.0, 3, 2], [5, 3, 2], [2, 2, 2], [0, 4, 3]])
    found = regret(values)
    assert list(found.mean_regret) == [6 / 4, 2 / 4, 5 / 4]
    assert list(found.max_regret) == [4, 2, 3]
    assert list(found.worst_future) == [3, 1, 1]
    assert found.best_share.to_numpy() == pytest.approx(np.array([1 + 1 / 3, 2 + 1 / 3, 1 / 3]) / 4)
    assert (found.mean_regret_low <= found.mean_regret).all()
    assert list(regret(-values, sign=-1).mean_regret) == list(found.mean_regret)


def test_knowing_a_parameter_is_worth_what_a_better_choice_by_it_would_gain():
    known, idle = LUCK.random(2000), LUCK.random(2000)
    good = np.stack([np.zeros(2000), np.full(2000, 0.5), known], axis=1)
    good = good + LUCK.normal(scale=0.1, size=(2000, 3))
    found = worth(np.stack([known, idle], axis=1), good)
    assert found.worth[0] == pytest.approx(1 / 8, abs=0.02)  # E[max(x, 1/2)] - 1/2
    assert found.worth[0] > 5 * found.worth_by_luck[0]
    assert found.reordered.tolist() == [1 / 3, 0]  # only the second and third change places
    assert found.worth[1] < 0.01
    assert (found.best_low[0], found.best_high[0]) == (1, 2)


def test_information_needs_a_comparison_whose_replicates_differ_in_parameters(tmp_path, capsys):
    words = ["world=synthetic", "world.schools=60", "run.years=2", "run.warm_up=1"]
    out = str(tmp_path / "out")
    options = ["--output", out, "--quiet", "--no-figures", "--overwrite"]
    assert main(["compare", *words, "run.replicates=30", *options]) == 0
    assert main(["value-of-information", out, "--measure", "head_leaver_rate"]) == 0
    assert "figure: " in capsys.readouterr().out
    assert main(["compare", *words, "run.replicates=2", *options]) == 0
    assert main(["value-of-information", out]) == 2
    assert "run.parameters=ensemble and 20 sets" in capsys.readouterr().err


def test_thresholds_find_a_kink_and_a_crossing_with_an_interval_that_covers_it():
    at = np.arange(0, 11.0)
    curve = np.minimum(at, 4) - 1
    values = curve + LUCK.normal(scale=0.05, size=(30, 1)) + LUCK.normal(scale=0.05, size=(30, 11))
    found = thresholds(at, values, level=1.0).set_index("where")
    assert found.value["enough"] == pytest.approx(3.8, abs=0.1)  # 95 % of the way to the kink
    assert found.value["crosses"] == pytest.approx(2.0, abs=0.1)
    for where, truth in (("enough", 3.8), ("crosses", 2.0)):
        assert found.low[where] - 0.06 < truth < found.high[where] + 0.06
    assert found.value["best"] >= 4
    turned = thresholds(at, -values, sign=-1, level=-1.0).set_index("where")
    assert turned.value["enough"] == pytest.approx(found.value["enough"])


def test_a_level_that_is_never_reached_is_said_to_be_so():
    found = thresholds(np.arange(4.0), np.ones((3, 4)), level=9).set_index("where")
    assert np.isnan(found.value["crosses"])
    assert found.found["crosses"] == 0


SMALL = ["world=synthetic", "world.schools=60", "run.years=2", "run.replicates=3", "run.warm_up=1"]
DESIGN = {
    "description": "How many executive heads",
    "kind": "grid",
    "scenarios": ["baseline", "executive_heads_4000"],
    "vary": {"policy.executive_heads.number": [3000, 4500, 6000]},
    "settings": [*SMALL, "run.workers=1"],
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outputs, "home", lambda: home)
        (home / "mine.yaml").write_text(yaml.safe_dump(DESIGN))
        swept, compared = home / "swept", home / "compared"
        quiet = ["--no-figures", "--quiet", "--output"]
        assert main(["sweep", str(home / "mine.yaml"), *quiet, str(swept)]) == 0
        words = ["compare", "baseline", "cpd_release", "head_pay", *SMALL, "run.workers=1"]
        assert main([*words, *quiet, str(compared)]) == 0
    return swept, compared


@pytest.mark.parametrize(
    "verb", ["sensitivity", "scenario-discovery", "frontier", "regret", "thresholds"]
)
def test_each_analysis_writes_its_table_and_the_same_figure_twice(verb, folders, tmp_path, capsys):
    swept, compared = folders
    outcome = ["--measure", "head_leading_hours", "--group", "all"]
    words = [verb, str(swept), *([str(compared)] if verb == "frontier" else []), *outcome]
    if verb == "scenario-discovery":
        changes = pd.read_csv(swept / "differences.csv")
        chosen = (changes.measure == "head_leading_hours") & (changes.group == "all")
        words += ["--below", f"{changes[chosen]['mean'].median() + 1e-6}"]
    seen = []
    for place in ("a", "b"):
        assert main([*words, "--output", str(tmp_path / place)]) == 0
        files = sorted(path for path in (tmp_path / place).rglob("*") if path.is_file())
        seen.append([(path.name, path.read_bytes()) for path in files])
    assert seen[0] == seen[1]
    assert {name.rsplit(".")[-1] for name, _ in seen[0]} == {"csv", "svg", "png", "pdf", "txt"}
    assert f"{verb.replace('-', '_')}_head_leading_hours_all" in capsys.readouterr().out


def test_a_group_of_schools_makes_a_name_that_every_system_allows(folders, tmp_path):
    words = ["--group", "<75", "--output", str(tmp_path), "--no-figures"]
    assert main(["frontier", str(folders[1]), "--measure", "head_leading_hours", *words]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["frontier_head_leading_hours_under75.csv"]


def test_analyses_are_reached_from_python(folders):
    swept, compared = folders
    assert len(sim.sensitivity(swept, "head_leading_hours", "all")) == 1
    options = sim.frontier(swept, compared, measure="head_leading_hours", group="all")
    assert len(options) == 1 + 3 + 2
    assert set(sim.regret(compared, "head_leading_hours").scenario) == {
        "baseline", "cpd_release", "head_pay",
    }  # fmt: skip
    enough = sim.thresholds(swept, "head_leading_hours", "all").set_index("where").value["enough"]
    assert 3000 <= enough <= 6000


def test_options_of_runs_that_cannot_be_paired_are_not_put_on_one_frontier(folders, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(folders[1], other)
    manifest = json.loads((other / "manifest.json").read_text(encoding="utf-8"))
    changed = manifest | {"seed": manifest["seed"] + 1, "years": manifest["years"] + 1}
    (other / "manifest.json").write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(SettingError, match=r"differ in run\.seed and run\.years: what"):
        sim.frontier(folders[1], other)


def test_a_command_and_the_api_answer_with_the_same_table(folders, tmp_path):
    swept, compared = map(str, folders)
    asked = {"measure": "head_leading_hours", "group": "all"}
    options = [word for name, value in asked.items() for word in (f"--{name}", value)]
    for verb, where, more in (
        ("regret", [compared], {}),
        ("thresholds", [swept], {"within": 0.2}),
        ("frontier", [swept, compared], {"cost": "exchequer_per_pupil"}),
    ):
        words = [word for name, value in more.items() for word in (f"--{name}", str(value))]
        place = ["--output", str(tmp_path), "--no-figures"]
        assert main([verb, *where, *options, *words, *place]) == 0
        written = (tmp_path / f"{verb}_head_leading_hours_all.csv").read_text(encoding="utf-8")
        table = getattr(sim, verb)(*where, **asked, **more)
        assert written == table.to_csv(index=False, float_format="%.6g")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["scenario-discovery", "compared", "--above", "0"], "not a sweep in which a number"),
        (["scenario-discovery", "swept", "--above", "-1000"], "above -1000 at every point"),
        (["scenario-discovery", "swept", "--above", "1", "--below", "0"], "--below or --above"),
        (["scenario-discovery", "compared"], "not a sweep in which a number varies"),
        (["thresholds", "compared"], "not a sweep in which a number varies"),
        (["sensitivity", "compared"], "not a sweep of two points"),
        (["sensitivity", "swept", "--measure", "ks2_progres_mean"], "did you mean ks2_progress"),
        (["scenario-discovery", "swept", "--below", "-1000000"], "at no point"),
        (["regret", "swept", "--group", "tiny"], "there is no group"),
        (["thresholds", "swept", "--scenario", "head_pay"], "--scenario head_pay is not one of"),
        (["thresholds", "swept", "--within", "2"], "--within 2 is not"),
        (["thresholds", "swept", "--level", "nan"], "--level nan is not a number"),
        *[
            ([*words, "--measure", "head_retention_5y"], "has no value of Percentage of new heads")
            for words in (
                ["sensitivity", "swept"],
                ["scenario-discovery", "swept"],
                ["thresholds", "swept"],
                ["frontier", "swept"],
                ["regret", "compared"],
                ["value-of-information", "compared"],
            )
        ],
        (["frontier", "nowhere"], "there is no folder "),
        (["frontier", "compared", "--measure", "pupils"], "pupils has no better direction"),
        (["regret", "compared", "--measure", "schools"], "schools has no better direction"),
        (["thresholds", "swept", "--measure", "executive_heads"], "heads has no better direction"),
    ],
)
def test_what_cannot_be_analysed_is_told_in_one_line(words, told, folders, capsys):
    verb, folder, *rest = words
    assert main([verb, str(folders[0].parent / folder), *rest]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
