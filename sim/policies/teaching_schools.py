"""Teaching schools: outstanding schools that support others nearby with CPD."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from sim.agents.roles import Grade
from sim.policies.scale import in_this_world
from sim.state import State


def act(model: State, settings: Any) -> None:
    """Designate the best-led outstanding schools, and let their support reach out."""
    number = in_this_world(model, settings.number)
    if number == 0:
        return
    schools = model.schools
    order = np.lexsort((schools.unique_id, -schools.led_well, schools.ofsted_grade))
    fit = order[(schools.ofsted_grade == Grade.OUTSTANDING)[order] & ~schools.closed[order]]
    fit = fit[schools.pupils[fit] >= settings.smallest_roll][:number]
    if not fit.size:
        return
    place = np.column_stack([schools.easting, schools.northing])
    km, _ = cKDTree(place[fit]).query(place)
    reached = np.exp(-km / settings.reach)
    reached[fit] = 0  # what they do at home they do anyway
    schools.outside_learning += settings.gain * reached
    schools[fit].support_hours -= settings.leader_hours
    schools[fit].policy_grant += settings.grant
