"""What each cost and benefit of smallness contributes, by size of school."""

from pathlib import Path
from typing import Any

import numpy as np

from sim.figures import captions, style
from sim.measures import KNOWN
from sim.results import labels
from sim.results.folder import Folder
from sim.results.intervals import Estimate

LEAD = "ks2_progress_mean"
PANELS = (LEAD, "leader_lost_rate", "head_readvertised_share")
SIZES = {"<75": style.ORANGE, "100-149": style.TURQUOISE, "315+": style.DARK_BLUE}
KEY = [
    (glyph, f"{size} pupils", colour)
    for glyph, (size, colour) in zip(style.GLYPHS, SIZES.items(), strict=False)
]
SMALLEST = "<75"
ON_SCREEN = 8  # rows that can be read


def draw(results: Folder) -> list[Path]:
    """A row for each mechanism switched off, a dot for each of three sizes of school."""
    if not results.switched_off:
        return []
    progress = {off: results.contribution(off, LEAD, SMALLEST) for off in results.switched_off}
    rows = sorted(progress, key=lambda off: progress[off].mean)
    furthest = sorted(rows, key=lambda off: -abs(progress[off].mean))[: style.most_rows(ON_SCREEN)]
    rows = [off for off in rows if off in furthest]
    left = len(progress) - len(rows)
    file = results.path / "costs_and_benefits_of_smallness"
    figure, axes = style.begin(file, 12.5, 2.2 + 0.5 * len(rows), len(PANELS), sharey=True)
    in_words = [_panel(axis, results, m, rows) for axis, m in zip(axes, PANELS, strict=True)]
    return figure.finish(
        title=_title({labels.mechanism(off): progress[off] for off in rows}),
        subtitle="What each mechanism contributes: with it minus without it, mean of the last "
        f"years{f'; {left} that do less are left out' if left else ''}",
        source=captions.source(results),
        alt=f"Dots by mechanism; below 75 pupils: {'; '.join(in_words)}.",
        key=KEY,
    )


def _title(progress: dict[str, Estimate]) -> str:
    """What the smallest schools lose most to and gain most from, of what is clear."""
    clear = {name: one.mean for name, one in progress.items() if one.excludes_zero}
    if all(np.isnan(one.low) for one in progress.values()):
        return "Replicates are too few to tell what schools below 75 pupils lose or gain"
    if not clear:
        return "No mechanism clearly changes the KS2 progress of schools below 75 pupils"
    worst, best = min(clear, key=lambda n: clear[n]), max(clear, key=lambda n: clear[n])
    parts = []
    if clear[worst] < 0:
        parts.append(f"lose most KS2 progress to {worst} ({clear[worst]:+.2f} points)")
    if clear[best] > 0:
        what = "" if parts else "KS2 progress "
        parts.append(f"gain most {what}from {best} ({clear[best]:+.2f} points)")
    return f"Of what is clear, schools below 75 pupils {' and '.join(parts)}"


def _panel(axis: Any, results: Folder, measure: str, rows: list[str]) -> str:
    """Draw the contributions to a measure; returns those in the smallest schools in words."""
    one, names, in_words = KNOWN[measure], list(map(labels.mechanism, rows)), ""
    for place, (size, colour) in enumerate(SIZES.items()):
        at = [row + (place - 1) * 0.2 for row in range(len(rows))]
        effects = [results.contribution(off, measure, size).scaled(one.scale) for off in rows]
        marker = style.MARKERS[place]
        style.marks(axis, at, effects, lying=True, color=colour, marker=marker, ms=5.5)
        if size == SMALLEST:
            listed = zip(names, effects, strict=True)
            in_words = ", ".join(f"{name} {effect.mean:+.2f}" for name, effect in listed)
    axis.axvline(0, color=style.GREY, lw=0.9)
    style.name_rows(axis, names, fontsize=9)
    axis.set(title=labels.title(measure), xlabel=one.unit_of_change)
    style.changes(axis)
    return f"{labels.title(measure)}, {one.unit_of_change}: {in_words}"
