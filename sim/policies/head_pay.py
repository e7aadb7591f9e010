"""A pay supplement for heads of small schools."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.roles import Post
from sim.state import State


def act(model: State, settings: Any) -> None:
    """Pay small schools the supplement for their head."""
    if settings.supplement == 0:
        return
    schools = model.schools
    small = (schools.pupils < settings.largest_roll) & (schools.post != Post.LED_FROM_BASE)
    paid = np.where(small, settings.supplement, 0)
    schools.pay_supplement += paid
    schools.policy_grant += model.parameters.money.on_costs * paid
