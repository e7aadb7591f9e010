"""Closing the smallest schools and moving their pupils and teachers to the nearest other school."""

from __future__ import annotations

from typing import Any

from sim.state import State
from sim.year.closures import close_schools


def act(model: State, settings: Any) -> None:
    """Close this year's share of schools below the roll that have another within reach."""
    if settings.below == 0:
        return
    schools = model.schools
    years_left = max(int(settings.phase_in_years) - (model.year - int(settings.first_year)), 1)
    due = model.uniform(schools.unique_id, "closes") < 1 / years_left
    small = (schools.pupils < settings.below) & ~schools.closed & due
    close_schools(model, small, settings.reach, settings.cost)
