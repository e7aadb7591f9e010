"""Rolls of a new year, and who teaches which class, by hand."""

import numpy as np
import pytest
from small_worlds import drawing, heads, line, teachers

from sim.agents.teacher import NO_CLASS
from sim.year import rolls

CLASS_TEACHER, MIDDLE, DEPUTY = range(3)


def year(state, year: int) -> None:
    """A year in which trends stand still but for a tenth more pupils everywhere."""
    vars(state.parameters.rolls).update(local_kept=1, local_spread=0, own_kept=1, own_spread=0)
    drawing(state, local_trend=0, own_trend=0, **{"class": 0.5})
    state.schools.own_trend, state.year = np.log(1.1), year
    rolls.step(state)


def test_rolls_stand_still_before_the_first_year_and_change_in_it():
    state = line(2, pupils=100, census_pupils=100)
    heads(state, [0, 1])
    year(state, 0)
    assert state.schools.pupils.tolist() == [100, 100]
    year(state, 1)
    assert state.schools.pupils.tolist() == [110, 110]
    assert state.schools.classes.tolist() == [4, 4]  # 110 / 28 + 1/2, in whole classes
    assert state.heads.pupils_led.tolist() == [110, 110]


@pytest.mark.parametrize(("start", "years"), [(2026, (2026, 2028)), (0, (2019, 2021))])
def test_projected_rolls_are_those_of_the_calendar_year(monkeypatch, start, years):
    asked = []
    monkeypatch.setattr(rolls, "change", lambda world, *of: asked.append(of) or np.array([0.9]))
    state = line(1, pupils=100, census_pupils=100)
    state.parameters.calendar.start_year = start
    year(state, 2)
    assert asked == []
    assert state.schools.pupils.tolist() == [110]
    state.parameters.rolls.trend = "projected"
    year(state, 2)
    assert asked == [years]
    assert state.schools.pupils.tolist() == [99]


def test_heads_see_the_rolls_of_this_year_in_open_schools_around():
    state = line(6, pupils=[100, 200, 0, 400, 500, 900], closed=[0, 0, 1, 0, 0, 0])
    state.parameters.leaving.moving_schools = 2  # and its own
    assert rolls.mean_roll_around(state)[[0, 3]].tolist() == [150, 450]
    assert rolls.mean_roll_around(state)[4] == 600
    state.parameters.leaving.moving_schools = 60  # more than there are
    assert rolls.mean_roll_around(state)[1] == 2100 / 5
    heads(state, [0, 1, 2, 3, 4, 5])
    state.schools.census_pupils = state.schools.pupils
    year(state, 0)
    assert state.schools.pupils_around[1] == 0  # not before the first year
    year(state, 1)
    assert state.schools.pupils_around[1] == pytest.approx(1.1 * 2100 / 5)


def test_most_keep_their_class_and_free_ones_go_by_lot_to_deputies_last():
    """Three classes and two; the free ones are 1 and 2, and 0."""
    state = line(3, classes=[3, 0, 2])
    had = {
        **{1001: (0, 0), 1002: (0, 3), 1003: (0, NO_CLASS), 1004: (0, NO_CLASS)},
        **{1005: (2, 1), 1006: (2, NO_CLASS), 1007: (2, NO_CLASS), 1008: (2, 7)},
        1009: (1, 0),
    }
    at, taught = zip(*had.values(), strict=True)
    roles = [CLASS_TEACHER, MIDDLE, CLASS_TEACHER, DEPUTY, *[CLASS_TEACHER] * 5]
    everybody = teachers(state, list(at), class_number=np.array(taught), role=roles)
    lots = {1001: 0.95, 1002: 0.9, 1003: 0.1, 1004: 0.5, 1006: 0.6, 1007: 0.3, 1008: 0.99}
    drawing(state, **{"class": lots})
    rolls.take_classes(state)
    none = NO_CLASS
    assert everybody.class_number.tolist() == [0, 2, 1, none, 1, none, 0, none, none]


def test_nothing_changes_where_every_class_has_its_teacher():
    state = line(2, classes=[1, 2])
    three = teachers(state, [0, 1, 1], class_number=[0, 1, 0], role=[DEPUTY, MIDDLE, 0])
    drawing(state)
    state.uniform = lambda number, decision: np.zeros(len(number))
    rolls.take_classes(state)
    assert three.class_number.tolist() == [0, 1, 0]


def test_free_classes_go_to_whose_turn_is_first_in_the_school_and_of_those_alike_by_number():
    school, turn = np.array([1, 0, 0, 1, 0]), np.array([20, 150, 90, 10, 90])
    number, vacant = np.array([1001, 1002, 1005, 1004, 1003]), np.array([2, 1])
    assert rolls.seats(school, turn, number, vacant).tolist() == [-1, -1, 1, 2, 0]
    assert rolls.seats(school, turn, number, np.array([4, 0])).tolist() == [-1, 2, 1, -1, 0]
    assert rolls.seats(school, turn, number, np.array([0, 3])).tolist() == [1, -1, -1, 0, -1]
    turn[1] = (1 << rolls.LOT_BITS) + 15  # a deputy
    assert rolls.seats(school, turn, number, np.array([2, 2])).tolist() == [3, -1, 1, 2, 0]
