"""The rules of a head, worked out on paper."""

from math import exp, log

import pytest
from small_worlds import OnPaper, having, numbers

from sim.agents import Head
from sim.agents.roles import Form, Grade, HeadRole

approx = pytest.approx
WEEK = {
    **{"sustainable_hours": 50, "stretch": 0.5, "longest_week": 60, "least_leading": 3},
    **{"governors_each": 2, "guiding_each": 1.5, "travel_per_km": 0.1},
}
LEAVING = {
    **{"head_leaves": -2, "head_overload": 0.1, "head_failed": 0.7, "head_isolated": 0.3},
    **{"head_first_year": 0.5, "head_prescribed": 0.9},
    **{"retiring_age": 55, "retiring_chance": 0.25, "retiring_latest": 66},
    **{"moving": -1, "moving_pull": 0.4, "moving_ambition": 0.5, "moving_overload": 0.06},
    **{"moving_pay": 0.07, "moving_partners": 0.08, "moving_settles": 3, "acting_applies": 0.6},
    **{"displaced_stays": 1.5, "displaced_ambition": 0.4, "displaced_age": 0.2},
    **{"displaced_teaches": 0.35},
}
RIVALS = {"load_compared": 0, "usual_overload": 3}


def school(form=Form.INFORMAL, **has):
    return having(**{
        **{"coordination": 1, "partnership": having(form=form, prescribed=0.0), "depth": 2},
        **{"ofsted_grade": Grade.GOOD, "pupils_around": 400, "pay_supplement": 2_000}, **has,
    })  # fmt: skip


def head(**has):
    usual = {
        **{"school": school(), "schools_led": 3, "km_led": 10, "assisted_schools": 2},
        **{
            "overload_around": 7,
            "teaching_hours": 10,
            "admin_hours": 20,
            "leading_due": 20,
            "overload": 0,
            "age": 40,
        },
        **{"tenure": 3, "ambition": 0, "pupils_led": 100, "role": HeadRole.HEAD},
    }
    return OnPaper(Head, numbers(week=WEEK, leaving=LEAVING, rivals=RIVALS), **(usual | has))


def test_partners_travel_two_further_bodies_and_two_heads_of_school_take_nine_hours():
    assert head().duties() == approx(1 + 0.1 * 10 + 2 * 2 + 1.5 * 2)


def test_a_federation_has_one_governing_body_and_so_no_further_meetings():
    assert head(school=school(Form.FEDERATION)).duties() == approx(1 + 1 + 3)
    assert head(school=school(Form.AGREEMENT)).duties() == approx(9)


@pytest.mark.parametrize(
    ("leading_due", "overload", "leading_hours"),
    [
        (20, 9, 50 + 4.5 - 39),  # 39 hours are due before: nine too many, half of which are done
        (41, 30, 60 - 39),  # the longest week
        (5, 0, 50 - 39),  # all of a sustainable week is used
    ],
)
def test_leading_gets_what_is_left_of_a_week_and_part_of_the_overload(
    leading_due, overload, leading_hours
):
    found = head(leading_due=leading_due).divide_week()
    assert found == {
        **{"duties_hours": approx(9), "overload": approx(overload)},
        "leading_hours": approx(leading_hours),
    }


def test_some_leading_is_done_however_much_else_there_is():
    assert head(teaching_hours=55).divide_week()["leading_hours"] == 3


@pytest.mark.parametrize(
    ("has", "odds"),
    [
        ({}, -2),
        ({"overload": 4}, -2 + 0.4),
        ({"school": school(ofsted_grade=Grade.INADEQUATE)}, -2 + 0.7),
        ({"school": school(ofsted_grade=Grade.REQUIRES_IMPROVEMENT)}, -2),
        ({"school": school(ofsted_grade=Grade.OUTSTANDING)}, -2),
        ({"school": school(depth=0)}, -2 + 0.3),
        ({"school": school(depth=1)}, -2),
        ({"tenure": 0}, -2 + 0.5),
        ({"tenure": 1}, -2),
        ({"school": school(partnership=having(prescribed=0.5))}, -2 + 0.45),
    ],
)
def test_overload_a_failed_inspection_isolation_a_first_year_and_prescription_drive_heads_out(
    has, odds
):
    assert head(**has).odds("decides_to_leave", "leave") == approx(odds, abs=1e-5)


@pytest.mark.parametrize(
    ("has", "odds"),
    [
        ({"pupils_led": 400}, -1 - 0.07 * 2 - 0.08 * 2),  # nothing larger around
        ({}, -1 + 0.4 * log(4) - 0.14 - 0.16),
        ({"ambition": 2}, -1 + 0.4 * exp(1) * log(4) - 0.14 - 0.16),
        ({"overload": 10}, -1 + 0.4 * log(4) + 0.6 - 0.14 - 0.16),
        ({"pupils_led": 0}, -1 + 0.4 * log(400) - 0.3),
    ],
)
def test_more_pupils_ambition_and_overload_draw_heads_away_pay_and_partners_hold_them(has, odds):
    assert head(**has).odds("looks_for_a_move", "move") == approx(odds, abs=1e-5)


