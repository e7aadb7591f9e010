"""One way to show a measure of small schools over the years: a line and its interval each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.figures import style
from sim.measures import MEASURES
from sim.results import labels
from sim.results.intervals import interval

if TYPE_CHECKING:
    from sim.figures.gallery import Results

NAME_WIDTH, NAME_SIZE = 96, 9.0  # points


def over_time(axis: Any, results: Results, measure: str, shown: list[str]) -> str:
    """Draw a measure of small schools by scenario, those shown in colour; says where each ends."""
    table = results.series(measure, "small")
    years = table.index.to_numpy()
    for scenario in results.scenarios:
        if scenario not in shown:
            axis.plot(years, table[scenario].mean(axis=1), color=style.PALE, lw=0.8, zorder=1)
    ends, alpha = [], 0.18 if len(shown) < 3 else 0.1
    for place, scenario in enumerate(shown):
        values = table[scenario].to_numpy(dtype=float)
        (mean, low, high), colour = interval(values, 1, results.parameters), style.COLOURS[place]
        marker = style.MARKERS[place] if len(years) == 1 else ""
        axis.plot(years, mean, color=colour, lw=2.2, ls=style.DASHES[place], marker=marker)
        if values.shape[1] > 1:
            axis.fill_between(years, low, high, color=colour, alpha=alpha, lw=0)
        ends.append((float(mean[-1]), results.called(scenario), colour))
    axis.set_title(labels.title(measure))
    if MEASURES[measure].unit == "share":
        axis.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axis.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], min_n_ticks=3))
    else:
        axis.set_ylabel(MEASURES[measure].unit.replace("0-5", "depth, 0 to 5"))
    axis.set_ylim(0, max(1.08 * axis.get_ylim()[1], 0.01))  # a flat nought is not magnified
    axis.set_xlabel("year")
    axis.grid(axis="x", visible=False)
    label_ends(axis, ends, years[-1])
    ticks = MaxNLocator(5, integer=True).tick_values(years[0], years[-1])
    axis.set_xticks([tick for tick in ticks if years[0] <= tick <= years[-1]])
    return ", ".join(f"{name} {labels.amount(value, measure)}" for value, name, _ in ends)


def label_ends(axis: Any, ends: list[tuple[float, str, str]], at: float) -> None:
    """Name the lines at their ends, moved apart where they would touch."""
    wide, high = style.room(axis)
    low, top = axis.get_ylim()
    line = (top - low) / high * NAME_SIZE * 1.35
    known = sorted((end for end in ends if np.isfinite(end[0])), key=lambda end: end[0])
    names = [style.fold(name, NAME_WIDTH, NAME_SIZE, bold=True) for _, name, _ in known]
    half = [line * (1 + name.count("\n")) / 2 for name in names]
    places, floor = [], low - line
    for (value, _, _), own in zip(known, half, strict=True):
        places.append(max(value, floor + own))
        floor = places[-1] + own
    ceiling = top
    for i in reversed(range(len(places))):  # back down, where they went over the top
        places[i] = min(places[i], ceiling - half[i])
        ceiling = places[i] - half[i]
    axis.margins(x=0.02)
    left, right = axis.get_xlim()
    needed = max([0.0, *(style.name_width(name, NAME_SIZE) for name in names)]) + 8
    axis.set_xlim(left, left + (right - left) * wide / max(wide - needed, wide / 3))
    for (_, _, colour), name, place in zip(known, names, places, strict=True):
        axis.annotate(name, (at, place), xytext=(5, 0), textcoords="offset points", color=colour,
                      va="center", fontsize=NAME_SIZE, weight="bold",
                      annotation_clip=False)  # fmt: skip
