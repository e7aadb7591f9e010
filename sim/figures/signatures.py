"""A figure for each claim: its points with intervals, headed by the claim and the verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.ticker import MaxNLocator

from sim.claims.registry import CLAIMS
from sim.figures import style
from sim.figures.over_time import label_ends
from sim.results.intervals import estimate


def draw_folder(folder: Path) -> list[Path]:
    """Every claim of a folder of ``signatures``; returns the files."""
    points = pd.read_csv(folder / "points.csv", keep_default_na=False, na_values={"value": [""]})
    points = points.dropna(subset="value")  # as of a kind of school of which there are none
    judged = pd.read_csv(folder / "contrasts.csv")
    paths = []
    for name, found in points.groupby("signature", sort=False):
        paths += draw(str(name), found, judged[judged.signature == name], folder / "figures")
    return paths


def draw(name: str, points: pd.DataFrame, judged: pd.DataFrame, folder: Path) -> list[Path]:
    """One claim: a panel for each part of the evidence."""
    claim, panels = CLAIMS[name], list(dict.fromkeys(points.panel))
    figure, axes = style.begin(12.5, 5.8, 1, len(panels))
    said = [
        _panel(axis, panel, points[points.panel == panel])
        for axis, panel in zip(axes.flat, panels, strict=True)
    ]
    shown = ", ".join(row.contrast for row in judged.itertuples() if row.shown)
    missing = ", ".join(row.contrast for row in judged.itertuples() if not row.shown)
    told = [f"Shown: {shown}." if shown else "", f"NOT shown: {missing}." if missing else ""]
    replicates = points.replicate.nunique()
    words = {
        "title": f"{'Shown' if judged.shown.all() else 'Not all shown'}: {claim.statement}",
        "subtitle": "Small: fewer than 150 pupils; remote: 3 km or more to the third nearest one",
        "source": "\n".join(
            [
                " ".join(t for t in told if t),
                f"Simulated by small-schools: {replicates} replicates; bars and bands: 90% "
                f"intervals. Shown: at most {claim.false_alarm:.0%} false alarm.",
            ]
        ),
        "alt": " ".join(said + [t for t in told if t]),
    }
    return style.finish(figure, folder, f"signature_{name}", words)


def _panel(axis: Any, panel: str, points: pd.DataFrame) -> str:
    as_numbers = pd.to_numeric(points.x, errors="coerce")
    numeric = bool(as_numbers.notna().all())
    points = points.assign(x=as_numbers) if numeric else points
    labels = list(dict.fromkeys(points.x))
    at = labels if numeric else list(range(len(labels)))
    said, ends = [], []
    every = points.groupby("series", sort=False)
    for colour, marker, (series, rows) in zip(style.COLOURS, style.MARKERS, every, strict=False):
        found = {x: estimate(values) for x, values in rows.groupby("x", sort=False)["value"]}
        place = [at[labels.index(x)] for x in found]
        mean, low, high = (list(part) for part in zip(*found.values(), strict=True))
        axis.plot(place, mean, color=colour, marker=marker, lw=1.8 if numeric else 0)
        if numeric:
            axis.fill_between(place, low, high, color=colour, alpha=0.15, lw=0)
        else:
            style.draw_intervals(axis, place, list(found.values()), color=colour, lw=2.4)
        ends.append((mean[-1], series, colour))
        said.append(
            f"{series}: {', '.join(f'{x} {m:.3g}' for x, m in zip(found, mean, strict=True))}."
        )
    axis.set_title(panel, fontsize=10)
    if not numeric:
        style.name_ticks(axis, at, [str(x) for x in labels])
        axis.set_xlim(-0.6, len(labels) - 0.4)
    if points.value.min() >= 0:
        axis.set_ylim(bottom=0)
    else:
        axis.axhline(0, color=style.GREY, lw=0.9)
    if numeric:
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    if len(ends) > 1:
        label_ends(axis, ends, at[-1])
    axis.grid(axis="x", visible=False)
    return f"{panel}: {' '.join(said)}"
