"""From an ensemble to tables: levels of each scenario, and differences in pairs.

Replicates of two scenarios share their random draws, so the difference is taken within each
replicate before its mean and interval.
"""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.measures import GROUPS, MEASURES, Measure, headline_measures
from sim.parameters.config import SWITCHED_OFF
from sim.parameters.years import school_year
from sim.results import labels
from sim.results.ensemble import Ensemble, each_of, last_years
from sim.results.intervals import Estimate, chance_share, interval, tails
from sim.world.bands import BANDS

SHOWN = ("small", "all")  # groups in the closing tables
ESTIMATE = list(Estimate._fields)
WIDTHS = (64, 26)
UNIT = "unit"  # the column of a closing table that stands last, as it is
ONE_HISTORY = "ks2_progress_mean"  # unless measures were chosen: then the first
CONTRIBUTED = (
    "ks2_progress_mean", "ks2_progress_sd", "leader_lost_rate", "head_readvertised_share",
)  # fmt: skip


def summarise(ensemble: Ensemble) -> pd.DataFrame:
    """Mean, low and high by scenario, year, group and measure; differences from the first after."""
    names, measures = ensemble.scenarios, ensemble.measures.astype(np.float64)
    blocks = [("level", name, values) for name, values in zip(names, measures, strict=True)]
    others = zip(names[1:], measures[1:], strict=True)
    blocks += [("difference", name, values - measures[0]) for name, values in others]
    table = pd.concat([_table(*block, ensemble.sets) for block in blocks], ignore_index=True)
    if start := ensemble.settings[0].model.calendar.start_year:
        table.insert(2, "school_year", table["year"].map(partial(school_year, start)))
    return table


def _table(kind: str, scenario: str, values: np.ndarray, sets: np.ndarray) -> pd.DataFrame:
    """``chance`` is the part of the variance that is chance; between ``one_low`` and ``one_high``
    lies what nine in ten possible histories bring."""
    mean, low, high = (part.ravel() for part in interval(values, 0, sets))
    one_low, one_high = (part.ravel() for part in tails(values))
    chance = chance_share(values, sets).ravel()
    table = each_of(year=range(1, values.shape[1] + 1), group=GROUPS, measure=list(MEASURES))
    table.insert(0, "scenario", scenario)
    table["kind"] = kind
    return table.assign(
        mean=mean, low=low, high=high, one_low=one_low, one_high=one_high, chance=chance
    )


