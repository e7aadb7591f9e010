"""What schools spend and policies cost, of two schools: 40 pupils and 160."""

import pytest
from small_models import measured, schools_at


def two(**columns):
    return schools_at([0, 1], pupils=[40, 160], **columns)


@pytest.mark.parametrize(
    ("measure", "all_schools", "small"),
    [
        ("cost_per_pupil", 3_000, 6_000),  # £240,000 and £360,000
        ("exchequer_per_pupil", 150, 450),  # £10,000 and £8,000; £5,000 and £7,000
        ("grants_per_pupil", 75, 250),
        ("schools_net_per_pupil", 2_925, 5_750),
        ("public_cost_per_pupil", 3_075, 6_200),
        ("policy_cost_per_pupil", 10, -50),  # £-2,000 and £4,000
    ],
)
def test_money_is_divided_among_pupils(measure, all_schools, small):
    model = two(
        cost=[240_000, 360_000],
        policy_grant=[10_000, 5_000],
        exchequer_cost=[8_000, 7_000],
        central_cost=[-2_000, 4_000],
    )
    assert measured(model, measure) == pytest.approx(all_schools)
    assert measured(model, measure, "small") == pytest.approx(small)


def test_grants_trainees_and_what_outside_support_adds_are_a_mean_of_schools():
    model = two(granted=[20_000, 5_000], trainees=[1, 4], outside_learning=[0.02, 0.06])
    assert measured(model, "grants_paid") == 12_500
    assert measured(model, "trainees_placed") == 2.5
    assert measured(model, "outside_learning") == pytest.approx(0.04)
    assert measured(model, "head_displaced_share") == 0
    assert measured(two(head_displaced=[True, False]), "head_displaced_share") == 0.5


def test_distance_and_choice_are_those_of_a_pupil():
    model = two(further_km=[10, 5], choice_lost=[4, 1])
    assert measured(model, "further_km") == 6  # (400 + 800) / 200
    assert measured(model, "choice_lost") == pytest.approx(1.6)  # (160 + 160) / 200


def test_a_deficit_is_reserves_below_nothing():
    model = schools_at([0, 1, 2, 3], balance=[-1, 0, 1, -9])
    assert measured(model, "deficit_share") == 0.5
