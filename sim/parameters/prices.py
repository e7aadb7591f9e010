"""Prices: money of the ledger's year in those of another, by the GDP deflator."""

from __future__ import annotations

import csv
from functools import cache

from sim.parameters import ledger

LEDGER_YEAR = 2019  # pay, funding and grants in the ledger are in prices of 2018/19


@cache
def deflator() -> dict[int, float]:
    """The GDP deflator of each financial year, by the year in which it ends."""
    path = ledger.folder() / "prices" / "gdp_deflator.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {int(row["year"]): float(row["index"]) for row in rows}


def relative_to_ledger(year: int) -> float:
    """What £1 of the ledger's prices is in those of the financial year that ends in ``year``."""
    return deflator()[year] / deflator()[LEDGER_YEAR]
