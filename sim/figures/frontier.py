"""What outcomes cost: each option as a dot, and the frontier of those that no other beats."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.figures import style
from sim.figures.cost_and_gain import name_dots
from sim.measures import MEASURES
from sim.results import labels
from sim.results.outcome import Outcome


def draw(outcome: Outcome, cost: str, table: pd.DataFrame, folder: Path, name: str) -> list[Path]:
    """Change in an outcome against change in cost, with 90 % intervals of both."""
    spent = MEASURES[cost]
    for part, scale in (("gain", outcome.scale), ("cost", spent.scale)):
        ends = [part, f"{part}_low", f"{part}_high"]
        table = table.assign(**{end: scale * table[end] for end in ends})
    figure, axes = style.begin(11.5, max(5.6, 1.8 + 0.26 * len(table)))
    axis, best = axes.flat[0], table[table.beaten_by < 0].sort_values("cost", kind="stable")
    axis.step(best.cost, best.gain, where="post", color=style.ORANGE, lw=1.6)
    for row in table.itertuples():
        colour = style.ORANGE if row.beaten_by < 0 else style.DARK_BLUE
        axis.hlines(row.gain, row.cost_low, row.cost_high, color=style.TURQUOISE, lw=1.4)
        axis.vlines(row.cost, row.gain_low, row.gain_high, color=style.TURQUOISE, lw=1.4)
        axis.plot(row.cost, row.gain, "o", color=colour, ms=6)
    name_dots(axis, {row.option: (row.cost, row.gain) for row in table.itertuples()})
    axis.axhline(0, color=style.GREY, lw=0.9)
    axis.axvline(0, color=style.GREY, lw=0.9)
    what = labels.title(cost, labels.schools(outcome.group))
    axis.set_xlabel(f"{what}, change in {spent.unit_of_change}")
    axis.set_ylabel(f"change in {outcome.unit}{' (less is better)' if outcome.sign < 0 else ''}")
    said = [
        f"{row.option} costs {row.cost:.3g}, gives {row.gain:.3g}, on the frontier in "
        f"{row.likely:.0%} of resamples"
        for row in table.itertuples()
    ]
    words = {
        "title": f"{len(table) - len(best)} of {len(table)} options are beaten by another "
        "that costs no more",
        "subtitle": f"{outcome}, change from the first scenario; orange: beaten by none",
        "source": "Simulated by small-schools; mean of the last years, lines: 90% intervals",
        "alt": "; ".join(said),
    }
    return style.finish(figure, folder, name, words)
