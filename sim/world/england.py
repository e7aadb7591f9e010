"""The real schools of England in January 2019, which come with the package, and parts of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from sim.errors import SettingError
from sim.world.authorities import DATA
from sim.world.files import read_schools
from sim.world.places import World

LINCOLNSHIRE = 925  # its local authority code
SMALL = 150  # pupils


@cache
def england() -> World:
    """All 16,768 state-funded primary schools in England, January 2019."""
    read = read_schools(DATA / "schools_england_2019.csv")
    return replace(read, name="england", year=2019, reading=None)


@cache
def lincolnshire() -> World:
    """The 280 of them in Lincolnshire."""
    real = england()
    here = real.authority_codes.index(LINCOLNSHIRE)
    return real.part(np.flatnonzero(real.authority == here), "lincolnshire")


@cache
def sample(authorities: int | str, seed: int = 0) -> World:
    """The real schools of some local authorities, rural ones in proportion.

    A systematic sample: authorities in order of their fraction of small schools, at equal steps
    from a random start. Raises SettingError where England has fewer.
    """
    real, asked = england(), str(authorities)
    if not asked.isdecimal() or not 1 <= int(asked) <= len(real.authorities):
        most = len(real.authorities)
        raise SettingError(f"world.authorities={asked} is not 1 to {most} authorities")
    schools = np.bincount(real.authority)
    small = np.bincount(real.authority, weights=real.pupils < SMALL) / schools
    order = np.lexsort((schools, small))
    step = len(order) / int(asked)
    start = np.random.default_rng(seed).random() * step
    chosen = order[(start + step * np.arange(int(asked))).astype(np.int64)]
    return real.part(np.flatnonzero(np.isin(real.authority, chosen)), "sample")
