"""More schools seek trusts, councils found them, and a date obliges who is left."""

import pytest
from small_models import draws, schools_at, settings

from sim.policies import white_paper_2026 as policy

USUAL = {"joining": 0.2, "required_from": 0, "councils": 0.3, "conversion_grant": 0}


def act(model, year=4, areas=0.9, **changes):
    model.year = year
    model.uniform = draws({"council trust": areas})
    policy.act(model, settings(USUAL, **changes))
    return model.schools


def test_more_schools_seek_trusts_and_the_grant_draws():
    model = schools_at(range(2), converting=[0, 0.6], conversion_grant=100.0)
    model.parameters.partnerships.offer_money = 0.7
    schools = act(model)
    assert schools.converting.tolist() == pytest.approx([0.2, 0.6])
    assert schools.conversion_grant.tolist() == [100, 100]
    schools = act(model, conversion_grant=20_000)
    # Odds of 1 in 4, times e to the 1.4: 4.055 times as many, 1.0138 in 1.
    assert schools.converting.tolist() == pytest.approx([0.50342, 0.6], abs=1e-5)
    assert schools.conversion_grant.tolist() == [20_100, 20_100]


def test_councils_found_trusts_in_the_areas_drawn():
    schools = act(schools_at(range(3), authority=[0, 1, 1]), areas={1: 0.2, 2: 0.4})
    assert schools.council_trust.tolist() == [True, False, False]
    assert not schools.conversion_required.any()


@pytest.mark.parametrize(("year", "required"), [(4, False), (5, True), (6, True)])
def test_from_the_date_on_all_have_to_join_and_find_a_trust(year, required):
    schools = act(schools_at(range(2)), year, required_from=5)
    assert schools.conversion_required.tolist() == [required] * 2
    assert schools.council_trust.tolist() == [required] * 2
    schools = act(schools_at(range(2)), year, required_from=5, joining=0)
    assert schools.conversion_required.tolist() == [required] * 2
    assert schools.converting.tolist() == [0, 0]
    assert not act(schools_at(range(2)), year, required_from=0).conversion_required.any()


def test_a_date_in_the_first_year_counts():
    assert act(schools_at([0]), 1, required_from=1).conversion_required.all()


def test_without_encouragement_or_date_nothing_is_drawn():
    schools = act(schools_at([0]), areas={}, joining=0, conversion_grant=500)
    assert not schools.conversion_grant.any()
