"""Who goes at the end of a year, and what becomes of what they led, by hand."""

import numpy as np
from small_worlds import answering, heads, line, teachers

from sim.agents import Head, School, Teacher
from sim.agents.roles import Decision, HeadRole, Post
from sim.year import appointments, leaving

STAYS, RETIRES, LEAVES = Decision.STAYS, Decision.RETIRES, Decision.LEAVES


def decided(of_teachers, of_heads, ended=False):
    """Rules that answer so, for each person; nobody looks but the first of each kind."""
    nobody_else = np.arange(9) == 0
    return {
        Teacher.is_ended: ended,
        Teacher.looks_for_a_move: nobody_else,
        Teacher.decides_to_leave: np.array(of_teachers, dtype=np.int8),
        Head.looks_for_a_move: nobody_else,
        Head.decides_to_leave: np.array(of_heads, dtype=np.int8),
        School.ends_sharing: True,
    }


def test_posts_end_after_support_unless_the_teacher_goes_anyway(monkeypatch):
    state, gone = line(3), {}
    teachers(state, [0, 1, 1, 2], support_years=[0, 1, 1, 2])
    heads(state, [0, 1])
    monkeypatch.setattr(
        appointments,
        "leave",
        lambda people: gone.update(zip(people.unique_id, people.outcome, strict=True)),
    )
    ended = np.array([True, True, True, False])  # the first is not asked: not supported
    answering(state, decided([STAYS, STAYS, RETIRES, STAYS], [STAYS, RETIRES], ended))
    leaving.step(state)
    assert gone == {1002: LEAVES, 1003: RETIRES, 102: RETIRES}


def test_those_who_go_go_and_the_rest_are_a_year_older():
    state = line(3, teachers=[3, 1, 0])
    teachers(state, [0, 0, 0, 1], age=30, experience=5, tenure=2)
    heads(state, [0, 1, 2], age=50, experience=20, tenure=4)
    answering(state, decided([STAYS, LEAVES, RETIRES, STAYS], [STAYS, LEAVES, STAYS]))
    leaving.step(state)
    assert state.teachers.unique_id.tolist() == [1001, 1004]
    assert state.heads.unique_id.tolist() == [101, 103]
    assert state.schools.teachers_before.tolist() == [3, 1, 0]
    assert state.schools.teacher_leavers.tolist() == [2, 0, 0]
    assert state.schools.head.unique_id.tolist() == [101, 0, 103]
    for people, years in ((state.teachers, (31, 6, 3)), (state.heads, (51, 21, 5))):
        for name, value in zip(("age", "experience", "tenure"), years, strict=True):
            assert getattr(people, name).tolist() == [value, value]
        assert people.looking.tolist() == [True, False]


def test_schools_that_shared_a_head_who_goes_may_want_their_own_again():
    post = [Post.HEADSHIP, 0, 0, Post.HEAD_OF_SCHOOL, 0, Post.HEADSHIP, 0]
    state = line(7, base=np.array([0, 0, 0, 3, 3, 5, 5]), post=post)
    roles = [HeadRole.HEAD, HeadRole.HEAD_OF_SCHOOL, HeadRole.HEAD]
    heads(state, [0, 3, 5], role=roles)
    answering(state, {School.ends_sharing: np.array([True, True, False, True, True, True, True])})
    leaving.leave_headships(state, state.heads[:2])
    # A head of school does not lead the others; and the head of school 5 stays.
    assert state.schools.base.row.tolist() == [0, 1, 0, 3, 3, 5, 5]
    assert state.schools.post.tolist() == [1, 1, 0, 2, 0, 1, 0]
    assert state.heads.unique_id.tolist() == [103]
