"""In which futures a policy fails: boxes of settings, found by peeling.

The patient rule induction method (PRIM; Friedman & Fisher 1999, Statistics and Computing 9)
as used for scenario discovery (Bryant & Lempert 2010, Technological Forecasting 77): from
the box of all points a thin slice is taken off again and again, where that leaves most
failures for each point lost.

The best of very many boxes looks good by luck. A setting limits a box only where the whole search
seldom finds a limit as good once settings are shuffled: all of them for the first setting, then
those not yet found to matter (step-down, after Westfall & Young 1993, Resampling-based multiple
testing).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import bdtrc

from sim.errors import SettingError
from sim.results.folder import Folder
from sim.results.intervals import RESAMPLING_SEED
from sim.results.outcome import Outcome

SLICE = 0.05  # of the points in a box, taken off at a time
FEWEST = 0.05  # of all points, in a box
COVERAGE_WEIGHT = 0.5  # of coverage against density, where a box is chosen from the peeling
BY_CHANCE = 0.05  # how often luck alone may give a box that has a limit it should not have
SHUFFLED = 99  # times: as few as BY_CHANCE can be told from


class Box(NamedTuple):
    """Lowest and highest of each setting, infinite where it has no limit: (settings,) each."""

    low: np.ndarray
    high: np.ndarray

    def misses(self, values: np.ndarray) -> np.ndarray:
        """Which values (points, settings) are beyond its limits: bool."""
        return (values < self.low) | (values > self.high)

    def holds(self, values: np.ndarray) -> np.ndarray:
        """Which points are in it: bool, (points,)."""
        return np.all(~self.misses(values), axis=1)

    @property
    def limited(self) -> np.ndarray:
        """The settings that have limits, by number."""
        return np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high))


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
    found.check_known(outcome)
    values = found.changes(outcome, scenario).groupby("point").mean().reindex(points.index)
    known = values.notna()
    fails = (values > level if above else values < level)[known].to_numpy()
    if fails.all() or not fails.any():
        side = f"{'above' if above else 'below'} {level:g}"
        where = "at every point" if fails.any() else "at no point"
        raise SettingError(f"{outcome} is {side} {where}: there is nothing to distinguish")
    return discover(points[known], fails)


def discover(
    points: pd.DataFrame, fails: np.ndarray, most: int = 3
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Boxes that hold many of the failing points and few others, one after the other.

    Returns the limits of each box (``chance``: how often luck alone would give this setting or
    another a limit as good) and the peeling of each: coverage (fraction of all failures inside),
    density (fraction of points inside that fail), mass (fraction of points inside), and which
    step was ``chosen``.
    """
    limits, steps, left = [], [], np.ones(len(points), bool)
    values, fails = points.to_numpy(dtype=float), fails.astype(float)  # sums of bool are bool
    fewest = max(round(FEWEST * len(points)), 2)
    for number in range(1, most + 1):
        here, failing = values[left], fails[left]
        if failing.mean() == 0 or len(here) < 2:
            break
        chances = _settings_that_matter(here, failing, fewest)
        if not chances:
            break
        matter = list(chances)
        peeled = peel(here[:, matter], failing, fewest)
        best = _best(here[:, matter], failing, peeled)
        inside = peeled[best].holds(here[:, matter])
        if failing[inside].mean() <= fails.mean():
            break
        counts = [_counts(box.holds(here[:, matter]), failing, fails) for box in peeled]
        steps += [(number, step, *row, step == best) for step, row in enumerate(counts)]
        for place in peeled[best].limited:
            every = values[:, matter[place]]
            lowest, highest = every.min(), every.max()
            ends = max(peeled[best].low[place], lowest), min(peeled[best].high[place], highest)
            about = points.columns[matter[place]], *ends, lowest, highest, chances[matter[place]]
            limits.append((number, *about, *counts[best]))
        left[np.flatnonzero(left)[inside]] = False
    counted = ["coverage", "density", "mass"]
    limit_names = ["box", "setting", "low", "high", "lowest", "highest", "chance", *counted]
    step_names = ["box", "step", *counted, "chosen"]
    return pd.DataFrame(limits, columns=limit_names), pd.DataFrame(steps, columns=step_names)


