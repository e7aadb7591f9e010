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

from sim.errors import SettingError
from sim.results.folder import Folder
from sim.results.outcome import Outcome

SLICE = 0.05  # of the points in a box, taken off at a time
FEWEST = 0.05  # of all points, in a box
COVERAGE_WEIGHT = 0.5  # of coverage against density, where a box is chosen from the peeling
BY_CHANCE = 0.05  # a limit that would look as good this often without an effect is left out


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
    found: Folder, outcome: Outcome, scenario: str = "", level: float = 0, above: bool = False
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

    Returns the limits of each box (``chance``: how likely it is that a limit looks as good
    where it has no effect) and the peeling of each: coverage (fraction of all failures inside),
    density (fraction of points inside that fail), mass (fraction of points inside), and which
    step was ``chosen``.
    """
    limits, steps, left = [], [], np.ones(len(points), bool)
    for number in range(1, most + 1):
        here, failing = points[left], fails[left]
        if failing.mean() == 0 or len(here) < 2:
            break
        peeled, best = _best_peeling(here, failing, max(round(FEWEST * len(points)), 2))
        box = peeled[best]
        inside = box.holds(here)
        if not box.limits or failing[inside].mean() <= fails.mean():
            break
        counts = [_counts(one, here, failing, fails) for one in peeled]
        steps += [(number, step, *row, step == best) for step, row in enumerate(counts)]
        for name, ends in _ends(box, points).items():
            chance = _chance(box, name, here, failing)
            limits.append((number, name, *ends, chance, *counts[best]))
        left[np.flatnonzero(left)[inside]] = False
    counted = ["coverage", "density", "mass"]
    limit_names = ["box", "setting", "low", "high", "lowest", "highest", "chance", *counted]
    step_names = ["box", "step", *counted, "chosen"]
    return pd.DataFrame(limits, columns=limit_names), pd.DataFrame(steps, columns=step_names)


def _ends(box: Box, points: pd.DataFrame) -> dict[str, tuple[float, float, float, float]]:
    """For each setting with limits: these within the points, and the range of the points."""
    ends = {}
    for name, (low, high) in box.limits.items():
        lowest, highest = points[name].min(), points[name].max()
        ends[name] = (max(low, lowest), min(high, highest), lowest, highest)
    return ends


def peel(points: pd.DataFrame, fails: np.ndarray, fewest: int) -> list[Box]:
    """Boxes inside each other, from all points to a few: the trajectory of peeling."""
    box, trajectory = Box({}), [Box({})]
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
            return trajectory
        box = best
        trajectory.append(box)


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
    """How likely so many failures are in the box by chance, if one setting has no effect."""
    inside, wider = box.holds(points), box.without(name).holds(points)
    return float(binom.sf(fails[inside].sum() - 1, inside.sum(), fails[wider].mean()))


def _best_peeling(points: pd.DataFrame, fails: np.ndarray, fewest: int) -> tuple[list[Box], int]:
    """A trajectory and the place of its best box, whose limits are all unlikely by chance.

    While one is likely, the likeliest setting is left out and the others are peeled again.
    """
    while True:
        peeled = peel(points, fails, fewest)
        best = int(np.argmax([_score(box, points, fails) for box in peeled]))
        box = peeled[best]
        chances = {name: _chance(box, name, points, fails) for name in box.limits}
        worst = max(chances, key=lambda name: chances[name], default="")
        if not worst or chances[worst] <= BY_CHANCE:
            return peeled, best
        points = points.drop(columns=worst)
