"""An emulator: what the model would give for parameters it was not run with, and how surely."""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.linear_model import LassoCV

MOST_ACTIVE = 8  # inputs whose departure from lines and squares is followed
MOST_FOLLOWED = 300  # runs the Gaussian process follows: its cost grows with their square
HELD_OUT = 0.2  # of the runs, by which it learns how sure it may be
FOLDS = 5


class Emulator:
    """One output as a function of many inputs: lines and squares, and a Gaussian process.

    Lines and squares of all inputs are chosen by the lasso; a Gaussian process over the
    inputs that matter most follows what these leave. ``variance`` is its mean squared error
    in runs it has not seen, the luck of a run included; ``explained`` the share of their
    variance that it foretells. Inputs are from 0 to 1.
    """

    def __init__(self, inputs: np.ndarray, output: np.ndarray) -> None:
        """Learn from (n, inputs) and (n,)."""
        unseen = int(len(output) * HELD_OUT)
        self.mean, self.spread = float(output.mean()), float(output.std()) or 1.0
        scaled = (output - self.mean) / self.spread
        self._learn(inputs[unseen:], scaled[unseen:])
        error = output[:unseen] - self.predict(inputs[:unseen])
        self.variance = float((error**2).mean())
        self.explained = 1 - self.variance / float(output[:unseen].var() or 1)

    def _learn(self, inputs: np.ndarray, scaled: np.ndarray) -> None:
        with warnings.catch_warnings():  # near enough is good enough for a choice of inputs
            warnings.simplefilter("ignore", ConvergenceWarning)
            self.trend = LassoCV(cv=FOLDS, alphas=30, max_iter=5_000)
            self.trend.fit(_terms(inputs), scaled)
            weight = np.abs(self.trend.coef_).reshape(2, -1).sum(axis=0)
            self.active = np.sort(np.argsort(-weight, kind="stable")[:MOST_ACTIVE])
            near = RBF(np.ones(len(self.active)), (0.2, 50))
            kernel = ConstantKernel(0.1, (1e-4, 10)) * near + WhiteKernel(0.1, (1e-4, 2))
            self.rest = GaussianProcessRegressor(kernel, random_state=0)
            some = slice(MOST_FOLLOWED)
            left = scaled - self.trend.predict(_terms(inputs))
            self.rest.fit(inputs[some][:, self.active], left[some])

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        """What the model would give in one run, (n,)."""
        trend = _terms(inputs) @ self.trend.coef_ + self.trend.intercept_
        found = trend + self.rest.predict(inputs[:, self.active])
        return self.mean + self.spread * found


def _terms(inputs: np.ndarray) -> np.ndarray:
    centred = 2 * inputs - 1
    return np.hstack([centred, centred**2])
