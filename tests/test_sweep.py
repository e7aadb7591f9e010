"""Sweeps: points as designed, each run once and kept, resumed, and analysed rightly."""

import re

import numpy as np
import pandas as pd
import pytest
import yaml

import sim
from sim.analyse.sensitivity import indices
from sim.commands.main import main
from sim.designs import Design, designs, points, read_design
from sim.errors import SettingError
from sim.parameters import ledger
from sim.parameters.config import load
from sim.results import outputs
from sim.runs import store as stores
from sim.runs.replicate import simulate
from sim.runs.store import Store
from sim.runs.sweep import plan
from sim.world import load_world

WORLD = ["world=synthetic", "world.schools=80", "run.years=2", "run.replicates=2", "run.warm_up=1"]
GRID = {
    "description": "two numbers",
    "kind": "grid",
    "scenarios": ["baseline", "executive_heads_4000"],
    "vary": {"policy.executive_heads.number": [3000, 6000]},
    "settings": WORLD,
}


def posts(values):
    return {"vary": {"policy.executive_heads.number": values}}


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(outputs, "home", lambda: tmp_path)
    return tmp_path


def design(**changes) -> Design:
    return Design(name="test", **(GRID | changes))


def test_every_design_can_be_planned(tmp_path):
    for name in designs():
        planned = plan(read_design(name), ["run.replicates=1"], Store(tmp_path))
        assert planned.missing.tasks


def test_the_baseline_is_run_once_for_all_points_and_kept(tmp_path):
    store = Store(tmp_path)
    planned = plan(design(), [], store)
    assert planned.missing.wanted == (1 + 2) * 2  # the baseline and two numbers, two replicates
    assert store.fill(planned, planned.missing, quiet=True) == []
    assert plan(design(), [], store).missing.tasks == []
    more = design(vary={"policy.executive_heads.number": [3000, 4000, 6000]})
    assert plan(more, [], store).missing.runs == 2


def test_a_sweep_closes_with_a_row_for_each_point_though_two_are_alike(tmp_path):
    points = {"policy.executive_heads.number": [3000, 6000, 3000]}
    result = sim.sweep(design(vary=points), store=Store(tmp_path), quiet=True)
    cells = result.tables()[0].cells
    assert list(cells["number"]) == ["3000", "6000", "3000"]
    assert list(cells.iloc[0]) == list(cells.iloc[2])


@pytest.mark.parametrize(("scenarios", "sign"), [(["baseline"], ""), (GRID["scenarios"], "+")])
def test_changes_have_a_sign_and_levels_have_none(scenarios, sign, tmp_path):
    varied = {"model.leaving.moving_pull": [1]}
    asked = design(scenarios=scenarios, vary=varied)
    result = sim.sweep(asked, store=Store(tmp_path), measures="pupils", quiet=True)
    assert re.match(r"\+?", result.tables()[0].cells.iloc[0, -1]).group() == sign


def test_what_is_kept_is_what_an_uninterrupted_run_gives(tmp_path):
    store, one = Store(tmp_path), load("baseline", WORLD)
    world = load_world(one.world)
    plan(design(), [], store).run(quiet=True)
    whole = simulate(world, [one.of_replicate(1)], 1).measures[0]
    assert np.array_equal(store.get(one, world, 1), whole, equal_nan=True)
    assert store.get(load("baseline", [*WORLD, "run.seed=1"]), world, 1) is None


def test_half_a_file_counts_as_nothing(tmp_path):
    store, one = Store(tmp_path), load("baseline", WORLD)
    world = load_world(one.world)
    path = store.path(one, world, 0)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"half")
    assert store.get(one, world, 0) is None


