"""Policies from outside: checked as those of the package are, and run only where a user says so."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.errors import SettingError
from sim.parameters import plugins
from sim.parameters.config import load
from sim.parameters.declarations import declarations
from sim.parameters.named import make_known, scenarios
from sim.report.tables import settings_of
from sim.results.folder import Folder
from sim.runs.store import Store
from sim.world import synthetic

RULE = """
def act(model, settings):
    small = model.schools.pupils < settings.largest_roll
    model.schools.policy_grant += small * settings.more
"""
DECLARED = """
policy:
  about: A larger lump sum for small schools
  claim: "Small schools live on the lump sum: [hill_2014]"
  evidence: None but the rules of funding
  scenario: {larger_sum: "£20,000 a year more for small schools"}
  nothing: {more: 0}
  expected:
    small: {deficit_share: falls}
more:
  {value: 20000, range: [0, 100000], unit: £ a year, meaning: paid, source: mine, status: choice}
largest_roll:
  {value: 150, range: [20, 2000], unit: pupils, meaning: small, source: mine, status: choice}
first_year:
  {value: 1, range: [1, 100], unit: year, meaning: first year, source: mine, status: choice}
last_year:
  {value: 100, range: [1, 100], unit: year, meaning: last year, source: mine, status: choice}
"""
SMALL = ("world=synthetic", "world.schools=60", "run.years=5", "run.warm_up=1", "run.workers=1",
         "run.replicates=1")  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_known_before(monkeypatch):
    monkeypatch.setattr(plugins, "_given", {})


@pytest.fixture
def rule(tmp_path) -> Path:
    """A policy in a file of one's own."""
    return written(tmp_path / "lump_sum.py")


def written(path: Path, rule: str = RULE, declared: str = DECLARED) -> Path:
    path.write_text(rule, encoding="utf-8")
    path.with_suffix(".yaml").write_text(declared, encoding="utf-8")
    return path


def deficits(folder: Path, scenario: str) -> float:
    return Folder(folder).series(scenario, "deficit_share", "small").mean()


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Path:
    """A comparison with a policy from outside, made by worker processes."""
    given = plugins._given
    plugins._given = {}
    folder = tmp_path_factory.mktemp("outside")
    file = written(folder / "lump_sum.py")
    words = [*SMALL, "run.replicates=2", "run.workers=2"]
    try:
        done = sim.compare("baseline", str(file), f"more={file}:more=50000", *words)
        return done.save(folder / "results", figures=False)
    finally:
        plugins._given = given


def test_a_policy_in_a_file_is_compared_by_workers_with_values_of_its_settings(results):
    now, paid, more = (deficits(results, one) for one in ("baseline", "larger_sum", "more"))
    assert now > paid > more


def test_its_content_is_part_of_the_manifest_and_copied(results, rule):
    record = {"file": "lump_sum.py", "digest": plugins.read(rule).digest}
    assert json.loads((results / "manifest.json").read_text())["plugins"] == {"lump_sum": record}
    assert (results / "policies" / "lump_sum.py").read_text() == RULE
    assert (results / "policies" / "lump_sum.yaml").read_text(encoding="utf-8") == DECLARED


def test_results_are_verified_with_the_same_file_alone(results, tmp_path, rule):
    with pytest.raises(SettingError, match=r"policy lump_sum is code .*--plugin FILE"):
        sim.verify(results)
    assert sim.verify(results, sample=1, plugins=[rule]).identical
    other = written(rule, RULE.replace("+=", "-="))
    with pytest.raises(SettingError, match=r"lump_sum\.py is not the policy lump_sum recorded"):
        sim.verify(results, plugins=[other])


def test_results_are_read_where_the_policy_is_not_known(results):
    assert "lump_sum" not in declarations()
    folder = Folder(results)
    assert [folder.called(one) for one in folder.others] == ["larger sum", "more"]
    rows = settings_of(folder).rows
    assert ("larger sum: more", ["20000"]) in [(row[0], [c.text for c in row[2]]) for row in rows]


def test_what_it_says_decides_under_which_name_runs_are_kept(tmp_path, rule):
    store, world, names = Store(tmp_path), synthetic(20), set()
    for text in (RULE, RULE + "# changed\n"):
        (word,) = make_known([f"policy={written(rule, text)}"])
        names.add(store.name(load("baseline", [word]), world))
    written(rule, RULE, DECLARED.replace("[0, 100000]", "[0, 90000]"))
    (word,) = make_known([f"policy={rule}"])
    names.add(store.name(load("baseline", [word]), world))
    assert len(names) == 3


def test_it_is_a_policy_and_a_scenario_like_any_other(rule):
    words = make_known([f"policy=[head_pay,{rule}]", f"{rule}:more=3", f"two={rule}+head_pay"])
    assert words == ["policy=[head_pay,lump_sum]", "larger_sum:more=3", "two=larger_sum+head_pay"]
    assert scenarios()["larger_sum"] == "£20,000 a year more for small schools"
    both = load("baseline", [words[0], "policy.lump_sum.more=7"]).policies
    assert (list(both), both["lump_sum"].more) == (["head_pay", "lump_sum"], 7)
    with pytest.raises(SettingError, match=r"more=-1 is not .*0 to 100,000 £ a year.*mine"):
        load("larger_sum:more=-1")
    assert "larger_sum" not in str(make_known(["baseline"]))


