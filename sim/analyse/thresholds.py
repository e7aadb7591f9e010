"""How much is enough: where an outcome stops improving over a setting, or crosses a level."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from sim.errors import SettingError
from sim.results.folder import Folder
from sim.results.intervals import resampled, tails
from sim.results.outcome import Outcome

Answer = Callable[[np.ndarray], float]  # about a curve
WITHIN = 0.05  # of the gain from the first value to the best, given up where it is enough


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
    varied = found.varied()
    if len(varied.columns) != 1 or len(varied) < 3:
        needed = "thresholds needs a sweep of one setting over three values or more"
        raise SettingError(f"{found.path}: {needed}; {len(varied.columns)} vary")
    at = varied.iloc[:, 0].sort_values()
    changes = found.changes(outcome, scenario).unstack("point").reindex(columns=at.index)
    return thresholds(at.to_numpy(float), changes.dropna().to_numpy(), outcome.sign, level, within)


def thresholds(
    at: np.ndarray,
    values: np.ndarray,
    sign: int = 1,
    level: float | None = None,
    within: float = WITHIN,
) -> pd.DataFrame:
    """Answers about a curve, with 90 % bootstrap intervals over its replicates.

    ``at`` is (points,) in rising order, ``values`` (replicates, points); ``sign`` is -1 where
    less is better. ``best`` is where the mean curve is best; ``enough`` the first place where
    no more than the fraction ``within`` of the gain from the first point to the best is missing;
    ``crosses`` the first where it passes the level. Between points the curve is straight.
    ``found`` is the fraction of resamples that have such a place.
    """
    if not len(values):
        raise SettingError("thresholds needs a replicate that all points have")

    def enough(mean: np.ndarray) -> float:
        good = sign * mean
        return crossing(at, good, good.max() - within * (good.max() - good[0]))

    answers: dict[str, Answer] = {
        "best": lambda mean: float(at[np.argmax(sign * mean)]),
        "enough": enough,
    }
    if level is not None:
        answers["crosses"] = lambda mean: crossing(at, mean, level)
    rows = [(name, *_with_interval(answer, values)) for name, answer in answers.items()]
    return pd.DataFrame(rows, columns=["where", "value", "low", "high", "found"])


def _with_interval(answer: Answer, values: np.ndarray) -> tuple[float, float, float, float]:
    """An answer about the mean curve, its interval, and the fraction of resamples that have one."""
    places = np.array([answer(values[rows].mean(axis=0)) for rows in resampled(len(values))])
    known = places[~np.isnan(places)]
    low, high = tails(known) if len(known) else (np.nan, np.nan)
    return answer(values.mean(axis=0)), low, high, len(known) / len(places)


def crossing(at: np.ndarray, curve: np.ndarray, level: float) -> float:
    """Where a curve, straight between points, first comes to a level; nan where it does not."""
    over = curve - level
    if over[0] == 0:
        return float(at[0])
    for i in np.flatnonzero(over[:-1] * over[1:] <= 0):
        return float(at[i] + over[i] / (over[i] - over[i + 1]) * (at[i + 1] - at[i]))
    return float("nan")
