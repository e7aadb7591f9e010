"""The leadership pipeline: how heads come, stay and move on over the years."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.figures import style

if TYPE_CHECKING:
    from sim.figures.gallery import Results

PANELS = (
    ("head_leaver_rate", "Schools whose head left or moved"),
    ("head_retention_5y", "New heads still leading after 5 years"),
    ("head_move_to_larger_rate", "Heads who moved to lead more pupils"),
    ("acting_head_share", "Posts with an acting head, or none"),
)


def draw(results: Results) -> list[Path]:
    """Four measures of leadership in small schools over the years, by scenario."""
    figure, axes = style.begin(11, 7.4, 2, 2)
    ends = {}
    for axis, (measure, title) in zip(axes.flat, PANELS, strict=True):
        ends[title] = _panel(axis, results, measure, title)
    kept = style.change(results.measures, "head_move_to_larger_rate", "small")
    title = style.told(
        kept,
        "Fewer heads of small schools move on to larger ones",
        "More heads of small schools move on to larger ones",
        "How heads of small schools come, stay and move on",
    )
    said = "; ".join(f"{name}: {', '.join(values)}" for name, values in ends.items())
    words = {
        "title": title,
        "subtitle": "Small schools (fewer than 150 pupils), share each year",
        "source": results.source,
        "alt": f"Four line charts over {results.manifest['years']} years. At the end, {said}.",
    }
    return style.finish(figure, results.folder, "leadership_pipeline", words)


def _panel(axis: Any, results: Results, measure: str, title: str) -> list[str]:
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
    axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axis.set_ylim(bottom=0 if measure != "head_retention_5y" else None)
    axis.set_xlabel("year")
    axis.grid(axis="x", visible=False)
    _label(axis, ends, years[-1])
    ticks = MaxNLocator(5, integer=True).tick_values(years[0], years[-1])
    axis.set_xticks([tick for tick in ticks if years[0] <= tick <= years[-1]])
    return [f"{name} {value:.1%}" for value, name, _ in ends]


def _label(axis: Any, ends: list[tuple[float, str, str]], year: int) -> None:
    """Name the lines at their ends, moved apart where they would touch."""
    low, high = axis.get_ylim()
    gap, last = (high - low) * 0.09, float("-inf")
    for value, name, colour in sorted(ends):
        place = last = max(value, last + gap)
        axis.annotate(
            f" {name}",
            (year, place),
            color=colour,
            va="center",
            fontsize=9.5,
            weight="bold",
            annotation_clip=False,
        )
    axis.margins(x=0.02)
    left, right = axis.get_xlim()
    axis.set_xlim(left, right + (right - left) * 0.38)
