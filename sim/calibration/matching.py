"""History matching: waves of runs that rule out parameter sets until few more can be.

Parameter sets are points of the unit cube here, an input from 0 to 1 for each parameter.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import emcee
import numpy as np
import pandas as pd
from scipy.stats import qmc

from sim.analyse.targets import Target
from sim.errors import SettingError
from sim.parameters import ledger

TRIED = 200_000  # sets of the whole space that are emulated in the first wave
WALKERS, STEPS, KEPT_STEPS = 240, 1_200, 600  # of the chains over sets not ruled out
REDRAWN = 0.04  # of the parameters, a few at a time: most such steps are accepted


@dataclass(frozen=True)
class Unknowns:
    """The uncertain parameters and the ranges of their priors, (parameters,)."""

    names: list[str]
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of_ledger(cls) -> "Unknowns":
        """All parameters of the ledger that have a prior."""
        uncertain = ledger.uncertain()
        ends = np.array([entry.prior for entry in uncertain.values()], dtype=float)
        return cls(list(uncertain), ends[:, 0], ends[:, 1])

    def table(self, inputs: np.ndarray) -> pd.DataFrame:
        """Parameter sets from points of the unit cube, (n, parameters)."""
        return pd.DataFrame(self.low + inputs * (self.high - self.low), columns=self.names)


@dataclass(frozen=True)
class Goal:
    """What is to be reproduced: (targets,) each, with the variance of its error."""

    names: list[str]
    observed: np.ndarray
    variance: np.ndarray  # of observation, and of how far the model may be at its best

    @classmethod
    def of_targets(cls, targets: Sequence[Target]) -> "Goal":
        """Of targets, with the error that each says."""
        observed = np.array([t.observed for t in targets])
        return cls([t.name for t in targets], observed, np.array([t.error for t in targets]) ** 2)

    def distance(self, runs: np.ndarray) -> np.ndarray:
        """Implausibility of simulated values: how many standard deviations off, (..., targets)."""
        return np.abs(runs - self.observed) / np.sqrt(self.variance)


class Predicts(Protocol):
    """An emulator, or what was kept of one's predictions."""

    @property
    def variance(self) -> float:
        """The mean square of its error."""

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        """What the model would give in one run, (n,)."""


@dataclass
class Wave:
    """An emulator for each target, fitted to one wave of runs."""

    goal: Goal
    emulators: Sequence[Predicts]
    cut_off: float
    may_miss: int  # targets a set may be too far from, as emulators of early waves may err

    def keeps(self, inputs: np.ndarray) -> np.ndarray:
        """Which sets are not ruled out, bool (n,)."""
        misses = np.zeros(len(inputs), dtype=int)
        for place, emulator in enumerate(self.emulators):
            kept = np.flatnonzero(misses <= self.may_miss)  # others need no further prediction
            if not kept.size:
                break
            off = np.abs(emulator.predict(inputs[kept]) - self.goal.observed[place])
            sd = np.sqrt(self.goal.variance[place] + emulator.variance)
            misses[kept] += off > self.cut_off * sd
        return misses <= self.may_miss

    def log_likelihood(self, inputs: np.ndarray) -> np.ndarray:
        """Of sets, (n,), up to a constant: normal errors, targets independent."""
        total = np.zeros(len(inputs))
        for place, emulator in enumerate(self.emulators):
            off = emulator.predict(inputs) - self.goal.observed[place]
            total -= off**2 / (self.goal.variance[place] + emulator.variance) / 2
        return total


@dataclass
class Match:
    """The waves so far, and sets that none of them rules out."""

    unknowns: Unknowns
    seed: int
    waves: list[Wave] = field(default_factory=list)
    remaining: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))
    volume: float = 1.0  # fraction of the whole space that is not ruled out

    def keeps(self, inputs: np.ndarray) -> np.ndarray:
        """Which sets no wave rules out; the newest, which rules out most, comes first."""
        kept = np.asarray(((inputs >= 0) & (inputs <= 1)).all(axis=1))
        for wave in reversed(self.waves):
            kept[kept] = wave.keeps(inputs[kept])
        return kept

    def design(self, points: int) -> np.ndarray:
        """The sets to simulate next: from the whole space, or from those not ruled out."""
        if not self.waves:
            return self._space(points, self.seed)
        rng = np.random.default_rng([self.seed, len(self.waves)])
        chosen = rng.choice(len(self.remaining), points, replace=len(self.remaining) < points)
        return self.remaining[chosen]

    def add(self, wave: Wave) -> float:
        """Add a wave; returns the fraction of the sets remaining so far that it keeps."""
        before = self.remaining if self.waves else self._space(TRIED, self.seed + 1)
        kept = before[wave.keeps(before)]
        fraction = len(kept) / len(before)
        self.waves.append(wave)
        self.volume *= fraction
        if len(kept) < 2:
            raise SettingError(
                "every parameter set is ruled out: the targets contradict each other"
            )
        self.remaining = self.walk(kept, lambda inputs: np.zeros(len(inputs)), STEPS)
        return fraction

    def sample(self) -> np.ndarray:
        """Sets not ruled out, drawn by how well they fit; (n, parameters).

        Some parameters are also drawn afresh at each step, so that those on which no target
        bears cover the whole of their prior.
        """
        return self.walk(self.remaining, self.waves[-1].log_likelihood, 2 * STEPS, REDRAWN)

    def walk(
        self,
        start: np.ndarray,
        log_weight: Callable[[np.ndarray], np.ndarray],
        steps: int,
        redrawn: float = 0,
    ) -> np.ndarray:
        """Sets not ruled out, drawn by a log weight: differential-evolution Markov chains (emcee).

        In half of the ``steps`` each parameter is drawn afresh with probability ``redrawn``.
        """

        def log_probability(inputs: np.ndarray) -> np.ndarray:
            values = np.full(len(inputs), -np.inf)
            kept = self.keeps(inputs)
            if kept.any():
                values[kept] = log_weight(inputs[kept])
            return values

        rng = np.random.RandomState([self.seed, len(self.waves)])
        first = self._first(start, rng)
        moves = [(emcee.moves.DEMove(sigma=1e-3), 0.8), (emcee.moves.StretchMove(a=1.3), 0.2)]
        if redrawn:
            moves.append((emcee.moves.MHMove(_redraw(redrawn)), 1.0))
        sampler = emcee.EnsembleSampler(
            WALKERS, first.shape[1], log_probability, moves=moves, vectorize=True
        )
        sampler.random_state = rng.get_state()
        sampler.run_mcmc(first, steps, skip_initial_state_check=True)
        return sampler.get_chain(discard=steps - KEPT_STEPS, thin=20, flat=True)

    def _first(self, start: np.ndarray, rng: np.random.RandomState) -> np.ndarray:
        """Where walkers start: moved a little, as walkers from the same point could never part."""
        first = start[rng.choice(len(start), WALKERS, replace=len(start) < WALKERS)]
        moved = np.clip(first + rng.normal(0, 0.01, first.shape), 1e-6, 1 - 1e-6)
        return np.where(self.keeps(moved)[:, None], moved, first)

    def _space(self, points: int, seed: int) -> np.ndarray:
        return qmc.LatinHypercube(len(self.unknowns.names), rng=seed).random(points)


def _redraw(fraction: float) -> Callable[..., tuple[np.ndarray, np.ndarray]]:
    """A step that draws a fraction of the inputs afresh; symmetric, so its log ratio is 0."""

    def step(inputs: np.ndarray, rng: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
        chosen = rng.random(inputs.shape) < fraction
        return np.where(chosen, rng.random(inputs.shape), inputs), np.zeros(len(inputs))

    return step
