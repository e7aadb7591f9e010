"""Whether the calibration can be believed: calibrated blind to known truths, does it cover them?

Truths are sets drawn from the prior. Each is simulated, and what it gives, off by as much as each
target is uncertain, takes the place of what is observed. Then the first wave of the calibration
and its weights say how much of the sample lies below the truth (simulation-based calibration:
Talts et al. 2018).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import ndtr, softmax
from threadpoolctl import threadpool_limits

from sim.analyse.targets import Target
from sim.analyse.validation import of_targets
from sim.calibration.emulator import Emulator
from sim.calibration.matching import Goal, Match, Unknowns, Wave
from sim.calibration.run import fit, measures
from sim.calibration.run import settings as calibration_settings
from sim.measures import GROUPS, LAST_YEARS, MEASURES
from sim.parameters.config import Settings, load
from sim.results.ensemble import mean_of_known
from sim.results.folder import Folder
from sim.results.provenance import digest, manifest
from sim.runs.code import code
from sim.runs.ensemble import world_of
from sim.runs.store import Store
from sim.world import World

POLICY = "executive_heads_4000"
EFFECTS = ("ks2_progress_mean", "leader_lost_rate", "cost_per_pupil")  # of the policy
GROUP = "small"
TRUTHS = 0.25  # for each set that emulators are fitted to
TRIED = 50_000  # sets that are weighed for each truth
LEVELS = (0.5, 0.9)
MOST_NARROWED = 10


class Foretold(NamedTuple):
    """What an emulator predicts for sets that are known by their number."""

    predicted: np.ndarray
    variance: float

    def predict(self, numbers: np.ndarray) -> np.ndarray:
        """For some of them."""
        return self.predicted[numbers]


@dataclass(frozen=True)
class Tried:
    """Sets of the prior, and what emulators make of them: of targets, and then of effects."""

    inputs: np.ndarray  # (sets, parameters)
    targets: list[Foretold]
    effects: list[Foretold]

    @classmethod
    def of(cls, inputs: np.ndarray, emulators: Sequence[Emulator], targets: int) -> "Tried":
        """Predict, once for all truths."""
        foretold = [Foretold(one.predict(inputs), one.variance) for one in emulators]
        return cls(inputs, foretold[:targets], foretold[targets:])

    def weights(self, goal: Goal, cut_off: float) -> np.ndarray:
        """How much each set counts after the first wave: (sets,), all 0 where none is left."""
        wave, numbers = Wave(goal, self.targets, cut_off, may_miss=1), np.arange(len(self.inputs))
        kept, weights = numbers[wave.keeps(numbers)], np.zeros(len(numbers))
        weights[kept] = softmax(wave.log_likelihood(kept)) if kept.size else 0
        return weights

    def below(self, weights: np.ndarray, inputs: np.ndarray, effects: np.ndarray) -> np.ndarray:
        """The weight below a truth of each parameter, and of each effect in one history.

        nan where no set is left, so that nothing is covered.
        """
        if not weights.any():
            return np.full(len(inputs) + len(effects), np.nan)
        chances = [
            ndtr((effect - one.predicted) / np.sqrt(one.variance))
            for one, effect in zip(self.effects, effects, strict=True)
        ]
        return weights @ np.column_stack([self.inputs < inputs, *chances])

    def narrowed(self, weights: np.ndarray) -> np.ndarray:
        """By how much the weighted sets spread less than all, of each parameter and effect."""
        values = np.column_stack([self.inputs, *(one.predicted for one in self.effects)])
        off = (values - weights @ values) ** 2
        before = values.std(axis=0)
        return 1 - np.divide(np.sqrt(weights @ off), before, out=before * 0 + 1, where=before > 0)


@dataclass(frozen=True)
class Coverage:
    """How often intervals hold the truth; see :func:`coverage`."""

    world: World
    settings: Settings
    below: np.ndarray  # weight of the sample below the truth, (truths, quantities)
    table: pd.DataFrame  # a row for each parameter and effect
    emulators: pd.DataFrame  # how well each predicts truths, to which none was fitted
    effective: float  # sets that the weights of a sample amount to, in the median

    def summary(self) -> pd.DataFrame:
        """Coverage of groups of parameters, and of effects, with its standard error over truths."""
        effect = (self.table.kind == "effect").to_numpy()
        order = np.argsort(-self.table.narrowed.to_numpy() + 2 * effect)
        groups = {
            "all parameters": np.flatnonzero(~effect),
            f"the {MOST_NARROWED} narrowed most": order[:MOST_NARROWED],
            "effects of a policy, in one history": np.flatnonzero(effect),
        }
        rows = []
        for group, columns in groups.items():
            for level in LEVELS:
                each = covered(self.below[:, columns], level).mean(axis=1)
                error = each.std(ddof=1) / np.sqrt(len(each))
                rows.append((group, level, each.mean(), error))
        return pd.DataFrame(rows, columns=["of", "interval", "covered", "error"])

    def write(self, folder: Folder) -> None:
        """The tables, and what was run."""
        about = manifest(self.world, self.settings, code())
        about |= {"digest": digest(self.below[None]), "truths": len(self.below)}
        tables = {
            "coverage.csv": self.table,
            "covered.csv": self.summary(),
            "emulators.csv": self.emulators,
        }
        folder.write(tables, [self.settings], about, str(self))

    def __str__(self) -> str:
        shown = partial(pd.DataFrame.to_string, index=False, float_format="{:.3f}".format)
        most = self.table.sort_values("narrowed", ascending=False).head(MOST_NARROWED)
        drawn = f"{len(self.below)} truths drawn from the prior"
        about = f"{drawn}; the weights of {TRIED:,} sets amount to {self.effective:.0f}"
        off = np.sqrt((self.emulators.off**2).mean())
        tail = f"emulators err by {off:.2f} of the standard deviations that they state"
        return "\n\n".join([about, shown(self.summary()), shown(most), tail])


@threadpool_limits.wrap(limits=1)
def coverage(
    targets: Sequence[Target], overrides: Sequence[str], store: Store, quiet: bool = True
) -> Coverage:
    """Calibrate to known truths, and say how often the intervals hold them.

    ``calibration.points`` sets are what emulators are fitted to, and a fourth as many are truths.
    """
    asked, words = calibration_settings(overrides)
    one = load("baseline", words)
    goal, unknowns = Goal.of_targets(targets), Unknowns.of_ledger()
    points, seed = int(asked["points"]), int(asked["seed"])
    rng = np.random.default_rng(seed)
    truths = rng.random((int(points * TRUTHS), len(unknowns.names)))
    inputs = np.vstack([Match(unknowns, seed).design(points), truths])
    sets = unknowns.table(inputs)
    runs = measures(sets, ["baseline", POLICY], words, 1_000_000 * seed, quiet, store)
    outputs = np.hstack([of_targets(runs[0], targets), effects(runs)])
    emulators = fit(inputs[:points], outputs[:points], one.run)
    tried = Tried.of(rng.random((TRIED, len(unknowns.names))), emulators, len(targets))
    true = outputs[points:]
    noise = rng.normal(0, np.sqrt(goal.variance), (len(truths), len(targets)))
    observed = true[:, : len(targets)] + noise
    weights = [tried.weights(replace(goal, observed=each), asked["cut_off"]) for each in observed]
    below = [
        tried.below(*each) for each in zip(weights, truths, true[:, len(targets) :], strict=True)
    ]
    left = [each for each in weights if each.any()]
    table = pd.DataFrame(
        {
            "name": [*unknowns.names, *EFFECTS],
            "kind": ["parameter"] * len(unknowns.names) + ["effect"] * len(EFFECTS),
            "narrowed": np.mean([tried.narrowed(each) for each in left], axis=0),
        }
        | {f"covered_{level:.0%}": covered(np.array(below), level).mean(axis=0) for level in LEVELS}
    )
    effective = float(np.median([1 / (each**2).sum() for each in left]))
    judged = judge([*goal.names, *EFFECTS], emulators, truths, true)
    world = world_of([one], quiet)
    return Coverage(world, one, np.array(below), table, judged, effective)


def effects(runs: np.ndarray) -> np.ndarray:
    """What the policy changes in the last years: (sets, effects), from runs without and with it."""
    means = mean_of_known(runs[:, :, -LAST_YEARS:, GROUPS.index(GROUP)], axis=2)
    return (means[1] - means[0])[:, [list(MEASURES).index(name) for name in EFFECTS]]


def covered(below: np.ndarray, level: float) -> np.ndarray:
    """Whether the interval of a level holds the truth, from the weight below it."""
    return np.abs(below - 0.5) <= level / 2


def judge(
    names: Sequence[str], emulators: Sequence[Emulator], truths: np.ndarray, true: np.ndarray
) -> pd.DataFrame:
    """How well each emulator predicts runs that none was fitted to.

    ``off`` is the root mean square of its error in the standard deviations that it states.
    """
    rows = []
    for name, one, values in zip(names, emulators, true.T, strict=True):
        error = values - one.predict(truths)
        off = float(np.sqrt((error**2).mean() / one.variance)) if one.variance else np.nan
        rows.append((name, one.explained, 1 - error.var() / (values.var() or 1), off))
    return pd.DataFrame(rows, columns=["of", "explained", "explained_of_truths", "off"])
