"""National and local leaders of education support weak schools nearby, with specialist teachers."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from sim.agents.roles import Grade, HeadRole
from sim.policies.scale import in_this_world
from sim.state import State

LOCAL, NATIONAL = 1, 2


def act(model: State, settings: Any) -> None:
    """Designate able heads of good schools; each supports the neediest school near enough."""
    national, local = (in_this_world(model, n) for n in (settings.national, settings.local))
    if national + local == 0:
        return
    schools, heads = model.schools, model.heads
    heads.system_leader = 0
    proven = (heads.tenure >= settings.proven_years) & (heads.role != HeadRole.ACTING_HEAD)
    fit = heads[proven & (heads.school.ofsted_grade <= Grade.GOOD)]
    order = np.lexsort((fit.unique_id, -fit.leadership))[: national + local]
    leaders = fit[order]
    leaders.system_leader = np.where(np.arange(len(order)) < national, NATIONAL, LOCAL)
    home = leaders.school.row
    poor = (schools.ofsted_grade > Grade.GOOD) | (schools.ks2_progress < settings.below)
    needy = np.setdiff1d(np.flatnonzero(poor & ~schools.closed), home)
    if not needy.size or not home.size:
        return
    place = np.column_stack([schools.easting, schools.northing])
    # The weakest results choose first; a leader supports one school at a time.
    needy = needy[np.lexsort((needy, schools.ks2_progress[needy]))]
    nearest = np.arange(1, min(int(settings.known), len(home)) + 1)
    km, near = cKDTree(place[home]).query(place[needy], nearest)
    taken = np.zeros(len(home), dtype=bool)
    for school, far, choice in zip(needy, km, near, strict=True):
        free = choice[(far <= settings.reach) & ~taken[choice]]
        if free.size:
            taken[free[0]] = True
            support(schools, settings, school, home[free[0]], leaders.leadership[free[0]])


def support(schools: Any, settings: Any, school: int, home: int, leadership: float) -> None:
    """Hours go from home, which is paid, to the school; specialists teach there too."""
    schools.support_hours[school] += settings.hours
    schools.support_quality[school] = leadership
    schools[school].support_from = home
    schools.outside_learning[school] += settings.specialist_gain
    schools.support_hours[home] -= settings.hours
    schools.policy_grant[home] += settings.grant
