"""Which settings move an outcome most, over the points of a sweep, chance left out."""

from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sim.analyse.chance import mean_of_others, of_pairs, with_interval
from sim.designs import Design
from sim.errors import SettingError
from sim.results.folder import Folder
from sim.results.intervals import CONFIDENCE, Estimate
from sim.results.outcome import Outcome

FROM_USUAL, SPAN, EFFECT, COEFFICIENT = "from usual", "span", "effect", "coefficient"
MOST_CHANCE = 0.5  # of the variance between points; shares of the rest cannot be told beyond it


def analyse(
    folder: str | Path | Folder,
    measure: str = Outcome.measure,
    group: str = Outcome.group,
    scenario: str = "",
) -> pd.DataFrame:
    """Which settings change an outcome most in a sweep, see :func:`indices`."""
    found = Folder.of(folder)
    if found.design is None or len(found.points) < 2:
        raise SettingError(f"{found.path} is not a sweep of two points or more")
    found.check_known(outcome := Outcome(measure, group))
    values = found.independent(found.changes(outcome, scenario)).unstack("point")
    if failed := len(found.points) - len(values.columns):
        raise SettingError(f"{found.path} lacks {failed} points that failed; sweep them again")
    if found.design.kind not in INDICES:
        found.varied()  # raises where no number does
    return indices(found.design, found.points, values.dropna().to_numpy())


def indices(design: Design, points: pd.DataFrame, values: np.ndarray) -> pd.DataFrame:
    """How much each setting moves what is expected at the points: a row a setting and index.

    ``values`` are (replicates, points). Sobol total and first-order shares of variance, Morris mean
    absolute elementary effect and the spread of effects, the ends and the span of one_at_a_time
    (a tornado), or for other designs standardised regression coefficients. ``low`` and ``high``
    are 90 % intervals, nan where replicates are too few; those of "from usual" are its ends.
    Chance raises none of them: that of a setting without effect is 0 on average. Raises
    SettingError where there is no second replicate, without which the two cannot be told apart.
    """
    if len(values) < 2:
        raise SettingError("sensitivity needs two replicates that all points have, or more")
    return INDICES.get(design.kind, _weights)(design, points, values)


def _sobol(design: Design, points: pd.DataFrame, values: np.ndarray) -> pd.DataFrame:
    """Saltelli's first-order and Jansen's total shares of the variance."""
    rows = values.reshape(len(values), -1, points.shape[1] + 2)
    every = partial(of_pairs, _parts_of_variance)
    variance, lasting = _parts_of_variance(rows.mean(axis=0))[0], every(rows, np.ones(len(rows)))[0]
    if variance - lasting > MOST_CHANCE * variance:
        raise SettingError(
            f"sensitivity: {len(values)} replicates are too few: chance is most of the variance "
            "between points, so shares of the rest cannot be estimated"
        )

    def shares(some: np.ndarray, weights: np.ndarray) -> np.ndarray:
        variance, *parts = every(some, weights)
        return np.array(parts) / variance if variance > 0 else np.full(len(parts), np.nan)

    found = with_interval(shares, rows, rows=True)
    total, first = np.arange(2 * points.shape[1]).reshape(2, -1)
    return _table(points, {"total": found.at(total), "first": found.at(first)})


def _parts_of_variance(rows: np.ndarray) -> np.ndarray:
    """The variance, then what each setting has of it in all and alone, on the first axis.

    ``rows`` are (..., base points, settings + 2): a point, it with each setting of a second one,
    and the second one.
    """
    ends, centred = rows[..., [0, -1]], rows - rows.mean(axis=(-2, -1), keepdims=True)
    one, both, other = centred[..., :1], centred[..., 1:-1], centred[..., -1:]
    total = ((one - both) ** 2).mean(axis=-2) / 2
    first = (other * (both - one)).mean(axis=-2)
    return np.concatenate([ends.var(axis=(-2, -1))[..., None], total, first], axis=-1)


