"""What a sweep found: curves over one setting, or which settings move a result most."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sim.figures import style, words
from sim.measures import MEASURES

ON_SCREEN = 14  # rows that can be read


def draw_folder(folder: Path) -> list[Path]:
    """A panel for each result: a curve where one setting varies, else a bar for each setting."""
    design = yaml.safe_load((folder / "design.yaml").read_text(encoding="utf-8"))
    points = pd.read_csv(folder / "points.csv", index_col="point")
    change = pd.read_csv(folder / "differences.csv")
    moves = folder / "sensitivity.csv"
    if not moves.exists():  # one point, or some that failed
        return []
    tables = pd.read_csv(moves)
    shown = list(tables[["measure", "group"]].drop_duplicates().itertuples(index=False, name=None))
    rows = tables.setting.nunique()
    figure, axes = style.begin(13, 5.2 + 0.2 * max(rows - 6, 0), 1, len(shown))
    curve = len(points.columns) == 1 and points.iloc[:, 0].dtype.kind in "if"
    said = []
    for place, (axis, (measure, group)) in enumerate(zip(axes.flat, shown, strict=True)):
        axis.set_title(words.sentence(words.label(measure, words.schools(group))), fontsize=10)
        chosen = tables[(tables.measure == measure) & (tables.group == group)]
        if curve:
            said.append(_curve(axis, points, change, measure, group))
        else:
            said.append(_bars(axis, chosen, named=place == 0))
    last, first = design["scenarios"][-1], design["scenarios"][0]
    against = f"{last} minus {first}"  # by name: what they hold is varied
    measure, group = shown[0]
    text = {
        "title": _best(points, change, measure, group) if curve else _most(tables, measure, group),
        "subtitle": f"{design['description']}. Scenario: {against if last != first else first}",
        "source": "Simulated by small-schools; mean of the last years, bars: 90% intervals",
        "alt": " ".join(said),
    }
    return style.finish(figure, folder / "figures", f"sweep_{design['name']}", text)


def _best(points: pd.DataFrame, change: pd.DataFrame, measure: str, group: str) -> str:
    """At which value of the one setting a measure is highest, and what else it may be."""
    chosen = change[(change.measure == measure) & (change.group == group)].set_index("point")
    top = chosen.loc[chosen["mean"].idxmax()]
    values = points.iloc[:, 0]
    near = values[chosen.index[~(chosen.high < top.low)]]
    told = (
        f"The {words.label(measure, words.schools(group))} is highest with "
        f"{_named(points.columns[0])} at {values[top.name]:g}"
    )
    if len(near) == len(chosen):
        return f"{told}, but no value can be told from another"
    return told if len(near) == 1 else f"{told}; {near.min():g} to {near.max():g} may be as high"


def _named(setting: str) -> str:
    """A setting with its group, as many are alike without it."""
    return f"{words.plain(setting)} ({words.plain(setting.rsplit('.', 1)[0])})"


def _most(tables: pd.DataFrame, measure: str, group: str) -> str:
    """Which setting moves a measure most."""
    chosen = tables[(tables.measure == measure) & (tables.group == group)]
    chosen = chosen[chosen["index"] == chosen["index"].iloc[0]]
    most = chosen.loc[_size(chosen).idxmax()]
    return (
        f"The {words.label(measure, words.schools(group))} is moved most by "
        f"{words.plain(most.setting)}"
    )


def _size(table: pd.DataFrame) -> pd.Series:
    """How much each setting does: its span where settings vary one at a time, else its index."""
    return table.high - table.low if (table.value == 0).all() else table.value.abs()


def _curve(axis: Any, points: pd.DataFrame, change: pd.DataFrame, measure: str, group: str) -> str:
    found = change[(change.measure == measure) & (change.group == group)].set_index("point")
    order = points.iloc[:, 0].sort_values()
    rows = found.loc[order.index]
    axis.plot(order, rows["mean"], color=style.DARK_BLUE, marker="o", lw=1.8)
    axis.vlines(order, rows.low, rows.high, color=style.DARK_BLUE, lw=2.4)
    axis.axhline(0, color=style.GREY, lw=0.9)
    axis.set_xlabel(_named(points.columns[0]))
    axis.set_ylabel(MEASURES[measure].unit)
    pairs = ", ".join(f"{x:g}: {y:.3g}" for x, y in zip(order, rows["mean"], strict=True))
    told = words.sentence(words.label(measure, words.schools(group)))
    return f"{told} by {_named(points.columns[0])}: {pairs}."


def _bars(axis: Any, table: pd.DataFrame, named: bool) -> str:
    chosen = table[table["index"] == table["index"].iloc[0]]
    chosen = chosen.loc[_size(chosen).sort_values(ascending=False, kind="stable").index]
    names = [words.plain(name) for name in chosen.setting]
    at = range(len(names))
    if (chosen.value == 0).all():  # one at a time: the span of each
        axis.hlines(at, chosen.low, chosen.high, color=style.DARK_BLUE, lw=9)
    else:
        axis.barh(at, chosen.value, color=style.DARK_BLUE, height=0.6)
        axis.hlines(at, chosen.low, chosen.high, color=style.ORANGE, lw=2)
    axis.axvline(0, color=style.GREY, lw=0.9)
    axis.set_yticks(at, names if named else [""] * len(names), fontsize=8)
    axis.invert_yaxis()
    unit = MEASURES[str(chosen.measure.iloc[0])].unit
    axis.set_xlabel(f"{chosen['index'].iloc[0]}, {unit}")
    pairs = zip(names, chosen.low, chosen.value, chosen.high, strict=True)
    return "; ".join(f"{n} {value:.3g} ({low:.3g} to {high:.3g})" for n, low, value, high in pairs)
