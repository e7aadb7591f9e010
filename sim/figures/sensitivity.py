"""Which settings move an outcome most: a bar for each, or a tornado."""

from pathlib import Path
from typing import Any

import pandas as pd

from sim.analyse.sensitivity import COEFFICIENT, EFFECT, FROM_USUAL, SPAN
from sim.figures import style
from sim.results import labels
from sim.results.folder import Folder
from sim.results.outcome import Outcome

MOST, NAMED = 15, 3  # settings that are drawn, and named in a title
IN_UNITS = (FROM_USUAL, SPAN, EFFECT)  # of the outcome; other indices have no unit


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
    lines = "the ends" if first == FROM_USUAL else "lines: 90% intervals of the index, if any"
    in_words = (f"{r.Index} {r.value:.3g} ({r.low:.3g} to {r.high:.3g})" for r in bars.itertuples())
    return figure.finish(
        title=_title(table),
        subtitle=f"{outcome}: {results.difference(scenario)}",
        source=f"Simulated by small-schools; {len(results.points)} points; {lines}",
        alt="; ".join(in_words),
    )


def _title(table: pd.DataFrame) -> str:
    """Which setting moves an outcome most, or which may."""
    size = _sizes(table)
    known = size.low.notna().all()
    if not known:
        return f"{_name(size.index[0])} moves it most, over too few replicates to tell from chance"
    if not (size.low > 0).any():
        return f"None of {labels.counted(len(size), 'setting')} clearly moves it"
    first = size[size.low > 0].iloc[0]
    may = size.index[size.high >= first.low]
    if len(may) == 1:
        return f"{_name(first.name)} moves it most"
    if len(may) <= NAMED:
        names = list(map(labels.setting_and_group, may))
        return labels.capitalised(f"{', '.join(names[:-1])} or {names[-1]} moves it most")
    return f"Any of {len(may)} settings may move it most, {_name(first.name)} among them"


def _sizes(table: pd.DataFrame) -> pd.DataFrame:
    """How much each setting moves the outcome, whichever way, most first: value, low, high."""
    index = SPAN if SPAN in set(table["index"]) else table["index"].iloc[0]
    rows = table[table["index"] == index].set_index("setting")[["value", "low", "high"]]
    if index == COEFFICIENT:
        down = rows.value < 0
        rows[down] = -rows.loc[down, ["value", "high", "low"]].to_numpy()
    return rows.sort_values("value", ascending=False, kind="stable")


def _name(setting: Any) -> str:
    return labels.capitalised(labels.setting_and_group(str(setting)))


def _largest(table: pd.DataFrame, scale: float) -> list[pd.DataFrame]:
    """A table by setting for each index, of the settings that move the outcome most."""
    shown = _sizes(table).index[:MOST]
    table = table[table["index"] != SPAN].set_index("setting")
    table.loc[table["index"].isin(IN_UNITS), ["value", "low", "high"]] *= scale
    return [rows.loc[shown] for _, rows in table.groupby("index", sort=False)]


def _rows(axis: Any, bars: pd.DataFrame, *dots: pd.DataFrame) -> None:
    at, first = range(len(bars)), bars["index"].iloc[0]
    names = bars.index.map(labels.setting_and_group)
    if first == FROM_USUAL:
        axis.hlines(at, bars.low, bars.high, color=style.DARK_BLUE, lw=9)
        style.name_rows(axis, names, fontsize=9)
    else:
        style.bars(axis, names, bars.value, bars.low, bars.high, fontsize=9)
    for rows in dots[:1]:
        axis.plot(rows.value, at, "o", color=style.TURQUOISE, ms=6)
        axis.hlines(at, rows.low, rows.high, color=style.TURQUOISE, lw=1.5)
        axis.set_title(f"bars: {first}; dots: {rows['index'].iloc[0]}")
    axis.axvline(0, color=style.GREY, lw=0.9)
