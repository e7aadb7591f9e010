"""The ledger is complete and read, and settings that cannot be are refused in plain words."""

import ast
import re
from pathlib import Path

import pytest
from hydra import compose, initialize
from hydra import version as hydra_version
from hydra.core.config_store import ConfigStore

import sim
from sim.errors import SettingError
from sim.parameters import checks, ledger
from sim.parameters.config import load
from sim.parameters.named import scenarios
from sim.workshop.gather import read_workshop

CODE = "\n".join(p.read_text(encoding="utf-8") for p in Path(sim.__file__).parent.rglob("*.py"))


def test_every_entry_says_what_it_is_in_what_unit_and_who_says_so():
    for entry in ledger.entries().values():
        assert entry.status in ledger.STATUSES
        for text in (entry.unit, entry.meaning, entry.source):
            assert isinstance(text, str), entry.name
            assert text, entry.name


def test_every_value_is_within_its_range():
    for entry in ledger.entries().values():
        if entry.name != "world.path":
            entry.check(entry.value)


def test_every_parameter_is_read_by_the_model():
    for name in ledger.entries():
        if name.startswith(("model.", "policy.")):
            assert re.search(rf"\.{name.rsplit('.', 1)[1]}\b", CODE), name


def test_an_entry_that_lacks_something_is_refused(tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "bad.yaml").write_text("speed:\n  value: 1\n  range: [0, 2]\n  unit: km\n")
    with pytest.raises(SettingError, match=r"model.bad.speed lacks meaning, source, status"):
        ledger.read(folder / "bad.yaml")


def test_scenarios_can_be_loaded_and_say_what_they_are():
    assert {"baseline", "executive_heads_4000"} <= set(scenarios())
    for name, description in scenarios().items():
        assert load(name).description == description


def test_the_policy_list_chooses_policies():
    assert list(load("executive_heads_4000").policies) == ["executive_heads"]
    assert load("executive_heads_4000", ["policy=[]"]).policies == {}
    settings = load("baseline", ["policy=executive_heads", "policy.executive_heads.number=3000"])
    assert settings.policies["executive_heads"].number == 3000


def test_a_parameter_can_be_overridden():
    settings = load(
        "baseline", ["model.money.supply_day=200", "model.leaving.teacher_early=[0,0,0,0,0]"]
    )
    assert settings.model.money.supply_day == 200
    assert settings.model.leaving.teacher_early.tolist() == [0] * 5


def test_values_changed_later_are_those_of_the_command_line():
    changes = {"model.money.supply_day": 200, "policy.executive_heads.number": 3000}
    words = [f"{name}={value}" for name, value in changes.items()]
    usual = load("executive_heads_4000")
    assert usual.with_values(changes).resolved == load("executive_heads_4000", words).resolved
    assert usual.with_values({"policy.head_pay.supplement": 1}) is usual
    with pytest.raises(SettingError, match=r"did you mean model\.money\.supply_day"):
        usual.with_values({"model.money.suply_day": 200})


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (["run.years=0"], r"run\.years=0 .*1 to 100 years.*source"),
        (["run.years=abc"], r"run\.years=abc .*1 to 100 years"),
        (["run.years=2.5"], r"run\.years=2\.5 .*1 to 100 years"),
        (["run.yeers=3"], r"no setting 'run\.yeers'; did you mean run\.years"),
        (["world=englnd"], r"no world 'englnd'; did you mean england"),
        (["policy=[executiv_heads]"], r"no policy .*did you mean executive_heads"),
        (["run.start_year=abc"], r"^run\.start_year=abc is not a whole number from 0 to 2040 year"),
        (["rolls=falling"], r"^rolls=falling is not one of stationary, projected"),
        (["world=file"], r"world\.path=schools\.csv"),
        (["world.schools=3"], r"world\.schools is a setting of world=synthetic"),
        (["world.path=mine.csv"], r"world\.path is a setting of world=file or register, which is"),
        (["policy.executive_heads.number=3"], r"is a setting of policy=executive_heads"),
        (["policy=executive_heads", "policy.executive_heads.selection=tallest"], r"one of ablest"),
        (["model.money.supply_day=1"], r"supply_day=1.* 120 to 280 £ a day .*source"),
        (["model.leaving.teacher_early=[.1,2]"], r"teacher_early=.*0 to 0\.3"),
        (["run.years"], r"not of the form name=value"),
        (["run.years=[1,"], r"run\.years"),
        (["run.years=5\nrun.seed=1"], r"not of the form name=value"),
        (["~run.years=20"], r"not of the form name=value"),
        (["policy=head_pay,executive_heads"], r"no policy 'head_pay,executive_heads'"),
        (["run.years=2", "run.years=x"], r"run\.years=x is not a whole number from 1 to 100"),
        (["world="], r"no world ''; there are england"),
        (["scenario=head_pay"], r"scenario=head_pay cannot be set here"),
        (["run.engine=spark, dask"], r"run\.engine=spark, dask is not one of local, dask"),
    ],
)
def test_settings_that_cannot_be_are_refused_in_one_line(overrides, message):
    with pytest.raises(SettingError, match=message) as refused:
        load("baseline", overrides)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text", ["écoles, (2) [1] {x} 'a \"b = # & ~ ! ; ${oc.env:HOME}.csv", "1e5", " null"]
)
def test_text_is_taken_as_it_is(text):
    settings = load("baseline", ["world=file", f"world.path={text}"])
    assert settings.world.path == settings.resolved["world"]["path"] == text


