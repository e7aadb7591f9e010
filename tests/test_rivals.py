"""Rival rules, by hand: whose load counts, who is appointed, and how leadership works."""

import numpy as np
import pytest

from sim.model import Model
from sim.world import synthetic
from sim.year import headships, weeks


@pytest.fixture
def model() -> Model:
    return Model(synthetic(4, 1), seed=1)


def test_a_load_counts_as_it_is_or_beyond_that_of_heads_in_the_authority(model):
    schools, heads, p = model.schools, model.heads, model.parameters.rivals
    schools.authority = np.array([0, 0, 0, 2])
    heads.overload = np.array([2.0, 4, 12, 5])
    weeks.compare_loads(heads)
    assert heads.overload_around.tolist() == [6, 6, 6, 5]
    assert heads.load_felt().tolist() == [2, 4, 12, 5]
    p.usual_overload, p.load_compared = 3.0, 0.5
    assert heads.load_felt().tolist() == [0.5, 2.5, 10.5, 4]
    p.load_compared = 1.0  # as likely to leave as with a load of 3, where it is that of others
    assert heads.load_felt().tolist() == [-1, 1, 9, 3]
    few = heads.decides_to_leave()
    heads.overload_around = -100.0  # far more than others
    assert (heads.decides_to_leave() > 0).sum() > (few > 0).sum()


def test_governors_take_the_best_rated_or_anybody_who_is_good_enough(model):
    def order(by_lot: float, better: int) -> np.ndarray:
        model.parameters.rivals.posts_by_lot = by_lot
        model.heads.leadership = 0.0
        model.heads[better].leadership = 100.0
        return headships.Headships(model, model.heads, model.teachers[:0]).order

    assert [order(0, better)[0] for better in range(4)] == [0, 1, 2, 3]
    assert order(1, 0).tolist() == order(1, 3).tolist()
    half = headships.Headships(model, model.heads, model.teachers[:0])
    model.parameters.rivals.posts_by_lot = 0.25
    lot = model.normal(half.number, "headship lot")
    assert half.preference(model) == pytest.approx(0.75 * half.rating + 0.25 * lot)


def test_leadership_comes_to_the_same_in_the_end_by_either_way(model):
    """Skill keeps part of itself from year to year, and so does its effect on pupils."""
    schools = model.schools
    teaching, development = model.parameters.teaching, model.parameters.development
    schools.led_well, schools.leading_hours = 1.0, teaching.ordinary_leading
    schools.pupils = 10**6  # too many to know every one
    schools.new_leading = schools.effort = schools.helped = schools.pupil_events = 0.0
    gain = teaching.leadership_effect * (1 - teaching.ordinary_leadership)
    assert schools.gains_by_leadership() == pytest.approx(gain)
    schools.leading_hours = teaching.ordinary_leading * np.e
    more = gain + teaching.leading_hours_effect
    assert schools.gains_by_leadership() == pytest.approx(more)
    for fraction in (0.0, 0.3, 1.0):
        model.parameters.rivals.through_teachers = 0.0
        without = schools.teaches_teachers()["learning"]
        model.parameters.rivals.through_teachers = fraction
        learning = schools.teaches_teachers()["learning"] - without
        skill = learning / (1 - development.skill_kept)
        for _ in range(60):
            schools.progress = schools.move_cohorts(np.broadcast_to(skill, (7, 4)))
        assert schools.progress[-1] == pytest.approx(more, rel=1e-3)
