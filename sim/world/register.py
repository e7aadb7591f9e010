"""The schools of a register: the download of "Get Information about Schools" (GIAS), as it is.

At https://www.get-information-schools.service.gov.uk/Downloads it is "Establishment fields", a file
named edubasealldata….csv. It has every establishment there is or was, in some 140 columns, of which
other downloads lack some. Schools of the world are those that are open, in England, state-funded
and mainstream, of the phases asked for, with a roll and a position. Every other row is left out,
with a reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from sim.world import gias, heads, published
from sim.world.authorities import authorities
from sim.world.checks import EMPTY, Column, Floats, read_numbers
from sim.world.dates import year_of
from sim.world.files import fraction_entitled
from sim.world.places import NOT_NAMED, RECEPTION, YEAR_6, World, numbered
from sim.world.positions import check_positions, in_england
from sim.world.reading import Reading
from sim.world.table import Table, as_code, as_table

NUMBERS = (
    Column(gias.URN, 1, 99_999_999, whole=True, needed=True),
    Column(gias.LA_CODE, 1, 999, whole=True, needed=True),
    Column(gias.PUPILS, 0, 99_999, whole=True, markers=True),
    Column(gias.FSM, 0, 100, percent=True, markers=True),
    Column(gias.EASTING, markers=True),
    Column(gias.NORTHING, markers=True),
    Column(gias.LOW_AGE, 0, 99, whole=True, markers=True),
    Column(gias.HIGH_AGE, 0, 99, whole=True, markers=True),
)
MOST_PUPILS = 3_000
MOST_OUTSIDE = 0.5  # of the schools outside England: with more, it is the positions that are wrong
SCHOOL_ENTRY = 4  # age in Reception
LEAVES_YEAR_0 = 5  # age on leaving Reception: who leaves at 11 was in Year 6


@dataclass(frozen=True)
class Asked:
    """What is asked of a register, beside its rows; files as their content and name."""

    phases: str = "primary"
    same_head_km: float = 25.0
    ks2: tuple[bytes, str] | None = None
    census: tuple[bytes, str] | None = None
    workforce: tuple[bytes, str] | None = None


@dataclass(frozen=True)
class Figures:
    """Numbers of schools, (n,) each; nan where there are none."""

    urn: Floats
    authority: Floats  # code
    east_km: Floats
    north_km: Floats
    roll: Floats  # in Reception to Year 6
    fsm_percent: Floats
    ks2_progress: Floats
    first_group: Floats
    last_group: Floats
    teachers: Floats  # FTE, for Reception to Year 6

    def of(self, kept: NDArray[np.bool_]) -> Figures:
        """The same of some schools."""
        return Figures(*(getattr(self, one.name)[kept] for one in fields(self)))


def read_register(content: bytes, file: str, asked: Asked) -> World:
    """The schools of a register, with all that it says of them at the start.

    Raises SettingError where a column that is needed is not there, or a number of a school that
    would be kept cannot be read. ``reading`` of the world has the rows left out.
    """
    table = as_table(content, file, gias.COLUMNS)
    gias.check_columns(table, asked.census is not None)
    reasons = np.array(gias.reasons(table, asked.phases), dtype=object)
    rows = np.flatnonzero(reasons == "")
    figures, notes = _figures(table, rows, asked)
    reasons[rows] = _reasons(figures)
    kept = reasons[rows] == ""
    left_out = np.flatnonzero(reasons != "")
    reading = Reading(
        rows=len(table),
        urn=tuple(table.cells[gias.URN][row] for row in left_out),
        line=tuple(table.lines[row] for row in left_out),
        reason=tuple(reasons[left_out]),
        notes=(*gias.lacking(table), *notes),
        lines=tuple(table.lines[row] for row in rows[kept]),
    )
    if not kept.any():
        why = ", ".join(f"{count:,} {reason}" for reason, count in reading.by_reason().items())
        raise table.error(f"holds no schools of this world ({why})")
    return _world(table, rows[kept], figures.of(kept), asked, reading)


# Numbers


def _figures(table: Table, rows: NDArray[np.intp], asked: Asked) -> tuple[Figures, list[str]]:
    """The numbers of rows, from the register and the files beside it, and notes on them."""
    table.refuse(table.uneven.items())  # before a name that has moved is told as no number
    table.refuse_twice(gias.URN, rows)
    numbers = read_numbers(table, NUMBERS, rows.tolist())
    _check_positions(table, rows, numbers)
    progress, teachers, notes = _beside(table, rows, numbers, asked)
    first, last = _year_groups(numbers[gias.LOW_AGE], numbers[gias.HIGH_AGE])
    part = np.maximum(np.minimum(last, YEAR_6) - first + 1, 0) / np.maximum(last - first + 1, 1)
    if (part < 1).any():
        notes.append(f"{(part < 1).sum():,} schools go on beyond Year 6: their roll to it is taken")
    figures = Figures(
        urn=numbers[gias.URN],
        authority=numbers[gias.LA_CODE],
        east_km=numbers[gias.EASTING] / 1000,
        north_km=numbers[gias.NORTHING] / 1000,
        roll=np.rint(numbers[gias.PUPILS] * part),
        fsm_percent=numbers[gias.FSM],
        ks2_progress=progress,
        first_group=first,
        last_group=np.minimum(last, YEAR_6),
        teachers=teachers * part,
    )
    return figures, notes


def _beside(
    table: Table, rows: NDArray[np.intp], numbers: dict[str, Floats], asked: Asked
) -> tuple[Floats, Floats, list[str]]:
    """KS2 progress and teachers of rows, and notes; rolls and meals of a census replace numbers."""
    urns, notes = [as_code(table.cells[gias.URN][row]) for row in rows], []
    progress = teachers = np.full(len(rows), np.nan)
    if asked.census:
        roll, fsm, note = published.school_census(*asked.census, urns)
        for name, counted in ((gias.PUPILS, roll), (gias.FSM, fsm)):
            numbers[name] = np.where(np.isfinite(counted), counted, numbers[name])
        notes.append(note)
    if asked.ks2:
        progress, note = published.ks2_progress(*asked.ks2, urns)
        notes.append(note)
    if asked.workforce:
        teachers, note = published.workforce(*asked.workforce, urns)
        notes.append(note)
    return progress, teachers, notes


def _check_positions(table: Table, rows: NDArray[np.intp], numbers: dict[str, Floats]) -> None:
    """Raise SettingError where it is not a few schools that lie outside England."""
    east, north = numbers[gias.EASTING], numbers[gias.NORTHING]
    at = np.flatnonzero((np.nan_to_num(east) != 0) & (np.nan_to_num(north) != 0))
    codes, place = numbers[gias.LA_CODE][at], (east[at], north[at])
    columns = (gias.EASTING, gias.NORTHING)
    check_positions(table, columns, rows[at].tolist(), codes, place, MOST_OUTSIDE)


def _year_groups(low_age: Floats, high_age: Floats) -> tuple[Floats, Floats]:
    """The youngest and oldest year group of schools by their ages; Reception to Year 6 if unknown.

    Many schools that have a Reception class give 5 as their youngest age.
    """
    first = np.where(low_age > SCHOOL_ENTRY + 1, low_age - SCHOOL_ENTRY, RECEPTION)
    last = np.where(np.isfinite(high_age), high_age - LEAVES_YEAR_0, YEAR_6)
    return first, last


def _reasons(figures: Figures) -> NDArray[np.object_]:
    """Why each school is none of the world by its numbers; empty where it is one."""
    reasons = (
        (figures.first_group > figures.last_group, "no year group from Reception to Year 6"),
        (~(figures.roll > 0), "no roll"),
        (~((figures.east_km != 0) & (figures.north_km != 0)), "no position"),
        (~np.isfinite(figures.east_km + figures.north_km), "no position"),
        (~in_england(figures.east_km * 1000, figures.north_km * 1000), "position outside England"),
        (figures.roll > MOST_PUPILS, f"more than {MOST_PUPILS:,} pupils"),
    )
    conditions, texts = zip(*reasons, strict=True)
    return np.select(conditions, texts, default="").astype(object)


# What the register says of each school


def _world(
    table: Table, rows: NDArray[np.intp], figures: Figures, asked: Asked, reading: Reading
) -> World:
    """The world of some rows with their figures."""
    codes, authority = np.unique(figures.authority.astype(np.int64), return_inverse=True)
    names, regions = _authorities(table, rows, authority, codes)
    place = np.column_stack([figures.east_km, figures.north_km])
    trust, federation = _trusts(table, rows), _federations(table, rows)
    grade, inspected = _inspections(table, rows)
    people, bodies = _people(table, rows), (trust, federation)
    group = heads.shared(people, place, bodies, asked.same_head_km)
    return World(
        name="register",
        urn=figures.urn.astype(np.int64),
        authority=authority.astype(np.int32),
        authorities=names,
        easting=figures.east_km,
        northing=figures.north_km,
        pupils=figures.roll.astype(np.int32),
        fsm=fraction_entitled(figures.fsm_percent),
        ks2_progress=figures.ks2_progress,
        authority_codes=tuple(codes.tolist()),
        regions=regions,
        year=_commonest_year(_cells(table, gias.CENSUS_DATE, rows)),
        reading=reading,
        academy=_academies(table, rows),
        trust=trust,
        federation=federation,
        ofsted_grade=grade,
        ofsted_year=inspected,
        head_group=group if any(people) else np.full_like(group, NOT_NAMED),
        head_title=heads.titles(_cells(table, gias.TITLE, rows)),
        first_group=figures.first_group.astype(np.int8),
        last_group=figures.last_group.astype(np.int8),
        teachers=figures.teachers,
    )


def _cells(table: Table, column: str, rows: NDArray[np.intp]) -> list[str]:
    """The cells of rows in a column; empty ones where the register lacks it."""
    cells = table.cells.get(column)
    return [cells[row] for row in rows] if cells else [""] * len(rows)


def _authorities(
    table: Table, rows: NDArray[np.intp], authority: NDArray[np.intp], codes: NDArray[np.int64]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and regions of authorities by code; as the register has them where a code is new."""
    names, regions = [], []
    for place, code in enumerate(codes.tolist()):
        known = authorities().get(code)
        first = rows[np.argmax(authority == place)][None]
        name, region = (_cells(table, column, first)[0] for column in (gias.LA_NAME, gias.REGION))
        names.append(known.name if known else name or f"authority {code}")
        regions.append(known.region if known else region)
    return tuple(names), tuple(regions)


