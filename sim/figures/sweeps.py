"""A sweep: a curve over one setting, or which of several settings moves an outcome most."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.analyse.sensitivity import analyse
from sim.analyse.thresholds import curves, thresholds
from sim.figures import sensitivity, style
from sim.results import labels
from sim.results.folder import Folder
from sim.results.intervals import Estimate
from sim.results.outcome import Outcome

SENSITIVITY = "sensitivity.csv"


def draw(results: Folder) -> list[Path]:
    """Curves where one setting varies, else bars of sensitivities, for the outcomes tabled."""
    if not (results.path / SENSITIVITY).exists():  # one point, or some that failed
        return []
    tabled = results.table(SENSITIVITY).measure.unique()
    outcomes = [Outcome(str(one)) for one in results.asked or tabled]
    if len(results.points.columns) == len(results.points.select_dtypes("number").columns) == 1:
        return _curves(results, outcomes)
    paths = []
    for outcome in outcomes:
        name = f"sensitivity_{outcome.measure}_{outcome.group}"
        found = analyse(results, outcome.measure)
        paths += sensitivity.draw(results, outcome, found, results.path, name)
    return paths


def _curves(results: Folder, outcomes: Sequence[Outcome]) -> list[Path]:
    assert results.design is not None
    file = results.path / f"sweep_{results.design.name}"
    figure, axes = style.begin(file, 13, 5.2, len(outcomes))
    last = results.scenarios[-1]
    panels = zip(axes, outcomes, strict=True)
    in_words = [curve(axis, results, outcome, last) for axis, outcome in panels]
    return figure.finish(
        title=_title(results, outcomes[0], last),
        subtitle=f"{results.design.description}. {labels.capitalised(results.difference(last))}",
        source=f"Simulated by small-schools; mean of the last years; {results.intervals}",
        alt=" ".join(in_words),
    )


def curve(axis: Any, results: Folder, outcome: Outcome, scenario: str) -> str:
    """Draw the mean change at each value with its interval; returns it in words."""
    by_value = _estimates(results, outcome, scenario)
    style.marks(
        axis, list(by_value), list(by_value.values()), color=style.DARK_BLUE, lw=1.8, ls="-"
    )
    axis.axhline(0, color=style.GREY, lw=0.9)
    setting = str(results.varied().columns[0])
    axis.set(title=str(outcome), xlabel=labels.setting_and_group(setting))
    axis.xaxis.set_major_formatter("{x:,g}")
    axis.set_ylabel(f"{outcome.unit}, change")
    listed = "; ".join(f"{value:g}: {change:.3g}" for value, change in by_value.items())
    return f"{outcome} by {setting}: {listed}."


def _estimates(results: Folder, outcome: Outcome, scenario: str) -> dict[float, Estimate]:
    """The mean change at each value of the setting with its interval, in their order."""
    values = results.varied().iloc[:, 0].sort_values()
    changes = outcome.scale * results.changes(outcome, scenario)
    by_point = dict(iter(changes.groupby("point")))
    none = changes.iloc[:0]
    return {value: results.estimate(by_point.get(p, none)) for p, value in values.items()}


def _title(results: Folder, outcome: Outcome, scenario: str) -> str:
    """Where an outcome is best, and which other values may be as good, as `thresholds` has it."""
    setting = results.varied().iloc[:, 0]
    at, values = curves(results, outcome, scenario)
    name = labels.setting_and_group(str(setting.name))
    if not len(values):
        return f"{outcome} by {name}"
    best = thresholds(at, values, outcome.sign).set_index("where").loc["best"]
    text = f"{outcome} is best with {name} at {best.value:,g}"
    if pd.isna(best.low):
        return f"{text}, over too few replicates to tell from chance"
    if (best.low, best.high) == (at.min(), at.max()):
        return f"{text}, but no value is clearly better than another"
    return (
        f"{text}; {best.low:,g} to {best.high:,g} may be as good" if best.low < best.high else text
    )
