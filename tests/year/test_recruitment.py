"""Headships are filled before teachers' posts, and all is counted after, on two schools by hand."""

import numpy as np
from small_worlds import answering, drawing, heads, line, people, teachers

from sim.agents import Teacher
from sim.agents.roles import TeacherRole
from sim.engine.columns import NOBODY
from sim.year import appointments, recruitment


def test_a_deputy_becomes_head_and_a_newcomer_takes_the_class(monkeypatch):
    state = line(2, teacher_posts=[1, 0], holder_before=[0, 101], leader_before=[0, 101])
    heads(state, [1])
    teachers(state, [0], role=TeacherRole.DEPUTY, leadership=9)
    vars(state.parameters.recruitment).update(taste=0, head_noise=0, teacher_noise=0, travel=0)
    drawn = dict.fromkeys(("headship_interview", "headship_taste", "teaching_interview"), 0)
    drawing(state, **drawn, post_taste=0, term=0, hosts=0, lead_others=0, share=0)
    answering(state, {Teacher.seeks_headship: True, Teacher.effectiveness: 1.0})

    def newcomers(model):
        return people(model, "teachers", 2001, [NOBODY, NOBODY], home=[0, 1], looking=True)

    monkeypatch.setattr(appointments, "newcomers", newcomers)
    recruitment.step(state)
    schools = state.schools
    assert schools.head.unique_id.tolist() == [1001, 101]
    assert schools.head_is_new.tolist() == [True, False]
    assert schools.teachers.tolist() == [1, 0]
    assert schools.schools_led.tolist() == [1, 1]
    assert state.teachers.unique_id.tolist() == [2001]
    assert state.tables.teachers.size == 1  # no gaps are left
    assert np.array_equal(state.heads.pupils_led, [200, 200])
