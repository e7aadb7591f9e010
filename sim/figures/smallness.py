"""What each cost and benefit of smallness contributes, by size of school."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.ticker import FuncFormatter

from sim.config import SWITCHED_OFF
from sim.figures import style

if TYPE_CHECKING:
    from sim.figures.gallery import Results

PANELS = (
    ("ks2_progress_mean", "KS2 progress", 1, "points"),
    ("head_leaver_rate", "Schools whose head left", 100, "percentage points"),
    ("head_readvertised_share", "Vacancies advertised again", 100, "percentage points"),
)
SIZES = {"<75": style.DARK_PINK, "100-149": style.TURQUOISE, "315+": style.DARK_BLUE}


def draw(results: Results) -> list[Path]:
    """A row for each mechanism switched off, a dot for each of three sizes of school."""
    if not results.switched_off:
        return []
    progress = _effects(results, *PANELS[0][::2])
    rows = sorted(results.switched_off, key=lambda row: progress[row, "<75"][0])
    figure, axes = style.begin(12.5, 1.8 + 0.62 * len(rows), 1, 3)
    said = {}
    for axis, (measure, title, scale, unit) in zip(axes.flat, PANELS, strict=True):
        effects = _effects(results, measure, scale)
        _panel(axis, effects, rows, title, unit, named=axis is axes.flat[0])
        said[title] = {row: effects[row, "<75"][0] for row in rows}
    costs = said["KS2 progress"]
    worst, best = rows[0], rows[-1]
    told = "; ".join(
        f"{title}: " + ", ".join(f"{_name(row)} {value:+.2f}" for row, value in found.items())
        for title, found in said.items()
    )
    words = {
        "title": f"Smallest schools: most is lost to {_name(worst)} ({costs[worst]:+.2f}), "
        f"most gained from {_name(best)} ({costs[best]:+.2f})",
        "subtitle": "Each mechanism's contribution: with it minus without it; three sizes of roll",
        "source": results.source,
        "alt": f"Dots by mechanism; below 75 pupils: {told}.",
    }
    return style.finish(figure, results.folder, "costs_and_benefits_of_smallness", words)


def _name(scenario: str) -> str:
    return scenario.split(SWITCHED_OFF)[1].replace("_", " ")


def _effects(results: Results, measure: str, scale: float) -> dict[tuple[str, str], Any]:
    table = style.recent(results.measures, measure)
    wide = table.pivot(index=["group", "replicate"], columns="scenario", values="value")
    return {
        (off, size): style.interval((wide[off.split(SWITCHED_OFF)[0]] - wide[off])[size] * scale)
        for off in results.switched_off
        for size in SIZES
    }


def _panel(axis: Any, effects: Any, rows: list[str], title: str, unit: str, named: bool) -> None:
    for place, (size, colour) in enumerate(SIZES.items()):
        at = [row + (place - 1) * 0.2 for row in range(len(rows))]
        found = [effects[row, size] for row in rows]
        axis.hlines(at, [f[1] for f in found], [f[2] for f in found], color=colour, lw=2.4)
        axis.plot([f[0] for f in found], at, "o", color=colour, ms=6)
        if named:
            words = f"● {size} pupils"
            axis.text(0.02, 0.995 - 0.042 * place, words, color=colour, weight="bold", fontsize=9,
                      va="top", transform=axis.transAxes)  # fmt: skip
    axis.axvline(0, color=style.GREY, lw=0.9)
    axis.set_yticks(range(len(rows)), [_name(row) if named else "" for row in rows])
    axis.set_ylim(len(rows) - 0.4, -1.9)
    axis.set(title=title, xlabel=unit)
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+g}"))
    axis.grid(axis="y", visible=False)
