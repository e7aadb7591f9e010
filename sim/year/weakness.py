"""Weak teaching is found, supported, and improves or ends."""

from __future__ import annotations

from sim.agents import Teacher
from sim.state import State


def step(model: State) -> None:
    """Phase: teachers found weak are supported; those no longer weak need it no more.

    Whether a post is ended after support is decided with the year's other
    departures, in the phase of leaving.
    """
    teachers = model.teachers
    teachers.support_years = teachers.support_years * teachers.weak
    weak = model.tables.teachers.having("weak")
    found = weak[model.ask(weak, Teacher.weakness_is_found)]
    model.update(found, Teacher.is_supported)
