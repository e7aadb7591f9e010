"""What a sweep found over one setting: a curve for each of some results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.experiments.analysis.findings import Findings, Outcome
from sim.figures import style


def draw(found: Findings, shown: Sequence[Outcome], folder: Path) -> list[Path]:
    """A panel for each outcome; nothing where more than one setting varies, or no number."""
    design, points = found.design, found.points
    if design is None or len(points.columns) != 1 or points.iloc[:, 0].dtype.kind not in "if":
        return []
    figure, axes = style.begin(13, 5.2, 1, len(shown))
    pairs = zip(axes.flat, shown, strict=True)
    said = [curve(axis, found, outcome, found.scenarios[-1]) for axis, outcome in pairs]
    words = {
        "title": design.description,
        "subtitle": style.against(design.scenarios[-1], design.scenarios[0]),
        "source": "Simulated by small-schools; mean of the last years, bars: 90% intervals",
        "alt": " ".join(said),
    }
    return style.finish(figure, folder, f"sweep_{design.name}", words)


def curve(axis: Any, found: Findings, outcome: Outcome, scenario: str) -> str:
    """The mean change at each value of the setting with its interval; returns it in words."""
    order = found.varied().iloc[:, 0].sort_values()
    changes = outcome.scale * found.changes(outcome, scenario)
    ends = [
        style.interval(changes[changes.index.get_level_values("point") == p]) for p in order.index
    ]
    mean, low, high = zip(*ends, strict=True)
    axis.plot(order, mean, color=style.DARK_BLUE, marker="o", lw=1.8)
    axis.vlines(order, low, high, color=style.DARK_BLUE, lw=2.4)
    axis.axhline(0, color=style.GREY, lw=0.9)
    axis.set_title(str(outcome), fontsize=10)
    axis.set_xlabel(style.setting(str(order.name)))
    axis.set_ylabel(f"{outcome.unit}, change")
    rows = zip(order, mean, low, high, strict=True)
    told = "; ".join(f"{x:g}: {y:.3g} ({a:.3g} to {b:.3g})" for x, y, a, b in rows)
    return f"{outcome} by {order.name}: {told}."
