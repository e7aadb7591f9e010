"""Policies: one set to nothing changes no bit, and any mixture keeps everything in order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invariants import are_alike, everything_is_consistent, value
from scipy.stats import ttest_1samp

from sim.agents.roles import Depth, Form
from sim.engine.columns import NOBODY
from sim.engine.scheduler import one_by_one
from sim.measures import GROUPS, MEASURES
from sim.model import Model
from sim.parameters.config import load
from sim.parameters.declarations import declarations
from sim.parameters.evidence import in_words
from sim.parameters.named import scenarios
from sim.policies import POLICIES, acts
from sim.world import synthetic
from sim.year.partnerships import found_partnerships, update_members, update_partnerships

YEARS = 4


def policies(*names: str, **changes: dict) -> dict:
    """Settings of policies; ``changes`` are by policy, such as ``clusters={"share": 0}``."""
    overrides = [f"policy=[{','.join(names)}]"]
    for name, values in changes.items():
        overrides += [f"policy.{name}.{setting}={value}" for setting, value in values.items()]
    return load("baseline", overrides).policies


@pytest.fixture(scope="module")
def past() -> Model:
    return Model(synthetic(400, 3), seed=5).warm_up(3)


@pytest.fixture(scope="module")
def baseline(past) -> np.ndarray:
    return past.branch().run(YEARS).measures


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_a_policy_set_to_nothing_changes_no_bit_and_in_full_it_changes_something(
    name, past, baseline
):
    idle = past.branch(policies(name, **{name: declarations()[name].nothing})).run(YEARS)
    assert np.array_equal(idle.measures, baseline, equal_nan=True)
    acting = past.branch(policies(name)).run(YEARS)
    assert not np.array_equal(acting.measures, baseline, equal_nan=True)


def test_every_scenario_runs(past):
    for name in scenarios():
        past.branch(load(name).policies).run(1)


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_a_policy_declares_a_scenario_and_what_can_be_measured_and_cites_what_there_is(name):
    declared = declarations()[name]
    ((scenario, description),) = declared.scenario.items()
    chosen = load(scenario)
    assert (chosen.description, list(chosen.policies)) == (description, [name])
    assert vars(chosen.policies[name]) == vars(policies(name)[name])
    assert declared.signs()
    for measure, group, _ in declared.signs():
        assert measure in MEASURES
        assert group in GROUPS
    for text in (declared.claim, declared.evidence):
        assert "[" not in in_words(text, lambda one: one.short)


@settings(max_examples=12, deadline=None)
@given(names=st.permutations(sorted(POLICIES)).map(lambda order: order[:3]))
def test_any_three_policies_in_any_order_keep_everything_in_order(names, past):
    model = past.branch(policies(*names))
    money = model.schools.balance.copy()
    for _ in range(YEARS):
        model.step()
        everything_is_consistent(model)
        schools = model.schools
        if "consolidation" not in names:  # which moves reserves before the year's accounts
            assert np.allclose(
                schools.balance, money + schools.income - schools.cost + schools.pooled
            )
        money = schools.balance.copy()
    again = past.branch(policies(*reversed(names))).run(YEARS)
    assert np.array_equal(again.measures, model.measures, equal_nan=True)


def test_a_policy_acts_only_in_its_years(past, baseline):
    late = past.branch(policies("head_pay", head_pay={"first_year": 3})).run(YEARS).measures
    assert np.array_equal(late[:2], baseline[:2], equal_nan=True)
    assert not np.array_equal(late[2], baseline[2], equal_nan=True)


def test_what_is_announced_for_a_year_does_not_act_before_where_there_is_a_calendar():
    settings = policies("white_paper_2026")["white_paper_2026"]
    assert settings.not_before == 2028
    assert [acts(settings, year, 2026) for year in (1, 2, 3, 4)] == [False, False, True, True]
    assert [acts(settings, year, 2028) for year in (1, 2)] == [True, True]
    assert acts(settings, 1, 0)  # no calendar
    later = policies("white_paper_2026", white_paper_2026={"first_year": 4, "last_year": 5})
    asked = later["white_paper_2026"]
    assert [acts(asked, year, 2026) for year in (3, 4, 5, 6)] == [False, True, True, False]
    usual = policies("head_pay")["head_pay"]
    assert acts(usual, 1, 2012)


def test_closing_schools_loses_no_pupil_and_no_reserves(past):
    changed = {"phase_in_years": 1, "below": 200}
    model = past.branch(policies("consolidation", consolidation=changed))
    census, reserves = model.schools.census_pupils.sum(), model.schools.balance.sum()
    model.year += 1
    POLICIES["consolidation"](model, model.policies["consolidation"])
    assert model.schools.closed.sum() > 10
    assert model.schools.census_pupils.sum() == census
    assert np.isclose(model.schools.balance.sum(), reserves)
    assert (model.schools.further_km[~model.schools.closed] >= 0).all()


def test_a_grant_is_paid_only_for_work_in_the_schemes_own_group():
    model = Model(synthetic(40, 1), seed=1)
    schools = model.schools
    schools.partnership = NOBODY
    made = found_partnerships(model, np.array([0, 1]), depth=Depth.AGREED, group=np.array([8, 0]))
    schools[:4].partnership = made.rows[[0, 0, 1, 1]]
    schools.offer_group, schools.offer_grant, schools.offer_depth = 7, 20_000.0, Depth.AGREED
    update_partnerships(model)
    update_members(model)
    assert schools[:5].earns_grant().tolist() == [20_000.0, 20_000.0, 0, 0, 0]
    assert model.partnerships.offered.tolist() == [20_000.0, 0]
    schools.granted = 15_000.0
    assert schools[:1].earns_grant().tolist() == [5_000.0]
    schools.offer_depth = Depth.SHARED_PLAN
    assert schools[:1].earns_grant().tolist() == [0]


def test_grants_are_paid_once(past, monkeypatch):
    monkeypatch.setattr(past.given.closures, "chance", 0)  # closing a school costs too
    model = past.branch(policies("enabling_grant", enabling_grant={"prices": 1})).run(6)
    granted = model.schools.granted
    assert set(np.unique(granted)) <= {0.0, 20_000.0}
    paid = value(model, "exchequer_per_pupil") * value(model, "pupils")
    offered = (model.schools.offer_group >= 0).sum()
    assert np.isclose(paid.sum(), granted.sum() + 6 * 300 * offered, rtol=1e-4)


def test_agents_asked_one_by_one_decide_the_same_under_all_policies_at_once():
    together, apart = (
        Model(synthetic(90, 5), seed=3, **options).warm_up(1).branch(policies(*POLICIES))
        for options in ({}, {"scheduler": one_by_one})
    )
    for _ in range(3):
        together.step()
        apart.step()
        are_alike(together, apart)


FALSE_ALARM = 0.01  # the chance that a sign is seen though there is nothing


@pytest.fixture(scope="module")
def pasts() -> list[Model]:
    return [Model(synthetic(900, world), seed=world).warm_up(4) for world in range(10)]


@pytest.fixture(scope="module")
def ordinary(pasts) -> list[Model]:
    return [past.branch().run(8) for past in pasts]


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_a_policy_does_what_it_is_for(name, pasts, ordinary):
    declared = declarations()[name]
    chosen = policies(name, **{name: declared.seen_at})
    acting = [past.branch(chosen).run(8) for past in pasts]
    for measure, group, sign in declared.signs():
        change = [
            sign * (value(one, measure, group)[3:].mean() - value(two, measure, group)[3:].mean())
            for one, two in zip(acting, ordinary, strict=True)
        ]
        assert ttest_1samp(change, 0, alternative="greater").pvalue < FALSE_ALARM, measure


def test_trusts_of_small_schools_cost_most_a_pupil(pasts):
    # The diseconomy of scale: central costs are shared by few pupils.
    more = []
    for past in pasts:
        schools = past.branch(policies("academy_trusts")).run(8).schools
        inside = schools[schools.partnership.form == Form.ACADEMY_TRUST]
        trust, count = inside.partnership.row, len(schools)
        cost, pupils, members = (
            np.bincount(trust, weights=w, minlength=count)
            for w in (inside.central_cost, inside.pupils, np.ones(len(inside)))
        )
        there = members > 0
        small = (pupils[there] / members[there]) < np.median(pupils[there] / members[there])
        each = cost[there] / pupils[there]
        more.append(each[small].mean() - each[~small].mean())
    assert ttest_1samp(more, 0, alternative="greater").pvalue < FALSE_ALARM


def test_small_schools_place_fewer_trainees_for_each_teacher(pasts):
    model = pasts[0].branch(policies("school_direct")).run(3)
    schools = model.schools
    small = schools.pupils < 150
    placed = [schools.trainees[at].sum() / schools.teachers[at].sum() for at in (small, ~small)]
    assert placed[0] < placed[1]
