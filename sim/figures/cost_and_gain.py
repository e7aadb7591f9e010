"""What each scenario costs against what it gives: for choosing between several."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.figures import style

if TYPE_CHECKING:
    from sim.figures.gallery import Results

PANELS = (
    ("ks2_progress_mean", "KS2 progress, points", 1),
    ("head_leaver_rate", "Schools whose head left, percentage points (down is better)", 100),
)


def draw(results: Results) -> list[Path]:
    """A dot for each scenario: change in small schools against schools' spending on a pupil."""
    others = results.scenarios[1:]
    if len(others) < 2 or results.manifest["replicates"] < 2:
        return []
    figure, axes = style.begin(13, 6.4, 1, 2)
    cost = _changes(results, "cost_per_pupil", 1)
    said = []
    for axis, (measure, title, scale) in zip(axes.flat, PANELS, strict=True):
        gain = _changes(results, measure, scale)
        for name in others:
            (x, x_low, x_high), (y, y_low, y_high) = cost[name], gain[name]
            axis.hlines(y, x_low, x_high, color=style.TURQUOISE, lw=1.6)
            axis.vlines(x, y_low, y_high, color=style.TURQUOISE, lw=1.6)
            axis.plot(x, y, "o", color=style.DARK_BLUE, ms=6)
        name_dots(axis, {name: (cost[name][0], gain[name][0]) for name in others})
        axis.axhline(0, color=style.GREY, lw=0.9)
        axis.axvline(0, color=style.GREY, lw=0.9)
        axis.set(title=title, xlabel="schools' spending, £ a pupil")
        told = ", ".join(f"{style.called(n)} {gain[n][0]:+.2f}" for n in others)
        said.append(f"{title}: {told}.")
    progress = _changes(results, PANELS[0][0], 1)
    best = max(others, key=lambda name: progress[name][0])
    words = {
        "title": f"Most progress comes from {style.called(best)}: {progress[best][0]:+.2f} points "
        f"for £{cost[best][0]:,.0f} a pupil",
        "subtitle": f"Change in small schools (fewer than 150 pupils) from "
        f"{style.called(results.scenarios[0])}, last years",
        "source": results.source,
        "alt": " ".join(said),
    }
    return style.finish(figure, results.folder, "cost_and_gain", words)


def _changes(results: Results, measure: str, scale: float) -> dict[str, Any]:
    table = style.recent(results.measures, measure)
    wide = table[table.group == "small"].pivot(
        index="replicate", columns="scenario", values="value"
    )
    first = wide[results.scenarios[0]]
    return {name: style.interval((wide[name] - first) * scale) for name in results.scenarios[1:]}


def name_dots(axis: Any, places: dict[str, tuple[float, float]]) -> None:
    """Name each dot in a column on the right, in the order of their height."""
    low, high = axis.get_ylim()
    left, right = axis.get_xlim()
    axis.set_xlim(left, right + (right - left) * 0.45)
    column = right + (right - left) * 0.06
    order = sorted(places.items(), key=lambda item: -item[1][1])
    for place, (name, at) in enumerate(order):
        axis.annotate(
            style.called(name),
            at,
            xytext=(column, high - (high - low) * (place + 0.6) / (len(order) + 0.2)),
            fontsize=8,
            va="center",
            color=style.DARK_BLUE,
            arrowprops={"arrowstyle": "-", "color": "#C8C8C8", "lw": 0.6, "relpos": (0, 0.5)},
        )