def test_a_failed_run_is_reported_and_the_rest_goes_on(tmp_path, monkeypatch):
    def fails_at_6000(world, settings, number, tick):
        if any(s.policies and s.policies["executive_heads"].number == 6000 for s in settings):
            raise RuntimeError("no such head")
        return simulate(world, settings, number)

    monkeypatch.setattr(stores, "simulate", fails_at_6000)
    store = Store(tmp_path)
    planned = plan(design(), ["run.workers=1"], store)
    _, faults = planned.run(quiet=True)
    assert len(faults) == 2
    summary = "executive_heads_4000, replicate 0: RuntimeError('no such head')"
    assert faults[0].splitlines()[0] == summary
    assert plan(design(), [], store).missing.runs == 2


@pytest.mark.parametrize(
    "vary", [{"run.seed": [1, 2]}, {"world.seed": [1, 2]}], ids=["seed", "world"]
)
def test_a_point_has_its_own_seed_and_world_though_it_shares_a_task(vary, tmp_path):
    store = Store(tmp_path)
    planned, faults = plan(design(vary=vary), [], store).run(quiet=True)
    assert faults == []
    for one, world in planned.at(0) + planned.at(1):
        assert world.digest == load_world(one.world).digest
        alone = simulate(world, [one.of_replicate(1)], 1).measures[0]
        assert np.array_equal(store.get(one, world, 1), alone, equal_nan=True)


def test_a_sweep_from_the_command_line(home, tmp_path, capsys):
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(GRID))
    assert main(["sweep", "--plan", "run.workers=1", str(path)]) == 0
    assert "2 points, 6 runs, 0 kept" in capsys.readouterr().out
    assert main(["sweep", str(path), "--output", str(tmp_path / "out")]) == 0
    found = pd.read_csv(tmp_path / "out" / "differences.csv")
    led = found[(found.measure == "executive_heads") & (found.group == "all")]["mean"]
    assert led.iloc[1] > led.iloc[0] > 0
    assert (tmp_path / "out" / "figures" / "sweep_mine.png").exists()
    headline = pd.read_csv(tmp_path / "out" / "headline.csv", encoding="utf-8-sig")
    spending = headline[headline.measure == "Spending of schools"]
    assert list(spending.schools) == ["small schools", "all schools"] * 2
    found = found[(found.measure == "cost_per_pupil") & found.group.isin(["small", "all"])]
    told = found.sort_values(["point", "group"], ascending=[True, False])["mean"]
    assert spending["mean"].tolist() == pytest.approx(told.tolist(), rel=1e-4)
    said = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert said.count("Spending of schools") == 1 and "too few replicates" in said
    assert main(["cache"]) == 0
    assert "6 runs" in capsys.readouterr().out


