"""Money of a year: what is paid and kept, and who shares it, on three schools by hand."""

import numpy as np
import pytest
from small_worlds import answering, drawing, heads, line, teachers

from sim.agents import Head, School, Teacher
from sim.agents.roles import Depth, Form, HeadRole, Post
from sim.engine.columns import NOBODY
from sim.state import State
from sim.year import finance


@pytest.fixture
def model() -> State:
    model = line(3)
    heads(model, [0, 1, 2])
    return model


def test_reserves_carry_over_after_pay_and_the_rest(model):
    """Staff are paid what they get, with a quarter of on-costs; nothing else is bought."""
    schools = model.schools
    teachers(model, [0, 0, 1])
    answering(model, {
        Teacher.pay: np.array([20_000, 40_000, 30_000]),
        Head.pay: np.array([60_000, 80_000, 70_000]),
        School.buys_supply: np.array([0, 5, 0]),
    })  # fmt: skip
    money = {"on_costs": 1.25, "supply_day": 200, "plan_posts": 0.5, "plan_cpd": 0.1}
    money |= {"other_fixed": 0, "other_per_pupil": 0, "other_disadvantaged": 0, "spending_luck": 0}
    money |= {"lump_sum": 100_000, "per_pupil": 1_000, "per_disadvantaged": 0, "sparsity": 0}
    vars(model.parameters.money).update(money)
    schools.post_fte, schools.teachers = np.array([0.5, 1, 1]), np.array([2, 1, 0])
    schools.balance = np.array([10_000.0, 0, -5_000])
    schools.plan = schools.cpd_days = 0.0
    drawing(model, spending=0)
    finance.step(model)
    assert schools.leaders_pay.tolist() == [60_000, 80_000, 70_000]
    assert schools.income.tolist() == [300_000] * 3
    assert schools.supply_days.tolist() == [0, 5, 0]
    # (60,000 x 1/2 + 60,000) x 1.25; (30,000 + 80,000) x 1.25 and five days; 70,000 x 1.25.
    assert schools.cost.tolist() == [112_500, 138_500, 87_500]
    assert schools.balance.tolist() == [197_500, 161_500, 207_500]
    assert (schools.pooled == 0).all()


def federate(model: State) -> None:
    """Make one federation of the first two schools."""
    made = model.tables.partnerships.add(
        np.array([7]), form=Form.FEDERATION, depth=Depth.ONE_BODY, members=2
    )
    model.schools[:2].partnership = made.row[0]


def test_one_governing_body_pools_reserves_by_pupils(model):
    federate(model)
    schools = model.schools
    schools.pupils, schools.balance = np.array([50, 150, 100]), np.array([40_000.0, 0, 10_000])
    finance.pool(model)
    assert schools.balance.tolist() == [10_000, 30_000, 10_000]
    assert schools.pooled.tolist() == [-30_000, 30_000, 0]


def test_partners_with_governors_of_their_own_do_not(model):
    federate(model)
    model.partnerships.form = Form.AGREEMENT
    model.schools.balance = np.array([40_000.0, 0, 10_000])
    finance.pool(model)
    assert model.schools.balance.tolist() == [40_000, 0, 10_000]


def test_each_school_pays_a_shared_head_by_its_pupils(model):
    schools = model.schools
    schools.head.table.remove(np.array([schools[1].head.row]))
    schools[1].head, schools[1].base, schools[1].post = NOBODY, 0, Post.LED_FROM_BASE
    schools.pupils = np.array([150, 50, 100])
    pay = np.zeros(schools.head.table.capacity + 1)
    pay[schools.head.row[[0, 2]]] = [80_000, 60_000]
    assert model.shared_by_led(pay, schools.pupils).tolist() == [60_000, 20_000, 60_000]


def test_an_executive_head_is_paid_by_all_and_each_head_of_school_by_one(model):
    schools, heads = model.schools, model.heads
    heads.role = HeadRole.HEAD_OF_SCHOOL
    schools.base, schools.post, schools.pupils = 0, Post.HEAD_OF_SCHOOL, np.array([100, 50, 50])
    new = model.tables.heads.add(np.array([99]), school=0, role=HeadRole.EXECUTIVE_HEAD)
    schools[0].executive, schools[0].executive_post = new.row[0], True
    pay = np.zeros(heads.table.capacity + 1)
    pay[schools.head.row], pay[new.row] = 10_000, 100_000
    assert model.shared_by_led(pay, schools.pupils).tolist() == [60_000, 35_000, 35_000]
