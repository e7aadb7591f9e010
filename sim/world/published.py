"""Figures of each school that the Department publishes in other files: KS2, pupils, teachers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sim.world.checks import Column, Floats, count_markers, read_numbers
from sim.world.table import Table, as_code, as_table

URN = ("URN", "school_urn")
KS2 = tuple(Column(name, -50, 50, markers=True) for name in ("READPROG", "WRITPROG", "MATPROG"))
# The school census of the performance tables, or of "Schools, pupils and their characteristics".
ROLL = ("NOR", "headcount of pupils")
FSM = ("PNUMFSMEVER", "% of pupils known to be eligible for free school meals")
# The table of the school workforce census by school, or its data file.
TEACHERS = ("Total Number of Teachers (Full-Time Equivalent)", "fte_all_teachers")


def ks2_progress(content: bytes, file: str, urns: Sequence[str]) -> tuple[Floats, str]:
    """Mean progress in reading, writing and maths of schools, (n,), and a note of what was read.

    nan where one of the three is not published. Tables of 2016 to 2019, 2022 and 2023 have it.
    """
    table = _read(content, file, [column.name for column in KS2])
    table.need([column.name for column in KS2], "; is this the KS2 table of a year with progress?")
    numbers, found = _by_urn(table, KS2, urns)
    progress = np.mean([numbers[column.name] for column in KS2], axis=0)
    known = int(np.isfinite(progress).sum())
    note = f"KS2 progress of {known:,} schools, {found:,} in the table"
    return progress, note + _read_as_empty(table, numbers)


def school_census(content: bytes, file: str, urns: Sequence[str]) -> tuple[Floats, Floats, str]:
    """Rolls and free school meals in percent of schools, (n,) each, and a note of what was read."""
    table = _read(content, file, [*ROLL, *FSM])
    roll, fsm = _there(table, ROLL), _there(table, FSM)
    table.need([roll or ROLL[0]])
    columns = [
        Column(roll, 0, 99_999, whole=True, markers=True),
        Column(fsm, 0, 100, percent=True, markers=True),
    ]
    numbers, found = _by_urn(table, columns, urns)
    known = int(np.isfinite(numbers[roll]).sum())
    note = f"rolls of {known:,} schools from the school census, {found:,} in the table"
    return numbers[roll], numbers[fsm], note + _read_as_empty(table, numbers)


def workforce(content: bytes, file: str, urns: Sequence[str]) -> tuple[Floats, str]:
    """Teachers of schools in FTE, head included, (n,), and a note of what was read.

    nan where the census has none of a school. A file of several years is refused.
    """
    table = _read(content, file, TEACHERS)
    name = _there(table, TEACHERS)
    table.need([name or TEACHERS[0]])
    numbers, found = _by_urn(table, [Column(name, 0, 999, markers=True)], urns)
    teachers = np.where(numbers[name] > 0, numbers[name], np.nan)
    known = int(np.isfinite(teachers).sum())
    note = f"teachers of {known:,} schools from the school workforce census, {found:,} in the table"
    return teachers, note + _read_as_empty(table, numbers)


def _read_as_empty(table: Table, columns: Iterable[str]) -> str:
    """How often each marker stands in columns in place of a number, for a note."""
    markers = count_markers(table, columns)
    return "".join(f", {count} {marker}" for marker, count in markers.items())


def _there(table: Table, names: Sequence[str]) -> str:
    """The first of some names of a column that a table has; empty where it has none."""
    return next((name for name in names if name in table.header), "")


def _read(content: bytes, file: str, columns: Sequence[str]) -> Table:
    table = as_table(content, file, [*URN, *columns])
    table.need([_there(table, URN) or URN[0]])
    return table


def _by_urn(
    table: Table, columns: Sequence[Column], urns: Sequence[str]
) -> tuple[dict[str, Floats], int]:
    """Columns in the order of some schools, and how many of those are in the table."""
    urn = _there(table, URN)
    codes = [as_code(cell) for cell in table.cells[urn]]
    rows = [row for row, code in enumerate(codes) if code.isdecimal()]  # not of areas
    table.refuse_twice(urn, rows)
    numbers = read_numbers(table, columns, rows)
    at = {codes[row]: place for place, row in enumerate(rows)}
    places = np.array([at.get(one, -1) for one in urns], dtype=np.int64)
    if (places < 0).all():
        raise table.error(f"holds none of these schools by {urn}: is it of another register?")
    ordered = {
        name: np.where(places >= 0, np.append(values, np.nan)[places], np.nan)
        for name, values in numbers.items()
    }
    return ordered, int((places >= 0).sum())
