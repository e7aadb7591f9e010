"""What a sweep found: a curve over one setting, or which of several settings moves it most."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.figures import sensitivity, style
from sim.results import labels
from sim.results.folder import Folder
from sim.results.intervals import Estimate, estimate
from sim.results.outcome import Outcome


def draw_folder(folder: Path) -> list[Path]:
    """Curves where one setting varies, else bars of sensitivities, for the outcomes tabled."""
    moves = folder / "sensitivity.csv"
    if not moves.exists():  # one point, or some that failed
        return []
    found, tables = Folder.of(folder), pd.read_csv(moves)
    shown = {Outcome(*of): table for of, table in tables.groupby(["measure", "group"], sort=False)}
    numbers = found.points.select_dtypes("number")
    if len(numbers.columns) == 1 == len(found.points.columns):
        return _curves(found, list(shown), folder / "figures")
    last = found.scenarios[-1]
    return [
        path
        for outcome, table in shown.items()
        for path in sensitivity.draw(
            found, outcome, last, table, folder / "figures",
            f"sensitivity_{outcome.measure}_{outcome.group}",
        )
    ]  # fmt: skip


def _curves(found: Folder, shown: Sequence[Outcome], folder: Path) -> list[Path]:
    figure, axes = style.begin(13, 5.2, 1, len(shown))
    last, first = found.scenarios[-1], found.scenarios[0]
    said = [
        curve(axis, found, outcome, last) for axis, outcome in zip(axes.flat, shown, strict=True)
    ]
    assert found.design is not None
    told = {
        "title": _best(found, shown[0], last),
        "subtitle": f"{found.design.description}. {labels.difference(last, first)}",
        "source": "Simulated by small-schools; mean of the last years, bars: 90% intervals",
        "alt": " ".join(said),
    }
    return style.finish(figure, folder, f"sweep_{found.design.name}", told)


def _best(found: Folder, outcome: Outcome, scenario: str) -> str:
    """Where an outcome is best, and what else may be as good."""
    values = found.varied().iloc[:, 0]
    ends = intervals(found, outcome, scenario)
    better = {point: estimate.scaled(outcome.sign) for point, estimate in ends.items()}
    top = max(better, key=lambda point: better[point].mean)
    least = min(better[top][1:])
    near = [point for point, ends in better.items() if point == top or max(ends[1:]) >= least]
    what = labels.measure(outcome.measure, labels.schools(outcome.group))
    setting = labels.setting_and_group(str(values.name))
    told = f"{labels.capitalised(what)} is best with {setting} at {values[top]:g}"
    if len(near) == len(values):
        return f"{told}, but no value can be told from another"
    if len(near) == 1:
        return told
    return f"{told}; {values[near].min():g} to {values[near].max():g} may be as good"


def intervals(found: Folder, outcome: Outcome, scenario: str) -> dict[Any, Estimate]:
    """The mean change at each point with its interval, in the order of the setting."""
    order = found.varied().iloc[:, 0].sort_values()
    changes = outcome.scale * found.changes(outcome, scenario)
    point = changes.index.get_level_values("point")
    return {p: estimate(changes[point == p]) for p in order.index}


def curve(axis: Any, found: Folder, outcome: Outcome, scenario: str) -> str:
    """The mean change at each value of the setting with its interval; returns it in words."""
    order = found.varied().iloc[:, 0].sort_values()
    estimates = list(intervals(found, outcome, scenario).values())
    axis.plot(order, [e.mean for e in estimates], color=style.DARK_BLUE, marker="o", lw=1.8)
    style.draw_intervals(axis, order, estimates, color=style.DARK_BLUE, lw=2.4)
    axis.axhline(0, color=style.GREY, lw=0.9)
    label = labels.capitalised(labels.measure(outcome.measure, labels.schools(outcome.group)))
    axis.set_title(label, fontsize=10)
    axis.set_xlabel(labels.setting_and_group(str(order.name)))
    axis.set_ylabel(f"{outcome.unit}, change")
    told = "; ".join(f"{x:g}: {e:.3g}" for x, e in zip(order, estimates, strict=True))
    return f"{label} by {order.name}: {told}."
