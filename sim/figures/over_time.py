"""One way to show a measure of small schools over the years: a line and its interval each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.figures import style
from sim.measures import MEASURES

if TYPE_CHECKING:
    from sim.figures.gallery import Results


def over_time(axis: Any, results: Results, measure: str, title: str) -> list[str]:
    """Draw a measure of small schools by scenario; returns where each ends, in words."""
    table = results.measures
    table = table[(table.measure == measure) & (table.group == "small")]
    ends = []
    for scenario, colour in zip(results.scenarios, style.COLOURS, strict=False):
        chosen = table[table.scenario == scenario]
        by_year = {year: style.interval(values) for year, values in chosen.groupby("year")["value"]}
        years = list(by_year)
        mean, low, high = zip(*by_year.values(), strict=True)
        axis.plot(years, mean, color=colour, lw=2.2, marker="o" if len(years) == 1 else "")
        axis.fill_between(years, low, high, color=colour, alpha=0.18, lw=0)
        ends.append((mean[-1], style.called(scenario), colour))
    axis.set_title(title)
    share = MEASURES[measure].unit == "share"
    if share:
        axis.yaxis.set_major_formatter(PercentFormatter(1))
    axis.set_ylim(bottom=0 if measure != "head_retention_5y" else None)
    axis.set_xlabel("year")
    axis.grid(axis="x", visible=False)
    label_ends(axis, ends, years[-1])
    ticks = MaxNLocator(5, integer=True).tick_values(years[0], years[-1])
    axis.set_xticks([tick for tick in ticks if years[0] <= tick <= years[-1]])
    return [f"{name} {value:.1%}" if share else f"{name} {value:,.2f}" for value, name, _ in ends]


def label_ends(axis: Any, ends: list[tuple[float, str, str]], at: float) -> None:
    """Name the lines at their ends, moved apart where they would touch."""
    low, high = axis.get_ylim()
    gap, last = (high - low) * 0.09, float("-inf")
    for value, name, colour in sorted(ends):
        place = last = max(value, last + gap)
        axis.annotate(
            f" {name}",
            (at, place),
            color=colour,
            va="center",
            fontsize=9.5,
            weight="bold",
            annotation_clip=False,
        )
    axis.margins(x=0.02)
    left, right = axis.get_xlim()
    axis.set_xlim(left, right + (right - left) * 0.38)