def _settings_that_matter(values: np.ndarray, fails: np.ndarray, fewest: int) -> dict[int, float]:
    """Settings that limit the best box by more than luck, each with its chance, surest first."""
    found: dict[int, float] = {}
    generator = np.random.default_rng(RESAMPLING_SEED)
    while True:
        others = [place for place in range(values.shape[1]) if place not in found]
        surprises = _surprises(values, fails, fewest)
        if not others or not (surprise := surprises[others].min()) < 1:
            return found
        as_good = 0
        for _ in range(SHUFFLED):
            shuffled = values.copy()
            shuffled[:, others] = values[generator.permutation(len(values))][:, others]
            as_good += _surprises(shuffled, fails, fewest)[others].min() <= surprise
            if 1 + as_good > BY_CHANCE * (1 + SHUFFLED):
                return found
        chance = (1 + as_good) / (1 + SHUFFLED)
        found[others[int(surprises[others].argmin())]] = max(chance, *found.values(), 0.0)


def _surprises(values: np.ndarray, fails: np.ndarray, fewest: int) -> np.ndarray:
    """How unlikely so many failures are in the best box if a setting did not limit it.

    (settings,), 1 where a setting has no limit. Too small to be a chance: the box was chosen.
    """
    peeled = peel(values, fails, fewest)
    outside = peeled[_best(values, fails, peeled)].misses(values)
    beyond = outside.sum(axis=1)
    inside, wider = beyond == 0, beyond[:, None] == outside
    density = np.minimum(fails @ wider / wider.sum(axis=0), 1.0)
    return bdtrc(fails[inside].sum() - 1, inside.sum(), density)


def peel(values: np.ndarray, fails: np.ndarray, fewest: int) -> list[Box]:
    """Boxes inside each other, from all points to a few: the trajectory of peeling.

    A slice of a setting goes from below or from above; equal values go together.
    """
    settings = values.shape[1]
    trajectory = [Box(np.full(settings, -np.inf), np.full(settings, np.inf))]
    while not fails.all():
        ordered, last = np.sort(values, axis=0), len(values) - 1
        low, high = ordered[int(SLICE * last)], ordered[int(np.ceil((1 - SLICE) * last))]
        kept = np.stack([values > low, values < high], axis=2).reshape(len(values), -1)
        count = kept.sum(axis=0)
        lost = len(values) - count
        may = (count >= fewest) & (lost > 0)
        if not may.any():
            break
        gain = (fails @ kept / np.maximum(count, 1) - fails.mean()) / np.maximum(lost, 1)
        best = int(np.where(may, gain, -np.inf).argmax())
        values, fails = values[kept[:, best]], fails[kept[:, best]]
        setting, from_above = divmod(best, 2)
        box = Box(*(ends.copy() for ends in trajectory[-1]))
        end = values[:, setting].max() if from_above else values[:, setting].min()
        box[from_above][setting] = end
        trajectory.append(box)
    return trajectory


def _best(values: np.ndarray, fails: np.ndarray, peeled: Sequence[Box]) -> int:
    """The place of the box with the best coverage and density in one number.

    Their harmonic mean with density counting more (F).
    """
    weight, held = COVERAGE_WEIGHT**2, np.array([box.holds(values) for box in peeled])
    return int(np.argmax((1 + weight) * (held @ fails) / (weight * fails.sum() + held.sum(axis=1))))


def _counts(
    inside: np.ndarray, fails: np.ndarray, everywhere: np.ndarray
) -> tuple[float, float, float]:
    failing = fails[inside].sum()
    return failing / everywhere.sum(), failing / inside.sum(), inside.sum() / len(everywhere)
