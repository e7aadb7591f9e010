"""From an ensemble to tables: levels of each scenario, and differences in pairs.

Replicates of two scenarios share their luck, so the difference is taken within
each replicate before its mean and interval.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.measures import GROUPS, LAST_YEARS, MEASURES, headline_measures
from sim.parameters.calibrated import ENSEMBLE
from sim.parameters.config import SWITCHED_OFF
from sim.results.ensemble import Ensemble, last_years
from sim.results.intervals import interval

CONTRIBUTED = (
    "ks2_progress_mean",
    "ks2_progress_sd",
    "head_leaver_rate",
    "head_readvertised_share",
)


def summarise(ensemble: Ensemble) -> pd.DataFrame:
    """Mean, low and high by scenario, year, group and measure; differences from the first after."""
    names, measures = ensemble.scenarios, ensemble.measures.astype(np.float64)
    blocks = [("level", name, values) for name, values in zip(names, measures, strict=True)]
    others = zip(names[1:], measures[1:], strict=True)
    blocks += [("difference", name, values - measures[0]) for name, values in others]
    parameters = ensemble.settings[0].run.parameters
    return pd.concat([_table(*block, parameters) for block in blocks], ignore_index=True)


def _table(kind: str, scenario: str, values: np.ndarray, parameters: str) -> pd.DataFrame:
    mean, low, high = (part.ravel() for part in interval(values, 0, parameters))
    axes = [range(1, values.shape[1] + 1), GROUPS, list(MEASURES)]
    index = pd.MultiIndex.from_product(axes, names=["year", "group", "measure"])
    table = index.to_frame(index=False)
    table.insert(0, "scenario", scenario)
    table["kind"] = kind
    return table.assign(mean=mean, low=low, high=high)


def headlines(ensemble: Ensemble) -> str:
    """The closing tables: what changed in the last years, for small schools and for all."""
    values, names = last_years(ensemble.measures, axis=2), ensemble.scenarios
    parameters = ensemble.settings[0].run.parameters
    over = " over plausible parameter sets" if parameters == ENSEMBLE else ""
    years = min(LAST_YEARS, ensemble.measures.shape[2])
    last = f"mean of the last {years} years, 90% interval{over}"
    if len(names) == 1:
        return _text(f"{names[0]}: {last}", values[0], False, parameters)
    found = dict(zip(names[1:], values[1:] - values[0], strict=True))
    off = {name: -found.pop(name) for name in names if SWITCHED_OFF in name}
    parts = [
        _text(f"{name} minus {names[0]}: {last}", change, True, parameters)
        for name, change in found.items()
    ]
    return "\n\n".join(parts + ([_contributions(off, last, parameters)] if off else []))


def _contributions(found: dict[str, np.ndarray], last: str, parameters: str) -> str:
    """What each mechanism of smallness does to some measures, by roll band: with minus without."""
    bands = GROUPS[1:-2]
    lines = [f"What each mechanism contributes (with it minus without it), {last}"]
    for name in CONTRIBUTED:
        unit, shown = MEASURES[name].unit, MEASURES[name].unit_of_change
        lines += ["", f"{name}, {shown}", f"{'roll':22}" + "".join(f"{b:>26}" for b in bands)]
        for scenario, values in found.items():
            mean, low, high = interval(values[..., list(MEASURES).index(name)], 0, parameters)
            at = [GROUPS.index(band) for band in bands]
            cells = [f"{cell(mean[g], low[g], high[g], unit, True):>26}" for g in at]
            lines.append(f"{scenario.split(SWITCHED_OFF)[1]:22}" + "".join(cells))
    return "\n".join(lines)


def _text(title: str, values: np.ndarray, paired: bool, parameters: str) -> str:
    mean, low, high = interval(values, 0, parameters)
    lines = [title, f"{'':26}{'small schools (<150)':>30}{'all schools':>30}  unit"]
    for one in headline_measures():
        cells = []
        for group in ("small", "all"):
            at = (GROUPS.index(group), list(MEASURES).index(one.name))
            cells.append(cell(mean[at], low[at], high[at], one.unit, paired))
        shown = one.unit_of_change if paired else "%" if one.unit == "share" else one.unit
        lines.append(f"{one.name:26}{cells[0]:>30}{cells[1]:>30}  {shown}")
    return "\n".join(lines)


def cell(mean: Any, low: Any, high: Any, unit: str, paired: bool) -> str:
    """A mean with its interval, if it has one; shares in percentage points, changes signed."""
    if np.isnan(mean):
        return "-"
    scale = 100 if unit == "share" else 1
    places = 0 if abs(mean) * scale >= 100 else 2
    sign = "+" if paired else ""
    text = f"{mean * scale:{sign}.{places}f}"
    if np.isnan(low):
        return text
    return f"{text} ({low * scale:{sign}.{places}f} to {high * scale:{sign}.{places}f})"
