"""The market for teachers' posts, on a few schools along a line, worked out by hand."""

import numpy as np
import pytest
from small_worlds import answering, drawing, line, people
from small_worlds import teachers as staff

from sim.agents import Teacher
from sim.engine.columns import NOBODY
from sim.year import appointments, teachers

MARKET = {
    **{"teacher_noise": 0.2, "teacher_standard": -0.5, "teacher_rounds": 2, "posts_seen": 4},
    **{"teacher_schools_known": 9, "applications": 4, "travel": 0.1, "travel_limit": 9, "taste": 0},
    **{"appeal_good": 0, "appeal_partners": 0},
}


@pytest.fixture
def market(monkeypatch):
    """Let a market for posts go by, among ``movers`` with a school and newcomers with a home."""

    def market(posts, movers=(), homes=(), effect=(0,), interview=0, **changes):
        state = line(len(posts), teacher_posts=posts)
        state.history["left"] = np.array(0)
        vars(state.parameters.recruitment).update(MARKET | changes)
        drawing(state, teaching_interview=interview, post_taste=0)
        staff(state, list(movers), looking=True)
        answering(state, {Teacher.effectiveness: np.array(effect, dtype=float)})

        def newcomers(model):
            nowhere = [NOBODY] * len(homes)
            return people(model, "teachers", 2001, nowhere, home=np.array(homes), looking=True)

        monkeypatch.setattr(appointments, "newcomers", newcomers)
        teachers.fill(state)
        assert not state.tables.teachers.used("looking").any()
        now = state.teachers
        return dict(zip(now.unique_id.tolist(), now.school.row.tolist(), strict=True)), state

    return market


def test_schools_take_the_best_at_an_interview_that_shows_effectiveness_through_noise(market):
    # Rated 0.3 + 0.1, 0.35 - 0.1, 0.28 + 0.02, 0 + 0.3.
    interview = {2001: 0.5, 2002: -0.5, 2003: 0.1, 2004: 1.5}
    where, state = market(
        [1], homes=[0] * 4, effect=[0.3, 0.35, 0.28, 0], interview=interview, travel=0
    )
    assert where == {2001: 0}  # others go again
    assert state.schools.teacher_entrants.tolist() == [1]
    assert state.history["left"] == 0  # they were never in


def test_nobody_below_the_standard_is_taken_even_if_posts_stay_open(market):
    assert market([9], homes=[0, 0], effect=[-0.5, -0.51])[0] == {2001: 0}


def test_newcomers_go_on_looking_and_those_in_post_look_once(market):
    where, state = market(
        [1, 1, 0, 1], movers=[1], homes=[0, 0, 0], effect=[0.5, 0.9, 0.3, 0.1], applications=1
    )
    # All ask for the nearest, school 0; in the second round newcomers alone for school 3.
    assert where == {1001: 1, 2001: 0, 2002: 3}
    assert state.schools.teacher_entrants.tolist() == [1, 0, 0, 1]
    assert state.schools.teachers.tolist() == [1, 1, 0, 1]


def test_who_moves_leaves_a_post_for_the_next_round(market):
    where, state = market([1, 1, 1], movers=[2, 1], homes=[1], effect=[0.9, -0.4, 0.2])
    assert where == {1001: 0, 1002: 1, 2001: 2}
    assert state.schools.teachers.tolist() == [1, 1, 1]
    assert state.schools.teacher_entrants.tolist() == [0, 0, 1]


def test_who_moves_does_not_apply_to_the_school_to_be_left(market):
    assert market([3, 0, 1], movers=[0], effect=[0.5])[0] == {1001: 2}


def test_people_see_the_nearest_open_posts_among_the_schools_they_know(market):
    known = {"teacher_schools_known": 1, "posts_seen": 1}
    assert market([0, 1, 0], homes=[0], **known)[0] == {2001: 1}
    assert market([0, 0, 1], homes=[0], **known)[0] == {}


def test_schools_with_more_teachers_than_posts_take_nobody(market):
    where, _ = market([0, 1], movers=[0, 0], homes=[0], effect=[-9, -9, 0])
    assert where == {1001: 0, 1002: 0, 2001: 1}
