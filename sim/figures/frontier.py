"""What outcomes cost: each option as a dot, and the frontier of those that no other beats."""

from pathlib import Path
from typing import Any

import pandas as pd

from sim.analyse.frontier import COST
from sim.figures import style
from sim.measures import KNOWN
from sim.results import labels
from sim.results.folder import Folder
from sim.results.outcome import Outcome

RARELY = 0.05  # on the frontier: an option is beaten in 95 of 100 resamples


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
    options[["cost", "cost_low", "cost_high"]] *= KNOWN[cost].scale
    options[["gain", "gain_low", "gain_high"]] *= outcome.scale
    unbeaten = options[options.beaten_by < 0].sort_values(["cost", "gain"])
    figure, [axis] = style.begin(folder / name, 11.5, max(5.6, 1.8 + 0.26 * len(options)))
    axis.step(unbeaten.cost, unbeaten.gain, where="post", color=style.ORANGE, lw=1.6)
    draw_dots(axis, options[options.beaten_by >= 0])
    draw_dots(axis, unbeaten, style.ORANGE)
    name_in_column(axis, options)
    axis.axhline(0, color=style.GREY, lw=0.9)
    axis.axvline(0, color=style.GREY, lw=0.9)
    what = labels.title(cost, labels.schools(outcome.group))
    axis.set_xlabel(f"{what}, change in {KNOWN[cost].unit_of_change}")
    axis.set_ylabel(f"change in {outcome.unit}{' (less is better)' if outcome.sign < 0 else ''}")
    return figure.finish(
        title=_title(options),
        subtitle=f"{outcome}, change from the first scenario; orange: beaten by none on average",
        source=f"Simulated by small-schools; mean of the last years; lines: {results.intervals}",
        alt="; ".join(map(_in_words, options.itertuples())),
    )


def _title(options: pd.DataFrame) -> str:
    """How many options another beats, whatever replicates are drawn."""
    beaten = int((options.likely < RARELY).sum())
    if not beaten:
        return f"None of {len(options)} options is clearly beaten by another that costs no more"
    verb = "is" if beaten == 1 else "are"
    return f"{beaten} of {len(options)} options {verb} clearly beaten by another that costs no more"


def _in_words(option: Any) -> str:
    likely = f"on the frontier in {option.likely:.0%} of resamples"
    return f"{option.Index} costs {option.cost:.3g}, gives {option.gain:.3g}, {likely}"


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
