"""The year's accounts and the budget that follows from them, on three schools by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.agents import School
from sim.agents.roles import Depth, Form, HeadRole, Post
from sim.engine.columns import NOBODY
from sim.model import Model
from sim.world import synthetic
from sim.year import finance, weeks

MONEY = {
    "reserves_spent": 0.25,
    "reserves_kept": 300.0,
    "corrected": 0.5,
    "plan_most": 0.1,
    "plan_posts": 0.5,
    "plan_cpd": 0.1,
    "on_costs": 1.25,
    "teacher_pay_top": 40_000.0,
    "cpd_cover": 0.5,
    "supply_day": 200.0,
}


@pytest.fixture
def model() -> Model:
    model = Model(synthetic(3, 1), seed=1)
    given = vars(model.parameters.money) | MONEY
    model.parameters.money = SimpleNamespace(**given)
    model.schools.partnership = NOBODY
    return model


def test_governors_correct_half_of_what_was_amiss(model):
    schools = model.schools
    schools.pupils = 100
    schools.balance = np.array([30_000.0, 70_000, -50_000])
    schools.income, schools.cost = 400_000.0, np.array([400_000.0, 390_000, 410_000])
    schools.plan = np.array([0.0, 1_000, 0])
    plan = schools.plan_budget()["plan"]
    # 1: nothing amiss. 2: 10,000 over, and a quarter of 40,000 beyond what is kept, halved.
    # 3: 10,000 short, and a quarter of the 80,000 that is lacking, halved.
    assert plan.tolist() == [0, 1_000 + 10_000, -15_000]


def test_a_budget_departs_from_the_usual_by_a_tenth_of_income_at_most(model):
    schools = model.schools
    schools.pupils, schools.income, schools.cost = 100, 400_000.0, 400_000.0
    schools.balance, schools.plan = np.array([1e6, -1e6, 30_000]), 0.0
    assert schools.plan_budget()["plan"].tolist() == [40_000, -40_000, 0]


def test_half_of_the_plan_buys_posts_or_is_saved_on_them(model):
    schools = model.schools
    schools.pupils, schools.plan = 200, np.array([0.0, 100_000, -100_000])
    planned = schools.plan_staff()
    fte = planned["teacher_posts"] * planned["post_fte"]
    assert fte - fte[0] == pytest.approx([0, 1, -1])  # 50,000 pays one teacher with on-costs


def test_a_tenth_of_the_plan_buys_days_of_cpd_and_the_rest_support_staff(model):
    schools = model.schools
    schools.teachers, schools.plan = 10, np.array([0.0, 20_000, 0])
    schools.funded_days = np.array([0.0, 0, 2])
    days = schools.releases_staff()["cpd_days"]
    assert days[1] - days[0] == pytest.approx(2_000 / (0.5 * 200 * 10))
    assert days[2] - days[0] == pytest.approx(2)
    assert schools.planned_for_staff() == pytest.approx([0, 0.4 * 20_000, 0])


def test_days_of_cpd_that_a_policy_pays_for_are_not_saved_on(model):
    model.schools.teachers, model.schools.plan = 5, -1e6
    model.schools.funded_days = 3.0
    assert model.schools.releases_staff()["cpd_days"].tolist() == [3, 3, 3]


def test_reserves_carry_over_to_the_penny(model):
    schools = model.schools
    weeks.step(model)
    before = schools.balance.copy()
    finance.step(model)
    assert schools.balance == pytest.approx(before + schools.income - schools.cost)
    assert (schools.pooled == 0).all()


def federate(model: Model) -> None:
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


def test_money_for_small_schools_comes_only_far_from_others(model):
    schools, p = model.schools, model.parameters.money
    schools.pupils, schools.policy_grant = 75, 0.0
    schools.second_km = np.array([p.sparsity_km + 0.1, p.sparsity_km - 0.1, 50])
    schools.fsm = 0.0
    income = schools.receives()["income"]
    assert income[0] - income[1] == pytest.approx(p.sparsity * (1 - 75 / p.sparsity_roll))
    assert income[2] == income[0]


def test_supply_is_bought_for_what_neither_teachers_nor_head_teach(model):
    schools, p = model.schools, model.parameters.money
    schools.teachers, schools.staff_deployed = 0, 0.0
    schools.teaching_gap, schools.taught_by_head = np.array([1.0, 1, 2]), np.array([1.0, 0.5, 0])
    assert model.ask(schools, School.buys_supply) == pytest.approx([0, 0.5 * p.days_taught, 380])