def _academies(table: Table, rows: NDArray[np.intp]) -> NDArray[np.int8]:
    """1 for an academy, 0 for a maintained school, -1 where the register does not say."""
    code = dict.fromkeys(gias.ACADEMIES.values(), 1) | dict.fromkeys(gias.MAINTAINED.values(), 0)
    kinds = gias.named(table, gias.TYPE, gias.TYPES)
    return np.array([code.get(kinds[row], -1) for row in rows], dtype=np.int8)


def _inspections(
    table: Table, rows: NDArray[np.intp]
) -> tuple[NDArray[np.int8], NDArray[np.int16]]:
    """The last grade of each school and the calendar year of its inspection; 0 if not known."""
    grades = [gias.GRADES.get(gias.plain(one), 0) for one in _cells(table, gias.GRADE, rows)]
    years = [year_of(date) or 0 for date in _cells(table, gias.INSPECTED, rows)]
    return np.array(grades, dtype=np.int8), np.array(years, dtype=np.int16)


def _trusts(table: Table, rows: NDArray[np.intp]) -> NDArray[np.int32]:
    """The multi-academy trust of each school, numbered; -1 for none.

    A trust of a single academy, or that supports maintained schools, has no partners in it. Where
    no flag says so, a trust of two academies of the register or more counts.
    """
    trusts = _bodies(table, gias.TRUST, rows)
    if not any(_cells(table, gias.TRUST_FLAG, rows)):
        academy = _academies(table, rows) == 1
        first = [names[0] if is_one else "" for names, is_one in zip(trusts, academy, strict=True)]
        schools = Counter(first)
        return _numbers_of([name if schools[name] > 1 else "" for name in first])
    flags = [
        gias.plain(one).split(gias.LIST_SEPARATOR) for one in _cells(table, gias.TRUST_FLAG, rows)
    ]
    chosen = []
    for names, kinds in zip(trusts, flags, strict=True):
        multi = [place for place, kind in enumerate(kinds) if gias.MULTI_ACADEMY in kind]
        chosen.append(names[min(multi[0], len(names) - 1)] if multi else "")
    return _numbers_of(chosen)


