"""What options cost and what they give: dots with the intervals of both, and their names."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sim.figures import style


def draw_dots(axis: Any, dots: pd.DataFrame, colour: str = style.DARK_BLUE) -> None:
    """A dot at each cost and gain, with lines from cost_low to cost_high and so for the gain."""
    axis.hlines(dots.gain, dots.cost_low, dots.cost_high, color=style.TURQUOISE, lw=1.5)
    axis.vlines(dots.cost, dots.gain_low, dots.gain_high, color=style.TURQUOISE, lw=1.5)
    axis.plot(dots.cost, dots.gain, "o", color=colour, ms=6)


def name_in_column(axis: Any, dots: pd.DataFrame) -> None:
    """Name each dot in a column on the right, in the order of their height."""
    low, high = axis.get_ylim()
    right = axis.get_xlim()[1]
    names = [style.fold(name, 150, 8) for name in dots.index]
    point = style.make_room(axis, max(style.text_width(name, 8) for name in names) + 26)
    ranked = dots.assign(name=names).sort_values("gain", ascending=False, kind="stable")
    for place, dot in enumerate(ranked.itertuples()):
        axis.annotate(
            dot.name,
            (dot.cost, dot.gain),
            xytext=(right + 20 * point, high - (high - low) * (place + 0.6) / (len(dots) + 0.2)),
            fontsize=8,
            va="center",
            color=style.DARK_BLUE,
            arrowprops={"arrowstyle": "-", "color": "#C8C8C8", "lw": 0.6, "relpos": (0, 0.5)},
        )


def name_beside(axis: Any, dots: pd.DataFrame) -> None:
    """Name each dot beside it, higher where it would touch the name below."""
    low, high = axis.get_ylim()
    line = (high - low) / style.room(axis)[1] * 13
    below, wide = low, (axis.get_xlim()[1] - axis.get_xlim()[0]) / 8
    for dot in dots.sort_values("gain", kind="stable").itertuples():
        below = max(dot.gain + line / 2, below + line)
        right = dots.cost - dot.cost
        crowded = ((right > 0) & (right < wide) & ((below - dots.gain).abs() < line)).any()
        axis.annotate(dot.Index, (dot.cost, below), xytext=(-8 if crowded else 8, 0), fontsize=9.5,
                      textcoords="offset points", ha="right" if crowded else "left",
                      weight="bold", color=style.DARK_BLUE, va="center")  # fmt: skip
