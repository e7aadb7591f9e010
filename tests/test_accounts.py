"""Work, posts, people, money and pupils add up, whatever policies act and however they are set."""

import json
import os

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from invariants import everything_is_consistent

from sim.commands.main import main
from sim.engine.columns import NOBODY
from sim.errors import IdentityBroken, SettingError
from sim.model import Model
from sim.parameters import ledger
from sim.parameters.config import load
from sim.parameters.named import scenarios
from sim.policies import POLICIES
from sim.world import england, sample, synthetic
from sim.year import accounts, weeks

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking years of a model takes long
EXAMPLES = int(os.environ.get("SMALL_SCHOOLS_EXAMPLES", 25))  # more in `make strength`
FIXED = {"first_year", "last_year", "phase_in_years"}  # so that policies act in the years tried


@pytest.fixture(scope="module")
def small() -> Model:
    return Model(synthetic(250, 3), seed=2).warm_up(2)


@pytest.fixture(scope="module")
def whole() -> Model:
    return Model(england(), seed=2).warm_up(1)


@pytest.fixture(scope="module")
def of_2026() -> Model:
    """Real schools in trusts, whose rolls fall and of which many close or convert."""
    overrides = ["run.start_year=2026", "rolls=projected"]
    parameters = load("baseline", overrides).model
    parameters.closures.roll = 200
    return Model(sample(2), parameters, seed=2).warm_up(2)


def add_up(model: Model) -> None:
    assert set(model.identities) == set(accounts.IDENTITIES)
    accounts.check(model.identities)


@pytest.mark.parametrize("name", scenarios())
def test_every_scenario_adds_up(name, small, whole, of_2026):
    chosen = load(name).policies
    add_up(of_2026.branch(chosen).run(4))
    add_up(small.branch(chosen).run(4))
    add_up(whole.branch(chosen).run(1))


@st.composite
def compositions(draw):
    """Three policies, each setting of theirs anywhere in its range."""
    names = draw(st.permutations(sorted(POLICIES)))[:3]
    overrides = [f"policy=[{','.join(names)}]"]
    for full, entry in ledger.entries().items():
        group, policy, *setting = full.split(".")
        if group != "policy" or policy not in names or setting[0] in FIXED:
            continue
        if entry.choices:
            overrides.append(f"{full}={draw(st.sampled_from(entry.choices))}")
        elif entry.range and not isinstance(entry.value, list):
            number = st.integers if isinstance(entry.value, int) else st.floats
            low, high = (type(entry.value)(bound) for bound in entry.range)
            overrides.append(f"{full}={draw(number(low, high))}")
    return overrides


@settings(max_examples=EXAMPLES, deadline=None, phases=PHASES)
@given(compositions())
def test_any_three_policies_with_any_settings_add_up(small, of_2026, overrides):
    try:
        chosen = load("baseline", overrides).policies
        models = [past.branch(chosen).run(4) for past in (small, of_2026)]
    except SettingError:
        return  # settings that exclude each other
    for model in models:
        add_up(model)


@pytest.mark.parametrize("end", [0, 1])
@pytest.mark.parametrize(
    "group", ["week", "money", "effort", "development", "recruitment", "academies"]
)
def test_they_add_up_at_the_ends_of_parameters_ranges(group, end):
    ends = [
        f"{name}={entry.range[end]}"
        for name, entry in ledger.entries().items()
        if name.startswith(f"model.{group}.") and entry.range and not isinstance(entry.value, list)
    ]
    one = load("executive_heads_4000", ends)
    model = Model(synthetic(60, 3), one.model, seed=2).warm_up(1).branch(one.policies).run(3)
    add_up(model)


@pytest.mark.parametrize("consent", ["required", "encouraged", "voluntary"])
@pytest.mark.parametrize("base_run_by", ["head_of_school", "executive_head"])
def test_they_add_up_where_bases_close_and_where_the_policy_begins_again(consent, base_run_by):
    asked = [
        "policy=[executive_heads,consolidation,academy_trusts,opportunistic_federations]",
        f"policy.executive_heads.consent={consent}",
        f"policy.executive_heads.base_run_by={base_run_by}",
        "policy.executive_heads.phase_in_years=1",
        "policy.consolidation.below=200",
    ]
    chosen = load("baseline", asked).policies
    once = Model(synthetic(150, 3), seed=2).warm_up(1).branch(chosen).run(3)
    later = load("baseline", [*asked, "policy.executive_heads.first_year=4"]).policies
    again = once.branch(later).run(3)
    for model in (once, again):
        add_up(model)
        everything_is_consistent(model)


def test_a_world_of_one_school_has_an_interim_head_where_nobody_is_left():
    model = Model(synthetic(1, 39), seed=39).warm_up(2).run(8)
    add_up(model)
    everything_is_consistent(model)


def test_an_error_that_is_no_number_is_not_forgotten(year):
    year.identities["money"] = np.array(np.nan)
    accounts.add_up(year, accounts.AT_END)
    with pytest.raises(IdentityBroken, match="money"):
        accounts.check(year.identities)


@settings(max_examples=4, deadline=None, phases=PHASES)
@given(compositions())
def test_they_add_up_on_all_of_england(whole, overrides):
    try:
        model = whole.branch(load("baseline", overrides).policies).run(1)
    except SettingError:
        return
    add_up(model)


def broken(model: Model) -> set[str]:
    """The identities that are broken at the end of a year."""
    model.identities.clear()
    accounts.add_up(model, accounts.AT_END)
    return {name for name, error in model.identities.items() if error > accounts.LARGEST_ERROR}


@pytest.fixture
def year(small) -> Model:
    model = small.branch().run(1)
    assert broken(model) == set()
    return model


def test_an_hour_that_nobody_does_breaks_them(year, monkeypatch):
    schools = year.schools
    assert (schools.admin_needed > 0).all()
    monkeypatch.setattr(weeks, "divide_work", lambda model: None)
    year.heads.admin_hours = year.heads.admin_hours * 0.99
    year.identities.clear()
    weeks.step(year)
    with pytest.raises(IdentityBroken, match="leaders_work"):
        accounts.check(year.identities)


@pytest.mark.parametrize(
    ("identity", "change"),
    [
        ("every_school_is_led", lambda m: setattr(m.schools, "head", NOBODY)),
        ("leaders_lost", lambda m: setattr(m.schools, "head_left", ~m.schools.head_left)),
        ("people", lambda m: m.tables.teachers.remove(m.teachers.rows[:1])),
        ("money", lambda m: setattr(m.schools, "balance", m.schools.balance + 1)),
        ("money", lambda m: setattr(m.schools[:1], "leaders_pay", 0)),
        ("pupils", lambda m: setattr(m.schools[:1], "closed", True)),
        ("teaching", lambda m: setattr(m.schools, "supply_days", m.schools.supply_days + 1)),
    ],
)
def test_each_breaks_where_something_vanishes(year, identity, change):
    change(year)
    assert identity in broken(year)


def test_a_run_that_does_not_add_up_fails_and_says_why(year):
    year.identities["money"] = np.array(0.01)
    with pytest.raises(IdentityBroken, match=r"money .*0\.01"):
        accounts.check(year.identities)


def test_a_runs_manifest_has_the_error_of_each_identity(tmp_path):
    run = ["run", "world=synthetic", "world.schools=40", "run.years=2", "run.replicates=2"]
    assert main([*run, "--no-figures", "--quiet", "--output", str(tmp_path / "out")]) == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["identities"]) == set(accounts.IDENTITIES)
    assert all(0 <= error < accounts.LARGEST_ERROR for error in manifest["identities"].values())
