"""Schools from a user's own file, in the columns of the packaged one."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sim.world.authorities import authorities
from sim.world.checks import (
    Column,
    Floats,
    count_markers,
    read_numbers,
)
from sim.world.places import World
from sim.world.positions import check_positions
from sim.world.reading import Reading
from sim.world.table import Table, as_table, read_bytes

REQUIRED = ("urn", "la_code", "easting_m", "northing_m", "pupils")
PROGRESS = ("ks2_reading_progress", "ks2_writing_progress", "ks2_maths_progress")
FSM, TYPE = "fsm_ever6_percent", "school_type"
USUAL_FSM = 0.2  # where a file says nothing of any school
ACADEMY = {"academy": 1, "maintained": 0}
MOST_CODES = 5  # named in a note
COLUMNS = (
    Column("urn", 1, 99_999_999, whole=True, needed=True),
    Column("la_code", 1, 9_999, whole=True, needed=True),
    Column("easting_m", needed=True),
    Column("northing_m", needed=True),
    Column("pupils", 1, 3_000, whole=True, needed=True),
    Column(FSM, 0, 100, percent=True),
    *(Column(subject, -50, 50, markers=True) for subject in PROGRESS),
)

OPTIONAL = (FSM, *PROGRESS, TYPE)


def read_schools(path: str | Path) -> World:
    """Read schools from a file with the columns of the packaged one.

    Required columns: urn, la_code, easting_m, northing_m, pupils. Optional:
    fsm_ever6_percent (an average school where empty), the three ks2_*_progress, in which
    DfE's markers of what is not published are empty, and school_type (academy or maintained).
    Raises SettingError naming the line, column and reason of rows that cannot be used; none is
    left out.
    """
    content, file = read_bytes(str(path), "world.path"), f"world.path={path}"
    table = as_table(content, file, [*(column.name for column in COLUMNS), TYPE])
    table.need(REQUIRED, _register_instead(table))
    small = {name.casefold() for name in table.header}
    table.need([one for one in OPTIONAL if one in small and one not in table.header])
    numbers = read_numbers(table, COLUMNS)
    rows = range(len(table))
    table.refuse_twice("urn", rows)
    types = [one.casefold() for one in table.cells.get(TYPE, [""] * len(table))]
    table.refuse(
        [
            (line, f"{TYPE} {one!r} is none of academy, maintained: write one, or leave it empty")
            for line, one in zip(table.lines, types, strict=True)
            if one and one not in ACADEMY
        ]
    )
    place = numbers["easting_m"], numbers["northing_m"]
    check_positions(table, ("easting_m", "northing_m"), rows, numbers["la_code"], place)
    markers = count_markers(table, PROGRESS)
    read_as_empty = ", ".join(f"{count} {marker}" for marker, count in markers.items())
    notes = [f"KS2 progress read as empty: {read_as_empty}"] if markers else []
    if unknown := {int(code) for code in numbers["la_code"]} - {*authorities()}:
        codes = ", ".join(map(str, sorted(unknown)[:MOST_CODES]))
        notes.append(f"{len(unknown):,} la_code that no authority of England has: {codes}")
    reading = Reading(rows=len(table), notes=tuple(notes), lines=tuple(table.lines))
    return _world(numbers, types, reading)


def fraction_entitled(percent: Floats) -> Floats:
    """Free school meals as fractions; an average school where they are not known."""
    known = np.isfinite(percent)
    usual = float(np.mean(percent[known] / 100)) if known.any() else USUAL_FSM
    return np.where(known, percent / 100, usual)


def _register_instead(table: Table) -> str:
    is_register = "EstablishmentStatus (name)" in table.header
    return "; this is a GIAS register: use world=register" if is_register else ""


def _world(numbers: dict[str, Floats], types: list[str], reading: Reading) -> World:
    codes, authority = np.unique(numbers["la_code"].astype(np.int64), return_inverse=True)
    known = [authorities().get(int(code)) for code in codes]
    return World(
        name="file",
        urn=numbers["urn"].astype(np.int64),
        authority=authority.astype(np.int32),
        authorities=tuple(
            one.name if one else f"authority {code}" for one, code in zip(known, codes, strict=True)
        ),
        easting=numbers["easting_m"] / 1000,
        northing=numbers["northing_m"] / 1000,
        pupils=numbers["pupils"].astype(np.int32),
        fsm=fraction_entitled(numbers[FSM]),
        ks2_progress=np.mean([numbers[subject] for subject in PROGRESS], axis=0),
        authority_codes=tuple(codes.tolist()),
        regions=tuple(one.region if one else "" for one in known),
        academy=np.array([ACADEMY.get(one, -1) for one in types], dtype=np.int8),
        reading=reading,
    )
