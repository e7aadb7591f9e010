"""Weak teaching is found, supported, and improves or ends."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents import Teacher


def managed(model: Any) -> None:
    """Phase: teachers found weak are supported; those no longer weak need it no more.

    Whether a post is ended after support is decided with the year's other
    departures, in the phase of leaving.
    """
    teachers = model.teachers
    is_weak = model.ask(teachers, Teacher.is_weak)
    teachers.support_years = np.where(is_weak, teachers.support_years, 0)
    weak = teachers[is_weak]
    found = weak.select(model.ask(weak, Teacher.weakness_is_found))
    model.update(found, Teacher.is_supported)
