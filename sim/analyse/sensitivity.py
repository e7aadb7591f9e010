"""Which settings move an outcome most, over the points of a sweep."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.designs import Design
from sim.errors import SettingError
from sim.results.folder import Folder
from sim.results.intervals import CONFIDENCE, standard_errors
from sim.results.outcome import Outcome


def analyse(found: Folder, outcome: Outcome, scenario: str = "") -> pd.DataFrame:
    """How much each setting moves the change in an outcome, see :func:`indices`."""
    if found.design is None or len(found.points) < 2:
        raise SettingError(f"{found.path} is not a sweep of two points or more")
    values = found.changes(outcome, scenario).groupby("point").mean()
    if len(values) < len(found.points):
        failed = len(found.points) - len(values)
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
    if design.kind == "sobol":
        from SALib.analyze import sobol

        options: Any = {"calc_second_order": False, "conf_level": CONFIDENCE, "seed": design.seed}
        got = sobol.analyze(design.problem, values, **options)
        parts = {"total": ("ST", "ST_conf"), "first": ("S1", "S1_conf")}
        return _table(points, {k: (got[v], got[half]) for k, (v, half) in parts.items()})
    if design.kind == "morris":
        from SALib.analyze import morris

        options = {"conf_level": CONFIDENCE, "seed": design.seed}
        got = morris.analyze(design.problem, points.to_numpy(dtype=float), values, **options)
        effect = (np.asarray(got["mu_star"]), np.asarray(got["mu_star_conf"], dtype=float))
        spread = np.asarray(got["sigma"], dtype=float)
        return _table(points, {"effect": effect, "spread of effects": (spread, spread * np.nan)})
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
    left = len(values) - scaled.shape[1] - 1
    half = np.full(len(weights), np.nan)
    if left > 0:
        error = np.sqrt(((aim - scaled @ weights) ** 2).sum() / left)
        spread = np.sqrt(np.diag(np.linalg.pinv(scaled.T @ scaled)))
        half = standard_errors(left) * error * spread
    return _table(numbers, {"coefficient": (weights, half)})


def _table(points: pd.DataFrame, found: dict[str, tuple[Any, Any]]) -> pd.DataFrame:
    tables = []
    for name, (value, half) in found.items():
        value, half = np.asarray(value, dtype=float), np.asarray(half, dtype=float)
        columns = {"setting": list(points), "index": name, "value": value}
        tables.append(pd.DataFrame(columns | {"low": value - half, "high": value + half}))
    return pd.concat(tables, ignore_index=True)
