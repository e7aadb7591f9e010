"""Scenarios in a word: variants, several together, files of one's own; and what cannot be."""

import pytest

import sim
from sim.errors import SettingError
from sim.parameters import config, ledger
from sim.parameters.config import load
from sim.parameters.named import is_scenario
from sim.results import labels


def test_a_variant_is_the_scenario_with_another_value():
    usual, asked = load("executive_heads_4000"), load("executive_heads_4000:number=3000")
    assert asked.scenario == "executive_heads_4000:number=3000"
    assert vars(asked.policies["executive_heads"]) == vars(usual.policies["executive_heads"]) | {
        "number": 3000
    }
    assert asked.resolved["run"] == usual.resolved["run"]
    assert load("mine=executive_heads_4000:number=3000,phase_in_years=2").scenario == "mine"
    assert labels.scenario_names([asked.resolved]) == {asked.scenario: "3,000 executive heads"}


def test_several_scenarios_together_have_the_policies_of_all():
    asked = load("both=enabling_grant+teaching_schools:number=100", ["run.years=3"])
    assert asked.scenario == "both"
    assert sorted(asked.policies) == ["enabling_grant", "teaching_schools"]
    for name in asked.policies:
        alone = vars(load(name).policies[name])
        expected = alone | ({"number": 100} if name == "teaching_schools" else {})
        assert vars(asked.policies[name]) == expected
    assert asked.run.years == 3
    without = load("enabling_grant+teaching_schools")
    assert without.scenario == "enabling_grant+teaching_schools"
    called = labels.scenario_names([without.resolved])[without.scenario]
    assert called == "enabling grant and teaching schools"
    assert config.restore(asked.resolved).policies == asked.policies


def test_what_one_changes_holds_beside_what_the_other_leaves_and_two_changes_are_refused():
    together = load("executive_heads_4000+executive_heads_voluntary:consent=required")
    assert together.policies["executive_heads"].number == 4000
    told = r"two set policy\.executive_heads\.consent, to encouraged and voluntary"
    with pytest.raises(SettingError, match=told):
        load("executive_heads_encouraged+executive_heads_voluntary")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("run: {years: 3}", r"run\.years"),
        ("defaults: [override /world: lincolnshire]", "world"),
    ],
)
def test_a_world_or_run_of_one_of_several_is_refused_whichever_comes_first(tmp_path, text, name):
    path = tmp_path / "mine.yaml"
    path.write_text(f"description: Mine\n{text}\n")
    for both in (f"x={path}+head_pay", f"x=head_pay+{path}"):
        with pytest.raises(SettingError, match=rf": {name} is not the same in all its parts: give"):
            load(both)
    asked = load(f"x=head_pay+{path}", ["world=lincolnshire", "run.years=3"])
    assert (asked.world.kind, asked.run.years) == ("lincolnshire", 3)


def test_parameters_of_the_model_may_differ_by_scenario():
    asked = load("restless=baseline:model.leaving.moving=-1")
    assert asked.model.leaving.moving == -1
    name = "baseline:model.leaving.moving=-1"
    assert labels.scenario_names([load(name).resolved])[name] == "as now (moving -1)"


