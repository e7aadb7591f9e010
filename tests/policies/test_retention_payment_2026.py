"""Payments to new heads in some areas, from a fixed sum."""

import numpy as np
from small_models import draws, schools_at, settings

from sim.agents.roles import HeadRole, Post
from sim.engine.columns import NOBODY
from sim.policies import retention_payment_2026 as policy

USUAL = {"payment": 10_000, "budget": 1e12, "prices": 1, "years": 3, "areas": 0.5}


def paid(model, lots=0.5, areas=0.1, **changes):
    given = {"retention area": areas, "retention payment": lots}
    model.uniform = draws(given)
    model.parameters.money.on_costs = 1.25
    policy.act(model, settings(USUAL, **changes))
    return np.flatnonzero(model.schools.pay_supplement).tolist()


def test_heads_in_their_first_years_are_paid_and_posts_without_a_head_or_with_an_acting_one():
    model = schools_at(range(8))
    schools = model.schools
    model.heads.tenure = np.array([0, 2, 3, 0, 9, 9, 0, 9])
    schools[3].head.role = HeadRole.ACTING_HEAD
    schools[4].head = NOBODY  # vacant
    schools[5].head, schools[5].post = NOBODY, Post.LED_FROM_BASE
    schools[6].closed = True
    schools[7].post = Post.LED_FROM_BASE
    schools[7].head.role = HeadRole.ACTING_HEAD  # minds no post
    assert paid(model) == [0, 1, 3, 4]
    schools.pay_supplement = 0.0
    schools[np.array([3, 4])].closed = True
    assert paid(model) == [0, 1]


def test_payments_come_on_top_and_schools_are_refunded_with_on_costs():
    model = schools_at(range(3), pay_supplement=[1, 2, 3], policy_grant=[4, 5, 6])
    model.heads.tenure = np.array([0, 9, 0])
    paid(model)
    assert model.schools.pay_supplement.tolist() == [10_001, 2, 10_003]
    assert model.schools.policy_grant.tolist() == [12_504, 5, 12_506]
    paid(model, prices=0.75)  # later pounds buy less, and as many are paid
    assert model.schools.pay_supplement.tolist() == [17_501, 2, 17_503]
    assert model.schools.policy_grant.tolist() == [21_879, 5, 21_881]


def test_only_the_areas_drawn_are_reached():
    model = schools_at(range(4), authority=[0, 0, 1, 2])
    model.heads.tenure = 0
    assert paid(model, areas={1: 0.4, 2: 0.6, 3: 0.49}) == [0, 1, 3]


def test_the_money_pays_for_some_by_lot_and_of_those_alike_the_first():
    lots = {1: 0.9, 2: 0.2, 3: 0.5, 4: 0.1}
    two = 2 * 10_000 * 16_768 / 4  # for two of the four
    model = schools_at(range(4))
    model.heads.tenure = 0
    assert paid(model, lots, budget=two) == [1, 3]
    model.schools.pay_supplement = 0.0
    assert paid(model, budget=two) == [0, 1]
    model.schools.pay_supplement = 0.0
    assert paid(model, lots, budget=two * 1.3) == [1, 2, 3]


def test_without_a_payment_nobody_is_drawn():
    assert paid(schools_at([0]), {}, {}, payment=0) == []
