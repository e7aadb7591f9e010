"""Settings as they were in each year: funding, pay and inspection, from the files in configs/years.

A file has a row for each school year, by the year in which it ends, and a column for each
setting, named as in the ledger without ``model.``, such as ``inspection.years_between[0]``, or
for several that move alike, with spaces between their names.
"""

import csv
from copy import copy
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.parameters import ledger
from sim.parameters.prices import deflator

FIRST_YEAR = 2012  # that can be simulated
BALANCED = 2020  # whose pay and on-costs the ledger has, with the funding that pays for them


def of_year(parameters: Any, year: int) -> Any:
    """The parameters in force in a year of the simulation; before its first, those of its start.

    Money, and what employers pay on it, moves as the published amounts did after inflation, so
    that a value that was calibrated or chosen moves with them; other settings, and amounts that
    the ledger leaves at nothing, take the published value, unless somebody set them otherwise than
    the ledger. Years that a series lacks lie between the years around; beyond its ends the nearest
    holds.
    """
    start = int(parameters.calendar.start_year)
    if not start:
        return parameters
    groups: dict[str, Any] = {}
    for name, values in series().items():
        group, _, key = name.partition(".")
        key, _, place = key.rstrip("]").partition("[")
        if group not in groups:
            groups[group] = copy(getattr(parameters, group))
        value = float(np.interp(start + max(year, 0), list(values), list(values.values())))
        whole = getattr(groups[group], key)
        now = whole[int(place)] if place else whole
        if group == "money" and now > 0:
            value = now * value / values[BALANCED]
        elif now != _usual(name):
            continue
        if place:
            whole = whole.copy()
            whole[int(place)] = value
        setattr(groups[group], key, whole if place else value)
    return SimpleNamespace(**(vars(parameters) | groups))


@cache
def series() -> dict[str, dict[int, float]]:
    """Each setting that is known by year, and its values; £ in those of the ledger's funding."""
    found: dict[str, dict[int, float]] = {}
    for path in sorted((ledger.folder() / "years").glob("*.csv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            year = int(row.pop("year"))
            for alike, value in row.items():
                for name in alike.split() if value else ():
                    real = deflator()[BALANCED] / deflator()[year] if _is_money(name) else 1
                    found.setdefault(name, {})[year] = float(value) * real
    return found


def _is_money(name: str) -> bool:
    return _entry(name).unit.startswith("£")


def _usual(name: str) -> float:
    """The ledger's value of a setting, or of one place in it."""
    value, place = _entry(name).value, name.rstrip("]").partition("[")[2]
    return float(value[int(place)] if place else value)


def _entry(name: str) -> ledger.Entry:
    return ledger.entries()[f"model.{name.partition('[')[0]}"]


def school_year(start_year: int, year: int) -> str:
    """A year of the simulation by name: "2026/27", or its number where there is no calendar."""
    first = start_year + year - 1
    return f"{first}/{(first + 1) % 100:02}" if start_year else str(year)


def names(start_year: int, count: int) -> list[str]:
    """The years of a simulation by name: "year 1" and so on where there is no calendar."""
    front = "" if start_year else "year "
    return [front + school_year(start_year, year) for year in range(1, count + 1)]
