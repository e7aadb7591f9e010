"""From an ensemble to tables: levels of each scenario, and differences in pairs.

Replicates of two scenarios share their random draws, so the difference is taken within each
replicate before its mean and interval.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd

from sim.measures import GROUPS, MEASURES, headline_measures
from sim.parameters.calibrated import ENSEMBLE
from sim.parameters.config import SWITCHED_OFF
from sim.parameters.years import school_year
from sim.results import labels
from sim.results.ensemble import Ensemble, each_of, last_years
from sim.results.intervals import Estimate, interval

SHOWN = ("small", "all")  # groups in the closing tables
WIDTHS = (26, 30, 30)
CONTRIBUTED = (
    "ks2_progress_mean", "ks2_progress_sd", "leader_lost_rate", "head_readvertised_share",
)  # fmt: skip


def summarise(ensemble: Ensemble) -> pd.DataFrame:
    """Mean, low and high by scenario, year, group and measure; differences from the first after."""
    names, measures = ensemble.scenarios, ensemble.measures.astype(np.float64)
    blocks = [("level", name, values) for name, values in zip(names, measures, strict=True)]
    others = zip(names[1:], measures[1:], strict=True)
    blocks += [("difference", name, values - measures[0]) for name, values in others]
    first = ensemble.settings[0]
    table = pd.concat([_table(*block, first.run.parameters) for block in blocks], ignore_index=True)
    if start := first.model.calendar.start_year:
        table.insert(2, "school_year", table["year"].map(partial(school_year, start)))
    return table


def _table(kind: str, scenario: str, values: np.ndarray, parameters: str) -> pd.DataFrame:
    mean, low, high = (part.ravel() for part in interval(values, 0, parameters))
    table = each_of(year=range(1, values.shape[1] + 1), group=GROUPS, measure=list(MEASURES))
    table.insert(0, "scenario", scenario)
    table["kind"] = kind
    return table.assign(mean=mean, low=low, high=high)


def headlines(ensemble: Ensemble) -> str:
    """The closing tables: what changed in the last years, for small schools and for all."""
    values, names = last_years(ensemble.measures), ensemble.scenarios
    parameters = ensemble.settings[0].run.parameters
    over = " over calibrated parameter sets" if parameters == ENSEMBLE else ""
    start = ensemble.settings[0].model.calendar.start_year
    last = f"{labels.last_years(ensemble.measures.shape[2], start)}, 90% interval{over}"
    if len(names) == 1:
        resolved = ensemble.settings[0].resolved
        plain = labels.is_as_described(resolved)
        title = names[0] if plain else labels.scenario_names([resolved])[names[0]]
        return _table_as_text(f"{title}: {last}", interval(values[0], 0, parameters), False)
    changes = {
        name: interval(change, 0, parameters)
        for name, change in zip(names[1:], values[1:] - values[0], strict=True)
    }
    off = {name: changes.pop(name).scaled(-1) for name in names if SWITCHED_OFF in name}
    parts = [
        _table_as_text(f"{name} minus {names[0]}: {last}", change, True)
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
        lines += ["", f"{name}, {one.unit_of_change}", aligned(widths, "roll", *bands)]
        for scenario, estimate in contributions.items():
            estimates = (estimate.at((GROUPS.index(band), place)) for band in bands)
            cells = (cell(e.scaled(one.scale), signed=True) for e in estimates)
            lines.append(aligned(widths, scenario.split(SWITCHED_OFF)[1], *cells))
    return "\n".join(lines)


def _table_as_text(title: str, estimate: Estimate, change: bool) -> str:
    """The headline measures of an estimate of all, (groups, measures)."""
    lines = [title, aligned(WIDTHS, "", "small schools (<150)", "all schools") + "  unit"]
    for one in headline_measures():
        places = [(GROUPS.index(group), list(MEASURES).index(one.name)) for group in SHOWN]
        cells = [cell(estimate.at(place).scaled(one.scale), signed=change) for place in places]
        unit = one.unit_of_change if change else "%" if one.unit == "share" else one.unit
        lines.append(f"{aligned(WIDTHS, one.name, *cells)}  {unit}")
    return "\n".join(lines)


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
