"""A measure by size of school: a mark and its interval for each roll band and scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.figures import captions, style
from sim.results import labels
from sim.results.folder import Folder
from sim.results.intervals import Estimate
from sim.world.bands import BANDS

SPACE = 0.16  # between scenarios, of the space between bands


def by_band(axis: Any, results: Folder, measure: str, coloured: list[str]) -> str:
    """Draw the last years' means by roll band, some scenarios in colour; returns them in words."""
    levels = {s: [results.level(s, measure, b) for b in BANDS] for s in results.compared}
    for scenario in levels:
        if scenario not in coloured:
            means = [estimate.mean for estimate in levels[scenario]]
            axis.plot(range(len(BANDS)), means, color=style.PALE, lw=0.8, zorder=1)
    for place, scenario in enumerate(coloured):
        shift = (place - (len(coloured) - 1) / 2) * SPACE
        draw_marks(axis, place, np.arange(len(BANDS)) + shift, levels[scenario])
    axis.set_title(title := labels.title(measure))
    style.name_ticks(axis, range(len(BANDS)), BANDS)
    axis.set_xlabel("pupils on roll")
    axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axis.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], min_n_ticks=3))
    axis.set_ylim(0, _top([levels[scenario] for scenario in coloured]))
    axis.grid(axis="x", visible=False)
    means = [f"{results.called(s)} {_in_words(levels[s], measure)}" for s in coloured]
    return f"{title}: {'; '.join(means)}"


def _in_words(by_band: Sequence[Estimate], measure: str) -> str:
    amounts = [labels.amount(estimate.mean, measure) for estimate in by_band]
    return ", ".join(f"{amount} at {band}" for amount, band in zip(amounts, BANDS, strict=True))


def _top(levels: Sequence[Sequence[Estimate]]) -> float:
    """Above all means, and above intervals unless few schools make them much wider than others."""
    means, _, highs = np.moveaxis(np.array(levels), -1, 0)
    highest_mean = np.nanmax(means)
    highest = np.nanmax([means, highs])  # with one replicate there are means alone
    return max(1.1 * min(highest, 1.5 * highest_mean), 0.01)


def draw_marks(axis: Any, place: int, at: Any, estimates: Sequence[Estimate]) -> None:
    """Means joined by a thin line, with their intervals, in a scenario's colour and mark."""
    colour, marker = style.COLOURS[place], style.MARKERS[place]
    style.draw_intervals(axis, at, estimates, color=colour, lw=2.2)
    axis.plot(at, [estimate.mean for estimate in estimates], color=colour, marker=marker, ms=5.5,
              lw=1, ls=style.DASHES[place])  # fmt: skip


def key(results: Folder, coloured: list[str]) -> list[tuple[str, str, str]]:
    """What each colour and mark is, where there are several."""
    names = [results.called(scenario) for scenario in coloured]
    marks = list(zip(style.GLYPHS, names, style.COLOURS, strict=False))
    return marks if len(marks) > 1 else []


def small_and_other(results: Folder, measure: str) -> str:
    """How a measure differs between small and other schools, and in which scenario it changes."""
    both = []
    furthest = captions.furthest(results, measure)[:1]
    for scenario in (results.first, *furthest):
        small, other = (results.level(scenario, measure, g).mean for g in ("small", "other"))
        both.append(f"{labels.amount(small, measure)} against {labels.amount(other, measure)}")
    text = f"{labels.title(measure)}, small schools against others: {both[0]}"
    return "; ".join([text, *(f"{results.called(furthest[0])}: {one}" for one in both[1:])])
