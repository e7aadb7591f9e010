"""What outcomes cost: which policies and intensities are not beaten by another on both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.errors import SettingError
from sim.results.folder import Folder
from sim.results.intervals import interval, resampled
from sim.results.outcome import Outcome

COST = "cost_per_pupil"
NOTHING = "nothing new"


def analyse(found: Sequence[Folder], outcome: Outcome, cost: str = COST) -> pd.DataFrame:
    """Each scenario and point of some folders against their first scenario, see :func:`frontier`.

    Only replicates that all options have are used.
    """
    spent = _options(found, Outcome(cost, outcome.group))
    gained = _options(found, outcome)
    shared = spent.dropna().index.intersection(gained.dropna().index)
    if shared.empty:
        raise SettingError("the folders have no replicate in common to compare options by")
    table = frontier(spent.loc[shared].to_numpy().T, gained.loc[shared].to_numpy().T, outcome.sign)
    table.insert(0, "option", list(spent))
    return table


def _options(found: Sequence[Folder], outcome: Outcome) -> pd.DataFrame:
    """Changes from the first scenario: a row for each replicate, a column for each option."""
    columns: dict[str, pd.Series] = {}
    for one in found:
        for scenario in one.scenarios[1:]:
            changes = one.changes(outcome, scenario)
            for point, values in changes.groupby("point"):
                name = _named(scenario, one.points.loc[point])
                while name in columns:
                    name += f" ({one.path.name})"
                columns[name] = values.droplevel("point")
    if not columns:
        raise SettingError("frontier needs a scenario beside the one others are compared with")
    table = pd.DataFrame(columns)
    return pd.concat([pd.DataFrame({NOTHING: 0.0}, index=table.index), table], axis=1)


def _named(scenario: str, point: pd.Series) -> str:
    values = ", ".join(
        f"{name.split('.')[-1]}={value:g}"
        if isinstance(value, int | float)
        else f"{name.split('.')[-1]}={value}"
        for name, value in point.items()
    )
    return f"{scenario} {values}".strip()


def frontier(cost: np.ndarray, gain: np.ndarray, sign: int = 1) -> pd.DataFrame:
    """Which options are on the frontier, where less cost and more gain are better.

    ``cost`` and ``gain`` are (options, replicates), paired; ``sign`` is -1 where less gain is
    better. ``likely`` is the fraction of bootstrap resamples of replicates with the option on the
    frontier; ``beaten_by`` the number of an option that costs no more and gives no less.
    """
    beaten = _beaten_by(cost.mean(axis=1), sign * gain.mean(axis=1))
    likely = np.zeros(len(cost))
    resamples = 0
    for rows in resampled(cost.shape[1]):
        likely += _beaten_by(cost[:, rows].mean(axis=1), sign * gain[:, rows].mean(axis=1)) < 0
        resamples += 1
    table = pd.DataFrame({"beaten_by": beaten, "likely": likely / resamples})
    for name, values in (("cost", cost), ("gain", gain)):
        for part, column in zip(("", "_low", "_high"), interval(values, axis=1), strict=True):
            table[name + part] = column
    return table


def _beaten_by(cost: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """The best option that beats each one, or -1: (options,)."""
    no_worse = (cost[None] <= cost[:, None]) & (gain[None] >= gain[:, None])
    better = no_worse & ((cost[None] < cost[:, None]) | (gain[None] > gain[:, None]))
    best = np.where(better, gain[None], -np.inf).argmax(axis=1)
    return np.where(better.any(axis=1), best, -1)
