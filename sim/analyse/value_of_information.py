"""What it is worth to know a parameter: how much better one would choose among policies.

Expected value of partial perfect information, estimated by regression over the replicates
of a comparison, each of which has a parameter set of its own (Strong, Oakley & Brennan
2014, Medical Decision Making 34(3)).
"""

from pathlib import Path

import numpy as np
import pandas as pd

from sim.analyse.regret import losses
from sim.errors import SettingError
from sim.parameters.calibrated import ENSEMBLE
from sim.results.folder import Folder
from sim.results.intervals import RESAMPLING_SEED
from sim.results.outcome import Outcome

FEWEST = 20  # parameter sets from which a curve over a parameter can be told
SHUFFLED = 199  # times all parameters are shuffled, to see what they seem worth without effect
ENDS, BY_CHANCE = (0.05, 0.95), 0.9


def analyse(
    folder: str | Path, measure: str = Outcome.measure, group: str = Outcome.group
) -> pd.DataFrame:
    """What knowing each parameter would add to the best choice among a comparison's scenarios.

    In the outcome, most first; ``best_low`` and ``best_high`` are the scenarios that are best at
    the parameter's lowest and highest.
    """
    found, outcome = Folder.of(folder), Outcome(measure, group)
    found.check_known(outcome)
    levels = found.independent(found.levels(outcome).dropna()).droplevel("point")
    drawn = found.manifest["parameters"]
    if drawn != ENSEMBLE or levels.shape[1] < 2 or len(levels) < FEWEST:
        needed = f"a comparison with run.parameters=ensemble and {FEWEST} sets or more"
        raise SettingError(f"{found.path} is not {needed}")
    sets = found.parameter_sets().loc[found.sets_of(levels.index)]
    table = worth(sets.to_numpy(), outcome.sign * levels.to_numpy())
    table.insert(0, "parameter", list(sets))
    for end in ("best_low", "best_high"):
        table[end] = levels.columns.to_numpy()[table[end]]
    return table.sort_values(["worth", "reordered"], ascending=False, kind="stable")


def worth(parameters: np.ndarray, good: np.ndarray) -> pd.DataFrame:
    """What knowing each parameter adds to the outcome of the best choice.

    ``parameters`` is (sets, parameters), ``good`` (sets, options), more being better.
    ``reordered`` is the fraction of pairs of options that change places between the parameter's
    lowest and highest. If none had an effect, the largest over **all** parameters would be more
    than the columns ``by_luck`` one time in ten; ``chance`` is how often it would be as much as
    the parameter's ``worth``.
    """
    gain = good - good[:, :1]  # what options share does not bear on the choice
    terms = np.stack([_terms(column) for column in parameters.T])
    ends = np.quantile(parameters, ENDS, axis=0)
    low, high = (np.abs(parameters - end).argmin(axis=0) for end in ends)
    generator, curves = np.random.default_rng(RESAMPLING_SEED), _curves(terms, gain)
    found, largest = _both(curves, low, high), []
    for _ in range(SHUFFLED):
        shuffled = _curves(terms, generator.permutation(gain))
        largest.append([each.max() for each in _both(shuffled, low, high)])
    by_luck = np.quantile(largest, BY_CHANCE, axis=0)
    as_much = (np.array(largest)[:, :1] >= found[0]).sum(axis=0)
    at = np.arange(len(terms))
    return pd.DataFrame(
        {
            "worth": found[0],
            "worth_by_luck": by_luck[0],
            "chance": (1 + as_much) / (1 + SHUFFLED),
            "reordered": found[1],
            "reordered_by_luck": by_luck[1],
            "best_low": curves[at, low].argmax(axis=1),
            "best_high": curves[at, high].argmax(axis=1),
        }
    )


def _terms(column: np.ndarray) -> np.ndarray:
    """The terms of a parabola over a parameter, at right angles to one another: (sets, 3)."""
    scaled = (column - column.mean()) / column.std()
    return np.linalg.qr(np.stack([np.ones_like(scaled), scaled, scaled**2], axis=1))[0]


def _curves(terms: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """What each option gives at each value of a parameter, by least squares.

    (parameters, sets, options).
    """
    return terms @ (terms.transpose(0, 2, 1) @ gain)


def _both(curves: np.ndarray, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each parameter its worth and how it reorders options, from its lowest to its highest.

    The worth is the mean regret that the best choice leaves which is made without knowing it.
    """
    worth = losses(curves).mean(axis=1).min(axis=1).round(12)
    at, (first, second) = np.arange(len(curves)), np.triu_indices(curves.shape[2], 1)
    ends = (curves[at, place] for place in (low, high))
    before, after = (options[:, first] > options[:, second] for options in ends)
    return np.maximum(worth, 0), (before != after).mean(axis=1)
