"""A school's money, worked out on paper."""

import pytest
from small_worlds import OnPaper, having, numbers

from sim.agents import School
from sim.agents.roles import Form

approx = pytest.approx
MONEY = {
    **{"reserves_spent": 0.2, "reserves_kept": 300, "corrected": 0.5, "plan_most": 0.1},
    **{"plan_posts": 0.5, "plan_cpd": 0.1, "days_taught": 190, "absence_days": 6},
    **{"supply_partners": 0.4, "per_pupil": 4_000, "per_disadvantaged": 1_000, "sparsity": 50_000},
    **{"sparsity_roll": 150, "sparsity_km": 3, "lump_sum": 120_000, "minimum_per_pupil": 4_500},
    **{"on_costs": 1.3, "cpd_cover": 0.5, "supply_day": 200, "other_fixed": 80_000},
    **{"other_per_pupil": 900, "other_disadvantaged": 500, "spending_luck": 0.02},
}


def school(**has):
    usual = {
        **{"balance": 50_000, "pupils": 100, "plan": 4_000, "income": 500_000, "cost": 480_000},
        **{"closed": False, "teaching_gap": 1.5, "taught_by_head": 0.5, "staff_deployed": 0.5},
        **{"teachers": 4, "post_fte": 0.9, "fsm": 0.3, "second_km": 5, "policy_grant": 7_000},
        **{"leaders_pay": 60_000, "cpd_days": 5, "funded_days": 2, "supply_days": 100},
        **{"central_cost": 3_000},
    }
    return OnPaper(School, numbers(money=MONEY), {"spending": 1.5}, **(usual | has))


def test_half_of_a_surplus_and_of_reserves_beyond_the_wished_goes_into_the_plan():
    # 20,000 over, and a fifth of 50,000 less 300 for each of 100 pupils.
    assert school().plan_budget() == {"plan": approx(4_000 + 0.5 * (20_000 + 0.2 * 20_000))}


def test_a_plan_is_at_most_a_tenth_of_income_either_way_and_a_closed_school_has_none():
    assert school(plan=90_000).plan_budget()["plan"] == approx(50_000)
    assert school(plan=-90_000).plan_budget()["plan"] == approx(-50_000)
    assert school(closed=True).plan_budget()["plan"] == 0


def test_what_of_a_plan_is_not_for_posts_and_cpd_is_for_support_staff():
    assert school().planned_for_staff() == approx(0.4 * 4_000)


def test_supply_covers_what_nobody_teaches_less_what_partners_do_and_absence():
    assert school().buys_supply() == approx(190 * 1.0 * (1 - 0.4 * 0.5) + 6 * 4 * 0.9)
    assert school(taught_by_head=1.25).buys_supply() == approx(190 * 0.25 * 0.8 + 6 * 4 * 0.9)


@pytest.mark.parametrize(
    ("has", "income"),
    [
        ({}, 120_000 + 50_000 / 3 + 4_300 * 100),
        ({"second_km": 3}, 120_000 + 4_300 * 100),  # not far from others
        ({"pupils": 150}, 120_000 + 4_300 * 150),  # not small
        ({"pupils": 30}, 120_000 + 40_000 + 4_300 * 30),  # the smaller the more
        ({"pupils": 1_000}, 4_500 * 1_000),  # the least amount for each pupil
        ({"closed": True, "pupils": 0}, 0),
    ],
)
def test_a_lump_sum_an_amount_a_pupil_and_more_for_small_schools_far_from_others(has, income):
    assert school(**has).receives() == {"income": approx(income + 7_000)}


def test_pay_with_on_costs_supply_cover_for_cpd_and_the_rest_are_spent():
    staff = 1.3 * (160_000 + 60_000)
    # Of five days two are funded, and of the other three half is covered.
    cover = 200 * (100 + (0.5 * 3 + 2) * 4)
    other = 80_000 + (900 + 500 * 0.3) * 100 + 0.4 * 4_000
    luck = 0.02 * 500_000 * 1.5
    assert school().spends(160_000)["cost"] == approx(staff + cover + other + luck + 3_000)


def test_a_closed_school_has_no_fixed_costs():
    closed = school(closed=True).spends(160_000)["cost"]
    assert closed == approx(school().spends(160_000)["cost"] - 80_000)


def test_under_one_governing_body_reserves_are_shared_by_pupils():
    inside = school(partnership=having(form=Form.FEDERATION))
    # A quarter of the pupils has a quarter of 100,000, and has 50,000 now.
    assert inside.shares_reserves(100_000, 400) == {"pooled": approx(-25_000)}
    assert inside.set(pupils=0).shares_reserves(100_000, 0) == {"pooled": 0}
    assert inside.set(pupils=1, balance=2).shares_reserves(6, 1) == {"pooled": 4}
    apart = school(partnership=having(form=Form.AGREEMENT))
    assert apart.shares_reserves(100_000, 400) == {"pooled": 0}
