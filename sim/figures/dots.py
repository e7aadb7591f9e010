"""Dots with the intervals of both their coordinates, and a name for each."""

from __future__ import annotations

from typing import Any

from sim.figures import style
from sim.results.intervals import Estimate

Dots = dict[str, tuple[Estimate, Estimate]]  # by name: across, up


def draw_dot(axis: Any, across: Estimate, up: Estimate, colour: str = style.DARK_BLUE) -> None:
    """A dot at two means, with a line for each interval."""
    axis.hlines(up.mean, across.low, across.high, color=style.TURQUOISE, lw=1.5)
    axis.vlines(across.mean, up.low, up.high, color=style.TURQUOISE, lw=1.5)
    axis.plot(across.mean, up.mean, "o", color=colour, ms=6)


def name_in_column(axis: Any, dots: Dots) -> None:
    """Name each dot in a column on the right, in the order of their height."""
    low, high = axis.get_ylim()
    left, right = axis.get_xlim()
    names = {name: style.fold(name, 150, 8) for name in dots}
    wide = max(style.name_width(name, 8) for name in names.values()) + 26
    whole = style.room(axis)[0]
    axis.set_xlim(left, left + (right - left) * whole / max(whole - wide, whole / 3))
    column = right + (right - left) * 20 / max(whole - wide, whole / 3)
    order = sorted(dots, key=lambda name: -dots[name][1].mean)
    for place, name in enumerate(order):
        across, up = dots[name]
        axis.annotate(
            names[name],
            (across.mean, up.mean),
            xytext=(column, high - (high - low) * (place + 0.6) / (len(order) + 0.2)),
            fontsize=8,
            va="center",
            color=style.DARK_BLUE,
            arrowprops={"arrowstyle": "-", "color": "#C8C8C8", "lw": 0.6, "relpos": (0, 0.5)},
        )


def name_beside(axis: Any, dots: Dots) -> None:
    """Name each dot beside it, higher where it would touch the name below."""
    low, high = axis.get_ylim()
    line = (high - low) / style.room(axis)[1] * 13
    below, wide = low, (axis.get_xlim()[1] - axis.get_xlim()[0]) / 8
    places = {name: (across.mean, up.mean) for name, (across, up) in dots.items()}
    for name, (x, y) in sorted(places.items(), key=lambda item: item[1][1]):
        below = max(y + line / 2, below + line)
        crowded = any(
            0 < other - x < wide and abs(height - below) < line for other, height in places.values()
        )
        axis.annotate(name, (x, below), xytext=(-8 if crowded else 8, 0), fontsize=9.5,
                      textcoords="offset points", ha="right" if crowded else "left",
                      weight="bold", color=style.DARK_BLUE, va="center")  # fmt: skip