def test_a_parameter_keeps_the_ledgers_value_where_a_file_of_ones_own_says_so(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("description: Mine\nmodel: {leaving: {moving: -2.6}}\n")
    assert ledger.entries()["model.leaving.moving"].value == -2.6
    for scenario in (str(path), f"x={path}+head_pay", f"x=head_pay+{path}"):
        sets = [load(scenario).of_replicate(number).model.leaving for number in range(3)]
        assert [one.moving for one in sets] == [-2.6] * 3
        assert len({one.moving_pull for one in sets}) == 3
    forced = load("baseline", ["++model.leaving.moving=-2.6"])
    assert forced.of_replicate(0).model.leaving.moving == -2.6


def test_a_list_in_a_variant_is_its_numbers():
    asked = load("often=baseline:model.inspection.years_between=[5, 4,2.5,2],model.week.stretch=1")
    assert asked.model.inspection.years_between.tolist() == [5, 4, 2.5, 2]
    assert asked.model.week.stretch == 1
    for wrong in ("[5,4]", "[5,4,often,2]", "5"):
        with pytest.raises(SettingError, match=r"years_between=.* is not 4 numbers, each 1 to 15"):
            load(f"baseline:model.inspection.years_between={wrong}")


def test_a_file_of_ones_own(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "description: A small bonus\ndefaults:\n  - override /policy: [head_pay]\n"
        "policy: {head_pay: {largest_roll: 100}}\n"
    )
    asked = load(str(path), ["run.years=4"])
    assert (asked.scenario, asked.description) == ("mine", "A small bonus")
    assert asked.policies["head_pay"].largest_roll == 100
    assert load(f"two={path}+cpd_release").policies.keys() == {"head_pay", "cpd_release"}
    path.write_text("policy: {head_pay: {largest_roll: 100}}\n")
    with pytest.raises(SettingError, match=r"mine\.yaml: it has no description"):
        load(str(path))
    with pytest.raises(SettingError, match=r"none\.yaml"):
        load("none.yaml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("executive_heads_400", "no scenario 'executive_heads_400'; did you mean executive_heads"),
        ("executive_heads_4000:nmber=3", "no policy of executive_heads_4000 has a setting 'nmber'"
         "; did you mean number"),
        ("head_pay:number=3", "no policy of head_pay has a setting 'number'; there is policy"),
        ("head_pay:largest_roll=lots", r"policy\.head_pay\.largest_roll='lots' is not"),
        ("executive_heads_4000+teaching_schools:number=3", "number is a setting of several: write "
         r"policy\.executive_heads\.number or policy\.teaching_schools\.number"),
        ("head_pay:", "not a scenario of the form"),
        ("a=b=head_pay", "not a scenario of the form"),
        ("head_pay+", "not a scenario of the form"),
        ("yeers=5", r"no setting 'yeers'; did you mean run\.years\? Nor is '5' a scenario"),
        ("both=enabling_grant+teachng_schools", "no scenario 'teachng_schools'; did you "
         "mean teaching_schools"),
        ("baseline:model.leaving.movin=1", r"there is no setting 'model\.leaving\.movin'"),
        ("head_pay:(=3", r"has a setting '\('; there are supplement"),
        ("baseline:bonus=3", r"no policy of baseline has a setting 'bonus'$"),
        ("mine=baseline:run.years=3", r"run\.years is the same in all scenarios: give it beside"),
        ("mine=baseline:rolls=projected", "rolls is the same in all scenarios"),
        ("head_pay:supplement=1,supplement=2", "supplement is there already: give it once"),
        ("head_pay:supplement=1,policy.head_pay.supplement=2", "supplement is there already"),
        ("wrold=synthetic", r"no setting 'wrold'; did you mean world\? Nor is 'synthetic'"),
        ("pay_without_grant=head_pay", "'_without_' in a name is what --switch-off writes"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_in_a_line(text, told):
    with pytest.raises(SettingError, match=told):
        load(text)


@pytest.mark.parametrize(
    "word",
    ["head_pay", "head_pay:largest_roll=100", "both=a+b", "mine=a:run.years=3", "./x/y.yaml"],
)
def test_words_that_are_scenarios(word):
    assert is_scenario(word)


@pytest.mark.parametrize(
    "word",
    ["run.years=3", "policy=[head_pay]", "world=lincolnshire", "rolls=projected", "model=ledger",
     "world.path=C:/x.csv", "+policy.head_pay.x=3", "model.a.b=[1,2]"],
)  # fmt: skip
def test_words_that_are_settings(word):
    assert not is_scenario(word)


def test_in_python_a_scenario_is_its_text():
    one = sim.Scenario("both", "enabling_grant", "teaching_schools", number=100)
    assert str(one) == "both=enabling_grant+teaching_schools:number=100"
    assert str(sim.Scenario("head_pay", largest_roll=100)) == "head_pay:largest_roll=100"
    small = ["world=synthetic", "world.schools=60", "run.years=5", "run.replicates=2"]
    asked = sim.compare("baseline", one, *small, "run.workers=1", "run.parameters=ledger")
    assert asked.ensemble.scenarios == ["baseline", "both"]
    assert asked.ensemble.settings[1].policies["teaching_schools"].number == 100


def test_one_scenario_and_a_policy_are_not_two_scenarios():
    with pytest.raises(SettingError, match="policy=head_pay would be the policy of every scenario"):
        sim.compare("baseline", "policy=head_pay")


def test_what_is_switched_off_is_called_after_a_scenario_of_ones_own():
    without = config.load_without("parents", "mine=head_pay:largest_roll=100")
    assert without.scenario == "mine_without_parents"
    assert labels.scenario_names([without.resolved]) == {
        "mine_without_parents": "mine (with head pay, largest roll 100, without parents)"
    }


def test_two_of_one_name_are_refused():
    with pytest.raises(SettingError, match="each named once"):
        sim.compare("a=head_pay", "a=cpd_release")


def test_two_files_of_one_name_are_refused(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.yaml").write_text("description: mine\n")
    with pytest.raises(SettingError, match="each named once"):
        sim.compare(*(str(tmp_path / folder / "mine.yaml") for folder in ("one", "two")))
