"""What each scenario gives and costs, side by side: for choosing between several."""

from pathlib import Path
from typing import Any

import numpy as np

from sim.figures import captions, style
from sim.measures import KNOWN
from sim.results import labels
from sim.results.folder import Folder
from sim.world.bands import BANDS

GAIN = "ks2_progress_mean"
COST = "public_cost_per_pupil"
PANELS = (GAIN, "leader_lost_rate")
PAYERS = {  # the first two add up to the public cost
    "schools_net_per_pupil": "cost to schools, beyond grants of policies",
    "exchequer_per_pupil": "cost to the exchequer",
    "grants_per_pupil": "of that, grants to schools",
}
APART = 0.22  # between payers, of the space between rows
ON_SCREEN = 12  # rows that can be read


def draw(results: Folder) -> list[Path]:
    """A row for each scenario, of small schools, or for each roll band where there is one."""
    if not results.others or results.manifest["replicates"] < 2:
        return []
    rows = _rows(results)
    file = results.path / "cost_and_gain"
    figure, axes = style.begin(file, 12.5, 2.6 + 0.42 * len(rows), len(PANELS) + 1, sharey=True)
    in_words = [_panel(axis, results, m, rows) for axis, m in zip(axes, PANELS, strict=False)]
    in_words.append(_costs(axes[-1], results, rows))
    several = len(results.others) > 1
    where = "in small schools (fewer than 150 pupils)" if several else "by pupils on roll"
    change = "change" if several else f"{results.called(results.others[0])}: change"
    return figure.finish(
        title=_title(results),
        subtitle=f"{labels.capitalised(change)} from {results.called(results.first)} {where}, mean "
        "of the last years; what schools and the exchequer pay adds up to the public cost",
        source=captions.source(results),
        alt=" ".join(in_words),
        key=list(zip(style.GLYPHS, PAYERS.values(), style.COLOURS, strict=False)),
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


def _rows(results: Folder) -> dict[str, tuple[str, str]]:
    """Scenario and group of schools of each row by its name: the largest gain of progress first."""
    if len(results.others) == 1:
        return {f"{band} pupils": (results.others[0], band) for band in BANDS}
    ranked = sorted(results.others, key=lambda s: -results.change(s, GAIN).mean)
    return {
        results.called(scenario): (scenario, "small")
        for scenario in ranked[: style.most_rows(ON_SCREEN)]
    }


def _panel(axis: Any, results: Folder, measure: str, rows: dict[str, tuple[str, str]]) -> str:
    """Draw the changes of a measure; returns them in words."""
    one = KNOWN[measure]
    in_words = _marks(axis, results, measure, rows)
    unit = f"{one.unit_of_change} ({'more' if one.sign > 0 else 'less'} is better)"
    return f"{_finish(axis, rows, labels.title(measure), unit)}: {in_words}."


def _costs(axis: Any, results: Folder, rows: dict[str, tuple[str, str]]) -> str:
    """Draw what schools and the exchequer pay for it; returns it in words."""
    in_words = [
        f"{who}: {_marks(axis, results, measure, rows, place, APART * (place - 1))}"
        for place, (measure, who) in enumerate(PAYERS.items())
    ]
    return f"{_finish(axis, rows, 'Cost, by who pays', '£ a pupil')}. {'; '.join(in_words)}."


def _finish(axis: Any, rows: dict[str, tuple[str, str]], title: str, unit: str) -> str:
    """Name rows, panel and unit; returns panel and unit in words."""
    axis.axvline(0, color=style.GREY, lw=0.9)
    style.name_rows(axis, list(rows), fontsize=9)
    axis.set(title=title, xlabel=unit)
    style.changes(axis)
    return f"{title}, {unit}"


def _marks(
    axis: Any,
    results: Folder,
    measure: str,
    rows: dict[str, tuple[str, str]],
    place: int = 0,
    shift: float = 0,
) -> str:
    """Draw the change of a measure in each row, in a colour; returns the changes in words."""
    scale = KNOWN[measure].scale
    changes = [results.change(s, measure, group).scaled(scale) for s, group in rows.values()]
    look = {"color": style.COLOURS[place], "marker": style.MARKERS[place], "ms": 5}
    style.marks(axis, np.arange(len(rows)) + shift, changes, lying=True, **look)
    named = zip(rows, changes, strict=True)
    return ", ".join(f"{name} {change.mean:+z.2f}" for name, change in named)
