"""The points of a design from a file of comma-separated values."""

import csv
from itertools import count
from typing import Any

import pandas as pd

from sim.errors import SettingError, check_known, within
from sim.parameters import ledger
from sim.parameters.documents import read_text


def read_points(path: str) -> pd.DataFrame:
    """A column for each setting, a row for each point. SettingError names line and column."""
    rows = _rows(path)
    with within(f"{path}, line {rows[0][0]}" if rows else path):
        names = [name.strip() for name in rows[0][1]] if rows else []
        check_known("the ledger of settings", names, ledger.entries())
        if len(rows) < 2 or len(set(names)) < len(names):
            raise SettingError("holds no points" if len(rows) < 2 else "a column comes twice")
    points = [_point(f"{path}, line {line}", names, row) for line, row in rows[1:]]
    return pd.DataFrame(points, columns=names)


def _rows(path: str) -> list[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line on which it begins."""
    reader = csv.reader(read_text(path).splitlines(keepends=True), strict=True)
    rows, line = [], 1
    try:
        for row in reader:
            rows += [(line, row)] if row else []
            line = reader.line_num + 1
    except csv.Error as error:
        raise SettingError(f"{path}, line {line}: {error}") from error
    return rows


def _point(where: str, names: list[str], row: list[str]) -> list[Any]:
    if len(row) != len(names):
        raise SettingError(f"{where}: {len(row)} values for {len(names)} columns")
    values = []
    for column, name, text in zip(count(1), names, row, strict=False):
        with within(f"{where}, column {column}"):
            values.append(ledger.entries()[name].from_text(text.strip()))
    return values
