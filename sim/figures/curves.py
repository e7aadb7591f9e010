"""The curve of an outcome over the one setting that a sweep varies."""

from __future__ import annotations

from typing import Any

from sim.figures import style
from sim.results import labels
from sim.results.folder import Folder
from sim.results.intervals import Estimate, estimate
from sim.results.outcome import Outcome


def estimates(results: Folder, outcome: Outcome, scenario: str) -> dict[float, Estimate]:
    """The mean change at each value of the setting with its interval, in their order."""
    values = results.varied().iloc[:, 0].sort_values()
    changes = outcome.scale * results.changes(outcome, scenario)
    point = changes.index.get_level_values("point")
    return {value: estimate(changes[point == p]) for p, value in values.items()}


def curve(axis: Any, results: Folder, outcome: Outcome, scenario: str) -> str:
    """Draw the mean change at each value with its interval; returns it in words."""
    by_value = estimates(results, outcome, scenario)
    values, changes = list(by_value), list(by_value.values())
    axis.plot(values, [e.mean for e in changes], color=style.DARK_BLUE, marker="o", lw=1.8)
    style.draw_intervals(axis, values, changes, color=style.DARK_BLUE, lw=2.4)
    axis.axhline(0, color=style.GREY, lw=0.9)
    setting = str(results.varied().columns[0])
    axis.set_title(str(outcome), fontsize=10)
    axis.set_xlabel(labels.setting_and_group(setting))
    axis.set_ylabel(f"{outcome.unit}, change")
    listed = "; ".join(f"{value:g}: {change:.3g}" for value, change in by_value.items())
    return f"{outcome} by {setting}: {listed}."
