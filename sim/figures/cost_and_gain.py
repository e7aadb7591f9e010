"""What each scenario costs against what it gives: for choosing between several."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.figures import captions, style
from sim.figures.frontier import draw_dots, name_beside, name_in_column
from sim.measures import MEASURES
from sim.results import labels
from sim.results.folder import Folder
from sim.world.bands import BANDS

GAIN = "ks2_progress_mean"
PANELS = (GAIN, "leader_lost_rate")
COST = "cost_per_pupil"


def draw(results: Folder) -> list[Path]:
    """A dot for each scenario in small schools, or for each roll band where there is one."""
    if not results.others or results.manifest["replicates"] < 2:
        return []
    figure, axes = style.begin(results.path / "cost_and_gain", 13, 6.2, 2)
    in_words = [_panel(axis, results, m) for axis, m in zip(axes, PANELS, strict=True)]
    several = len(results.others) > 1
    where = "in small schools (fewer than 150 pupils)" if several else "by pupils on roll"
    change = "change" if several else f"{results.called(results.others[0])}: change"
    return figure.finish(
        title=_title(results),
        subtitle=f"{labels.capitalised(change)} from {results.called(results.first)} {where}, mean "
        "of the last years",
        source=captions.source(results),
        alt=" ".join(in_words),
    )


def _title(results: Folder) -> str:
    """The scenario that gives small schools most, of those whose gain is clear, and its cost."""
    gain = {s: results.change(s, GAIN) for s in results.others}
    clear = {s: one.mean for s, one in gain.items() if one.low > 0}
    name = labels.capitalised(results.called(max(clear or gain, key=lambda s: gain[s].mean)))
    if not clear:
        few = all(np.isnan(one.low) for one in gain.values())
        what = "too few replicates to tell of a gain" if few else "no clear gain"
        if len(gain) == 1:
            return f"{name}: {what} in the KS2 progress of small schools"
        if few:
            return f"{labels.capitalised(what)} in KS2 progress under any of {len(gain)} scenarios"
        return f"None of {len(gain)} scenarios gives small schools a clear gain in KS2 progress"
    best = max(clear, key=lambda s: clear[s])
    cost = results.change(best, COST)
    spent = labels.amount(cost.mean, COST, change=True)
    paid = f"for {spent}" if cost.excludes_zero else f"at no clear cost ({spent})"
    most = f", the most of {len(clear)} with a clear gain" if len(clear) > 1 else ""
    only = f", of {len(gain)} scenarios the only clear gain" if len(gain) > len(clear) == 1 else ""
    points = labels.amount(clear[best], GAIN, change=True)
    return f"{name}: {points} of KS2 progress in small schools {paid}{most}{only}"


def _dots(results: Folder, measure: str) -> pd.DataFrame:
    """By scenario in small schools, or by roll band where there is one scenario."""
    chosen = {results.called(scenario): (scenario, "small") for scenario in results.others}
    if len(chosen) == 1:
        chosen = {band: (results.others[0], band) for band in BANDS}
    rows = [
        (*results.change(scenario, COST, group), *results.change(scenario, measure, group))
        for scenario, group in chosen.values()
    ]
    names = ["cost", "cost_low", "cost_high", "gain", "gain_low", "gain_high"]
    table = pd.DataFrame(rows, index=list(chosen), columns=names)
    table = table.dropna(subset=["cost", "gain"])
    table[names[3:]] *= MEASURES[measure].scale
    return table


def _panel(axis: Any, results: Folder, measure: str) -> str:
    """Draw the dots of a measure; returns them in words."""
    title, dots = labels.title(measure), _dots(results, measure)
    up_or_down = "up" if MEASURES[measure].sign > 0 else "down"
    unit = f"{MEASURES[measure].unit_of_change} ({up_or_down} is better)"
    draw_dots(axis, dots)
    if len(results.others) > 1:
        name_in_column(axis, dots)
    else:
        axis.plot(dots.cost, dots.gain, color=style.DARK_BLUE, lw=0.8)
        axis.margins(x=0.12, y=0.1)
        name_beside(axis, dots)
    axis.axhline(0, color=style.GREY, lw=0.9)
    axis.axvline(0, color=style.GREY, lw=0.9)
    axis.set(title=title, xlabel="change in schools' spending, £ a pupil", ylabel=unit)
    in_words = (f"{dot.Index} {dot.gain:+.2f} for £{dot.cost:,.0f}" for dot in dots.itertuples())
    return f"{title}, {unit}: {', '.join(in_words)}."
