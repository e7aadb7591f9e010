"""How rolls are projected to change: the national projection, or a user's own by authority."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.world.authorities import DATA
from sim.world.checks import Column, read_numbers
from sim.world.places import World
from sim.world.table import as_table, read_bytes

COLUMNS = (
    Column("la_code", 1, 9_999, whole=True, needed=True),
    Column("year", 2000, 2100, whole=True, needed=True),
    Column("pupils", 1, 1_000_000, needed=True),
)


@cache
def national() -> Mapping[int, float]:
    """Pupils in state-funded primaries in England, by calendar year."""
    lines = (DATA / "pupil_projection.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {int(row["year"]): float(row["pupils"]) for row in rows}


def with_projections(world: World, path: str) -> World:
    """The world with the projected rolls of its authorities from a file: la_code, year, pupils.

    Authorities that it lacks follow the national projection. Raises SettingError naming the line
    and column of what cannot be used, and where no authority of the world is in the file.
    """
    file = f"world.rolls={path}"
    names = [column.name for column in COLUMNS]
    table = as_table(read_bytes(path, "world.rolls"), file, names)
    table.need(names)
    rows = np.array(list(read_numbers(table, COLUMNS).values())).T
    of: dict[int, dict[int, float]] = {}
    faults = []
    for line, (code, year, pupils) in zip(table.lines, rows, strict=True):
        if int(year) in of.setdefault(int(code), {}):
            faults.append((line, f"year {year:.0f} of la_code {code:.0f} is there twice: keep one"))
        of[int(code)][int(year)] = float(pupils)
    table.refuse(faults)
    if not set(of) & set(world.authority_codes):
        raise table.error("holds no authority of these schools; la_code is its three digits")
    return replace(world, rolls=tuple(of.get(code, {}) for code in world.authority_codes))


def change(world: World, since: int, year: int) -> NDArray[np.float64]:
    """Projected pupils of each authority in ``year``, over those ``since``: (authorities,).

    Years that are not known lie between those around; beyond the ends they are like the nearest.
    """
    known = world.rolls or ({},) * len(world.authorities)
    return np.array([_at(own or national(), year) / _at(own or national(), since) for own in known])


def _at(pupils: Mapping[int, float], year: int) -> float:
    known = sorted(pupils)
    return float(np.interp(year, known, [pupils[one] for one in known]))
