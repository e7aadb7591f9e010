"""Cells of CSV files: a text that a spreadsheet would take for a formula is kept from being one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

BEGINS = tuple("=+-@\t\r\n＝＋－＠")  # what a formula begins with, in Japan too
MARK = "'"  # before it a spreadsheet shows text as it is


def to_csv(table: pd.DataFrame, path: Path, **options: Any) -> None:
    """Write a table with texts that are no formulas; ``options`` are those of pandas."""
    _texts(table, _marked).to_csv(path, **{"float_format": "%.6g"} | options)


def as_given(table: pd.DataFrame) -> pd.DataFrame:
    """A table that :func:`to_csv` wrote, with its texts as they were."""
    return _texts(table, _unmarked)


def _texts(table: pd.DataFrame, change: Callable[[Any], Any]) -> pd.DataFrame:
    """A table with a change to each cell that may be a text; columns of numbers are left alone."""
    texts = table.select_dtypes(exclude="number").columns
    return table.assign(**{str(name): table[name].map(change) for name in texts})


def _marked(value: Any) -> Any:
    return f"{MARK}{value}" if isinstance(value, str) and _is_formula(value) else value


def _unmarked(value: Any) -> Any:
    marked = isinstance(value, str) and value.startswith(MARK) and _is_formula(value)
    return value[1:] if marked else value


def _is_formula(text: str) -> bool:
    """Whether a text, marked or not, begins like a formula and is no number or single sign."""
    bare = text.lstrip(MARK)
    if not bare.startswith(BEGINS) or len(bare) == 1:
        return False
    try:
        float(bare)
    except ValueError:
        return True
    return False
