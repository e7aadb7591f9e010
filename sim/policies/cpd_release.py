"""Cover paid for teachers' CPD in small schools."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.state import State


def act(model: State, settings: Any) -> None:
    """Pay for days of release for every teacher of small schools."""
    if settings.days == 0:
        return
    schools = model.schools
    days = np.where(schools.pupils < settings.largest_roll, settings.days, 0)
    schools.funded_days += days
    schools.policy_grant += days * schools.teachers * model.parameters.money.supply_day
