"""How robust policies are: what is lost by one, in each future, against the best in that future."""

from pathlib import Path

import numpy as np
import pandas as pd

from sim.errors import SettingError
from sim.results.folder import Folder
from sim.results.intervals import resampled, tails
from sim.results.outcome import Outcome


def analyse(
    folder: str | Path, measure: str = Outcome.measure, group: str = Outcome.group
) -> pd.DataFrame:
    """How robust scenarios are over futures: the points of a sweep, or a comparison's replicates.

    The replicates of a point are averaged first, so that its luck is not taken for a future.
    """
    found, outcome = Folder.of(folder), Outcome(measure, group)
    levels = found.levels(outcome).dropna()
    futures = levels if len(found.points) == 1 else levels.groupby("point").mean()
    for what, count in (("scenario", levels.shape[1]), ("future", len(futures))):
        if count < 2:
            raise SettingError(f"{found.path} has one {what}; regret needs two or more")
    table = regret(futures.to_numpy(), outcome.sign)
    table.insert(0, "scenario", list(futures))
    labels = futures.index.get_level_values(-1)  # of points, or of replicates
    return table.assign(worst_future=labels[table.worst_future], futures=len(futures))


def regret(values: np.ndarray, sign: int = 1) -> pd.DataFrame:
    """Mean and largest regret of each option, and the fraction of futures in which it is best.

    ``values`` is (futures, options); ``sign`` is -1 where less is better. Options that are best
    together share the future. Low and high: 90 % bootstrap intervals over futures.
    """
    lost = losses(sign * values)
    best = (lost == 0) / (lost == 0).sum(axis=1, keepdims=True)
    again = list(resampled(len(values)))
    columns: dict[str, np.ndarray] = {}
    for name, each in (("mean_regret", lost), ("best_share", best)):
        ends = tails([each[rows].mean(axis=0) for rows in again])
        columns |= {name: each.mean(axis=0), f"{name}_low": ends[0], f"{name}_high": ends[1]}
    return pd.DataFrame(columns | {"max_regret": lost.max(0), "worst_future": lost.argmax(0)})


def losses(values: np.ndarray) -> np.ndarray:
    """What each option loses against the best in each future, (futures, options); more is better.

    The mean over futures is the expected regret of an option.
    """
    return values.max(axis=1, keepdims=True) - values
