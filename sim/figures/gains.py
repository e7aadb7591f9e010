"""Who gains and who loses: the spread of change over schools, not only its mean."""

from pathlib import Path
from typing import Any

import pandas as pd

from sim.figures import captions, style
from sim.measures.school_history import SCHOOL_OUTCOMES
from sim.results import labels
from sim.results.folder import Folder
from sim.world.bands import BANDS

LEAST = 0.005  # closures that are spoken of
CLOSED = "; grey: it closes, and its pupils are counted where they go"
PANELS = ("progress", "head_left", "cost_per_pupil")
BY = {"roll": "{} pupils", "nearest school": "next school {}",
      "free school meals": "{} deprived fifth"}  # fmt: skip
ORDER = [*BANDS, "under 1 km", "1 to 3 km", "over 3 km", "least", "most"]  # no fifths between ends


def draw(results: Folder) -> list[Path]:
    """Chances that a school gains and loses: by group, or by scenario where there are several."""
    if not results.others or results.manifest["replicates"] < 2:
        return []
    table = rows_of(results)
    height = 2.6 + 0.34 * table.row.nunique()
    figure, axes = style.begin(results.path / "who_gains", 12.5, height, len(PANELS), sharey=True)
    outcomes = table.groupby("outcome")
    in_words = [
        _panel(axis, outcomes.get_group(name), labels.capitalised(SCHOOL_OUTCOMES[name].meaning))
        for axis, name in zip(axes, PANELS, strict=True)
    ]
    several = len(results.others) > 1
    against = f"Against {results.called(results.first)}"
    if not several:
        against = f"{labels.capitalised(results.called(results.others[0]))} a{against[1:]}"
    return figure.finish(
        title=_title(results, outcomes.get_group("progress")),
        subtitle=f"{against}{', all schools' if several else ''}: the chance that a school does "
        "better or worse in one possible history (where nothing changes, luck makes both alike)"
        f"{CLOSED if (table.close >= LEAST).any() else ''}",
        source=captions.source(results),
        alt=f"Bars to both sides. {' '.join(in_words)}",
    )


def rows_of(results: Folder) -> pd.DataFrame:
    """The rows to show, each with its name."""
    table = results.table("who_gains.csv")
    table = table[table.scenario.isin(results.others)]
    if len(results.others) > 1:
        table = table[table.by == "all"]
        return table.assign(row=table.scenario.map(results.called).map(labels.capitalised))
    table = table[table.by.isin(list(BY)) & table.group.isin(ORDER)]
    table = table.sort_values("group", key=lambda g: g.map(ORDER.index), kind="stable")
    pairs = zip(table.by, table.group, strict=True)
    return table.assign(row=[labels.capitalised(BY[by].format(group)) for by, group in pairs])


def _title(results: Folder, progress: pd.DataFrame) -> str:
    """What becomes of the schools with the fewest pupils that there are, or of all."""
    if len(results.others) > 1:
        best = progress.sort_values("gain").iloc[-1]
        return (
            f"Chances of gaining progress are best under {results.called(best.scenario)}: "
            f"{best.gain:.0%} of schools do better, {best.lose:.0%} worse{_closing(best.close)}"
        )
    smallest = progress[progress.by == "roll"].iloc[0]
    close = smallest.close >= LEAST
    return (
        f"Of schools with {labels.roll(smallest.group)} pupils, {smallest.gain:.0%} gain progress "
        f"in a possible history{',' if close else ' and'} {smallest.lose:.0%} lose it"
        f"{f' and {smallest.close:.0%} close' if close else ''}"
    )


def _panel(axis: Any, table: pd.DataFrame, title: str) -> str:
    at = range(len(table))
    axis.barh(at, table.gain, color=style.DARK_BLUE, height=0.7)
    axis.barh(at, -table.lose, color=style.ORANGE, height=0.7)
    axis.barh(at, -table.close, left=-table.lose, color=style.GREY, height=0.7)
    axis.axvline(0, color=style.GREY, lw=0.9)
    style.name_rows(axis, list(table.row), fontsize=9)
    axis.set_ylim(top=-1.3)  # room for the two words
    widest = max([0.2, *table.gain, *(table.lose + table.close)]) * 1.1
    axis.set(title=title, xlabel="% of schools", xlim=(-widest, widest))
    axis.xaxis.set_major_formatter(lambda value, _: f"{abs(value):.0%}")
    axis.text(widest * 0.97, -0.75, "better", color=style.DARK_BLUE, weight="bold", ha="right")
    axis.text(-widest * 0.97, -0.75, "worse", color=style.ORANGE, weight="bold", ha="left")
    in_words = (
        f"{r.row} {r.gain:.0%} better, {r.lose:.0%} worse{_closing(r.close)}"
        for r in table.itertuples()
    )
    return f"{title}: {'; '.join(in_words)}."


def _closing(chance: float) -> str:
    """What is said of closing where it shows at all."""
    return f", {chance:.0%} closed" if chance >= LEAST else ""
