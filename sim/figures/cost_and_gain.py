"""What each scenario costs against what it gives: for choosing between several."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.figures import style
from sim.measures import MEASURES
from sim.results import labels
from sim.results.intervals import Estimate
from sim.world.bands import BANDS

if TYPE_CHECKING:
    from sim.figures.gallery import Results

GAIN = "ks2_progress_mean"
PANELS = (GAIN, "head_leaver_rate")
COST = "cost_per_pupil"
Dots = dict[str, tuple[Estimate, Estimate]]


def draw(results: Results) -> list[Path]:
    """A dot for each scenario in small schools, or for each roll band where there is one."""
    if not results.others or results.manifest["replicates"] < 2:
        return []
    figure, axes = style.begin(13, 6.2, 1, 2)
    several = len(results.others) > 1
    said = []
    for axis, measure in zip(axes.flat, PANELS, strict=True):
        title = labels.title(measure)
        up_or_down = "up" if MEASURES[measure].sign > 0 else "down"
        unit = f"{MEASURES[measure].unit_of_change} ({up_or_down} is better)"
        dots = _by_scenario(results, measure) if several else _by_roll(results, measure)
        _panel(axis, dots, several)
        axis.set(title=title, xlabel="change in schools' spending, £ a pupil", ylabel=unit)
        told = ", ".join(f"{name} {y[0]:+.2f} for £{x[0]:,.0f}" for name, (x, y) in dots.items())
        said.append(f"{title}, {unit}: {told}.")
    first = results.called(results.first)
    where = "in small schools (fewer than 150 pupils)" if several else "by pupils on roll"
    change = "change" if several else f"{results.called(results.others[0])}: change"
    text = {
        "title": _title(results),
        "subtitle": f"{labels.capitalised(change)} from {first} {where}, mean of the last years",
        "source": results.source,
        "alt": " ".join(said),
    }
    return style.finish(figure, results.folder, "cost_and_gain", text)


def _title(results: Results) -> str:
    gain = {s: results.change(s, GAIN) for s in results.others}
    best = max(gain, key=lambda s: gain[s][0])
    name = labels.capitalised(results.called(best))
    if not gain[best].excludes_zero or gain[best][0] < 0:
        none = f"{name} gives" if len(gain) == 1 else f"None of {len(gain)} scenarios gives"
        negative = "no sure" if len(gain) == 1 else "a sure"
        return f"{none} {negative} gain in the KS2 progress of small schools"
    cost = labels.amount(results.change(best, COST)[0], COST, change=True)
    most = "" if len(gain) == 1 else f", the most of {len(gain)} scenarios"
    points = labels.amount(gain[best][0], GAIN, change=True)
    return f"{name}: {points} of KS2 progress in small schools for {cost}{most}"


def _scaled(found: Estimate, measure: str) -> Estimate:
    return found.scaled(MEASURES[measure].scale)


def _by_scenario(results: Results, measure: str) -> Dots:
    return {
        results.called(s): (results.change(s, COST), _scaled(results.change(s, measure), measure))
        for s in results.others
    }


def _by_roll(results: Results, measure: str) -> Dots:
    only = results.others[0]
    dots = {
        band: (
            results.change(only, COST, band),
            _scaled(results.change(only, measure, band), measure),
        )
        for band in BANDS
    }
    return {band: dot for band, dot in dots.items() if np.isfinite([*dot[0], *dot[1]]).all()}


def _panel(axis: Any, dots: Dots, several: bool) -> None:
    for (x, x_low, x_high), (y, y_low, y_high) in dots.values():
        axis.hlines(y, x_low, x_high, color=style.TURQUOISE, lw=1.6)
        axis.vlines(x, y_low, y_high, color=style.TURQUOISE, lw=1.6)
        axis.plot(x, y, "o", color=style.DARK_BLUE, ms=6)
    places = {name: (x[0], y[0]) for name, (x, y) in dots.items()}
    if several:
        name_dots(axis, places)
    else:
        axis.plot(*zip(*places.values(), strict=True), color=style.DARK_BLUE, lw=0.8)
        axis.margins(x=0.12, y=0.1)
        _beside(axis, places)
    axis.axhline(0, color=style.GREY, lw=0.9)
    axis.axvline(0, color=style.GREY, lw=0.9)


def _beside(axis: Any, places: dict[str, tuple[float, float]]) -> None:
    """Name each dot beside it, higher where it would touch the name below."""
    low, high = axis.get_ylim()
    line = (high - low) / style.room(axis)[1] * 13
    below, wide = low, (axis.get_xlim()[1] - axis.get_xlim()[0]) / 8
    for name, (x, y) in sorted(places.items(), key=lambda item: item[1][1]):
        below = max(y + line / 2, below + line)
        crowded = any(
            0 < other - x < wide and abs(height - below) < line for other, height in places.values()
        )
        axis.annotate(name, (x, below), xytext=(-8 if crowded else 8, 0), fontsize=9.5,
                      textcoords="offset points", ha="right" if crowded else "left",
                      weight="bold", color=style.DARK_BLUE, va="center")  # fmt: skip


def name_dots(axis: Any, places: dict[str, tuple[float, float]]) -> None:
    """Name each dot in a column on the right, in the order of their height."""
    low, high = axis.get_ylim()
    left, right = axis.get_xlim()
    names = {name: style.fold(name, 150, 8) for name in places}
    wide = max(style.name_width(name, 8) for name in names.values()) + 26
    whole = style.room(axis)[0]
    axis.set_xlim(left, left + (right - left) * whole / max(whole - wide, whole / 3))
    column = right + (right - left) * 20 / max(whole - wide, whole / 3)
    order = sorted(places.items(), key=lambda item: -item[1][1])
    for place, (name, at) in enumerate(order):
        axis.annotate(
            names[name],
            at,
            xytext=(column, high - (high - low) * (place + 0.6) / (len(order) + 0.2)),
            fontsize=8,
            va="center",
            color=style.DARK_BLUE,
            arrowprops={"arrowstyle": "-", "color": "#C8C8C8", "lw": 0.6, "relpos": (0, 0.5)},
        )
