"""What each cost and benefit of smallness contributes, by size of school."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.ticker import FuncFormatter

from sim.figures import captions, style
from sim.measures import MEASURES
from sim.parameters.config import SWITCHED_OFF
from sim.results import labels
from sim.results.folder import Folder
from sim.results.intervals import Estimate

LEAD = "ks2_progress_mean"
PANELS = (LEAD, "head_leaver_rate", "head_readvertised_share")
SIZES = {"<75": style.ORANGE, "100-149": style.TURQUOISE, "315+": style.DARK_BLUE}
KEY = [
    (sign, f"{size} pupils", colour)
    for sign, (size, colour) in zip(style.GLYPHS, SIZES.items(), strict=False)
]
SMALLEST = "<75"
ON_SCREEN = 8  # rows that can be read


def draw(results: Folder) -> list[Path]:
    """A row for each mechanism switched off, a dot for each of three sizes of school."""
    if not results.switched_off:
        return []
    progress = _effects(results, LEAD)
    rows = sorted(results.switched_off, key=lambda row: progress[row, SMALLEST].mean)
    worst, best = rows[0], rows[-1]
    most = style.most_rows(ON_SCREEN)
    left = len(rows) - most if most and most < len(rows) else 0
    if left:
        furthest = sorted(rows, key=lambda row: -abs(progress[row, SMALLEST].mean))[:most]
        rows = [row for row in rows if row in furthest]
    figure, axes = style.begin(12.5, 2.2 + 0.5 * len(rows), 1, len(PANELS))
    in_words = []
    for axis, measure in zip(axes.flat, PANELS, strict=True):
        effects = _effects(results, measure)
        title, unit = labels.title(measure), MEASURES[measure].unit_of_change
        _panel(axis, effects, rows, title, unit, named=measure == LEAD)
        listed = ", ".join(f"{_name(row)} {effects[row, SMALLEST].mean:+.2f}" for row in rows)
        in_words.append(f"{title}, {unit}: {listed}")
    low, high = (progress[row, SMALLEST].mean for row in (worst, best))
    caption = style.Caption(
        title=_title(_name(worst), low, _name(best), high),
        subtitle="What each mechanism contributes: with it minus without it, mean of the last "
        f"years{f'; {left} that do less are left out' if left else ''}",
        source=captions.source(results),
        alt=f"Dots by mechanism; below 75 pupils: {'; '.join(in_words)}.",
    )
    return style.finish(figure, results.path, "costs_and_benefits_of_smallness", caption, KEY)


def _title(worst: str, low: float, best: str, high: float) -> str:
    lost = f"lose most KS2 progress to {worst} ({low:+.2f} points)" if low < 0 else ""
    gained = f"gain most from {best} ({high:+.2f} points)" if high > 0 else ""
    return f"Schools below 75 pupils {' and '.join(p for p in (lost, gained) if p)}"


def _name(scenario: str) -> str:
    return labels.setting(scenario.split(SWITCHED_OFF)[1])


def _effects(results: Folder, measure: str) -> dict[tuple[str, str], Estimate]:
    return {
        (off, size): results.contribution(off, measure, size).scaled(MEASURES[measure].scale)
        for off in results.switched_off
        for size in SIZES
    }


def _panel(axis: Any, effects: Any, rows: list[str], title: str, unit: str, named: bool) -> None:
    for place, (size, colour) in enumerate(SIZES.items()):
        at = [row + (place - 1) * 0.2 for row in range(len(rows))]
        estimates = [effects[row, size] for row in rows]
        style.draw_intervals(axis, at, estimates, upright=False, color=colour, lw=2.2)
        axis.plot([e.mean for e in estimates], at, style.MARKERS[place], color=colour, ms=5.5)
    axis.axvline(0, color=style.GREY, lw=0.9)
    style.name_rows(axis, [_name(row) if named else "" for row in rows], fontsize=9)
    axis.set(title=title, xlabel=unit)
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+g}"))
