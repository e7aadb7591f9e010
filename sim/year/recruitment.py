"""Recruitment: three terms of advertisements for heads, then for teachers."""

from __future__ import annotations

from sim.state import State
from sim.year import headships, teachers
from sim.year.leaders_record import record_after


def step(model: State) -> None:
    """Phase: heads' posts are advertised term by term, then teachers'; acting heads fill in."""
    headships.fill(model)
    teachers.fill(model)
    model.count_people()
    record_after(model)
