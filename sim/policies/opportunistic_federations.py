"""An authority brokers a shared head, and a federation, where a small school loses its head."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine.columns import sums
from sim.state import State


def act(model: State, settings: Any) -> None:
    """Support small schools to share a head this year, and to federate with all under it."""
    if settings.support == 0:
        return
    schools = model.schools
    small = (schools.pupils < settings.largest_roll) & ~schools.closed
    schools.sharing_support += np.where(small, settings.support, 0)
    base = schools.base.row
    with_small = (schools.base.schools_led > 1) & (sums(base, small, len(schools)) > 0)[base]
    schools.federating_support = np.where(with_small, settings.federating, 0)
    schools.exchequer_cost += np.where(small, settings.running_cost, 0)