def test_what_is_done_to_settings_is_not_in_those_loaded_next():
    usual = load("baseline").model.leaving.head_leaves
    once = load("baseline")
    once.model.leaving.head_leaves = once.resolved["model"]["leaving"]["head_leaves"] = usual - 1
    again = load("baseline")
    assert again.model.leaving.head_leaves == usual
    assert again.resolved["model"]["leaving"]["head_leaves"] == usual


def test_hydra_is_the_callers_again_afterwards():
    callers = ConfigStore.instance()
    callers.store(name="settings", node={"mine": 1})
    with initialize(version_base="1.2", config_path=None):
        assert load("baseline", ["run.years=5"]).run.years == 5
        assert compose("settings").mine == 1
        assert str(hydra_version.getbase()) == "1.2"
    assert ConfigStore.instance() is callers
    assert list(callers.repo.pop("settings.yaml").node) == ["mine"]


def test_a_policy_for_every_scenario_is_refused():
    with pytest.raises(SettingError, match=r"policy=head_pay would be .* every scenario: name"):
        sim.compare("baseline", "executive_heads_4000", "policy=head_pay")
    with pytest.raises(SettingError, match="every scenario"):
        read_workshop(["policy=[head_pay]"]).points()


CHOSEN = {"defaults": [{"override /policy": ["head_pay"]}]}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"defaults": "head_pay"}, r"defaults=head_pay is not a list such as"),
        ({"defaults": [{"override /policy": ["head_pai"]}]}, "did you mean head_pay"),
        ({"polcy": {"head_pay": {"supplement": 1}}}, "no setting 'polcy.head_pay.supplement'"),
        ({"model": {"money": 3}}, "no setting 'model.money'"),
        (CHOSEN | {"policy": {"head_pay": {"supplement": "much"}}}, "supplement='much' is not a"),
        ({"policy": {"head_pay": {"supplement": 1}}}, "policy=head_pay, which is not chosen"),
    ],
)
def test_a_scenario_file_that_cannot_be_is_refused(given, message):
    with pytest.raises(SettingError, match=message):
        checks.check_content({"description": "mine", **given})


def test_an_unknown_scenario_is_refused():
    with pytest.raises(SettingError, match="did you mean baseline"):
        load("basline")


# Numbers that rules may hold without the ledger, and why.
KNOWN_NUMBERS = {
    ("head.py", "looks_for_a_move"): {1_000: "from £ to thousands of £"},
    ("school_leaders.py", "headship_appeal"): {1_000: "from £ to thousands of £"},
    ("school_leaders.py", "leaders_work"): {1_000: "from £ to thousands of £"},
    ("partnership.py", "deepens"): {10_000: "from £ to tens of thousands"},
    ("school_partners.py", "willingness"): {10_000: "from £ to tens of thousands"},
    ("white_paper_2026.py", "act"): {10_000: "from £ to tens of thousands"},
    ("partnerships.py", "found_partnerships"): {23: "bits of a number", 1000: "years before 0"},
    ("matching.py", "match"): {16: "bits of a row"},
    ("matching.py", "by_school"): {16: "bits of a row"},
    ("matching.py", "_rough"): {16: "bits of a key"},
    ("matching.py", "_words"): {16: "bits of a key", 32: "bits of a key"},
}
PLAIN = {0, 0.5, 1, 2}


def numbers_in_rules() -> set[tuple[str, str, float]]:
    """Numbers within the functions of agents, phases, policies, the start and the market."""
    root = Path(sim.__file__).parent
    folders = [root / name for name in ("agents", "year", "policies")]
    paths = [path for folder in folders for path in folder.glob("*.py")]
    found = set()
    for path in [*paths, root / "initial.py", root / "engine" / "matching.py"]:
        for rule in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(rule, ast.FunctionDef):
                found |= {
                    (path.name, rule.name, node.value)
                    for node in ast.walk(rule)
                    if isinstance(node, ast.Constant) and type(node.value) in (int, float)
                }
    return found


def test_no_rule_holds_a_number_that_is_not_in_the_ledger():
    strays = {
        (file, rule, number)
        for file, rule, number in numbers_in_rules()
        if number not in PLAIN and number not in KNOWN_NUMBERS.get((file, rule), {})
    }
    assert strays == set()


def test_every_known_number_is_still_there():
    found = numbers_in_rules()
    for (file, rule), numbers in KNOWN_NUMBERS.items():
        assert {(file, rule, number) for number in numbers} <= found