def test_a_file_that_was_handed_over_does_not_make_code_run(tmp_path, rule):
    witness = tmp_path / "it_ran"
    written(rule, f"open({str(witness)!r}, 'w')\n{RULE}")
    scenario = tmp_path / "handed.yaml"
    for named in (rule, "lump_sum"):
        scenario.write_text(f"description: d\ndefaults:\n- override /policy: ['{named}']\n")
        with pytest.raises(SettingError, match=r"is code|there is no policy"):
            load(str(scenario))
    design = tmp_path / "design.yaml"
    design.write_text(f"description: d\nkind: grid\nscenarios: [baseline, '{rule}']\n"
                      "vary: {run.seed: [1]}\n")  # fmt: skip
    with pytest.raises(SettingError, match="is code"):
        sim.sweep(str(design), *SMALL, store=Store(tmp_path / "kept"))
    assert not witness.exists()
    assert list(load(str(scenario), make_known([f"plugin={rule}"])).policies) == ["lump_sum"]
    assert witness.exists()


@pytest.mark.parametrize(
    ("rule", "declared", "message"),
    [
        ("act = (", DECLARED, r"lump_sum\.py, line 1: SyntaxError: "),
        ("x = 1\nimport no_such", DECLARED, r"lump_sum\.py, line 2: ModuleNotFoundError: No mod"),
        ("def acts(m, s): ...", DECLARED, r"lump_sum\.py has no function act\(model, settings\)"),
        (RULE, DECLARED.replace("value: 20000", "value: -1"), r"more=-1 is not .*0 to 100,000"),
        (RULE, DECLARED.replace("unit: pupils, ", ""), r"largest_roll lacks unit"),
        (RULE, DECLARED.replace("{more: 0}", "{mor: 0}"), r"did you mean policy\.lump_sum\.more"),
        (RULE, DECLARED.replace("falls", "sinks"), r"'sinks'; there are rises, falls"),
        (RULE, DECLARED.replace("hill_2014", "hil_2014"), r"did you mean hill_2014"),
        (RULE, DECLARED.replace("larger_sum", "head_pay"), r"there is a scenario head_pay already"),
        (RULE, DECLARED.replace("last_year:", "end_year:"), r"lacks last_year"),
        (RULE, DECLARED.replace("  claim", "  clam"), r"no 'clam' here; did you mean claim"),
        (RULE, "- 1", r"lump_sum\.yaml holds no settings"),
    ],
)
def test_one_that_cannot_be_is_refused_in_a_line(tmp_path, rule, declared, message):
    with pytest.raises(SettingError, match=message) as refused:
        make_known([f"plugin={written(tmp_path / 'lump_sum.py', rule, declared)}"])
    assert "\n" not in str(refused.value)
    assert "lump_sum" not in declarations()


def test_a_name_that_is_taken_and_a_file_that_is_missing_are_refused(tmp_path):
    with pytest.raises(SettingError, match="there is a policy head_pay already"):
        make_known([f"plugin={written(tmp_path / 'head_pay.py')}"])
    with pytest.raises(SettingError, match=r"lost\.py cannot be read"):
        make_known([f"plugin={tmp_path / 'lost.py'}"])


@pytest.mark.parametrize(
    ("named", "there", "message"),
    [
        ("lump_sum.py", "lump_sum.py", r"lump_sum\.yaml cannot be read: there is only lump_sum\.p"),
        ("lump_sum.py", "lump_sum.yaml", r"lump_sum\.py cannot be read: there is only lump_sum\.y"),
        ("lump_sum.yaml", "lump_sum.py", r"lump_sum\.yaml' is no file with a rule"),
        ("", "lump_sum.py", r"is no file with a rule"),
    ],
)
def test_one_of_the_two_files_is_not_enough(results, tmp_path, named, there, message):
    (tmp_path / there).write_text(RULE if there.endswith(".py") else DECLARED, encoding="utf-8")
    with pytest.raises(SettingError, match=f"{message}.*two files side by side"):
        sim.verify(results, plugins=[tmp_path / named])


def test_a_fault_in_a_rule_is_told_by_its_line(tmp_path):
    faulty = RULE.replace("policy_grant", "policy_grand")
    with pytest.raises(SettingError, match=r"lump_sum\.py, line 4: .*policy_grand"):
        sim.run(f"policy={written(tmp_path / 'lump_sum.py', faulty)}", *SMALL)


INSTALLED = """
import sys, sim
from sim.parameters.declarations import declarations
assert declarations()["lump_sum"].claim.startswith("Small schools")
words = ["world=synthetic", "world.schools=60", "run.years=2", "run.warm_up=0"]
if __name__ == "__main__":
    done = sim.compare("baseline", "larger_sum", *words, "run.replicates=2", "run.workers=2")
    done.save(sys.argv[1], figures=False)
"""


def test_an_installed_package_adds_a_policy_by_an_entry_point(tmp_path):
    package = tmp_path / "site" / "more_policies"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("SIGN = 1\n")
    rule = RULE.replace("settings.more", "SIGN * settings.more")
    written(package / "sums.py", f"from more_policies import SIGN\n{rule}")
    about = tmp_path / "site" / "more_policies-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: more-policies\nVersion: 1\n")
    (about / "entry_points.txt").write_text(f"[{plugins.GROUP}]\nlump_sum = more_policies.sums\n")
    script = tmp_path / "script.py"
    script.write_text(INSTALLED)
    root = Path(sim.__file__).parents[1]
    path = {"PYTHONPATH": f"{package.parent}:{root}", "PATH": ""}
    done = subprocess.run(
        [sys.executable, script, tmp_path / "results"], env=path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert deficits(tmp_path / "results", "larger_sum") < deficits(tmp_path / "results", "baseline")
    (record,) = Folder(tmp_path / "results").manifest["plugins"].values()
    assert record["file"] == "more_policies.sums"
    with pytest.raises(SettingError, match=r"policy lump_sum is code .*more_policies\.sums"):
        sim.verify(tmp_path / "results")
