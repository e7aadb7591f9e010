"""How rolls are projected to change: the national projection, or a user's own by authority."""

import csv
from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.world.authorities import DATA
from sim.world.places import World


@cache
def national() -> Mapping[int, float]:
    """Pupils in state-funded primaries in England, by calendar year."""
    lines = (DATA / "pupil_projection.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {int(row["year"]): float(row["pupils"]) for row in rows}


def change(world: World, since: int, year: int) -> NDArray[np.float64]:
    """Projected pupils of each authority in ``year``, over those ``since``: (authorities,).

    Years beyond those known are taken to be like the nearest.
    """
    return np.array([_at(national(), year) / _at(national(), since)] * len(world.authorities))


def _at(pupils: Mapping[int, float], year: int) -> float:
    known = sorted(pupils)
    return float(np.interp(year, known, [pupils[one] for one in known]))
