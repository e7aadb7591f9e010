"""Ofsted's grades and what follows from them over the years, by hand."""

import numpy as np
from small_worlds import answering, drawing, line

from sim.agents import School
from sim.year import inspections


def test_who_is_visited_gets_a_grade_keeps_the_one_before_and_responds_to_it():
    state = line(3, ofsted_grade=[1, 2, 3], grade_before=[4, 4, 4], ofsted_year=[-3, -2, -1])
    state.year = 2
    vars(state.parameters.effort).update(below=-2.5, kept=0.5, authority_helps=1, stuck_helped=0)
    drawing(state, help=0.5)
    state.schools.effort_next = np.array([0.8, 0.8, 0.8])
    answering(state, {
        School.is_inspected: np.array([True, False, True]),
        School.inspected_grade: np.array([4, 9, 2]),
    })  # fmt: skip
    inspections.step(state)
    schools = state.schools
    assert schools.ofsted_grade.tolist() == [4, 2, 2]
    assert schools.grade_before.tolist() == [1, 4, 3]
    assert schools.ofsted_year.tolist() == [2, -2, 2]
    assert schools.effort_next.tolist() == [1, 0.4, 0.4]  # to the new grade
    assert schools.helped_next.tolist() == [1, 0, 0]
