"""What a sweep found: curves over one setting, or which settings move a result most."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.experiments.designs import Design
from sim.figures import style
from sim.measures import MEASURES


def draw(
    design: Design,
    points: pd.DataFrame,
    change: pd.DataFrame,
    tables: Sequence[pd.DataFrame],
    shown: Sequence[tuple[str, str]],
    folder: Path,
) -> list[Path]:
    """A panel for each result: a curve where one setting varies, else a bar for each setting."""
    figure, axes = style.begin(13, 5.2 + 0.2 * max(len(points.columns) - 6, 0), 1, len(shown))
    curve = len(points.columns) == 1 and points.iloc[:, 0].dtype.kind in "if"
    said = []
    for place, (axis, (measure, group)) in enumerate(zip(axes.flat, shown, strict=True)):
        axis.set_title(f"{measure.replace('_', ' ')}, {group} schools", fontsize=10)
        if curve:
            said.append(_curve(axis, points, change, measure, group))
        elif tables:
            said.append(_bars(axis, tables[place], named=place == 0))
    last, first = design.scenarios[-1], design.scenarios[0]
    against = f"{style.called(last)} minus {style.called(first)}"
    words = {
        "title": design.description,
        "subtitle": against if last != first else style.called(first),
        "source": "Simulated by small-schools; mean of the last years, bars: 90% intervals",
        "alt": " ".join(said),
    }
    return style.finish(figure, folder, f"sweep_{design.name}", words)


def _curve(axis: Any, points: pd.DataFrame, change: pd.DataFrame, measure: str, group: str) -> str:
    found = change[(change.measure == measure) & (change.group == group)].set_index("point")
    order = points.iloc[:, 0].sort_values()
    rows = found.loc[order.index]
    axis.plot(order, rows["mean"], color=style.DARK_BLUE, marker="o", lw=1.8)
    axis.vlines(order, rows.low, rows.high, color=style.DARK_BLUE, lw=2.4)
    axis.axhline(0, color=style.GREY, lw=0.9)
    axis.set_xlabel(points.columns[0].split(".")[-1].replace("_", " "))
    axis.set_ylabel(MEASURES[measure].unit)
    pairs = ", ".join(f"{x:g}: {y:.3g}" for x, y in zip(order, rows["mean"], strict=True))
    return f"{measure} of {group} schools by {points.columns[0]}: {pairs}."


def _bars(axis: Any, table: pd.DataFrame, named: bool) -> str:
    chosen = table[table["index"] == table["index"].iloc[0]]
    names = [name.split(".", 1)[1] for name in chosen.setting]
    at = range(len(names))
    if (chosen.value == 0).all():  # one at a time: the span of each
        axis.hlines(at, chosen.low, chosen.high, color=style.DARK_BLUE, lw=9)
    else:
        axis.barh(at, chosen.value, color=style.DARK_BLUE, height=0.6)
        axis.hlines(at, chosen.low, chosen.high, color=style.ORANGE, lw=2)
    axis.axvline(0, color=style.GREY, lw=0.9)
    axis.set_yticks(at, names if named else [""] * len(names), fontsize=8)
    axis.invert_yaxis()
    axis.set_xlabel(chosen["index"].iloc[0])
    pairs = zip(names, chosen.low, chosen.value, chosen.high, strict=True)
    return "; ".join(f"{n} {value:.3g} ({low:.3g} to {high:.3g})" for n, low, value, high in pairs)
