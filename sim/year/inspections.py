"""Ofsted inspects, and grades; schools respond."""

from __future__ import annotations

import numpy as np

from sim.agents import School
from sim.state import State


def step(model: State) -> None:
    """Phase: schools that are due are inspected; the grade stands until the next time.

    Where results or grade are bad the school, and its authority or trust, do something.
    """
    schools = model.schools
    visited = schools[model.ask(schools, School.is_inspected)]
    visited.grade_before = visited.ofsted_grade
    visited.ofsted_grade = model.ask(visited, School.inspected_grade)
    visited.ofsted_year = np.full(len(visited), model.year)
    model.update(schools, School.responds)
