"""What outcomes cost: which policies and intensities are not beaten by another on both."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.errors import SettingError
from sim.results import labels
from sim.results.folder import Folder
from sim.results.intervals import apart, interval, resampled
from sim.results.outcome import Outcome

COST = "cost_per_pupil"
NOTHING = "nothing new"
ALIKE = {  # what folders have to share where their replicates are paired, in their manifests
    "world_digest": "world",
    "seed": "run.seed",
    "years": "run.years",
    "parameters": "run.parameters",
    "sets": "run.sets",
    "money_in_prices_of": "model.money.price_year",
}


def analyse(
    *folders: str | Path,
    measure: str = Outcome.measure,
    group: str = Outcome.group,
    cost: str = COST,
) -> pd.DataFrame:
    """Which policies, in folders of sweeps or comparisons, give most for their cost.

    Each scenario and point against the first scenario of its folder, see :func:`frontier`. Only
    replicates that all options have are used. Raises SettingError where folders differ in what
    their replicates begin with.
    """
    found, outcome = [Folder.of(one) for one in folders], Outcome(measure, group)
    for other in found[1:]:
        _check_alike(found[0], other)
    spent, gained = _options(found, Outcome(cost, group)), _options(found, outcome)
    shared = spent.dropna().index.intersection(gained.dropna().index)
    if shared.empty:
        raise SettingError("the folders have no replicate in common to compare options by")
    both = spent.loc[shared].to_numpy().T, gained.loc[shared].to_numpy().T
    table = frontier(*both, outcome.sign, found[0].sets_of(shared))
    table.insert(0, "option", list(spent))
    return table


def _check_alike(one: Folder, other: Folder) -> None:
    differ = [what for key, what in ALIKE.items() if one.manifest[key] != other.manifest[key]]
    if one.first != other.first:
        differ.append("first scenario")
    if differ:
        told = f"{one.path} and {other.path} differ in {labels.listed(differ)}"
        raise SettingError(f"{told}: what their options change cannot be compared")


def _options(found: Sequence[Folder], outcome: Outcome) -> pd.DataFrame:
    """Changes from the first scenario: a row for each replicate, a column for each option."""
    columns: dict[str, pd.Series] = {}
    for one in found:
        one.check_known(outcome)
        for scenario in one.scenarios[1:]:
            for point, values in one.changes(outcome, scenario).groupby("point"):
                settings = ", ".join(_setting(*item) for item in one.points.loc[point].items())
                name = f"{scenario} {settings}".strip()
                while name in columns:
                    name += f" ({one.path.name})"
                columns[name] = values.droplevel("point")
    if not columns:
        raise SettingError("frontier needs a scenario beside the one others are compared with")
    table = pd.DataFrame(columns)
    table.insert(0, NOTHING, 0.0)
    return table


def _setting(name: str, value: Any) -> str:
    shown = f"{value:g}" if isinstance(value, int | float) else value
    return f"{name.split('.')[-1]}={shown}"


def frontier(
    cost: np.ndarray, gain: np.ndarray, sign: int = 1, sets: np.ndarray | None = None
) -> pd.DataFrame:
    """Which options are on the frontier, where less cost and more gain are better.

    ``cost`` and ``gain`` are (options, replicates), paired; ``sign`` is -1 where less gain is
    better; ``sets`` the parameter set of each replicate. ``likely`` is the fraction of bootstrap
    resamples of sets, or of the replicates of one, with the option on the frontier; ``beaten_by``
    the number of an option that costs no more and gives no less.
    """
    beaten, own = _beaten_by(cost, sign * gain), np.arange(cost.shape[1])
    each = own if sets is None or len(np.unique(sets)) < 2 else sets
    spent, gained = (apart(values.T, each).means.T for values in (cost, sign * gain))
    again = [_beaten_by(spent[:, rows], gained[:, rows]) for rows in resampled(spent.shape[1])]
    table = pd.DataFrame({"beaten_by": beaten, "likely": np.mean(np.array(again) < 0, axis=0)})
    for name, values in (("cost", cost), ("gain", gain)):
        table[[name, f"{name}_low", f"{name}_high"]] = np.transpose(
            interval(values, axis=1, sets=sets)
        )
    return table


def _beaten_by(costs: np.ndarray, gains: np.ndarray) -> np.ndarray:
    """The best option whose means over replicates beat those of each, or -1: (options,)."""
    cost, gain = costs.mean(axis=1), gains.mean(axis=1)
    no_worse = (cost[None] <= cost[:, None]) & (gain[None] >= gain[:, None])
    better = no_worse & ((cost[None] < cost[:, None]) | (gain[None] > gain[:, None]))
    best = np.where(better, gain[None], -np.inf).argmax(axis=1)
    return np.where(better.any(axis=1), best, -1)