def _federations(table: Table, rows: NDArray[np.intp]) -> NDArray[np.int32]:
    """The federation of each school, numbered, of several the largest; -1 for none."""
    federations = _bodies(table, gias.FEDERATION, rows)
    schools = Counter(one for those in federations for one in those)
    flags = _cells(table, gias.FEDERATION_FLAG, rows)
    return _numbers_of(
        [
            "" if gias.plain(flag) in gias.NOT_FEDERATED else max(those, key=schools.__getitem__)
            for those, flag in zip(federations, flags, strict=True)
        ]
    )


def _bodies(table: Table, body: str, rows: NDArray[np.intp]) -> list[list[str]]:
    """The trusts or federations of each school, mostly one; "" for none.

    Each is told by its name and its code, as two may have one name.
    """
    nothing = EMPTY.union(gias.NOT_FEDERATED, ("",))
    cells = [_cells(table, f"{body} ({of})", rows) for of in ("name", "code")]
    each = []
    for names, codes in zip(*cells, strict=True):
        lists = ([*map(gias.plain, cell.split(gias.LIST_SEPARATOR))] for cell in (names, codes))
        bodies = zip_longest(*lists, fillvalue="")
        each.append([" ".join(as_code(one) for one in b if one not in nothing) for b in bodies])
    return each


def _numbers_of(names: Sequence[str]) -> NDArray[np.int32]:
    """Names as numbers from 0; -1 where there is none."""
    known = {name: number for number, name in enumerate(sorted({*names} - {""}))}
    return numbered(np.array([known.get(name, -1) for name in names], dtype=np.int32))


def _people(table: Table, rows: NDArray[np.intp]) -> list[bytes]:
    """A digest of the name of each head."""
    names = (_cells(table, column, rows) for column in (gias.FIRST_NAME, gias.LAST_NAME))
    return [heads.person(first, last) for first, last in zip(*names, strict=True)]


def _commonest_year(dates: Sequence[str]) -> int | None:
    """The year of most dates; None where there is none."""
    years = Counter(year for year in map(year_of, dates) if year)
    return years.most_common(1)[0][0] if years else None