def _morris(design: Design, points: pd.DataFrame, values: np.ndarray) -> pd.DataFrame:
    """Mean absolute effects, and the standard deviation of effects between paths."""
    low, high = np.array(design.ranges, dtype=float).T
    settings = len(low)
    paths = ((points.to_numpy(dtype=float) - low) / (high - low)).reshape(
        -1, settings + 1, settings
    )
    steps = np.diff(paths, axis=1)  # (paths, steps, settings), one of which moves
    rises = np.diff(values.reshape(len(values), -1, settings + 1), axis=2)
    effects = np.einsum("rps,psk->rpk", rises, steps != 0) / steps.sum(axis=1)

    def size(some: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """With the sign that the other replicates give each effect."""
        absolute = (some * np.sign(mean_of_others(some, weights))).mean(axis=1)
        return np.average(absolute, axis=0, weights=weights)

    between = of_pairs(lambda some: some.var(axis=-2, ddof=1), effects, np.ones(len(effects)))
    spread = np.sqrt(np.maximum(between, 0))
    unknown = np.full(settings, np.nan)
    effect = with_interval(size, effects, rows=True)
    found = {EFFECT: effect, "spread of effects": Estimate(spread, unknown, unknown)}
    return _table(points, found)


def _tornado(design: Design, points: pd.DataFrame, values: np.ndarray) -> pd.DataFrame:
    """The ends that each setting leads to, the usual among them, and how far these are apart."""
    at = [np.append(0, np.flatnonzero((points[n] != points[n].iloc[0]).to_numpy())) for n in points]

    def spans(some: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Between the two places that the other replicates find furthest apart."""
        others, rows = mean_of_others(some, weights), np.arange(len(some))
        apart = [
            some[rows, here[others[:, here].argmax(axis=1)]]
            - some[rows, here[others[:, here].argmin(axis=1)]]
            for here in at
        ]
        return np.average(apart, axis=1, weights=weights)

    changes = values.mean(axis=0) - values[:, 0].mean()
    low, high = np.array([(changes[here].min(), changes[here].max()) for here in at]).T
    ends = Estimate(np.zeros(len(at)), low, high)
    return _table(points, {FROM_USUAL: ends, SPAN: with_interval(spans, values)})


def _weights(design: Design, points: pd.DataFrame, values: np.ndarray) -> pd.DataFrame:
    """Standardised coefficients, uncertain by what no line explains and by the replicates."""
    numbers = points.select_dtypes("number")
    numbers = numbers.loc[:, numbers.nunique() > 1]
    scaled = ((numbers - numbers.mean()) / numbers.std(ddof=0)).to_numpy()
    mean, inverse = values.mean(axis=0), np.linalg.pinv(scaled)
    unit = mean.std() or 1.0
    each = (values - values.mean(axis=1, keepdims=True)) @ inverse.T / unit
    weights, half = each.mean(axis=0), np.full(scaled.shape[1], np.nan)
    left, count = len(mean) - scaled.shape[1] - 1, len(values)
    if left > 0:
        unexplained = (mean - mean.mean()) / unit - scaled @ weights
        error = np.sqrt((unexplained**2).sum() / left * (inverse**2).sum(axis=1))
        by_replicate = each.std(axis=0, ddof=1) / np.sqrt(count)
        half = np.hypot(_student(left) * error, _student(count - 1) * by_replicate)
    return _table(numbers, {COEFFICIENT: Estimate(weights, weights - half, weights + half)})


def _student(freedom: int) -> float:
    return float(stdtrit(freedom, (1 + CONFIDENCE) / 2))


def _table(points: pd.DataFrame, found: dict[str, Estimate]) -> pd.DataFrame:
    """A row for each setting and index."""
    return pd.concat(
        [
            pd.DataFrame({"setting": list(points), "index": name, "value": value, "low": low,
                          "high": high})
            for name, (value, low, high) in found.items()
        ],
        ignore_index=True,
    )  # fmt: skip


INDICES = {"sobol": _sobol, "morris": _morris, "one_at_a_time": _tornado}