def test_a_head_settles_for_three_years_and_an_acting_head_may_want_the_post():
    assert head(tenure=2).chance("looks_for_a_move", "move") == approx(0, abs=1e-8)
    assert head(tenure=3).chance("looks_for_a_move", "move") > 0.2
    acting = head(tenure=0, role=HeadRole.ACTING_HEAD)
    assert acting.chance("looks_for_a_move", "move") == approx(0.6)


def test_the_ambitious_would_lead_others():
    p = numbers(recruitment={"hosting_head": -0.5, "hosting_ambition": 0.4})
    one = OnPaper(Head, p, ambition=2)
    assert one.odds("would_lead_others", "lead others") == approx(-0.5 + 0.8, abs=1e-5)


@pytest.mark.parametrize(
    ("ambition", "age", "odds"), [(0, 40, 1.5), (2, 40, 1.5 - 0.8), (0, 58, 1.5 - 0.6)]
)
def test_the_older_and_the_more_ambitious_are_less_willing_to_become_head_of_school(
    ambition, age, odds
):
    one = head(ambition=ambition, age=age)
    assert one.odds("accepts_smaller_post", "accept") == approx(odds, abs=1e-5)


def test_a_head_without_a_post_teaches_again_until_the_age_of_retiring():
    assert head(age=54).chance("returns_to_teaching", "return") == approx(0.35)
    assert head(age=55).chance("returns_to_teaching", "return") == approx(0, abs=1e-8)


def test_a_headship_worth_moving_to_is_clearly_larger_and_an_acting_head_takes_any():
    p = numbers(recruitment={"worth_moving": 1.2})
    one = OnPaper(Head, p, pupils_led=100, role=HeadRole.HEAD)
    assert one.would_lead() == {"fewest": 120, "most": float("inf")}
    assert one.set(role=HeadRole.ACTING_HEAD).would_lead()["fewest"] == 0


MONEY = {
    **{"pay_each_school": 0.05, "head_pay": 60_000, "head_pay_roll": 8_000, "head_pay_pupils": 100},
    **{"head_pay_least": 50_000, "head_of_school_pay": 0.9},
}


@pytest.mark.parametrize(
    ("has", "pay"),
    [
        ({}, 60_000 + 8_000 * log(2)),
        ({"schools_led": 3}, (60_000 + 8_000 * log(2)) * 1.1),
        ({"pay_uplift": 7_000}, 67_000 + 8_000 * log(2)),
        ({"pupils_led": 10}, 50_000),
        ({"pupils_led": 0}, 50_000),
        ({"role": HeadRole.HEAD_OF_SCHOOL}, 0.9 * (60_000 + 8_000 * log(2))),
        ({"role": HeadRole.ACTING_HEAD}, 60_000 + 8_000 * log(2)),
        ({"school": having(head=having(unique_id=1), pay_supplement=500)}, 65_545.177 + 500),
        ({"school": having(head=having(unique_id=2), pay_supplement=500)}, 65_545.177),
        (
            {
                "role": HeadRole.HEAD_OF_SCHOOL,
                "school": having(head=having(unique_id=1), pay_supplement=500),
            },
            0.9 * 65_545.177 + 500,
        ),
    ],
)
def test_pay_goes_by_pupils_with_a_twentieth_more_for_each_further_school(has, pay):
    usual = {
        **{"pupils_led": 200, "schools_led": 1, "pay_uplift": 0, "role": HeadRole.HEAD},
        "school": having(head=having(unique_id=1), pay_supplement=0),
    }
    assert OnPaper(Head, numbers(money=MONEY), **(usual | has)).pay() == approx(pay)


def test_a_school_of_nobody_is_paid_as_one_pupil():
    p = numbers(money=MONEY | {"head_pay_least": 0})
    own = having(head=having(unique_id=1), pay_supplement=0)
    one = OnPaper(Head, p, school=own, pupils_led=0, schools_led=1, pay_uplift=0, role=0)
    assert one.pay() == approx(60_000 - 8_000 * log(100))


def test_the_load_felt_is_ones_own_or_in_part_beyond_that_of_heads_around():
    def felt(compared):
        rivals = {"load_compared": compared, "usual_overload": 3}
        return OnPaper(Head, numbers(rivals=rivals), overload=10, overload_around=7).load_felt()

    assert [felt(part) for part in (0, 0.5, 1)] == [10, 8, 6]
