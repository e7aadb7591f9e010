"""A figure for each claim: its points with intervals, headed by the claim and the verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.ticker import MaxNLocator

from sim.claims.registry import CLAIMS
from sim.figures import style
from sim.figures.over_time import label_ends
from sim.results.folder import Folder
from sim.results.intervals import Estimate, estimate


def draw(results: Folder) -> list[Path]:
    """Every claim that was examined."""
    # An x may be text such as "none", which is not a missing value.
    points = results.table("points.csv", keep_default_na=False, na_values={"value": [""]})
    points = points.dropna(subset="value")  # where there are no schools of a kind
    judged = results.table("contrasts.csv")
    paths = []
    for name, rows in points.groupby("signature", sort=False):
        paths += _draw_claim(str(name), rows, judged[judged.signature == name], results.path)
    return paths


def _draw_claim(name: str, points: pd.DataFrame, judged: pd.DataFrame, folder: Path) -> list[Path]:
    """One claim: a panel for each part of the evidence."""
    claim, panels = CLAIMS[name], list(dict.fromkeys(points.panel))
    figure, axes = style.begin(12.5, 5.8, 1, len(panels))
    in_words = [
        _panel(axis, panel, points[points.panel == panel])
        for axis, panel in zip(axes.flat, panels, strict=True)
    ]
    shown = ", ".join(row.contrast for row in judged.itertuples() if row.shown)
    missing = ", ".join(row.contrast for row in judged.itertuples() if not row.shown)
    verdict = [f"Shown: {shown}."] * bool(shown) + [f"NOT shown: {missing}."] * bool(missing)
    caption = style.Caption(
        title=f"{'Shown' if judged.shown.all() else 'Not all shown'}: {claim.statement}",
        subtitle="Small: fewer than 150 pupils; remote: 3 km or more to the third nearest one",
        source=f"{' '.join(verdict)}\nSimulated by small-schools: {points.replicate.nunique()} "
        "replicates; bars and bands: 90% intervals. Shown: at most "
        f"{claim.false_alarm:.0%} false alarm.",
        alt=" ".join([*in_words, *verdict]),
    )
    return style.finish(figure, folder, f"signature_{name}", caption)


def _panel(axis: Any, panel: str, points: pd.DataFrame) -> str:
    """Draw one part of the evidence, over numbers or names; returns it in words."""
    numbers = pd.to_numeric(points.x, errors="coerce")
    numeric = bool(numbers.notna().all())
    points = points.assign(x=numbers) if numeric else points
    names = list(dict.fromkeys(points.x))
    in_words, ends = [], []
    every = points.groupby("series", sort=False)
    for place, (series, rows) in zip(range(len(style.COLOURS)), every, strict=False):
        by_x = {x: estimate(values) for x, values in rows.groupby("x", sort=False)["value"]}
        at = [x if numeric else names.index(x) for x in by_x]
        _draw_series(axis, place, at, list(by_x.values()), numeric)
        ends.append((list(by_x.values())[-1].mean, series, style.COLOURS[place]))
        in_words.append(f"{series}: {', '.join(f'{x} {e.mean:.3g}' for x, e in by_x.items())}.")
    axis.set_title(panel, fontsize=10)
    if points.value.min() >= 0:
        axis.set_ylim(bottom=0)
    else:
        axis.axhline(0, color=style.GREY, lw=0.9)
    if numeric:
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    else:
        style.name_ticks(axis, range(len(names)), names)
        axis.set_xlim(-0.6, len(names) - 0.4)
    if len(ends) > 1:
        label_ends(axis, ends, names[-1] if numeric else len(names) - 1)
    axis.grid(axis="x", visible=False)
    return f"{panel}: {' '.join(in_words)}"


def _draw_series(
    axis: Any, place: int, at: list[Any], estimates: list[Estimate], numeric: bool
) -> None:
    """A line and a band over numbers, a mark and a bar for each name."""
    mean, low, high = zip(*estimates, strict=True)
    colour, marker = style.COLOURS[place], style.MARKERS[place]
    axis.plot(at, mean, color=colour, marker=marker, lw=1.8 if numeric else 0)
    if numeric:
        axis.fill_between(at, low, high, color=colour, alpha=0.15, lw=0)
    else:
        style.draw_intervals(axis, at, estimates, color=colour, lw=2.4)
