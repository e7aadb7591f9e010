"""Which settings move an outcome most, over the points of a sweep."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sim.designs import Design
from sim.errors import SettingError
from sim.results.folder import Folder
from sim.results.intervals import CONFIDENCE
from sim.results.outcome import Outcome


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
    values = found.changes(Outcome(measure, group), scenario).groupby("point").mean()
    if failed := len(found.points) - len(values):
        raise SettingError(f"{found.path} lacks {failed} points that failed; sweep them again")
    if found.design.kind not in ("sobol", "morris", "one_at_a_time"):
        found.varied()  # raises where no number does
    return indices(found.design, found.points, values.to_numpy())


def indices(design: Design, points: pd.DataFrame, values: np.ndarray) -> pd.DataFrame:
    """How much each setting moves a value at each point: a row for each setting and index.

    Sobol total and first-order shares of variance, Morris mean absolute elementary effect and
    the spread of effects, the span of one_at_a_time (a tornado), or for other designs
    standardised regression coefficients. ``low`` and ``high`` are 90 % intervals.
    """
    options: dict[str, Any] = {"conf_level": CONFIDENCE, "seed": design.seed}
    if design.kind == "sobol":
        from SALib.analyze import sobol

        got = sobol.analyze(design.problem, values, calc_second_order=False, **options)
        parts = {"total": (got["ST"], got["ST_conf"]), "first": (got["S1"], got["S1_conf"])}
        return _table(points, parts)
    if design.kind == "morris":
        from SALib.analyze import morris

        got = morris.analyze(design.problem, points.to_numpy(dtype=float), values, **options)
        effect = (got["mu_star"], got["mu_star_conf"])
        return _table(points, {"effect": effect, "spread of effects": (got["sigma"], np.nan)})
    return _tornado(points, values) if design.kind == "one_at_a_time" else _weights(points, values)


def _tornado(points: pd.DataFrame, values: np.ndarray) -> pd.DataFrame:
    rows = []
    for name in points:
        at = values[(points[name] != points[name].iloc[0]).to_numpy()]
        rows.append((name, "from usual", 0.0, *(np.sort([at.min(), at.max()]) - values[0])))
    return pd.DataFrame(rows, columns=["setting", "index", "value", "low", "high"])


def _weights(points: pd.DataFrame, values: np.ndarray) -> pd.DataFrame:
    numbers = points.select_dtypes("number")
    numbers = numbers.loc[:, numbers.nunique() > 1]
    scaled = ((numbers - numbers.mean()) / numbers.std(ddof=0)).to_numpy()
    aim = (values - values.mean()) / (values.std() or 1.0)
    weights, *_ = np.linalg.lstsq(scaled, aim, rcond=None)
    left, half = len(values) - scaled.shape[1] - 1, np.nan
    if left > 0:
        error = np.sqrt(((aim - scaled @ weights) ** 2).sum() / left)
        spread = np.sqrt(np.diag(np.linalg.pinv(scaled.T @ scaled)))
        half = stdtrit(left, (1 + CONFIDENCE) / 2) * error * spread  # Student's t
    return _table(numbers, {"coefficient": (weights, half)})


def _table(points: pd.DataFrame, found: dict[str, tuple[Any, Any]]) -> pd.DataFrame:
    """A row for each setting and index, from values and half widths of intervals."""
    tables = []
    for name, (value, half) in found.items():
        columns = {"setting": list(points), "index": name, "value": np.asarray(value, dtype=float)}
        half = np.asarray(half, dtype=float)
        ends = {"low": columns["value"] - half, "high": columns["value"] + half}
        tables.append(pd.DataFrame(columns | ends))
    return pd.concat(tables, ignore_index=True)
