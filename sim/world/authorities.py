"""Local authorities of England: their names, regions and places; and worlds of some of them."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from sim.errors import SettingError
from sim.world.places import World

DATA = Path(__file__).parent / "data"
MOST_NAMED = 3  # authorities in the name of a world
MOST_LISTED = 12  # in a hint


@dataclass(frozen=True)
class Authority:
    """A local authority that has, or had, schools of its own."""

    code: int  # DfE's, of three digits
    name: str
    region: str
    east_km: float  # the middle of its schools in January 2019, and how far they reach from it
    north_km: float
    reach_km: float
    replaced_by: tuple[int, ...]  # codes of those that have its schools now; none while it is there


@cache
def authorities() -> Mapping[int, Authority]:
    """The local authorities of England since 2009, by code; codes change when councils do."""
    with (DATA / "local_authorities.csv").open(encoding="utf-8", newline="") as file:
        rows = [list(row.values()) for row in csv.DictReader(file)]

    def codes(listed: str) -> tuple[int, ...]:
        return tuple(map(int, listed.split()))

    each = [
        Authority(int(code), name, region, float(east), float(north), float(reach), codes(later))
        for code, name, region, east, north, reach, later in rows
    ]
    return {one.code: one for one in each}


def is_english(code: int) -> bool:
    """Whether a code is that of a place in England: not 000, Wales (6..) or overseas (7..)."""
    return code > 200 and not 600 <= code < 800


def choose(world: World, codes_or_names: str, regions: str) -> World:
    """The part of a world in some authorities and regions; all of it where none are given.

    Both are lists such as ``[909, Lincolnshire]``. Raises SettingError, with names that come
    close, for one that the world lacks, or where no school is in both.
    """
    chosen = _authorities_of(world, codes_or_names)
    within = _regions_of(world, regions)
    if not chosen and not within:
        return world
    here = [
        (not chosen or place in chosen) and (not within or region in within)
        for place, region in enumerate(world.regions)
    ]
    is_chosen = np.array(here)[world.authority]
    if not is_chosen.any():
        raise SettingError(f"world.authorities={codes_or_names} are not in world.region={regions}")
    names = [world.authorities[place] for place in sorted(chosen)] or sorted(within)
    more = len(names) - MOST_NAMED
    listed = ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    reading = world.reading and world.reading.of_part(world.urn, is_chosen)
    part = world.part(np.flatnonzero(is_chosen), f"{world.name}: {listed}")
    return replace(part, reading=reading)


def _authorities_of(world: World, asked: str) -> set[int]:
    """The positions of the authorities that are asked for, by code or name."""
    places: dict[str, int] = {}
    for place, (code, name) in enumerate(
        zip(world.authority_codes, world.authorities, strict=True)
    ):
        places |= {str(code): place, name: place}
    return {places[name] for name in _named("world.authorities", asked, places)}


def _regions_of(world: World, asked: str) -> set[str]:
    return set(_named("world.region", asked, dict.fromkeys(filter(None, world.regions))))


def _named(setting: str, asked: str, known: Iterable[str]) -> Iterable[str]:
    """Those of the known names that a list asks for; a name may have a comma in it."""
    by_form = {_form(name): name for name in known}
    parts = [part.strip(" '\"") for part in asked.strip(" []()").split(",")]
    anywhere = {*by_form, *(_form(one.name) for one in authorities().values())}
    while parts and parts != [""]:
        pair = ", ".join(parts[:2])  # "Bristol, City of" before "Bristol"
        name, parts = (pair, parts[2:]) if _form(pair) in anywhere else (parts[0], parts[1:])
        if (found := by_form.get(_form(name))) is None:
            raise SettingError(f"{setting}: {_unknown(name, list(known))}")
        yield found


def _form(name: str) -> str:
    """A name without what is written in several ways: capitals, "&", ", City of", "Council"."""
    plain = name.casefold().replace("&", "and")
    plain = re.sub(r"( (county|city|borough))? council$|^(london|royal) borough of ", "", plain)
    plain = re.sub(r",? (city|county) of$|^(city|county) of (?!london)", "", plain)
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def _unknown(name: str, known: list[str]) -> str:
    """What to say of a name that is not known."""
    each = authorities().values()
    absent = [one for one in each if name == str(one.code) or _form(name) == _form(one.name)]
    later = {code for one in absent for code in one.replaced_by}
    codes = {one.code for one in absent}
    instead = [
        f"{one.code} ({one.name})"
        for one in each
        if str(one.code) in known and (one.code in later or codes & {*one.replaced_by})
    ]
    if instead or (absent and name.isdigit()):
        there = f"; in its year they are in {' and '.join(instead)}" if instead else ""
        return f"{absent[0].code} is {absent[0].name}, which has no schools in this world{there}"
    forms = {_form(one): one for one in known if not one.isdigit()}
    close = [forms[one] for one in difflib.get_close_matches(_form(name), forms, n=3, cutoff=0.6)]
    close = close or [full for form, full in forms.items() if _form(name) in form][:3]
    if close:
        return f"there is no {name!r} in this world; did you mean {' or '.join(close)}?"
    listed = "; ".join(forms.values()) if len(forms) <= MOST_LISTED else f"{len(forms)} others"
    return f"there is no {name!r} in this world; there are {listed}"
