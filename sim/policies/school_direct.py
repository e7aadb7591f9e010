"""School Direct: trainees placed in schools, which later recruit locally.

Claims: schools train teachers whom they or their neighbours hire (White Paper 2010).
A placement takes a mentor whom the school can spare, so small schools place fewer.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.policies.scale import in_this_world


def act(model: Any, settings: Any) -> None:
    """Place trainees where there are mentors to spare; they look for a post from there."""
    places = in_this_world(model, settings.trainees)
    if places == 0:
        return
    schools = model.schools
    mentors = np.maximum(schools.teachers - settings.teachers_needed, 0) * (~schools.closed)
    if not mentors.any():
        return
    expected = places * mentors / mentors.sum()
    luck = model.uniform(schools.unique_id, "trainees")
    placed = np.floor(expected + luck)
    schools.trainees = placed
    schools.exchequer_cost += settings.cost * placed
