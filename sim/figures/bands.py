"""One way to show a measure by size of school: a dot and its interval for each roll band."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.bands import BANDS
from sim.figures import style

if TYPE_CHECKING:
    from sim.figures.gallery import Results


def by_band(axis: Any, results: Results, measure: str, title: str) -> str:
    """Draw the last years' means by roll band and scenario; returns them in words."""
    table = style.recent(results.measures, measure)
    said = []
    for place, scenario in enumerate(results.scenarios):
        colour = style.COLOURS[place % len(style.COLOURS)]
        chosen = table[table.scenario == scenario]
        found = [style.interval(chosen.loc[chosen.group == band, "value"]) for band in BANDS]
        at = [i + (place - (len(results.scenarios) - 1) / 2) * 0.16 for i in range(len(BANDS))]
        means = [mean for mean, _, _ in found]
        axis.vlines(at, [f[1] for f in found], [f[2] for f in found], color=colour, lw=2.4)
        axis.plot(at, means, color=colour, marker="o", ms=6, lw=1, alpha=0.9)
        said.append(
            f"{style.called(scenario)} {means[0]:.1%} below 75 pupils, {means[-1]:.1%} at 315+"
        )
    axis.set_title(title)
    axis.set_xticks(range(len(BANDS)), BANDS, fontsize=8.5)
    axis.set_xlabel("pupils on roll")
    axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axis.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axis.set_ylim(bottom=0)
    axis.grid(axis="x", visible=False)
    return f"{title}: {'; '.join(said)}"


def small_and_other(results: Results, measure: str) -> tuple[float, float]:
    """The first scenario's means in small schools and in others, over the last years."""
    table = style.recent(results.measures, measure)
    table = table[table.scenario == results.scenarios[0]]
    small, other = (
        style.interval(table.loc[table.group == group, "value"])[0] for group in ("small", "other")
    )
    return small, other
