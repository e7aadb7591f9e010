"""What a scheme offers: groups of neighbouring schools, with or without money and conditions.

Every scheme makes its offers here and schools answer them by one rule,
:meth:`sim.agents.School.takes_offer`; schemes differ only in their settings.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from sim.state import State
from sim.world import World
from sim.world.clusters import local_clusters


def offer(
    model: State,
    settings: Any,
    *,
    grant: float = 0,
    depth: float = 1,
    prescribed: float = 0,
    required: bool = False,
) -> None:
    """Offer groups to schools below a roll; ``settings`` has share, largest_roll and group_size.

    ``grant`` is in £ a school, paid once at a ``depth`` of partnership; ``prescribed``
    is how far the scheme prescribes its working, 0 to 1; ``required`` leaves no choice.
    """
    group, km = groups(model.world, settings.largest_roll, settings.group_size)
    lots = model.uniform(np.maximum(group, 0) + 1, "group is offered", year=0)
    schools = model.schools
    offered = (group >= 0) & (lots < settings.share) & ~schools.closed
    if not offered.any():
        return
    schools.offer_group = np.where(offered, group, -1)
    schools.offer_km = np.where(offered, km, 0)
    schools.offer_grant = np.where(offered, grant, 0)
    schools.offer_depth = np.where(offered, depth, 0)
    schools.offer_prescribed = np.where(offered, prescribed, 0)
    schools.offer_required = offered & required
    schools.exchequer_cost += np.where(offered, settings.running_cost, 0)


@cache
def groups(world: World, largest_roll: float, size: float) -> tuple[np.ndarray, np.ndarray]:
    """The group of each school, -1 for those too large, and km to its middle; (n,) each."""
    group, km = np.full(len(world), -1), np.zeros(len(world))
    small = np.flatnonzero(world.pupils < largest_roll)
    if small.size:
        authority = world.authority[small]
        fewest = len(np.unique(authority))
        number = int(np.clip(round(len(small) / size), fewest, len(small)))
        place = world.easting[small], world.northing[small]
        found = local_clusters(*place, authority, number, 1, int(2 * size))
        group[small] = found
        count = np.bincount(found)
        away = [axis - (np.bincount(found, weights=axis) / count)[found] for axis in place]
        km[small] = np.hypot(*away)
    return group, km
