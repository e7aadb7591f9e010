"""Measures of small schools over the years: the pipeline of leaders, and partnerships.

A line and a band for each scenario.
"""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from sim.figures import captions, style
from sim.measures import KNOWN
from sim.results import labels
from sim.results.folder import Folder

NAME_WIDTH, NAME_SIZE = 96, 9.0  # points
PIPELINE = (
    "leader_lost_rate", "head_retention_5y", "head_move_to_larger_rate", "acting_head_share",
)  # fmt: skip
PARTNERSHIPS = (
    "partnership_depth_mean", "agreement_share", "federated_share", "partners_left_share",
)  # fmt: skip


def draw_pipeline(results: Folder) -> list[Path]:
    """The leadership pipeline: how heads come, stay and move on."""
    return _draw(results, PIPELINE, "leadership_pipeline", "share each year")


def draw_partnerships(results: Folder) -> list[Path]:
    """How partnerships deepen, change form and are left."""
    what = "each year; depth from 0, isolated, to 5, one governing body"
    return _draw(results, PARTNERSHIPS, "partnership_over_time", what)


def draw_chosen(results: Folder) -> list[Path]:
    """The measures that were asked for."""
    return _draw(results, tuple(map(str, results.to_show)), "chosen_over_time", "each year")


def _draw(results: Folder, panels: tuple[str, ...], name: str, what: str) -> list[Path]:
    """A panel for each measure, at most four on paper and two on each screen.

    The first gives the title, and which scenarios are in colour.
    """
    most = min(style.most_rows(2), 4)
    if len(panels) > most:
        rest = _draw(results, panels[most:], f"{name}_more", what)
        return _draw(results, panels[:most], name, what) + rest
    columns, rows = min(len(panels), 2), (len(panels) + 1) // 2
    size = (11 if columns > 1 else 8, 1 + 3.2 * rows)
    figure, axes = style.begin(results.path / name, *size, columns, rows)
    for axis in axes[len(panels) :]:
        axis.remove()
    coloured = captions.in_colour(results, panels[0])
    ends = [_panel(*both, results, coloured) for both in zip(axes, panels, strict=False)]
    return figure.finish(
        title=captions.main_result(results, panels[0]),
        subtitle=f"Small schools (fewer than 150 pupils), {what}{captions.in_grey(results)}",
        source=captions.source(results),
        alt=f"{labels.counted(len(panels), 'line chart')} of small schools over "
        f"{labels.counted(results.manifest['years'], 'year')}. At the end: {'; '.join(ends)}.",
    )


def _panel(axis: Any, measure: str, results: Folder, coloured: list[str]) -> str:
    """Draw a measure, some scenarios in colour; returns in words how they end."""
    ends, alpha = [], 0.18 if len(coloured) < 3 else 0.1
    for scenario in sorted(results.compared, key=coloured.__contains__):
        mean, low, high = results.by_year(scenario, measure, "small")
        years = np.arange(len(mean)) + 1 + results.start_year
        if scenario not in coloured:
            axis.plot(years, mean, color=style.PALE, lw=0.8, zorder=1)
            continue
        place = coloured.index(scenario)
        colour, marker = style.COLOURS[place], style.MARKERS[place] if len(years) == 1 else ""
        axis.plot(years, mean, color=colour, lw=2.2, ls=style.DASHES[place], marker=marker)
        axis.fill_between(years, low, high, color=colour, alpha=alpha, lw=0)
        ends.append((float(mean[-1]), results.called(scenario), colour))
    axis.set(
        title=(title := labels.title(measure)),
        xlabel="year" if not results.start_year else "school year that ends in",
    )
    if not any(np.isfinite(line.get_ydata()).any() for line in axis.lines):
        axis.text(0.5, 0.5, "not known in so few years", color=style.GREY, ha="center",
                  transform=axis.transAxes)  # fmt: skip
    style.name_unit(axis, KNOWN[measure].unit)
    style.from_zero(axis, 1.08)
    ticks = MaxNLocator(5, integer=True).tick_values(years[0], years[-1])
    axis.set_xticks([tick for tick in ticks if years[0] <= tick <= years[-1]])
    axis.grid(axis="x", visible=False)
    label_ends(axis, ends, years[-1])
    return f"{title}: " + ", ".join(f"{n} {labels.amount(v, measure)}" for v, n, _ in ends)


def label_ends(axis: Any, ends: list[tuple[float, str, str]], at: float) -> None:
    """Name lines at their ends, (value, name, colour), moved apart where they would touch."""
    low, top = axis.get_ylim()
    line = (top - low) / style.room(axis)[1] * NAME_SIZE * 1.35
    known = sorted((end for end in ends if np.isfinite(end[0])), key=lambda end: end[0])
    names = [style.fold(name, NAME_WIDTH, NAME_SIZE, bold=True) for _, name, _ in known]
    heights = [line * (1 + name.count("\n")) for name in names]
    places = _apart([value for value, _, _ in known], heights, low + line / 4, top)
    axis.margins(x=0.02)
    style.make_room(axis, max([0.0, *(style.text_width(name, NAME_SIZE) for name in names)]) + 8)
    for (_, _, colour), name, place in zip(known, names, places, strict=True):
        axis.annotate(name, (at, place), xytext=(5, 0), textcoords="offset points", color=colour,
                      va="center", fontsize=NAME_SIZE, weight="bold",
                      annotation_clip=False)  # fmt: skip


def _apart(values: list[float], heights: list[float], floor: float, ceiling: float) -> list[float]:
    """Rising values moved so that labels of these heights do not touch, below a ceiling."""
    places = []
    for value, height in zip(values, heights, strict=True):
        places.append(max(value, floor + height / 2))
        floor = places[-1] + height / 2
    for i in reversed(range(len(places))):
        places[i] = min(places[i], ceiling - heights[i] / 2)
        ceiling = places[i] - heights[i] / 2
    return places
