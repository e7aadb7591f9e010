"""How much is enough: the curve of an outcome over one setting, with where it stops improving."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.figures import style
from sim.figures.sweeps import curve
from sim.results import labels
from sim.results.folder import Folder
from sim.results.outcome import Outcome


def draw(
    found: Folder, outcome: Outcome, scenario: str, table: pd.DataFrame, folder: Path, name: str
) -> list[Path]:
    """The mean change at each value with its interval; bands where a threshold may lie."""
    setting = found.varied().iloc[:, 0]
    figure, axes = style.begin(10, 5.6)
    axis = axes.flat[0]
    said = curve(axis, found, outcome, scenario)
    axis.set_title("")
    known = table[table.value.notna() & (table["where"] != "best")]
    for row, colour in zip(known.itertuples(), (style.ORANGE, style.TURQUOISE), strict=False):
        axis.axvspan(row.low, row.high, color=colour, alpha=0.15, lw=0)
        axis.axvline(row.value, color=colour, lw=1.6)
        top = axis.get_ylim()[1]
        label = f" {row.where}: {_round(row.value)}"
        axis.text(row.value, top, label, color=colour, weight="bold", va="bottom")
    best, enough = (table.set_index("where").loc[where] for where in ("best", "enough"))
    told = f"{_round(enough.value)} is about enough ({_round(enough.low)} to {_round(enough.high)})"
    if best.value == setting.max():
        told = f"It is best at the largest value, {_round(best.value)}: more may be better"
    words = {
        "title": f"{told}: {labels.setting_and_group(str(setting.name))}",
        "subtitle": f"{outcome}: {labels.difference(scenario, found.scenarios[0])}",
        "source": "Simulated by small-schools; mean of the last years, bars and bands: 90% "
        "intervals",
        "alt": said,
    }
    return style.finish(figure, folder, name, words)


def _round(value: float) -> str:
    """Three digits: more would look surer than it is."""
    return f"{float(f'{value:.3g}'):,g}"
