"""In which futures a policy fails: boxes of settings, found by peeling.

The patient rule induction method (PRIM; Friedman & Fisher 1999, Statistics and Computing 9)
as used for scenario discovery (Bryant & Lempert 2010, Technological Forecasting 77): from
the box of all points a thin slice is taken off again and again, where that leaves most
failures for each point lost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.stats import binom

from sim.analyse.findings import Findings, Outcome
from sim.errors import SettingError

SLICE = 0.05  # of the points in a box, taken off at a time
FEWEST = 0.05  # of all points, in a box
COVERAGE_WEIGHT = 0.5  # of coverage against density, where a box is chosen from the peeling
BY_LUCK = 0.05  # a limit that luck would draw as often as this is left out


@dataclass(frozen=True)
class Box:
    """Limits of settings, lowest and highest; a setting without limits is not named."""

    limits: dict[str, tuple[float, float]]

    def holds(self, points: pd.DataFrame) -> np.ndarray:
        """Which points are in it: bool, (points,)."""
        inside = np.ones(len(points), bool)
        for name, (low, high) in self.limits.items():
            inside &= points[name].between(low, high).to_numpy()
        return inside

    def without(self, name: str) -> Box:
        """The box without the limits of one setting."""
        return replace(self, limits={k: v for k, v in self.limits.items() if k != name})


def analyse(
    found: Findings, outcome: Outcome, scenario: str = "", level: float = 0, above: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Boxes of points whose mean change is below a level (or above): see :func:`discover`."""
    points = found.varied()
    values = found.changes(outcome, scenario).groupby("point").mean().reindex(points.index)
    known = values.notna()
    fails = (values > level if above else values < level)[known].to_numpy()
    side = f"{'above' if above else 'below'} {level:g}"
    if not fails.any() or fails.all():
        words = "at every point" if fails.any() else "at no point"
        raise SettingError(f"{outcome} is {side} {words}: there is nothing to tell apart")
    return discover(points[known], fails)


def discover(
    points: pd.DataFrame, fails: np.ndarray, most: int = 3
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Boxes that hold many of the failing points and few others, one after the other.

    Returns the limits of each box (``chance``: how often luck alone would make a limit look as
    good) and the peeling of each: coverage (share of all failures inside), density (share of
    points inside that fail), mass (share of points inside), and which step was ``chosen``.
    """
    limits, steps, left = [], [], np.ones(len(points), bool)
    for number in range(1, most + 1):
        here, failing = points[left], fails[left]
        if failing.mean() == 0 or len(here) < 2:
            break
        peeled, at = _peeled(here, failing, max(round(FEWEST * len(points)), 2))
        box = peeled[at]
        inside = box.holds(here)
        if not box.limits or failing[inside].mean() <= fails.mean():
            break
        for step, one in enumerate(peeled):
            steps.append((number, step, *_counts(one, here, failing, fails), step == at))
        told = _counts(box, here, failing, fails)
        for name, (low, high) in box.limits.items():
            ends = (max(low, points[name].min()), min(high, points[name].max()))
            chance = _chance(box, name, here, failing)
            limits.append(
                (number, name, *ends, points[name].min(), points[name].max(), chance, *told)
            )
        left[np.flatnonzero(left)[inside]] = False
    counted = ["coverage", "density", "mass"]
    limit_names = ["box", "setting", "low", "high", "lowest", "highest", "chance", *counted]
    step_names = ["box", "step", *counted, "chosen"]
    return pd.DataFrame(limits, columns=limit_names), pd.DataFrame(steps, columns=step_names)


def peel(points: pd.DataFrame, fails: np.ndarray, fewest: int) -> list[Box]:
    """Boxes inside each other, from all points to a few: the trajectory of peeling."""
    box, found = Box({}), [Box({})]
    while True:
        inside = box.holds(points)
        best, gain = None, -np.inf
        for name in points:
            for one in _thinner(box, name, points[name].to_numpy()[inside]):
                kept = one.holds(points)
                lost = inside.sum() - kept.sum()
                if kept.sum() < fewest or not lost:
                    continue
                better = (fails[kept].mean() - fails[inside].mean()) / lost
                if better > gain:
                    best, gain = one, better
        if best is None or fails[inside].all():
            return found
        box = best
        found.append(box)


def _thinner(box: Box, name: str, values: np.ndarray) -> list[Box]:
    """The box less a slice of one setting, from below and from above; ties go together."""
    low, high = box.limits.get(name, (-np.inf, np.inf))
    from_below = values[values > np.quantile(values, SLICE, method="lower")]
    from_above = values[values < np.quantile(values, 1 - SLICE, method="higher")]
    made = []
    if len(from_below):
        made.append(Box(box.limits | {name: (float(from_below.min()), high)}))
    if len(from_above):
        made.append(Box(box.limits | {name: (low, float(from_above.max()))}))
    return made


def _score(box: Box, points: pd.DataFrame, fails: np.ndarray) -> float:
    """Coverage and density in one number: their harmonic mean with density counting more (F)."""
    inside, weight = box.holds(points), COVERAGE_WEIGHT**2
    return (1 + weight) * fails[inside].sum() / (weight * fails.sum() + inside.sum())


def _counts(
    box: Box, points: pd.DataFrame, fails: np.ndarray, everywhere: np.ndarray
) -> tuple[float, float, float]:
    inside = box.holds(points)
    failing = fails[inside].sum()
    return failing / everywhere.sum(), failing / inside.sum(), inside.sum() / len(everywhere)


def _chance(box: Box, name: str, points: pd.DataFrame, fails: np.ndarray) -> float:
    """How likely so many failures are by luck, without the limits of one setting."""
    inside, wider = box.holds(points), box.without(name).holds(points)
    return float(binom.sf(fails[inside].sum() - 1, inside.sum(), fails[wider].mean()))


def _peeled(points: pd.DataFrame, fails: np.ndarray, fewest: int) -> tuple[list[Box], int]:
    """A trajectory and its best box, by settings whose limits luck would not have drawn.

    Where luck could, the likeliest setting is left out and the rest is peeled again.
    """
    while True:
        peeled = peel(points, fails, fewest)
        at = int(np.argmax([_score(box, points, fails) for box in peeled]))
        box = peeled[at]
        chances = {name: _chance(box, name, points, fails) for name in box.limits}
        worst = max(chances, key=lambda name: chances[name], default="")
        if not worst or chances[worst] <= BY_LUCK:
            return peeled, at
        points = points.drop(columns=worst)
