"""A measure of small schools over the years: a line and a band for each scenario."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.figures import style
from sim.measures import MEASURES
from sim.results import labels
from sim.results.folder import Folder

NAME_WIDTH, NAME_SIZE = 96, 9.0  # points


def over_time(axis: Any, results: Folder, measure: str, coloured: list[str]) -> str:
    """Draw a measure of small schools, some scenarios in colour; returns in words how they end."""
    ends, alpha = [], 0.18 if len(coloured) < 3 else 0.1
    for scenario in sorted(results.compared, key=coloured.__contains__):
        mean, low, high = results.by_year(scenario, measure, "small")
        years = np.arange(len(mean)) + 1
        if scenario not in coloured:
            axis.plot(years, mean, color=style.PALE, lw=0.8, zorder=1)
            continue
        place = coloured.index(scenario)
        colour, marker = style.COLOURS[place], style.MARKERS[place] if len(years) == 1 else ""
        axis.plot(years, mean, color=colour, lw=2.2, ls=style.DASHES[place], marker=marker)
        axis.fill_between(years, low, high, color=colour, alpha=alpha, lw=0)
        ends.append((float(mean[-1]), results.called(scenario), colour))
    axis.set_title(labels.title(measure))
    _finish(axis, measure, years)
    label_ends(axis, ends, years[-1])
    return ", ".join(f"{name} {labels.amount(value, measure)}" for value, name, _ in ends)


def _finish(axis: Any, measure: str, years: np.ndarray) -> None:
    if MEASURES[measure].unit == "share":
        axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axis.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], min_n_ticks=3))
    else:
        axis.set_ylabel(MEASURES[measure].unit.replace("0-5", "depth, 0 to 5"))
    axis.set_ylim(0, max(1.08 * axis.get_ylim()[1], 0.01))  # a flat zero is not magnified
    ticks = MaxNLocator(5, integer=True).tick_values(years[0], years[-1])
    axis.set_xticks([tick for tick in ticks if years[0] <= tick <= years[-1]])
    axis.set_xlabel("year")
    axis.grid(axis="x", visible=False)


def label_ends(axis: Any, ends: list[tuple[float, str, str]], at: float) -> None:
    """Name the lines at their ends, moved apart where they would touch."""
    wide, high = style.room(axis)
    low, top = axis.get_ylim()
    line = (top - low) / high * NAME_SIZE * 1.35
    known = sorted((end for end in ends if np.isfinite(end[0])), key=lambda end: end[0])
    names = [style.fold(name, NAME_WIDTH, NAME_SIZE, bold=True) for _, name, _ in known]
    heights = [line * (1 + name.count("\n")) for name in names]
    places = _apart([value for value, _, _ in known], heights, low - line, top)
    axis.margins(x=0.02)
    left, right = axis.get_xlim()
    needed = max([0.0, *(style.name_width(name, NAME_SIZE) for name in names)]) + 8
    axis.set_xlim(left, left + (right - left) * wide / max(wide - needed, wide / 3))
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
