"""Whether the calibration can be believed: calibrated blind to known truths, does it cover them?

Truths are sets drawn from the prior. Each is simulated, and what it gives, off by as much as each
target is uncertain, takes the place of what is observed. Then the first wave of the calibration
rules sets out, and what is said is how many of those left lie below the truth. They are uniform
over what is not ruled out, no posterior: their intervals should hold the truth too often.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import ndtr
from threadpoolctl import threadpool_limits

from sim.analyse.scoreboard import of_targets
from sim.analyse.targets import Target
from sim.calibration.emulator import Emulator
from sim.calibration.matching import Goal, Match, Unknowns, Wave
from sim.calibration.run import MOST_NARROWED, check_years, fit, measures
from sim.calibration.run import settings as calibration_settings
from sim.measures import GROUPS, LAST_YEARS, MEASURES
from sim.parameters.config import Settings, load
from sim.results.draft import Draft
from sim.results.ensemble import mean_of_known
from sim.results.provenance import digest, manifest
from sim.runs.code import code
from sim.runs.ensemble import world_of
from sim.runs.store import Store
from sim.world import World

POLICY = "executive_heads_4000"
EFFECTS = ("ks2_progress_mean", "leader_lost_rate", "cost_per_pupil")  # of the policy
GROUP = "small"
TRUTHS = 0.25  # for each set that emulators are fitted to
TRIED = 50_000  # sets of the prior, to be ruled out
LEVELS = (0.5, 0.9)


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

    def left(self, goal: Goal, cut_off: float) -> np.ndarray:
        """Which sets the first wave does not rule out, bool (sets,)."""
        return Wave(goal, self.targets, cut_off, may_miss=1).keeps(np.arange(len(self.inputs)))

    def below(self, left: np.ndarray, inputs: np.ndarray, effects: np.ndarray) -> np.ndarray:
        """The fraction of sets left below a truth, by parameter, and by effect in one history.

        nan where no set is left, so that nothing is covered.
        """
        if not left.any():
            return np.full(len(inputs) + len(effects), np.nan)
        chances = [
            ndtr((effect - one.predicted[left]) / np.sqrt(one.variance))
            for one, effect in zip(self.effects, effects, strict=True)
        ]
        return np.column_stack([self.inputs[left] < inputs, *chances]).mean(axis=0)

    def narrowed(self, left: np.ndarray) -> np.ndarray:
        """By how much sets left spread less than all, of each parameter and effect."""
        values = np.column_stack([self.inputs, *(one.predicted for one in self.effects)])
        now, before = values[left].std(axis=0), values.std(axis=0)
        return 1 - np.divide(now, before, out=before * 0 + 1, where=before > 0)


@dataclass(frozen=True, repr=False)
class Coverage:
    """How often intervals hold the truth; see :func:`coverage`."""

    world: World
    settings: Settings
    below: np.ndarray  # fraction of the sets left below the truth, (truths, quantities)
    table: pd.DataFrame  # a row for each parameter and effect
    emulators: pd.DataFrame  # how well each predicts truths, to which none was fitted
    left: float  # fraction of the prior that is not ruled out, in the median

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

    def write(self, folder: Draft) -> None:
        """The tables, and what was run."""
        about = manifest(self.world, self.settings, code())
        about |= {"digest": digest(self.below[None]), "truths": len(self.below), "left": self.left}
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
        about = f"{drawn}; {self.left:.1%} of the prior is not ruled out (median)"
        off = np.sqrt((self.emulators.off**2).mean())
        tail = f"emulators err by {off:.2f} of the standard deviations that they state"
        return "\n\n".join([about, shown(self.summary()), shown(most), tail])

    __repr__ = __str__


@threadpool_limits.wrap(limits=1)
def coverage(
    targets: Sequence[Target], overrides: Sequence[str], store: Store, quiet: bool = True
) -> Coverage:
    """Calibrate to known truths, and say how often the intervals hold them.

    ``calibration.points`` sets are what emulators are fitted to, and a fourth as many are truths.
    """
    asked, words = calibration_settings(overrides)
    one = load("baseline", words)
    check_years(targets, one.run)
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
    left = [tried.left(replace(goal, observed=each), asked["cut_off"]) for each in observed]
    effect = true[:, len(targets) :]
    below = np.array([tried.below(*each) for each in zip(left, truths, effect, strict=True)])
    table = pd.DataFrame(
        {
            "name": [*unknowns.names, *EFFECTS],
            "kind": ["parameter"] * len(unknowns.names) + ["effect"] * len(EFFECTS),
            "narrowed": np.mean([tried.narrowed(each) for each in left if each.any()], axis=0),
        }
        | {f"covered_{level:.0%}": covered(below, level).mean(axis=0) for level in LEVELS}
    )
    judged = judge([*goal.names, *EFFECTS], emulators, truths, true)
    world = world_of([one], quiet)
    return Coverage(world, one, below, table, judged, float(np.median(np.mean(left, axis=1))))


def effects(runs: np.ndarray) -> np.ndarray:
    """What the policy changes in the last years: (sets, effects), from runs without and with it."""
    means = mean_of_known(runs[:, :, -LAST_YEARS:, GROUPS.index(GROUP)], axis=2)
    return (means[1] - means[0])[:, [list(MEASURES).index(name) for name in EFFECTS]]


def covered(below: np.ndarray, level: float) -> np.ndarray:
    """Whether the interval of a level holds the truth, from the fraction below it."""
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
        square = (error**2).mean()
        off = float(np.sqrt(square / one.variance)) if one.variance else np.nan
        rows.append((name, one.explained, 1 - square / (values.var() or 1), off))
    return pd.DataFrame(rows, columns=["of", "explained", "explained_of_truths", "off"])
