"""Which settings move an outcome most: a bar for each, or a tornado."""

from __future__ import annotations

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
    first, *others = dict.fromkeys(table["index"])
    if first in IN_UNITS:
        numbers = ["value", "low", "high"]
        table = table.assign(**{name: outcome.scale * table[name] for name in numbers})
    bars = table[table["index"] == first].set_index("setting")
    size = (bars.high - bars.low) if first == "from usual" else bars.value.abs()
    bars = bars.loc[size.sort_values(ascending=False, kind="stable").index[:MOST]]
    figure, axes = style.begin(11, 2.2 + 0.36 * len(bars))
    axis = axes.flat[0]
    in_words = _bars(axis, bars, first == "from usual")
    if others:
        dots = table[table["index"] == others[0]].set_index("setting").loc[bars.index]
        axis.plot(dots.value, range(len(dots)), "o", color=style.TURQUOISE, ms=6)
        axis.hlines(range(len(dots)), dots.low, dots.high, color=style.TURQUOISE, lw=1.5)
        axis.set_title(f"bars: {first}; dots: {others[0]}", fontsize=10)
    axis.axvline(0, color=style.GREY, lw=0.9)
    axis.set_xlabel(f"{first}, {outcome.unit}" if first in IN_UNITS else first)
    caption = style.Caption(
        title=f"{labels.setting_and_group(bars.index[0]).capitalize()} moves it most",
        subtitle=f"{outcome}: {labels.difference(results.chosen(scenario), results.first)}",
        source=f"Simulated by small-schools; {len(results.points)} points, lines: 90% intervals",
        alt=in_words,
    )
    return style.finish(figure, folder, name, caption)


def _bars(axis: Any, bars: pd.DataFrame, spans: bool) -> str:
    at = range(len(bars))
    if spans:
        axis.hlines(at, bars.low, bars.high, color=style.DARK_BLUE, lw=9)
    else:
        axis.barh(at, bars.value, color=style.DARK_BLUE, height=0.6)
        axis.hlines(at, bars.low, bars.high, color=style.ORANGE, lw=2)
    style.name_rows(axis, list(map(labels.setting_and_group, bars.index)), fontsize=9)
    rows = zip(bars.index, bars.value, bars.low, bars.high, strict=True)
    return "; ".join(f"{n} {value:.3g} ({low:.3g} to {high:.3g})" for n, value, low, high in rows)
