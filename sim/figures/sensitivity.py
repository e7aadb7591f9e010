"""Which settings move an outcome most: a bar for each, or a tornado."""

from pathlib import Path
from typing import Any

import pandas as pd

from sim.figures import style
from sim.results import labels
from sim.results.folder import Folder
from sim.results.outcome import Outcome

MOST = 15  # settings that are drawn
IN_UNITS = ("from usual", "effect")  # of the outcome; other indices have no unit


def draw(
    results: Folder,
    outcome: Outcome,
    table: pd.DataFrame,
    folder: Path,
    name: str,
    scenario: str = "",
) -> list[Path]:
    """Bars of the first index of a table of sensitivities, dots of the second, largest on top."""
    bars, *dots = _largest(table, outcome.scale)
    figure, [axis] = style.begin(folder / name, 11, 2.2 + 0.36 * len(bars))
    _rows(axis, bars, *dots)
    first = bars["index"].iloc[0]
    axis.set_xlabel(f"{first}, {outcome.unit}" if first in IN_UNITS else first)
    in_words = (f"{r.Index} {r.value:.3g} ({r.low:.3g} to {r.high:.3g})" for r in bars.itertuples())
    return figure.finish(
        title=f"{labels.setting_and_group(bars.index[0]).capitalize()} moves it most",
        subtitle=f"{outcome}: {results.difference(scenario)}",
        source=f"Simulated by small-schools; {len(results.points)} points; lines: 90% intervals of "
        "the index",
        alt="; ".join(in_words),
    )


def _largest(table: pd.DataFrame, scale: float) -> list[pd.DataFrame]:
    """A table by setting for each index, of the settings of which the first index is largest."""
    table = table.set_index("setting")
    table.loc[table["index"].isin(IN_UNITS), ["value", "low", "high"]] *= scale
    first, *others = (rows for _, rows in table.groupby("index", sort=False))
    size = first.high - first.low if first["index"].iloc[0] == "from usual" else first.value.abs()
    shown = size.sort_values(ascending=False, kind="stable").index[:MOST]
    return [rows.loc[shown] for rows in (first, *others)]


def _rows(axis: Any, bars: pd.DataFrame, *dots: pd.DataFrame) -> None:
    at, first = range(len(bars)), bars["index"].iloc[0]
    names = bars.index.map(labels.setting_and_group)
    if first == "from usual":
        axis.hlines(at, bars.low, bars.high, color=style.DARK_BLUE, lw=9)
        style.name_rows(axis, names, fontsize=9)
    else:
        style.bars(axis, names, bars.value, bars.low, bars.high, fontsize=9)
    for rows in dots[:1]:
        axis.plot(rows.value, at, "o", color=style.TURQUOISE, ms=6)
        axis.hlines(at, rows.low, rows.high, color=style.TURQUOISE, lw=1.5)
        axis.set_title(f"bars: {first}; dots: {rows['index'].iloc[0]}")
    axis.axvline(0, color=style.GREY, lw=0.9)
