"""A figure for each claim: its points with intervals, headed by the claim and the verdict."""

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.ticker import MaxNLocator

from sim.claims.registry import CLAIMS
from sim.figures import style
from sim.figures.over_time import label_ends
from sim.results.folder import Folder
from sim.results.intervals import Estimate, interval


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
    claim, panels = CLAIMS[name], points.groupby("panel", sort=False)
    figure, axes = style.begin(folder / f"signature_{name}", 12.5, 5.8, len(panels))
    in_words = [_panel(axis, *panel) for axis, panel in zip(axes, panels, strict=True)]
    parts = {"Shown": judged[judged.shown], "NOT shown": judged[~judged.shown]}
    verdict = [f"{said}: {', '.join(rows.contrast)}." for said, rows in parts.items() if len(rows)]
    return figure.finish(
        title=f"{_verdict(judged.shown)}: {claim.statement}",
        subtitle="Small: fewer than 150 pupils; remote: 3 km or more to the third nearest one",
        source=f"{' '.join(verdict)}\nSimulated by small-schools: {points.replicate.nunique()} "
        "replicates; bars and bands: 90% intervals of the mean. Shown: at most "
        f"{claim.false_alarm:.0%} false alarm.",
        alt=" ".join([*in_words, *verdict]),
    )


def _verdict(shown: pd.Series) -> str:
    """Of the contrasts of a claim: all, none or some are shown."""
    if shown.all():
        return "Shown"
    return f"Shown in {shown.sum()} of {len(shown)} parts" if shown.any() else "Not shown"


def _panel(axis: Any, title: Any, points: pd.DataFrame) -> str:
    """Draw one part of the evidence, over numbers or names; returns it in words."""
    numbers = pd.to_numeric(points.x, errors="coerce")
    numeric = bool(numbers.notna().all())
    points = points.assign(x=numbers) if numeric else points
    names = list(dict.fromkeys(points.x))
    in_words, ends = [], []
    every = points.groupby("series", sort=False)
    for (series, rows), colour, marker in zip(every, style.COLOURS, style.MARKERS, strict=False):
        by_x = {x: interval(values) for x, values in rows.groupby("x", sort=False)["value"]}
        at = [x if numeric else names.index(x) for x in by_x]
        _draw_series(axis, at, list(by_x.values()), numeric, color=colour, marker=marker)
        ends.append((list(by_x.values())[-1].mean, str(series), colour))
        in_words.append(f"{series}: {', '.join(f'{x} {e.mean:.3g}' for x, e in by_x.items())}.")
    axis.set_title(title)
    if points.value.min() >= 0:
        axis.set_ylim(bottom=0)
    else:
        axis.axhline(0, color=style.GREY, lw=0.9)
    if numeric:
        axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        axis.grid(axis="x", visible=False)
    else:
        style.name_ticks(axis, range(len(names)), names)
        axis.set_xlim(-0.6, len(names) - 0.4)
    if len(ends) > 1:
        label_ends(axis, ends, names[-1] if numeric else len(names) - 1)
    return f"{title}: {' '.join(in_words)}"


def _draw_series(
    axis: Any, at: list[Any], estimates: list[Estimate], numeric: bool, **look: Any
) -> None:
    """A line and a band over numbers, a mark and a bar for each name."""
    if not numeric:
        style.marks(axis, at, estimates, **look)
        return
    mean, low, high = zip(*estimates, strict=True)
    axis.plot(at, mean, lw=1.8, **look)
    axis.fill_between(at, low, high, color=look["color"], alpha=0.15, lw=0)