class Closing(NamedTuple):
    """A table that closes a run: cells are text, the first column names the rows."""

    title: str
    cells: pd.DataFrame
    note: str = ""

    def as_text(self) -> str:
        """Aligned, for a terminal."""
        if self.cells.empty:
            return self.title
        table = self.cells.drop(columns=UNIT, errors="ignore")
        rows = [list(table), *table.to_numpy().tolist()]
        least = [WIDTHS[0] if UNIT in self.cells else WIDTHS[1] // 2, *[WIDTHS[1]] * len(rows[0])]
        widest = [max(map(len, column)) + 2 for column in zip(*rows, strict=True)]
        lines = [aligned(list(map(max, least, widest)), *row) for row in rows]
        if UNIT in self.cells:
            units = [UNIT, *self.cells[UNIT]]
            lines = [f"{line}  {unit}" for line, unit in zip(lines, units, strict=True)]
        return "\n".join(filter(None, [self.title, *lines, self.note]))


def headlines(ensemble: Ensemble) -> str:
    """The closing tables: what changed in the last years, for small schools and for all."""
    return "\n\n".join(table.as_text() for table in closing(ensemble))


def closing(ensemble: Ensemble) -> list[Closing]:
    """The closing tables: a level, or changes from the first scenario, and what mechanisms do."""
    values, names = last_years(ensemble.measures), ensemble.scenarios
    start, sets = ensemble.settings[0].model.calendar.start_year, ensemble.sets
    over = labels.interval(len(sets), len(np.unique(sets)))
    last = f"{labels.last_years(ensemble.measures.shape[2], start)}, {over}"
    called = labels.scenario_names([one.resolved for one in ensemble.settings])
    first = called[names[0]]
    if len(names) == 1:
        return [_closing(f"{labels.capitalised(first)}: {last}", values[0], ensemble, False)]
    changes = dict(zip(names[1:], values[1:] - values[0], strict=True))
    off = {name: interval(-changes.pop(name), 0, sets) for name in names if SWITCHED_OFF in name}
    tables = [
        _closing(
            f"{labels.capitalised(called[name])} minus {first}: {last}", change, ensemble, True
        )
        for name, change in changes.items()
    ]
    shown = [one.name for one in ensemble.to_show] or CONTRIBUTED
    return tables + ([_contributions(off, last, shown)] if off else [])


def _contributions(off: dict[str, Estimate], last: str, shown: Sequence[str]) -> Closing:
    """What each mechanism of smallness does to some measures, by roll band: with minus without."""
    rows = []
    for name in shown:
        one, place = MEASURES[name], list(MEASURES).index(name)
        rows.append((f"{labels.title(name)}, {one.unit_of_change}", *[""] * len(BANDS)))
        for scenario, estimate in off.items():
            estimates = (estimate.at((GROUPS.index(band), place)) for band in BANDS)
            cells = (cell(e.scaled(one.scale), signed=True) for e in estimates)
            rows.append((f"  {labels.mechanism(scenario)}", *cells))
    title = f"What each mechanism contributes (with it minus without it), {last}"
    return Closing(title, pd.DataFrame(rows, columns=["roll", *BANDS]))


def headline(
    values: np.ndarray, sets: np.ndarray, chosen: Sequence[Measure], change: bool
) -> pd.DataFrame:
    """The chosen or headline measures of values of all, (replicates, groups, measures), in words.

    A row for each measure and for small and all schools; fractions in percent.
    """
    estimate, rows = interval(values, 0, sets), []
    for one in chosen or headline_measures():
        unit = one.unit_of_change if change else "%" if one.unit == "share" else one.unit
        for group in SHOWN:
            place = GROUPS.index(group), list(MEASURES).index(one.name)
            found = estimate.at(place).scaled(one.scale)
            rows.append((labels.title(one.name), unit, labels.schools(group), *found))
    return pd.DataFrame(rows, columns=["measure", "unit", "schools", *ESTIMATE])


def headline_file(ensemble: Ensemble) -> pd.DataFrame:
    """Of each scenario its level, then of each but the first its change, for a spreadsheet."""
    values, names = last_years(ensemble.measures), ensemble.scenarios
    called = labels.scenario_names([one.resolved for one in ensemble.settings])
    blocks = [(called[name], of, False) for name, of in zip(names, values, strict=True)]
    changes = zip(names[1:], values[1:] - values[0], strict=True)
    blocks += [(f"{called[name]} minus {called[names[0]]}", of, True) for name, of in changes]
    tables = []
    for name, of, change in blocks:
        tables.append(headline(of, ensemble.sets, ensemble.to_show, change))
        tables[-1].insert(0, "scenario", labels.capitalised(name))
    table = pd.concat(tables, ignore_index=True)
    return table.assign(interval=labels.interval(len(ensemble.sets), len(set(ensemble.sets))))


def _closing(title: str, values: np.ndarray, ensemble: Ensemble, change: bool) -> Closing:
    """One scenario's headline measures, a row each, with small and all schools side by side."""
    table = headline(values, ensemble.sets, ensemble.to_show, change)
    table["text"] = [cell(Estimate(*row), signed=change) for row in table[ESTIMATE].to_numpy()]
    small, other = (table[table.schools == labels.schools(group)] for group in SHOWN)
    heads = ["", *map(labels.schools, SHOWN), UNIT]
    columns = (small.measure, small.text, other.text, small.unit)
    cells = pd.DataFrame(dict(zip(heads, map(list, columns), strict=True)))
    return Closing(title, cells, _in_one_history(values, ensemble, change))


def points_table(title: str, table: pd.DataFrame, points: pd.DataFrame, change: bool) -> Closing:
    """A :func:`headline` of each of some points: a row for each, with its settings first."""
    texts = [cell(Estimate(*row), signed=change) for row in table[ESTIMATE].to_numpy()]
    shown = np.reshape(texts, (len(points), -1))
    rows = [(*map(str, of), *row) for of, row in zip(points.to_numpy(object), shown, strict=True)]
    measures = dict.fromkeys(
        f"{name}, {unit}" for name, unit in zip(table.measure, table.unit, strict=True)
    )
    heads = [*map(labels.setting, points), *measures]
    return Closing(title, pd.DataFrame(rows, columns=heads))


def _in_one_history(values: np.ndarray, ensemble: Ensemble, change: bool) -> str:
    """What one possible history may bring for a measure in small schools, where chance is known."""
    one = ensemble.to_show[0] if ensemble.to_show else MEASURES[ONE_HISTORY]
    of = values[:, GROUPS.index("small"), list(MEASURES).index(one.name)]
    chance = chance_share(of, ensemble.sets)
    if np.isnan(chance):
        return ""
    least, most = tails(of)
    low, high = labels.number(one.scale * least, change), labels.amount(most, one.name, change)
    what = f"the {labels.measure(one.name, 'small schools')} {'changes by' if change else 'is'}"
    luck = f"{chance:.0%} of the variance between replicates is chance"
    return f"In one possible history {what} {low} to {high}: {luck}."


def aligned(widths: Sequence[int], *cells: str) -> str:
    """A line of a table as text: the first cell at the left of its column, others at the right."""
    first, *others = zip(cells, widths, strict=True)
    return f"{first[0]:{first[1]}}" + "".join(f"{text:>{width}}" for text, width in others)


def cell(estimate: Estimate, signed: bool) -> str:
    """A mean with its interval, if it has one, for a table."""
    if np.isnan(estimate.mean):
        return "-"
    places = 0 if abs(estimate.mean) >= 100 else 2
    return f"{estimate:{'+' if signed else ''}z.{places}f}"  # z: never a nought with a minus
