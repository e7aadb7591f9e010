"""What outcomes cost: each option as a dot, and the frontier of those that no other beats."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.analyse.frontier import COST
from sim.figures import style
from sim.figures.dots import Dots, draw_dot, name_in_column
from sim.measures import MEASURES
from sim.results import labels
from sim.results.folder import Folder
from sim.results.intervals import Estimate
from sim.results.outcome import Outcome


def draw(
    results: Folder,
    outcome: Outcome,
    table: pd.DataFrame,
    folder: Path,
    name: str,
    cost: str = COST,
) -> list[Path]:
    """Change in an outcome against change in cost, with 90 % intervals of both."""
    dots = _dots(table, MEASURES[cost].scale, outcome.scale)
    figure, axes = style.begin(11.5, max(5.6, 1.8 + 0.26 * len(table)))
    axis, unbeaten = axes.flat[0], set(table.option[table.beaten_by < 0])
    steps = sorted((x.mean, y.mean) for option, (x, y) in dots.items() if option in unbeaten)
    axis.step(*zip(*steps, strict=True), where="post", color=style.ORANGE, lw=1.6)
    for option, (across, up) in dots.items():
        draw_dot(axis, across, up, style.ORANGE if option in unbeaten else style.DARK_BLUE)
    name_in_column(axis, dots)
    axis.axhline(0, color=style.GREY, lw=0.9)
    axis.axvline(0, color=style.GREY, lw=0.9)
    what = labels.title(cost, labels.schools(outcome.group))
    axis.set_xlabel(f"{what}, change in {MEASURES[cost].unit_of_change}")
    axis.set_ylabel(f"change in {outcome.unit}{' (less is better)' if outcome.sign < 0 else ''}")
    caption = style.Caption(
        title=f"{len(table) - len(unbeaten)} of {len(table)} options are beaten by another that "
        "costs no more",
        subtitle=f"{outcome}, change from the first scenario; orange: beaten by none",
        source="Simulated by small-schools; mean of the last years, lines: 90% intervals",
        alt="; ".join(
            f"{row.option} costs {dots[row.option][0].mean:.3g}, gives "
            f"{dots[row.option][1].mean:.3g}, on the frontier in {row.likely:.0%} of resamples"
            for row in table.itertuples()
        ),
    )
    return style.finish(figure, folder, name, caption)


def _dots(table: pd.DataFrame, cost_scale: float, gain_scale: float) -> Dots:
    return {
        row.option: (
            Estimate(row.cost, row.cost_low, row.cost_high).scaled(cost_scale),
            Estimate(row.gain, row.gain_low, row.gain_high).scaled(gain_scale),
        )
        for row in table.itertuples()
    }
