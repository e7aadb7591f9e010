"""How robust policies are: what is lost by one, in each future, against the best in that future."""

from pathlib import Path

import numpy as np
import pandas as pd

from sim.analyse.chance import unlike
from sim.errors import SettingError
from sim.results.folder import Folder
from sim.results.intervals import apart, resampled, tails
from sim.results.outcome import Outcome


def analyse(
    folder: str | Path, measure: str = Outcome.measure, group: str = Outcome.group
) -> pd.DataFrame:
    """How robust scenarios are over futures: the points of a sweep, or a comparison's sets.

    What chance adds to the replicates of a future is left out, as far as a future has two: see
    :func:`expected`. ``draws`` is how many it has at least. Of a sweep only replicates are used
    that all points have.
    """
    found, outcome = Folder.of(folder), Outcome(measure, group)
    found.check_known(outcome)
    levels, swept = found.levels(outcome).dropna(), len(found.points) > 1
    if swept:  # an adaptive design gives some points replicates that others have not
        points = levels.index.unique("point")
        levels = levels[levels.groupby("replicate").transform("size") == len(points)]
    point, replicate = (levels.index.get_level_values(name) for name in ("point", "replicate"))
    futures = point if swept else pd.Index(found.sets_of(replicate))
    for what, count in (("scenario", levels.shape[1]), ("future", futures.nunique())):
        if count < 2:
            raise SettingError(f"{found.path} has one {what}; regret needs two or more")
    values = levels.to_numpy()
    shared = replicate.to_numpy() if swept else None
    table = regret(expected(values, futures.to_numpy(), shared), outcome.sign)
    table.insert(0, "scenario", list(levels))
    labels, draws = np.unique(futures, return_counts=True)  # of points, or of parameter sets
    return table.assign(
        worst_future=labels[table.worst_future], futures=len(labels), draws=draws.min()
    )


def expected(
    values: np.ndarray, futures: np.ndarray, replicates: np.ndarray | None = None
) -> np.ndarray:
    """What options give in each future beyond their mean, chance left out: (futures, options).

    ``values`` are (rows, options), each row of one of the ``futures``; ``replicates``, where all
    futures share these, says which a row is of. The best of several means is too good by luck: so
    they are drawn together to the variance that lasts, see :class:`~sim.results.intervals.Spread`.
    """
    rows = values - values.mean(axis=1, keepdims=True)
    if replicates is not None:
        rows = unlike(rows, futures, replicates)
    return apart(rows, futures).expected()


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
    """What each option loses against the best in each future, (..., options); more is better.

    The mean over futures is the expected regret of an option.
    """
    return values.max(axis=-1, keepdims=True) - values
