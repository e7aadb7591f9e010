"""Who agrees to executive headship, who comes to it, and who is lost: small cases by hand."""

import numpy as np
import pytest

from sim.agents.roles import Form, HeadRole, Post
from sim.engine.columns import NOBODY
from sim.model import Model
from sim.parameters.config import load
from sim.policies import executive_heads
from sim.world import synthetic
from sim.year import leaders_record

ALWAYS, NEVER = 50.0, -50.0  # log odds


@pytest.fixture
def model() -> Model:
    model = Model(synthetic(40, 1), seed=3).warm_up(1)
    model.schools.partnership = NOBODY
    model.parameters.partnerships.offer = ALWAYS
    model.parameters.recruitment.hosting_governors = ALWAYS
    model.parameters.recruitment.hosting_head = ALWAYS
    return model


def policy(*overrides: str):
    """The settings of the policy, in all clusters at once."""
    named = [f"policy.executive_heads.{one}" for one in ("phase_in_years=1", *overrides)]
    return load("executive_heads_4000", named).policies["executive_heads"]


def posts_after(model: Model, consent: str, *overrides: str) -> int:
    model.year += 1
    executive_heads.act(model, policy(f"consent={consent}", *overrides))
    return int(model.schools.executive_post.sum())


def test_where_all_agree_it_comes_as_if_it_were_required(model):
    other = model.branch()
    other.parameters = model.parameters
    assert posts_after(model, "voluntary") == posts_after(other, "required") > 5


@pytest.mark.parametrize("who", ["offer", "hosting_governors", "hosting_head"])
def test_whoever_disagrees_prevents_it(model, who):
    p = model.parameters
    setattr(p.partnerships if who == "offer" else p.recruitment, who, NEVER)
    if who == "hosting_head":
        p.recruitment.hosting_ambition = 0
    assert posts_after(model, "voluntary") == 0


def test_who_is_required_is_not_asked(model):
    model.parameters.partnerships.offer = NEVER
    assert posts_after(model, "required") > 5


def test_the_grant_is_paid_once_to_those_who_join_and_the_broker_for_those_asked(model):
    schools = model.schools
    posts = posts_after(model, "encouraged", "grant=10000", "broker_cost=100")
    led = executive_heads.led_by_executive(model)
    assert posts > 5
    assert np.unique(schools.policy_grant[led]).tolist() == [10_000]
    assert (schools.policy_grant[~led] == 0).all()
    assert (schools.exchequer_cost[led] == 100).all()
    schools.policy_grant = 0.0
    posts_after(model, "encouraged", "grant=10000")
    assert (schools.policy_grant[led] == 0).all()


def test_voluntary_pays_nothing(model):
    posts_after(model, "voluntary", "grant=10000")
    assert (model.schools.policy_grant == 0).all()
    assert (model.schools.exchequer_cost == 0).all()


def test_governors_are_loath_to_give_up_a_head_in_post_and_money_and_brokers_help(model):
    schools, p = model.schools, model.parameters.partnerships
    p.offer, p.offer_past, p.offer_km, p.offer_new_head = 0.0, 0.0, 0.0, 0.0
    p.offer_own_body, p.offer_headship, p.offer_money = 1.0, 2.0, 0.5
    stance = model.uniform(schools.unique_id, "executive offer", year=0)
    schools[:20].head.role = HeadRole.ACTING_HEAD
    held = (schools.head.row >= 0) & (schools.head.role != HeadRole.ACTING_HEAD)
    assert held.any()
    assert not held.all()

    def agree(grant: float, support: float) -> np.ndarray:
        odds = 0.5 * grant / 10_000 + support - 1 - 2 * held
        return stance < 1 / (1 + np.exp(-odds))

    for given in ((0.0, 0.0), (20_000.0, 0.0), (20_000.0, 3.0)):
        assert np.array_equal(schools.takes_executive(given[0], 0.0, given[1]), agree(*given))


def test_the_stance_of_governors_lasts(model):
    model.parameters.partnerships.offer = 1.5
    before = model.schools.takes_executive(0, 0, 0)
    model.year += 5
    assert np.array_equal(before, model.schools.takes_executive(0, 0, 0))


def test_who_governs_with_others_already_is_not_asked(model):
    made = model.tables.partnerships.add(np.array([7]), form=Form.FEDERATION, members=2)
    model.schools[:2].partnership = made.row[0]
    assert not model.schools.takes_executive(0, 0, 0)[:2].any()


def test_a_required_scheme_is_felt_as_prescribed_and_drives_heads_out(model):
    posts_after(model, "required", "prescribed=0.5")
    led = executive_heads.led_by_executive(model)
    assert (model.schools.prescribed_by_decree[led] == 0.5).all()
    heads = model.schools[led].head
    model.parameters.leaving.head_prescribed = ALWAYS
    model.partnerships.prescribed = 0.0
    assert (heads.decides_to_leave() == 0).any()
    model.partnerships.prescribed = 1.0
    assert (heads.decides_to_leave() > 0).all()


# Who is lost


def led(model: Model) -> tuple[np.ndarray, np.ndarray]:
    """Which schools have lost their head, and their leader, since the year began."""
    leaders_record.record_after(model)
    return model.schools.head_left, model.schools.leader_left


def test_losing_the_executive_head_is_losing_a_leader_at_every_school_led(model):
    posts_after(model, "required")
    leaders_record.record_before(model)
    schools = model.schools
    base = int(np.flatnonzero(schools.executive.row >= 0)[0])
    schools.head.table.remove(np.array([schools[base].executive.row]))
    schools[base].executive = NOBODY
    head, leader = led(model)
    assert np.array_equal(leader, schools.base.row == base)
    assert not head.any()


def test_losing_a_head_of_school_is_losing_a_leader_there_alone(model):
    posts_after(model, "required")
    leaders_record.record_before(model)
    schools = model.schools
    at = int(np.flatnonzero(schools.head.role == HeadRole.HEAD_OF_SCHOOL)[0])
    schools.head.table.remove(np.array([schools[at].head.row]))
    schools[at].head = NOBODY
    head, leader = led(model)
    assert np.flatnonzero(head).tolist() == [at]
    assert not leader.any()


def test_a_head_who_becomes_executive_head_or_head_of_school_there_is_not_lost(model):
    leaders_record.record_before(model)
    before = model.schools.holder_before.copy()
    posts_after(model, "required")
    head, _ = led(model)
    schools = model.schools
    acting = schools.head.role == HeadRole.ACTING_HEAD
    stayed = (schools.head.unique_id == before) & ~acting
    became = (schools.executive.row >= 0) & (schools.executive.unique_id == before)
    assert stayed.any()
    assert became.any()
    assert not head[stayed | became].any()
    assert head[(before > 0) & ~stayed & ~became & (schools.post != Post.LED_FROM_BASE)].all()
