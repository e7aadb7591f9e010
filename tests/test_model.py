"""The model as a whole: both schedulers agree, nothing is lost, and luck is shared."""

import numpy as np
import pytest
from invariants import are_alike, everything_is_consistent, value

from sim.agents.roles import HeadRole, Post
from sim.engine.scheduler import one_by_one
from sim.measures import GROUPS, MEASURES
from sim.model import Model
from sim.parameters import ledger
from sim.parameters.config import load
from sim.world import lincolnshire, synthetic

POLICIES = load("executive_heads_4000").policies


@pytest.fixture(scope="module")
def past() -> Model:
    return Model(synthetic(1000, 2), seed=4).warm_up(3)


@pytest.fixture(scope="module")
def baseline(past) -> Model:
    return past.branch().run(8)


@pytest.fixture(scope="module")
def executive(past) -> Model:
    return past.branch(POLICIES).run(8)


def test_visiting_agents_one_by_one_decides_exactly_the_same():
    world = synthetic(300, 1)
    together = Model(world, seed=3).branch(POLICIES)
    apart = Model(world, seed=3, scheduler=one_by_one).branch(POLICIES)
    for _ in range(10):
        together.step()
        apart.step()
        are_alike(together, apart)


@pytest.mark.parametrize("scenario", ["executive_heads_encouraged", "executive_heads_voluntary"])
def test_agents_asked_one_by_one_agree_to_the_same(scenario):
    chosen = load(scenario, ["policy.executive_heads.phase_in_years=1"]).policies
    together, apart = (
        Model(synthetic(60, 1), seed=3, **options).branch(chosen)
        for options in ({}, {"scheduler": one_by_one})
    )
    for _ in range(3):
        together.step()
        apart.step()
        are_alike(together, apart)


def test_nobody_is_lost_or_in_two_places(baseline, executive):
    everything_is_consistent(baseline)
    everything_is_consistent(executive)


def test_money_adds_up(baseline):
    model = baseline.branch()
    before = model.schools.balance.copy()
    model.step()
    schools = model.schools
    assert np.allclose(schools.balance, before + schools.income - schools.cost + schools.pooled)
    assert abs(schools.pooled.sum()) < 1e-6 * schools.income.sum()


def test_the_same_seed_gives_the_same_bits_and_another_seed_does_not(past, baseline):
    again = Model(synthetic(1000, 2), seed=4).warm_up(3).branch().run(8)
    assert np.array_equal(again.measures, baseline.measures, equal_nan=True)
    other = Model(synthetic(1000, 2), seed=5).warm_up(3).branch().run(1)
    assert not np.array_equal(other.measures[0], baseline.measures[0], equal_nan=True)


def test_a_policy_that_does_nothing_changes_no_bit(past, baseline):
    nothing = load(
        "baseline", ["policy=executive_heads", "policy.executive_heads.number=0"]
    ).policies
    assert "executive_heads" in nothing
    idle = past.branch(nothing).run(8)
    assert np.array_equal(idle.measures, baseline.measures, equal_nan=True)


def test_branches_do_not_touch_each_other(past):
    quiet = past.branch().run(2).measures
    past.branch(POLICIES).run(2)
    assert np.array_equal(past.branch().run(2).measures, quiet, equal_nan=True)


def test_fte_follows_the_published_line():
    model = Model(lincolnshire())
    schools = model.schools
    line = 0.593 + 0.0451 * schools.pupils
    found = schools.teachers * schools.post_fte + 1
    assert np.allclose(found, np.maximum(line, 1 + model.parameters.rolls.least_fte))


def test_staff_at_the_start_are_as_those_of_later_years():
    model = Model(synthetic(3000, 7), seed=1)
    start = model.teachers
    age, experience, share = start.age.mean(), start.experience.mean(), len(start)
    talent, spread = start.talent.mean(), start.talent.std()
    model.run(10)
    later = model.teachers
    assert abs(later.age.mean() - age) < 2  # years: of six seeds 1.3 to 1.5
    assert abs(later.experience.mean() - experience) < 1.5
    assert abs(len(later) / share - 1) < 0.03
    # Entrants are chosen, and so are those in post; 0.06 is eight standard errors of 40,000 people.
    assert abs(later.talent.mean() - talent) < 0.06 * spread
    assert talent > 0.1 * spread


def test_small_schools_lose_their_heads_more_often(baseline):
    small, other = (value(baseline, "head_leaver_rate", g).mean() for g in ("small", "other"))
    # 8 years of about 200 and 800 schools: the standard error of the gap is near 0.01.
    assert small > other + 0.02


def test_weak_teaching_is_met_again_more_often_in_small_schools_without_a_size_coefficient():
    model = Model(synthetic(3000, 3), seed=2).run(8)
    # Repeated exposure over exposure: mixed ages keep pupils with one teacher.
    ratio = {
        group: value(model, "repeat_weak_exposure", group)[-1]
        / value(model, "weak_teacher_exposure", group)[-1]
        for group in ("small", "210-314")
    }
    assert ratio["small"] > ratio["210-314"]


def test_executive_heads_lead_every_school_from_exactly_the_posts_asked(executive):
    asked = round(4000 * 1000 / 16768)
    schools = executive.schools
    assert value(executive, "executive_heads")[-1] == asked
    assert schools.executive_post.sum() == asked
    assert (schools.post[~schools.closed] == Post.HEAD_OF_SCHOOL).all()
    sizes = np.bincount(schools.base.row)
    assert sizes[sizes > 0].max() <= 6
    held = schools.executive.row >= 0
    assert held.sum() > 0.8 * asked
    assert (schools.executive.role[held] == HeadRole.EXECUTIVE_HEAD).all()


def test_displaced_heads_stay_teach_or_leave_and_are_not_lost(past):
    model = past.branch(
        load("executive_heads_4000", ["policy.executive_heads.phase_in_years=1"]).policies
    )
    before = set(model.heads.unique_id.tolist())
    from sim.policies import POLICIES as acts

    model.year += 1
    acts["executive_heads"](model, model.policies["executive_heads"])
    heads, teachers = set(model.heads.unique_id.tolist()), set(model.teachers.unique_id.tolist())
    stayed, teaching, gone = before & heads, before & teachers, before - heads - teachers
    assert len(stayed) + len(teaching) + len(gone) == len(before)
    assert min(len(stayed), len(teaching), len(gone)) > 0
    assert len(stayed) > len(before) / 2


def test_parameters_are_the_ledgers_when_none_are_given():
    assert Model(synthetic(5)).parameters.money.supply_day == ledger.defaults().money.supply_day


@pytest.mark.parametrize("schools", [1, 2, 7])
def test_tiny_worlds_run(schools):
    model = Model(synthetic(schools), seed=1).warm_up(1).branch(POLICIES).run(3)
    assert model.measures.shape == (3, len(GROUPS), len(MEASURES))
