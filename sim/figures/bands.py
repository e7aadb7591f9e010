"""One way to show a measure by size of school: a mark and its interval for each roll band."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.figures import style
from sim.results import labels
from sim.world.bands import BANDS

if TYPE_CHECKING:
    from sim.figures.gallery import Results

SPACE = 0.16  # between scenarios, of the space between bands


def by_band(axis: Any, results: Results, measure: str, shown: list[str]) -> str:
    """Draw the last years' means by roll band, some scenarios in colour; says them in words."""
    for scenario in results.scenarios:
        if scenario not in shown:
            means = [results.level(scenario, measure, band)[0] for band in BANDS]
            axis.plot(range(len(BANDS)), means, color=style.PALE, lw=0.8, zorder=1)
    said = []
    for place, scenario in enumerate(shown):
        found = [results.level(scenario, measure, band) for band in BANDS]
        at = [i + (place - (len(shown) - 1) / 2) * SPACE for i in range(len(BANDS))]
        draw_marks(axis, place, at, found)
        told = ", ".join(
            f"{labels.amount(f[0], measure)} at {band}"
            for f, band in zip(found, BANDS, strict=True)
        )
        said.append(f"{results.called(scenario)} {told}")
    axis.set_title(title := labels.title(measure))
    style.name_ticks(axis, range(len(BANDS)), BANDS)
    axis.set_xlabel("pupils on roll")
    axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axis.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], min_n_ticks=3))
    axis.set_ylim(0, _top(results, measure, shown))
    axis.grid(axis="x", visible=False)
    return f"{title}: {'; '.join(said)}"


def _top(results: Results, measure: str, shown: list[str]) -> float:
    """Above all means, and above intervals but for those of a few schools that go far beyond."""
    found = np.array([results.level(s, measure, band) for s in shown for band in BANDS])
    highest = np.nanmax(found[:, [0, 2]])  # of one replicate there are means alone
    return max(1.1 * min(highest, 1.5 * np.nanmax(found[:, 0])), 0.01)


def draw_marks(axis: Any, place: int, at: Any, found: Any) -> None:
    """Means joined by a thin line, with their intervals, in a scenario's colour and mark."""
    colour, marker = style.COLOURS[place], style.MARKERS[place]
    style.draw_intervals(axis, at, found, color=colour, lw=2.2)
    axis.plot(at, [f[0] for f in found], color=colour, marker=marker, ms=5.5, lw=1,
              ls=style.DASHES[place])  # fmt: skip


def key(results: Results, shown: list[str]) -> list[tuple[str, str, str]]:
    """What each colour and mark is, where there are several."""
    marks = zip(style.GLYPHS, shown, style.COLOURS, strict=False)
    found = [(sign, results.called(scenario), colour) for sign, scenario, colour in marks]
    return found if len(found) > 1 else []


def small_and_other(results: Results, measure: str) -> str:
    """How a measure differs between small and other schools, and what a scenario makes of it."""
    pairs = []
    for scenario in [results.first, *results.furthest(measure)[:1]]:
        small, other = (results.level(scenario, measure, g)[0] for g in ("small", "other"))
        pairs.append(f"{labels.amount(small, measure)} against {labels.amount(other, measure)}")
    told = f"{labels.title(measure)}, small schools against others: {pairs[0]}"
    if len(pairs) == 1:
        return told
    return f"{told}; {results.called(results.furthest(measure)[0])}: {pairs[1]}"
