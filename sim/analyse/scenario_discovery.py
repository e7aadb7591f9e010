"""In which futures a policy fails: boxes of settings, found by peeling.

The patient rule induction method (PRIM; Friedman & Fisher 1999, Statistics and Computing 9)
as used for scenario discovery (Bryant & Lempert 2010, Technological Forecasting 77): from
the box of all points a thin slice is taken off again and again, where that leaves most
failures for each point lost.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from sim.errors import SettingError
from sim.results.folder import Folder
from sim.results.outcome import Outcome

SLICE = 0.05  # of the points in a box, taken off at a time
FEWEST = 0.05  # of all points, in a box
COVERAGE_WEIGHT = 0.5  # of coverage against density, where a box is chosen from the peeling
BY_CHANCE = 0.05  # a limit that would look as good this often without an effect is left out

Box = dict[str, tuple[float, float]]  # lowest and highest of each setting that has limits


def analyse(
    folder: str | Path,
    measure: str = Outcome.measure,
    group: str = Outcome.group,
    scenario: str = "",
    level: float = 0,
    above: bool = False,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Under which settings of a sweep a policy fails: limits of boxes, and how they were peeled.

    It fails where its mean change is below a level (or above): see :func:`discover`.
    """
    found, outcome = Folder.of(folder), Outcome(measure, group)
    points = found.varied()
    values = found.changes(outcome, scenario).groupby("point").mean().reindex(points.index)
    known = values.notna()
    fails = (values > level if above else values < level)[known].to_numpy()
    if fails.all() or not fails.any():
        side = f"{'above' if above else 'below'} {level:g}"
        where = "at every point" if fails.any() else "at no point"
        raise SettingError(f"{outcome} is {side} {where}: there is nothing to tell apart")
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
        inside = holds(peeled[best], here)
        if not peeled[best] or failing[inside].mean() <= fails.mean():
            break
        counts = [_counts(holds(box, here), failing, fails) for box in peeled]
        steps += [(number, step, *row, step == best) for step, row in enumerate(counts)]
        for name, ends in _ends(peeled[best], points).items():
            chance = _chance(peeled[best], name, here, failing)
            limits.append((number, name, *ends, chance, *counts[best]))
        left[np.flatnonzero(left)[inside]] = False
    counted = ["coverage", "density", "mass"]
    limit_names = ["box", "setting", "low", "high", "lowest", "highest", "chance", *counted]
    step_names = ["box", "step", *counted, "chosen"]
    return pd.DataFrame(limits, columns=limit_names), pd.DataFrame(steps, columns=step_names)


def _ends(box: Box, points: pd.DataFrame) -> dict[str, tuple[float, float, float, float]]:
    """Of each setting of a box its limits there, and its range over all points."""
    ranges = {name: (points[name].min(), points[name].max()) for name in box}
    return {n: (max(box[n][0], low), min(box[n][1], high), low, high)
            for n, (low, high) in ranges.items()}  # fmt: skip


def holds(box: Box, points: pd.DataFrame) -> np.ndarray:
    """Which points are in a box: bool, (points,)."""
    within = [points[name].between(low, high) for name, (low, high) in box.items()]
    return np.all([np.ones(len(points), bool), *within], axis=0)


def peel(points: pd.DataFrame, fails: np.ndarray, fewest: int) -> list[Box]:
    """Boxes inside each other, from all points to a few: the trajectory of peeling."""
    trajectory: list[Box] = [{}]
    while True:
        inside = holds(trajectory[-1], points)
        best, gain = None, -np.inf
        for box in _thinner(trajectory[-1], points[inside]):
            kept = holds(box, points)
            lost = inside.sum() - kept.sum()
            if kept.sum() < fewest or not lost:
                continue
            better = (fails[kept].mean() - fails[inside].mean()) / lost
            if better > gain:
                best, gain = box, better
        if best is None or fails[inside].all():
            return trajectory
        trajectory.append(best)


def _thinner(box: Box, points: pd.DataFrame) -> Iterator[Box]:
    """The box less a slice of a setting, each from below and from above; ties go together."""
    for name in points:
        low, high = box.get(name, (-np.inf, np.inf))
        values = points[name].to_numpy()
        from_below = values[values > np.quantile(values, SLICE, method="lower")]
        from_above = values[values < np.quantile(values, 1 - SLICE, method="higher")]
        if len(from_below):
            yield box | {name: (float(from_below.min()), high)}
        if len(from_above):
            yield box | {name: (low, float(from_above.max()))}


def _score(inside: np.ndarray, fails: np.ndarray) -> float:
    """Coverage and density in one number: their harmonic mean with density counting more (F)."""
    weight = COVERAGE_WEIGHT**2
    return (1 + weight) * fails[inside].sum() / (weight * fails.sum() + inside.sum())


def _counts(
    inside: np.ndarray, fails: np.ndarray, everywhere: np.ndarray
) -> tuple[float, float, float]:
    failing = fails[inside].sum()
    return failing / everywhere.sum(), failing / inside.sum(), inside.sum() / len(everywhere)


def _chance(box: Box, name: str, points: pd.DataFrame, fails: np.ndarray) -> float:
    """How likely so many failures are in the box by chance, if one setting has no effect."""
    from scipy.stats import binom  # slow to import

    wider = {other: ends for other, ends in box.items() if other != name}
    inside = holds(box, points)
    density = fails[holds(wider, points)].mean()
    return float(binom.sf(fails[inside].sum() - 1, inside.sum(), density))


def _best_peeling(points: pd.DataFrame, fails: np.ndarray, fewest: int) -> tuple[list[Box], int]:
    """A trajectory and the place of its best box, whose limits are all unlikely by chance.

    While one is likely, the likeliest setting is left out and the others are peeled again.
    """
    while True:
        peeled = peel(points, fails, fewest)
        best = int(np.argmax([_score(holds(box, points), fails) for box in peeled]))
        chances = {name: _chance(peeled[best], name, points, fails) for name in peeled[best]}
        worst = max(chances, key=lambda name: chances[name], default="")
        if not worst or chances[worst] <= BY_CHANCE:
            return peeled, best
        points = points.drop(columns=worst)
