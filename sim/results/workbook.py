"""``results.xlsx``: the tables of a folder on sheets, for those who work in a spreadsheet."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pandas as pd

from sim.errors import SettingError
from sim.parameters import ledger
from sim.parameters.checks import by_full_name
from sim.results.draft import Draft
from sim.results.folder import Folder

NAME = "results.xlsx"
SHEETS = {"headline.csv": "headline", "summary.csv": "summary", "differences.csv": "summary"}
MOST = 1_048_576 - 1  # rows of a sheet below its heads
TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
UNDATED = datetime(2000, 1, 1)  # the same results, the same bytes


def check() -> None:
    """Raise SettingError where the package that writes it is not installed."""
    try:
        import xlsxwriter  # noqa: F401
    except ImportError as error:
        raise SettingError("--excel needs more: pip install 'small-schools[excel]'") from error


def write(folder: Draft) -> None:
    """Write it beside the tables of a folder: heads stay in sight, and no text is a formula."""
    options: dict[str, Any] = {"engine": "xlsxwriter", "engine_kwargs": {"options": TEXT}}
    with pd.ExcelWriter(folder.path / NAME, **options) as book:
        book.book.set_properties({"created": UNDATED})
        for name, table in _sheets(folder):
            table[:MOST].to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 0))
            for place, column in enumerate(table):
                widest = table[column][:200].astype(str).str.len().max()
                book.sheets[name].set_column(place, place, min(max(len(column), widest) + 2, 60))


def _sheets(folder: Draft) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each sheet's name and table: all CSV tables, then the dictionary and the settings."""
    files = sorted(folder.path.glob("*.csv"), key=lambda path: (path.name not in SHEETS, path.name))
    for file in files:
        yield SHEETS.get(file.name, file.stem), folder.table(file.name)
    yield "dictionary", folder.dictionary
    yield "settings", _settings(folder)


def _settings(folder: Folder) -> pd.DataFrame:
    """A row for each setting, a column for each scenario."""
    columns = {
        one["scenario"]: dict(by_full_name({group: one[group] for group in ledger.GROUPS}))
        for one in folder.settings
    }
    table = pd.DataFrame(columns).rename_axis("setting").reset_index()
    for column in ("unit", "meaning"):
        known = {name: getattr(entry, column) for name, entry in ledger.entries().items()}
        table[column] = table.setting.map(known)
    return table.map(lambda value: str(value) if isinstance(value, list | dict) else value)
