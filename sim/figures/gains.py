"""Who gains and who loses: the spread of change over schools, not only its mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.ticker import FuncFormatter

from sim.figures import captions, style
from sim.measures.school_history import SCHOOL_OUTCOMES
from sim.results import labels
from sim.results.folder import Folder
from sim.world.bands import BANDS

PANELS = ("progress", "head_left", "cost_per_pupil")
BY = {"roll": "{} pupils", "nearest school": "next school {}",
      "free school meals": "{} deprived fifth"}  # fmt: skip
ORDER = [*BANDS, "under 1 km", "1 to 3 km", "over 3 km", "least", "second", "middle", "fourth",
         "most"]  # fmt: skip
LEFT_OUT = ("second", "middle", "fourth")  # fifths between the ends
BY_CHANCE = 0.05  # on each side, where nothing changes


def draw(results: Folder) -> list[Path]:
    """Fractions of schools that gain and lose: by group, or by scenario where there are several."""
    if not results.others or results.manifest["replicates"] < 2:
        return []
    table = rows_of(results)
    names = list(dict.fromkeys(table.row))
    figure, axes = style.begin(12.5, 2.6 + 0.34 * len(names), 1, len(PANELS))
    in_words = []
    for place, (axis, outcome) in enumerate(zip(axes.flat, PANELS, strict=True)):
        rows = table[table.outcome == outcome].set_index("row").loc[names]
        title = labels.capitalised(SCHOOL_OUTCOMES[outcome].meaning)
        in_words.append(_panel(axis, rows, title, not place))
    several = len(results.others) > 1
    against = f"Against {results.called(results.first)}"
    if not several:
        against = f"{labels.capitalised(results.called(results.others[0]))} a{against[1:]}"
    caption = style.Caption(
        title=_title(results),
        subtitle=f"{against}: {'all ' if several else ''}schools where the 90% interval of the "
        f"change excludes zero; by chance {BY_CHANCE:.0%} on each side (dotted)",
        source=captions.source(results),
        alt=f"Bars to both sides. {' '.join(in_words)}",
    )
    return style.finish(figure, results.path, "who_gains", caption)


def rows_of(results: Folder) -> pd.DataFrame:
    """The rows to show, each with its name."""
    gains = _gains(results)
    if len(results.others) > 1:
        table = gains[gains.by == "all"]
        return table.assign(row=[labels.capitalised(results.called(s)) for s in table.scenario])
    table = gains[gains.by.isin(list(BY)) & ~gains.group.isin(LEFT_OUT)]
    table = table.sort_values("group", key=lambda g: g.map(ORDER.index), kind="stable")
    pairs = zip(table.by, table.group, strict=True)
    return table.assign(row=[labels.capitalised(BY[by].format(group)) for by, group in pairs])


def _gains(results: Folder) -> pd.DataFrame:
    gains = results.table("who_gains.csv")
    return gains[gains.scenario.isin(results.others)]


def _title(results: Folder) -> str:
    """What becomes of the schools with the fewest pupils that there are, or of all."""
    gains = _gains(results)
    gains = gains[gains.outcome == "progress"]
    if len(results.others) > 1:
        chosen = gains[gains.by == "all"].sort_values("gain").iloc[-1]
        name = results.called(chosen.scenario)
        return (
            f"Most schools clearly gain progress under {name}: {chosen.gain:.0%}, "
            f"and {chosen.lose:.0%} clearly lose"
        )
    smallest = gains[gains.by == "roll"].sort_values("group", key=lambda g: g.map(ORDER.index))
    row = smallest.iloc[0]
    return (
        f"Of schools with {labels.roll(row.group)} pupils, {row.gain:.0%} clearly gain progress "
        f"and {row.lose:.0%} clearly lose"
    )


def _panel(axis: Any, table: pd.DataFrame, title: str, named: bool) -> str:
    at = range(len(table))
    axis.barh(at, table.gain, color=style.DARK_BLUE, height=0.7)
    axis.barh(at, -table.lose, color=style.ORANGE, height=0.7)
    for place in (-BY_CHANCE, BY_CHANCE):
        axis.axvline(place, color=style.GREY, lw=1, ls=":")
    axis.axvline(0, color=style.GREY, lw=0.9)
    style.name_rows(axis, [row if named else "" for row in table.index], fontsize=9)
    axis.set_ylim(top=-1.3)  # room for the two words
    widest = max([0.2, *table.gain, *table.lose]) * 1.1
    axis.set_xlim(-widest, widest)
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):.0%}"))
    axis.set_xlabel("% of schools")
    axis.set_title(title)
    axis.text(widest * 0.97, -0.75, "better", color=style.DARK_BLUE, weight="bold", ha="right")
    axis.text(-widest * 0.97, -0.75, "worse", color=style.ORANGE, weight="bold", ha="left")
    in_words = "; ".join(
        f"{r.Index} {r.gain:.0%} better, {r.lose:.0%} worse" for r in table.itertuples()
    )
    return f"{title}: {in_words}."
