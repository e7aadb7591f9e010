"""Numbers in the cells of a table: what each column may hold, and what is wrong with a cell."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.world.table import COMMA, Table

Floats = NDArray[np.float64]

# What R, pandas and databases write for an empty cell.
EMPTY = frozenset(("na", "n/a", "nan", "none", "null"))
# What DfE's tables hold where a number is not published: in the KS2 performance tables and school
# census ("Meta-data" and abbreviations of "Find school and college performance data"), and in
# tables of Explore education statistics (its symbols c, k, low, u, x, z).
MARKERS = EMPTY.union(
    "SUPP SUPPMAT LOWCOV NE NEW NP SP DNS .. . - : c k low u x z".casefold().split()
)
PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
THOUSANDS = re.compile(r"[+-]?\d{1,3}([, \u00a0\u202f]\d{3})+(\.\d+)?", re.ASCII)
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+", re.ASCII)


@dataclass(frozen=True)
class Column:
    """A column of numbers: its name in the file, and what they may be."""

    name: str
    low: float = -math.inf
    high: float = math.inf
    whole: bool = False
    needed: bool = False  # in every row
    percent: bool = False
    markers: bool = False  # may have one of ``MARKERS``, and percentages a % sign, as DfE's tables

    def number(self, text: str) -> float:
        """The number in a cell; nan where there is none. Raises ValueError, saying why not."""
        if self.markers:
            text = "" if text.casefold() in MARKERS else text
            text = text.removesuffix("%").rstrip() if self.percent else text
        if not text:
            if self.needed:
                raise ValueError(f"{self.name} is empty: write it, or leave the row out")
            return math.nan
        if not PLAIN.fullmatch(text):
            raise ValueError(f"{self.name} {text!r} {_why_no_number(text, self.needed)}")
        value = float(text)
        if not self.low <= value <= self.high or (self.whole and value != int(value)):
            kind = "not a whole number from" if self.whole else "outside"
            raise ValueError(f"{self.name} {text} is {kind} {self.low:.10g} to {self.high:.10g}")
        return value


def _why_no_number(text: str, needed: bool) -> str:
    """What is wrong with a cell that is no number, and what to write instead."""
    if THOUSANDS.fullmatch(text):
        return f"has a thousands separator: write {re.sub('[^0-9.+-]', '', text)}"
    if DECIMAL_COMMA.fullmatch(text):
        return f"has a decimal comma: write {text.replace(',', '.')}"
    if text.endswith("%"):
        return f"has a % sign: write {text[:-1].strip()}"
    if SCIENTIFIC.fullmatch(text):
        return "is in scientific notation: write all its digits"
    return "is not a number: write digits" + ("" if needed else ", or leave it empty")


def read_numbers(
    table: Table, columns: Iterable[Column], rows: Sequence[int] | None = None
) -> dict[str, Floats]:
    """The numbers of columns, by name, in the rows given or all; nan where there are none.

    A column that the file lacks is nan throughout. Raises SettingError naming the line, column
    and reason of rows that cannot be used, the first fault of each.
    """
    rows = range(len(table)) if rows is None else rows
    faults: dict[int, str] = {}
    numbers = {}
    for column in columns:
        values = np.full(len(rows), math.nan)
        for place, row in enumerate(rows if column.name in table.cells else ()):
            try:
                values[place] = column.number(table.cells[column.name][row])
            except ValueError as error:
                faults.setdefault(table.lines[row], str(error))
        numbers[column.name] = values
        if column.percent and (fault := _fraction(values)) is not None:
            advice = "and no value is above 1: are they shares? Write percentages, 0 to 100"
            first = f"{column.name} {values[fault]:g}, {advice}"
            faults.setdefault(table.lines[rows[fault]], first)
    moved = {line: fault for line, fault in table.uneven.items() if fault.endswith(COMMA)}
    table.refuse({**table.uneven, **faults, **moved}.items())
    return numbers


def _fraction(percentages: Floats) -> int | None:
    """The first of percentages that are written as fractions of 1; None where they are not."""
    fractions = np.flatnonzero((percentages > 0) & (percentages < 1))
    return int(fractions[0]) if len(fractions) and not (percentages > 1).any() else None


def count_markers(table: Table, columns: Iterable[str]) -> Counter[str]:
    """How often each marker stands in columns in place of a number."""
    texts = (text for column in columns for text in table.cells.get(column, ()))
    return Counter(text for text in texts if text.casefold() in MARKERS)
