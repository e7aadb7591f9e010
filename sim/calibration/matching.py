"""History matching: waves of runs that rule parameter sets out until no more can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.stats import qmc

from sim.analyse.targets import NINETY, Target
from sim.calibration.emulator import Emulator
from sim.measures.registry import MEASURES
from sim.parameters import ledger

TRIED = 200_000  # sets of the whole space that are emulated to find the first that are left
WALKERS, STEPS, KEPT_STEPS = 240, 1_200, 600  # of the walk over what is left
REDRAWN = 0.04  # of the parameters, a few at a time: most such steps can be taken


@dataclass(frozen=True)
class Unknowns:
    """The parameters that are not known and where they may lie."""

    names: list[str]
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of_ledger(cls) -> Unknowns:
        """All parameters of the ledger that have a prior."""
        found = ledger.uncertain()
        ends = np.array([entry.prior for entry in found.values()], dtype=float)
        return cls(list(found), ends[:, 0], ends[:, 1])

    def table(self, unit: np.ndarray) -> pd.DataFrame:
        """Parameter sets from points of the unit cube, (n, parameters)."""
        return pd.DataFrame(self.low + unit * (self.high - self.low), columns=self.names)


@dataclass(frozen=True)
class Goal:
    """What is to be reproduced: (targets,) each, with the variance of not knowing it exactly."""

    names: list[str]
    observed: np.ndarray
    variance: np.ndarray  # of observation, and of how far the model may be at its best

    @classmethod
    def of_targets(cls, targets: Sequence[Target], discrepancy: dict[str, float]) -> Goal:
        """Of targets and, by unit, the standard deviation of the model at its best."""
        observation = np.array([(t.high - t.low) / (2 * NINETY) for t in targets])
        model = np.array([discrepancy[MEASURES[t.measure].unit] for t in targets])
        observed = np.array([t.observed for t in targets])
        return cls([t.name for t in targets], observed, observation**2 + model**2)

    def distance(self, runs: np.ndarray) -> np.ndarray:
        """Implausibility of simulated values: how many standard deviations off, (..., targets)."""
        return np.abs(runs - self.observed) / np.sqrt(self.variance)


@dataclass
class Wave:
    """What a wave of runs taught: an emulator for each target."""

    goal: Goal
    emulators: list[Emulator]
    cut_off: float
    may_miss: int  # targets a set may be too far from, as emulators of early waves may err

    def left(self, unit: np.ndarray) -> np.ndarray:
        """Which sets are not ruled out, bool (n,); a target is asked only of those left so far."""
        misses = np.zeros(len(unit), dtype=int)
        for place, emulator in enumerate(self.emulators):
            asked = np.flatnonzero(misses <= self.may_miss)
            if not asked.size:
                break
            off = np.abs(emulator.predict(unit[asked]) - self.goal.observed[place])
            spread = np.sqrt(self.goal.variance[place] + emulator.variance)
            misses[asked] += off > self.cut_off * spread
        return misses <= self.may_miss

    def likelihood(self, unit: np.ndarray) -> np.ndarray:
        """Log likelihood of sets, (n,), up to a constant: normal errors, targets independent."""
        total = np.zeros(len(unit))
        for place, emulator in enumerate(self.emulators):
            off = emulator.predict(unit) - self.goal.observed[place]
            total -= off**2 / (self.goal.variance[place] + emulator.variance) / 2
        return total


@dataclass
class Match:
    """The waves so far, and sets that none of them rules out."""

    unknowns: Unknowns
    seed: int
    waves: list[Wave] = field(default_factory=list)
    remaining: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))  # of the unit cube
    volume: float = 1.0  # share of the whole space that is left

    def left(self, unit: np.ndarray) -> np.ndarray:
        """Which sets no wave rules out; the newest, which rules out most, is asked first."""
        inside = np.asarray(((unit >= 0) & (unit <= 1)).all(axis=1))
        for wave in reversed(self.waves):
            inside[inside] = wave.left(unit[inside])
        return inside

    def design(self, points: int) -> np.ndarray:
        """The sets to simulate next: spread over the whole space, or drawn from what is left."""
        if not self.waves:
            return self._space(points, self.seed)
        luck = np.random.default_rng([self.seed, len(self.waves)])
        chosen = luck.choice(len(self.remaining), points, replace=len(self.remaining) < points)
        return self.remaining[chosen]

    def add(self, wave: Wave) -> float:
        """Take in a wave: returns the share of what was left that it leaves."""
        before = self.remaining if self.waves else self._space(TRIED, self.seed + 1)
        survivors = before[wave.left(before)]
        share = len(survivors) / len(before)
        self.waves.append(wave)
        self.volume *= share
        if len(survivors) < 2:
            raise ArithmeticError("no parameter set is left: the targets contradict each other")
        self.remaining = self.walk(survivors, lambda unit: np.zeros(len(unit)))
        return share

    def sample(self) -> np.ndarray:
        """Sets from what is left, by how well they fit; (n, parameters).

        The walk also draws some parameters afresh at each step, so that those no target
        bears on go over all they may be.
        """
        return self.walk(self.remaining, self.waves[-1].likelihood, 2 * STEPS, REDRAWN)

    def walk(
        self,
        start: np.ndarray,
        weight: Callable[[np.ndarray], np.ndarray],
        steps: int | None = None,
        redrawn: float = 0,
    ) -> np.ndarray:
        """Sets from what is left, by a log weight: differential-evolution Markov chains (emcee).

        In half of the ``steps`` each parameter is drawn afresh with chance ``redrawn``.
        """
        steps = steps or STEPS
        import emcee

        def chance(unit: np.ndarray) -> np.ndarray:
            found = np.full(len(unit), -np.inf)
            inside = self.left(unit)
            if inside.any():
                found[inside] = weight(unit[inside])
            return found

        luck = np.random.RandomState([self.seed, len(self.waves)])
        first = start[luck.choice(len(start), WALKERS, replace=len(start) < WALKERS)]
        # Walkers that start at one point could never part.
        jitter = np.clip(first + luck.normal(0, 0.01, first.shape), 1e-6, 1 - 1e-6)
        first = np.where(self.left(jitter)[:, None], jitter, first)
        moves = [(emcee.moves.DEMove(sigma=1e-3), 0.8), (emcee.moves.StretchMove(a=1.3), 0.2)]

        def redraw(unit: np.ndarray, rng: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
            chosen = rng.random(unit.shape) < redrawn
            return np.where(chosen, rng.random(unit.shape), unit), np.zeros(len(unit))

        if redrawn:
            moves.append((emcee.moves.MHMove(redraw), 1.0))
        sampler = emcee.EnsembleSampler(
            WALKERS, first.shape[1], chance, moves=moves, vectorize=True
        )
        sampler.random_state = luck.get_state()
        sampler.run_mcmc(first, steps, skip_initial_state_check=True)
        return sampler.get_chain(discard=steps - KEPT_STEPS, thin=20, flat=True)

    @property
    def _dimensions(self) -> int:
        return len(self.unknowns.names)

    def _space(self, points: int, seed: int) -> np.ndarray:
        return qmc.LatinHypercube(self._dimensions, rng=seed).random(points)