def test_a_sweep_is_verified_and_a_changed_value_is_named(home, tmp_path, capsys):
    path, out = tmp_path / "mine.yaml", tmp_path / "out"
    design = {
        "kind": "latin_hypercube",
        "points": 3,
        "vary": {"model.week.most_teaching": [15, 25]},
    }
    path.write_text(yaml.safe_dump(GRID | design | {"settings": [*WORLD, "run.workers=1"]}))
    words = ["--no-figures", "--quiet", "--output", str(out)]
    assert main(["sweep", str(path), "run.seed=3", *words]) == 0
    assert main(["verify", str(out)]) == 0
    assert "values of 3 points" in capsys.readouterr().out
    table = pd.read_parquet(out / "values.parquet")
    at = (table.point == 1) & (table.measure == "pupils") & (table.group == "all")
    table.loc[table.index[at][-1], "value"] += 1
    table.to_parquet(out / "values.parquet", index=False)
    assert main(["verify", str(out), "--sample", "1"]) == 0
    assert main(["verify", str(out), "--sample", "2"]) == 1
    message = "first in point 1, replicate 1, scenario executive_heads_4000: pupils of all"
    assert message in capsys.readouterr().out
    assert main(["verify", str(out), "--sample", "4"]) == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "square"}, "kind has no 'square'"),
        ({"vary": {"policy.executive_heads.numbr": [1]}}, "did you mean .*number"),
        ({"vary": {"policy.executive_heads.number": [-5]}}, "number=-5"),
        ({"scenarios": ["baselin"]}, "did you mean baseline"),
        ({"points": 0}, "points=0"),
        ({"speed": 1}, "no 'speed' here"),
        ({"scenarios": "baseline"}, "scenarios='baseline' is not a list of texts"),
        ({"scenarios": []}, "one or more, each named once"),
        ({"scenarios": ["a=head_pay", "a=cpd_release"]}, "one or more, each named once"),
        ({"vary": {"run.years": [1, 2]}}, "run.years varies, and is set for all points"),
        ({"settings": {"run.years": 5}}, "settings={'run.years': 5} is not a list of texts"),
        ({"points": "many"}, "points='many' is not a whole number"),
        ({"seed": -1}, "seed=-1 is not 0 to"),
        ({"vary": {}}, "kind=grid needs vary"),
        ({"file": "points.csv"}, "kind=grid takes no file"),
        ({"vary": {"policy.executive_heads.number": 4000}}, "number=4000 is not a list"),
        ({"vary": {"policy.executive_heads.number": []}}, r"number=\[\] is not a list"),
        ({"vary": {"policy.executive_heads.number": [1.5]}}, "1.5 is not a whole number from 0"),
        ({"vary": {"run.parameters": None}}, "run.parameters=None is not a list"),
        ({"vary": {"run.replicates": [2, 8]}}, "run.replicates is the same at all points"),
        ({"vary": {"policy.head_pay.supplement": [1]}}, "none of baseline, .* has this policy"),
        ({"vary": {"world.same_head_km": [5]}}, "is a setting of world=register, which is not"),
        ({"settings": [*WORLD, "policy=head_pay"]}, "would be the policy of every scenario"),
        ({"kind": "sobol", **posts([6, 2])}, r"\[6, 2\] is not its lowest and highest"),
        ({"kind": "latin_hypercube", **posts([1, 2, 3])}, "is not its lowest and highest"),
        ({"kind": "adaptive", "until": {"width": 1}}, "until: measure is missing"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_runs(changes, message, home, tmp_path, capsys):
    path = tmp_path / "bad.yaml"
    path.write_text(yaml.safe_dump(GRID | changes))
    assert main(["sweep", str(path)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert re.search(f"experiment {path}: .*{message}", error)
    with pytest.raises(SettingError, match=message):
        plan(Design.of(GRID | changes, name="test"), [], Store(tmp_path))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("description: costs £".encode("cp1252"), ", line 1 is not UTF-8"),
        (b"kind: grid\nkind: list", ", line 2, column 1: kind is there already"),
        (b"vary: {a: [1\nkind: grid", ", line 2, column 5: .*expected"),
        (b"seed: 2020-13-41", ": month must be"),
        (b"seed: 010", ", line 1, column 7: 010 is no plain number"),
        (b"vary: {world.schools: [1:40]}", ", line 1, column 24: 1:40 is no plain number"),
        (b"- grid", "experiment .*: .'grid'. stands where"),
    ],
)
def test_a_file_that_holds_no_design_is_refused_where_it_is_wrong(content, message, tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    with pytest.raises(SettingError, match=message) as refused:
        read_design(str(path))
    assert str(path) in str(refused.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("run.seed,model.week.most_teaching\n\n1,20\n2,\n", "line 4, column 2: .*=''"),
        ('run.seed\n"2,000"\n', "line 2, column 1: run.seed='2,000' is not a whole"),
        ('run.seed\n1\n"2\n3\n', "line 3: unexpected end"),
        ("run.seed\n1,2\n", "line 2: 2 values for 1 columns"),
        ("run.sede\n1\n", "line 1: the ledger of settings has no 'run.sede'"),
        ("run.seed,run.seed\n1,2\n", "line 1: a column comes twice"),
        ("run.seed\n", "holds no points"),
    ],
)
def test_a_file_of_points_is_refused_where_it_is_wrong(text, message, tmp_path):
    path = tmp_path / "points.csv"
    path.write_text(text)
    with pytest.raises(SettingError, match=f"points.csv.*{message}"):
        points(design(kind="list", vary={}, file=str(path)))


def test_numbers_in_files_are_those_of_the_command_line(tmp_path):
    (tmp_path / "points.csv").write_text("run.seed,model.leaving.head_overload\n1e3,0\n7.0,1e-3\n")
    table = points(design(kind="list", vary={}, file=str(tmp_path / "points.csv")))
    assert table.to_numpy().tolist() == [[1000, 0], [7, 0.001]]
    path = tmp_path / "mine.yaml"
    path.write_text("kind: grid\ndescription: x\nscenarios: []\nvary: {x: [1e-3, 5E2]}")
    assert read_design(str(path)).vary == {"x": [0.001, 500]}


def known(kind: str, number: int):
    """A design over three settings and a function of them with a known answer: 4 a + 2 b."""
    names = ["model.money.supply_day", "model.money.teacher_pay_first", "model.week.most_teaching"]
    made = Design("known", "", kind, ["baseline"], {name: [0, 1] for name in names}, points=number)
    table = points(made)
    a, b, _ = table.to_numpy(dtype=float).T
    return made, table, np.stack([4 * a + 2 * b] * 2)


def test_sobol_finds_the_shares_of_a_known_function():
    found = indices(*known("sobol", 512))
    total = found[found["index"] == "total"].value.to_numpy()
    assert np.allclose(total, [0.8, 0.2, 0], atol=0.05)


def test_morris_finds_the_slopes_of_a_known_function():
    found = indices(*known("morris", 10)).set_index("index").value
    assert np.allclose(found["effect"], [4, 2, 0])
    assert np.allclose(found["spread of effects"], 0)


def test_regression_finds_the_weights_of_a_known_function():
    found = indices(*known("latin_hypercube", 200)).value
    assert np.allclose(found, np.array([4, 2, 0]) / np.sqrt(20), atol=0.05)


def test_one_at_a_time_gives_the_span():
    names = {"model.money.supply_day": [150, 250], "model.week.most_teaching": [10, 20]}
    made = Design("known", "", "one_at_a_time", ["baseline"], names)
    table = points(made)
    days = table["model.money.supply_day"].to_numpy()
    values = days - days[0]
    found = indices(made, table, np.stack([values, values]))
    ends, spans = (found[found["index"] == name] for name in ("from usual", "span"))
    assert (ends.high - ends.low).tolist() == spans.value.tolist() == [100, 0]


def test_a_tornado_begins_at_the_usual_value_where_both_ends_lead_one_way():
    day, most = "model.money.supply_day", "model.week.most_teaching"
    usual = ledger.entries()[day].value
    names = {day: [usual, 250], most: [ledger.entries()[most].value]}
    made = Design("known", "", "one_at_a_time", ["baseline"], names)
    values = points(made)[day].to_numpy() - usual
    found = indices(made, points(made), np.stack([values, values]))
    ends, spans = (found[found["index"] == name] for name in ("from usual", "span"))
    assert ends.low.tolist() == [0, 0]
    assert ends.high.tolist() == spans.value.tolist() == [250 - usual, 0]


def test_results_are_verified_and_a_changed_value_is_named(tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["compare", *WORLD, "--output", str(out), "--no-figures", "--quiet"]) == 0
    assert main(["verify", str(out)]) == 0
    assert main(["verify", str(out), "--sample", "1"]) == 0
    assert "identical" in capsys.readouterr().out
    table = pd.read_parquet(out / "measures.parquet")
    at = table.index[(table.measure == "pupils") & (table.group == "all") & (table.year == 2)][0]
    table.loc[at, "value"] += 1
    table.to_parquet(out / "measures.parquet", index=False)
    assert main(["verify", str(out)]) == 1
    assert "first in year 2" in capsys.readouterr().out
    assert main(["verify", str(tmp_path)]) == 2
