"""How much is enough: where an outcome stops improving over a setting, or crosses a level."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sim.errors import SettingError
from sim.results.folder import Folder
from sim.results.intervals import CONFIDENCE, FEWEST, resampled
from sim.results.outcome import Outcome

WITHIN = 0.05  # of the gain from the first value to the best, given up where it is enough
FINE = 64  # places between two points that are tried


def analyse(
    folder: str | Path,
    measure: str = Outcome.measure,
    group: str = Outcome.group,
    scenario: str = "",
    level: float | None = None,
    within: float = WITHIN,
) -> pd.DataFrame:
    """How much of the one setting that varies is enough, and where the outcome is at a level.

    Of the change in the outcome from the first scenario, see :func:`thresholds`.
    """
    found, outcome = Folder.of(folder), Outcome(measure, group)
    if not 0 <= within < 1:
        raise SettingError(f"--within {within:g} is not a fraction from 0 to less than 1")
    if level is not None and np.isnan(level):
        raise SettingError(f"--level {level} is not a number")
    varied = found.varied()
    if len(varied.columns) != 1 or len(varied) < 3:
        needed = "thresholds needs a sweep of one setting over three values or more"
        raise SettingError(f"{found.path}: {needed}; {len(varied.columns)} vary")
    found.check_known(outcome)
    return thresholds(*curves(found, outcome, scenario), outcome.sign, level, within)


def curves(found: Folder, outcome: Outcome, scenario: str = "") -> tuple[np.ndarray, np.ndarray]:
    """The values of the one setting that varies, and the changes of each replicate there.

    (points,) in rising order and (replicates, points), of points and replicates that have all.
    """
    at = found.varied().iloc[:, 0].sort_values()
    changes = found.independent(found.changes(outcome, scenario)).unstack("point")
    at = at[at.index.isin(changes.columns)]
    return at.to_numpy(float), changes[at.index].dropna().to_numpy()


def thresholds(
    at: np.ndarray,
    values: np.ndarray,
    sign: int = 1,
    level: float | None = None,
    within: float = WITHIN,
) -> pd.DataFrame:
    """Answers about the curve that replicates have on average, with 90 % confidence intervals.

    ``at`` is (points,) in rising order, ``values`` (replicates, points); ``sign`` is -1 where
    less is better. ``best`` is where the mean curve is best; ``enough`` the first place where
    no more than the fraction ``within`` of the gain from the first point to the best is missing;
    ``crosses`` the first where it passes the level. Between points the curve is straight.
    ``low`` and ``high`` are the ends of all places that a test does not rule out: a bootstrap would
    cover too seldom, as the best of several means is chosen by luck too. They are nan where there
    are fewer than :data:`FEWEST` replicates. ``found`` is the fraction of bootstrap resamples that
    have such a place.
    """
    if not len(values):
        raise SettingError("thresholds needs a replicate that all points have")
    good, mean = sign * values, values.mean(axis=0)
    # If the best is at each point; written so that nothing is rounded where that is the first.
    wanted = good - within * (good - good[:, :1])
    best, enough = good.mean(axis=0), wanted.mean(axis=0).max()
    rows = [
        ("best", float(at[best.argmax()]), *_ends(at, _may_be_best(good), len(good)), 1.0),
        ("enough", crossing(at, best, enough), *_where(at, good, wanted), 1.0),
    ]
    if level is not None:
        over = np.array([values[some].mean(axis=0) for some in resampled(len(values))]) - level
        there = (over[:, :-1] * over[:, 1:] <= 0).any(axis=1).mean()
        ends = _where(at, values, np.full((len(values), 1), float(level)))
        rows.append(("crosses", crossing(at, mean, level), *ends, there))
    return pd.DataFrame(rows, columns=["where", "value", "low", "high", "found"])


def _may_be_best(good: np.ndarray) -> np.ndarray:
    """Points than which no other is clearly better (multiple comparisons with the best): bool."""
    others = max(good.shape[1] - 1, 1)
    better = _ratio(good[:, None, :] - good[:, :, None])
    return np.all(better <= _student(len(good), (1 - CONFIDENCE) / others), axis=1)


def _where(at: np.ndarray, good: np.ndarray, wanted: np.ndarray) -> tuple[float, float]:
    """The ends of the places where a curve may come to the largest of several levels.

    ``wanted`` is (replicates, levels). There it is not clearly below any of them, nor clearly above
    all; five in a hundred for each. The first such place lies before any where it has clearly gone
    from one side to the other.
    """
    fine = np.unique(np.concatenate([np.linspace(*pair, FINE) for pair in itertools.pairwise(at)]))
    curves = np.array([np.interp(fine, at, row) for row in good])
    beyond = _ratio(curves[:, :, None] - wanted[:, None, :])
    error = (1 - CONFIDENCE) / 2
    below = (beyond < -_student(len(good), error / wanted.shape[1])).any(axis=1)
    above = (beyond > _student(len(good), error)).all(axis=1)
    side = above.astype(int) - below
    first, possible = side[side != 0][:1].sum(), side == 0
    if (first * side < 0).any():
        across = int((first * side < 0).argmax())
        possible[across:] = False
        if not possible.any():  # it lies between two of the places that are tried
            possible[across - 1 : across + 1] = True
    return _ends(fine, possible, len(good))


def _ratio(values: np.ndarray) -> np.ndarray:
    """Means over replicates in their standard errors: what Student's t is compared with."""
    mean = values.mean(axis=0).round(12)  # a difference of nothing is not made out of rounding
    error = values.std(axis=0, ddof=min(len(values) - 1, 1)) / np.sqrt(len(values))
    sure = np.where(mean == 0, 0.0, np.copysign(np.inf, mean))
    return np.divide(mean, error, out=sure, where=error > 1e-12)


def _student(count: int, beyond: float) -> float:
    """What a mean of so many replicates exceeds by chance no more often than this."""
    return float(stdtrit(max(count - 1, 1), 1 - beyond))


def _ends(at: np.ndarray, possible: np.ndarray, count: int) -> tuple[float, float]:
    places = at[possible] if count >= FEWEST else at[:0]
    return (float(places.min()), float(places.max())) if len(places) else (np.nan, np.nan)


def crossing(at: np.ndarray, curve: np.ndarray, level: float) -> float:
    """Where a curve, straight between points, first comes to a level; nan where it does not."""
    over = curve - level
    if over[0] == 0:
        return float(at[0])
    for i in np.flatnonzero(over[:-1] * over[1:] <= 0):
        return float(at[i] + over[i] / (over[i] - over[i + 1]) * (at[i + 1] - at[i]))
    return float("nan")
