"""From an ensemble to tables: levels of each scenario, and differences in pairs.

Replicates of two scenarios share their random draws, so the difference is taken within each
replicate before its mean and interval.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from sim.measures import GROUPS, MEASURES, headline_measures
from sim.parameters.config import SWITCHED_OFF
from sim.parameters.years import school_year
from sim.results import labels
from sim.results.ensemble import Ensemble, each_of, last_years
from sim.results.intervals import Estimate, chance_share, interval, tails

SHOWN = ("small", "all")  # groups in the closing tables
ESTIMATE = list(Estimate._fields)
WIDTHS = (64, 26, 26)
ONE_HISTORY = "ks2_progress_mean"
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


def headlines(ensemble: Ensemble) -> str:
    """The closing tables: what changed in the last years, for small schools and for all."""
    values, names = last_years(ensemble.measures), ensemble.scenarios
    start, sets = ensemble.settings[0].model.calendar.start_year, ensemble.sets
    over = labels.interval(len(sets), len(np.unique(sets)))
    last = f"{labels.last_years(ensemble.measures.shape[2], start)}, {over}"
    if len(names) == 1:
        resolved = ensemble.settings[0].resolved
        plain = labels.is_as_described(resolved)
        title = names[0] if plain else labels.scenario_names([resolved])[names[0]]
        return _table_as_text(f"{title}: {last}", values[0], sets, False)
    changes = dict(zip(names[1:], values[1:] - values[0], strict=True))
    off = {name: interval(-changes.pop(name), 0, sets) for name in names if SWITCHED_OFF in name}
    parts = [
        _table_as_text(f"{name} minus {names[0]}: {last}", change, sets, True)
        for name, change in changes.items()
    ]
    return "\n\n".join(parts + ([_contributions_as_text(off, last)] if off else []))


def _contributions_as_text(contributions: dict[str, Estimate], last: str) -> str:
    """What each mechanism of smallness does to some measures, by roll band: with minus without."""
    bands = GROUPS[1:-2]
    widths = (22, *[26] * len(bands))
    lines = [f"What each mechanism contributes (with it minus without it), {last}"]
    for name in CONTRIBUTED:
        one, place = MEASURES[name], list(MEASURES).index(name)
        lines += [
            "",
            f"{labels.title(name)}, {one.unit_of_change}",
            aligned(widths, "roll", *bands),
        ]
        for scenario, estimate in contributions.items():
            estimates = (estimate.at((GROUPS.index(band), place)) for band in bands)
            cells = (cell(e.scaled(one.scale), signed=True) for e in estimates)
            lines.append(aligned(widths, scenario.split(SWITCHED_OFF)[1], *cells))
    return "\n".join(lines)


def headline(values: np.ndarray, sets: np.ndarray, change: bool) -> pd.DataFrame:
    """The headline measures of values of all, (replicates, groups, measures), in plain words.

    A row for each measure and for small and all schools; fractions in percent.
    """
    estimate, rows = interval(values, 0, sets), []
    for one in headline_measures():
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
        tables.append(headline(of, ensemble.sets, change))
        tables[-1].insert(0, "scenario", labels.capitalised(name))
    table = pd.concat(tables, ignore_index=True)
    return table.assign(interval=labels.interval(len(ensemble.sets), len(set(ensemble.sets))))


def _table_as_text(title: str, values: np.ndarray, sets: np.ndarray, change: bool) -> str:
    lines = [title, aligned(WIDTHS, "", *map(labels.schools, SHOWN)) + "  unit"]
    for (measure, unit), rows in headline(values, sets, change).groupby(
        ["measure", "unit"], sort=False
    ):
        cells = [cell(Estimate(*row), signed=change) for row in rows[ESTIMATE].to_numpy()]
        lines.append(f"{aligned(WIDTHS, measure, *cells)}  {unit}")
    return "\n".join(lines + _in_one_history(values, sets, change))


def points_as_text(table: pd.DataFrame, settings: list[str]) -> str:
    """A :func:`headline` of points: a line for each, with the settings that vary first."""
    heads = [labels.setting(name) for name in settings]
    measures = list(dict.fromkeys(zip(table.measure, table.unit, strict=True)))
    widths = [max(12, len(head) + 2) for head in heads]
    wide = [max(len(name) + 2, WIDTHS[1]) for name, _ in measures]
    lines = [aligned([*widths, *wide], *heads, *(name for name, _ in measures))]
    lines += [aligned([*widths, *wide], *[""] * len(heads), *(unit for _, unit in measures))]
    for values, rows in table.groupby(settings, sort=False):
        cells = [cell(Estimate(*row), signed=True) for row in rows[ESTIMATE].to_numpy()]
        lines.append(aligned([*widths, *wide], *map(str, values), *cells))
    return "\n".join(lines)


def _in_one_history(values: np.ndarray, sets: np.ndarray, change: bool) -> list[str]:
    """What one possible history may bring for small schools' progress, where chance is known."""
    of = values[:, GROUPS.index("small"), list(MEASURES).index(ONE_HISTORY)]
    chance = chance_share(of, sets)
    if np.isnan(chance):
        return []
    low, high = (f"{end:{'+' if change else ''}.2f}" for end in tails(of))
    what = f"the {labels.measure(ONE_HISTORY, 'small schools')} {'changes by' if change else 'is'}"
    luck = f"{chance:.0%} of the variance between replicates is chance"
    return [f"In one possible history {what} {low} to {high}: {luck}."]


def aligned(widths: Sequence[int], *cells: str) -> str:
    """A line of a table as text: the first cell at the left of its column, others at the right."""
    first, *others = zip(cells, widths, strict=True)
    return f"{first[0]:{first[1]}}" + "".join(f"{text:>{width}}" for text, width in others)


def cell(estimate: Estimate, signed: bool) -> str:
    """A mean with its interval, if it has one, for a table."""
    if np.isnan(estimate.mean):
        return "-"
    places = 0 if abs(estimate.mean) >= 100 else 2
    return f"{estimate:{'+' if signed else ''}.{places}f}"
