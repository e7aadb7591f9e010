"""Whether positions are those of schools in England, and what they may be where they are not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.world.authorities import authorities
from sim.world.checks import Floats
from sim.world.table import Table

EAST, NORTH = (80_000, 660_000), (5_000, 660_000)  # England, metres of the British National Grid
LATITUDE, LONGITUDE = (49.0, 56.0), (-7.0, 2.0)
MOST_KM = 1000.0
NEAR_KM = 25.0  # round an authority's schools of 2019, where others may lie
MOST, FEW = 0.9, 0.1


def in_england(easting: Floats, northing: Floats) -> NDArray[np.bool_]:
    """Whether positions in metres lie within the bounds of England."""
    return _within(easting, EAST) & _within(northing, NORTH)


def check_positions(
    table: Table,
    columns: tuple[str, str],
    rows: Sequence[int],
    codes: Floats,
    place: tuple[Floats, Floats],
    bearable: float = 0.0,
) -> None:
    """Raise SettingError where more than a fraction of schools lies outside England, or swapped.

    ``codes`` are those of their authorities; ``place`` has easting and northing in metres.
    """
    outside = np.flatnonzero(~in_england(*place)).tolist()
    if len(outside) > bearable * len(rows):
        faults = []
        for at in outside:
            bad = next(n for n, b in enumerate((EAST, NORTH)) if not _within(place[n][at], b))
            low, high = (EAST, NORTH)[bad]
            fault = f"{columns[bad]} {place[bad][at]:.10g} is outside England's {low} to {high}"
            faults.append((table.lines[rows[at]], fault))
        table.refuse(faults, _what_else(place[0][outside], place[1][outside]))
    if _are_swapped(codes, place):
        first = f"{columns[0]} {place[0][0]:.10g} and {columns[1]} {place[1][0]:.10g} look swapped"
        far = "schools lie far from their authorities, and would not the other way round"
        table.refuse([(table.lines[rows[0]], f"{first}: {far}")])


def _within(values: Floats, bounds: tuple[float, float]) -> NDArray[np.bool_]:
    return (bounds[0] <= values) & (values <= bounds[1])


def _what_else(east: Floats, north: Floats) -> str:
    """What positions outside England may be, and what to do."""
    if (east == 0).all() and (north == 0).all():
        return "0 is no position: leave such schools out"
    for one, other in ((east, north), (north, east)):
        if _within(one, LATITUDE).all() and _within(other, LONGITUDE).all():
            return "these look like latitude and longitude: write British National Grid, in metres"
    if (np.abs(east) < MOST_KM).all() and (np.abs(north) < MOST_KM).all():
        return "these look like kilometres: write metres"
    if in_england(north, east).all():
        return "easting and northing look swapped"
    return "write British National Grid, in metres, or leave such schools out"


def _are_swapped(codes: Floats, place: tuple[Floats, Floats]) -> bool:
    """Whether most schools would lie near their authority with easting and northing swapped."""
    known = np.array([code in authorities() for code in codes], dtype=bool)
    here = [authorities()[int(code)] for code in codes[known]]
    if not here:
        return False
    middle = np.array([(one.east_km, one.north_km) for one in here])
    reach = np.array([one.reach_km for one in here]) + NEAR_KM
    east, north = (values[known] / 1000 for values in place)
    near = np.hypot(*(np.column_stack([east, north]) - middle).T) < reach
    near_if_swapped = np.hypot(*(np.column_stack([north, east]) - middle).T) < reach
    return bool(near_if_swapped.mean() > MOST and near.mean() < FEW)
