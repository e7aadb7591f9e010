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
    It takes the place of another scheme's offer.
    """
    group, km = groups(model.world, settings.largest_roll, settings.group_size)
    lots = model.uniform(np.maximum(group, 0) + 1, "group is offered", year=0)
    schools = model.schools
    offered = schools[(group >= 0) & (lots < settings.share) & ~schools.closed]
    offered.offer_group, offered.offer_km = group[offered.rows], km[offered.rows]
    offered.offer_grouping = np.ceil(settings.largest_roll) * SIZES + round(settings.group_size)
    offered.offer_grant, offered.offer_depth = grant, depth
    offered.offer_prescribed, offered.offer_required = prescribed, required
    offered.exchequer_cost += settings.running_cost


SIZES = 100  # more than any group is large


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
