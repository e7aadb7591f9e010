"""What outcomes cost: each option as a dot, and the frontier of those that no other beats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from sim.analyse.frontier import COST
from sim.figures import dots, style
from sim.measures import MEASURES
from sim.results import labels
from sim.results.folder import Folder
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
    options = table.set_index("option")
    options[["cost", "cost_low", "cost_high"]] *= MEASURES[cost].scale
    options[["gain", "gain_low", "gain_high"]] *= outcome.scale
    unbeaten = options[options.beaten_by < 0].sort_values(["cost", "gain"])
    figure, [axis] = style.begin(folder / name, 11.5, max(5.6, 1.8 + 0.26 * len(options)))
    axis.step(unbeaten.cost, unbeaten.gain, where="post", color=style.ORANGE, lw=1.6)
    dots.draw_dots(axis, options[options.beaten_by >= 0])
    dots.draw_dots(axis, unbeaten, style.ORANGE)
    dots.name_in_column(axis, options)
    axis.axhline(0, color=style.GREY, lw=0.9)
    axis.axvline(0, color=style.GREY, lw=0.9)
    what = labels.title(cost, labels.schools(outcome.group))
    axis.set_xlabel(f"{what}, change in {MEASURES[cost].unit_of_change}")
    axis.set_ylabel(f"change in {outcome.unit}{' (less is better)' if outcome.sign < 0 else ''}")
    return figure.finish(
        title=f"{len(options) - len(unbeaten)} of {len(options)} options are beaten by another "
        "that costs no more",
        subtitle=f"{outcome}, change from the first scenario; orange: beaten by none",
        source="Simulated by small-schools; mean of the last years, lines: 90% intervals",
        alt="; ".join(map(_in_words, options.itertuples())),
    )


def _in_words(option: Any) -> str:
    likely = f"on the frontier in {option.likely:.0%} of resamples"
    return f"{option.Index} costs {option.cost:.3g}, gives {option.gain:.3g}, {likely}"
