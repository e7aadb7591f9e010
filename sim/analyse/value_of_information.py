"""What it is worth to know a parameter: how much better one would choose among policies.

Expected value of partial perfect information, estimated by regression over the replicates
of a comparison, each of which has a parameter set of its own (Strong, Oakley & Brennan
2014, Medical Decision Making 34(3)).
"""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analyse.regret import losses
from sim.errors import SettingError
from sim.parameters import ledger
from sim.parameters.calibrated import ENSEMBLE
from sim.parameters.config import restore
from sim.results.folder import Folder
from sim.results.intervals import RESAMPLING_SEED
from sim.results.outcome import Outcome

FEWEST = 30  # replicates from which a curve over a parameter can be told
SHUFFLED = 200  # times a parameter is shuffled, to see what one without effect seems worth
ENDS, BY_CHANCE = (0.05, 0.95), 0.9


def analyse(
    folder: str | Path, measure: str = Outcome.measure, group: str = Outcome.group
) -> pd.DataFrame:
    """What knowing each parameter would add to the best choice among a comparison's scenarios.

    In the outcome, most first; ``best_low`` and ``best_high`` are the scenarios that are best at
    the parameter's lowest and highest.
    """
    found, outcome = Folder.of(folder), Outcome(measure, group)
    levels = found.levels(outcome).dropna().droplevel("point")
    settings = restore({**found.settings[0], "policy": {}})  # its parameters alone are asked for
    if settings.run.parameters != ENSEMBLE or levels.shape[1] < 2 or len(levels) < FEWEST:
        needed = f"a comparison with run.parameters=ensemble and {FEWEST} replicates or more"
        raise SettingError(f"{found.path} is not {needed}")
    resolved = [settings.of_replicate(int(number)).resolved for number in levels.index]
    sets = pd.DataFrame(
        {
            name: [float(one["model"][group][last]) for one in resolved]
            for name, (_, group, last) in ((name, name.split(".")) for name in ledger.uncertain())
        }
    )
    sets = sets.loc[:, sets.nunique() > 1]
    table = worth(sets.to_numpy(), outcome.sign * levels.to_numpy())
    table.insert(0, "parameter", list(sets))
    for end in ("best_low", "best_high"):
        table[end] = levels.columns.to_numpy()[table[end]]
    return table.sort_values(["worth", "reordered"], ascending=False, kind="stable")


def worth(parameters: np.ndarray, good: np.ndarray) -> pd.DataFrame:
    """What knowing each parameter adds to the outcome of the best choice.

    ``parameters`` is (replicates, parameters), ``good`` (replicates, options), more being
    better. ``reordered`` is the fraction of pairs of options that change places between the
    parameter's lowest and highest. One parameter in ten that has no effect would seem to be
    worth more than the columns ``by_luck``.
    """
    gain = good - good[:, :1]  # what options share does not bear on the choice
    generator = np.random.default_rng(RESAMPLING_SEED)
    orders = [generator.permutation(len(gain)) for _ in range(SHUFFLED)]
    rows = []
    for column in parameters.T:
        low, high = (np.argmin(np.abs(column - np.quantile(column, end))) for end in ENDS)
        fitted = _curves(column, gain)
        shuffled = [_curves(column, gain[order]) for order in orders]
        row = []
        for value in (_worth, partial(_reordered, low=low, high=high)):
            row += [value(fitted), np.quantile([value(one) for one in shuffled], BY_CHANCE)]
        rows.append((*row, fitted[low].argmax(), fitted[high].argmax()))
    names = "worth worth_by_luck reordered reordered_by_luck best_low best_high"
    return pd.DataFrame(rows, columns=names.split())


def _curves(column: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """What each option gives at each value of a parameter, by least squares: a parabola."""
    scaled = (column - column.mean()) / column.std()
    terms = np.stack([np.ones_like(scaled), scaled, scaled**2], axis=1)
    return terms @ np.linalg.lstsq(terms, gain, rcond=None)[0]


def _worth(fitted: np.ndarray) -> float:
    """The mean regret that the best choice leaves which is made without knowing the parameter."""
    return max(round(float(losses(fitted).mean(axis=0).min()), 12), 0.0)


def _reordered(fitted: np.ndarray, low: Any, high: Any) -> float:
    """The fraction of pairs of options whose order is not the same at two places of the curves."""
    one, other = fitted[low], fitted[high]
    first, second = np.triu_indices(len(one), 1)
    return float(((one[first] > one[second]) != (other[first] > other[second])).mean())
