"""Recruitment: three terms of advertisements for heads, then for teachers."""

from __future__ import annotations

from typing import Any

from sim.year import headships, teachers


def happen(model: Any) -> None:
    """Phase: heads' posts are advertised term by term, then teachers'; acting heads fill in."""
    headships.fill(model)
    teachers.fill(model)
    model.tables["Teacher"].close_gaps()
    model.tables["Head"].close_gaps()
    model.count_teachers()
    model.count_led()
    headships.note_new(model)
