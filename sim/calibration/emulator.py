"""An emulator: a prediction of what the model would give for parameters it was not run with."""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.linear_model import LassoCV

MOST_ACTIVE = 8  # inputs of the Gaussian process
MOST_RUNS = 300  # runs that the Gaussian process is fitted to: its cost grows with their square
HELD_OUT = 0.2  # of the runs, from which the error of prediction is estimated
FOLDS = 5


class Emulator:
    """One output as a function of many inputs: linear and squared terms, and a Gaussian process.

    The terms of all inputs are chosen by the lasso; a Gaussian process over the inputs that
    matter most is fitted to the residuals. ``variance`` is its mean squared error in runs held
    out, random draws of a run included; ``explained`` the fraction of their variance that it
    predicts. Inputs are from 0 to 1.
    """

    def __init__(self, inputs: np.ndarray, output: np.ndarray) -> None:
        """Fit to (n, inputs) and (n,)."""
        held_out = int(len(output) * HELD_OUT)
        self.mean, self.sd = float(output.mean()), float(output.std()) or 1.0
        scaled = (output - self.mean) / self.sd
        self._fit(inputs[held_out:], scaled[held_out:])
        error = output[:held_out] - self.predict(inputs[:held_out])
        self.variance = float((error**2).mean())
        self.explained = 1 - self.variance / float(output[:held_out].var() or 1)

    def _fit(self, inputs: np.ndarray, scaled: np.ndarray) -> None:
        with warnings.catch_warnings():  # for a choice of inputs it need not converge fully
            warnings.simplefilter("ignore", ConvergenceWarning)
            self.trend = LassoCV(cv=FOLDS, alphas=30, max_iter=5_000)
            self.trend.fit(_terms(inputs), scaled)
            weight = np.abs(self.trend.coef_).reshape(2, -1).sum(axis=0)
            self.active = np.sort(np.argsort(-weight, kind="stable")[:MOST_ACTIVE])
            smooth = RBF(np.ones(len(self.active)), (0.2, 50))
            kernel = ConstantKernel(0.1, (1e-4, 10)) * smooth + WhiteKernel(0.1, (1e-4, 2))
            self.process = GaussianProcessRegressor(kernel, random_state=0)
            residuals = scaled - self.trend.predict(_terms(inputs))
            self.process.fit(inputs[:MOST_RUNS, self.active], residuals[:MOST_RUNS])

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        """What the model would give in one run, (n,)."""
        trend = _terms(inputs) @ self.trend.coef_ + self.trend.intercept_
        scaled = trend + self.process.predict(inputs[:, self.active])
        return self.mean + self.sd * scaled


def _terms(inputs: np.ndarray) -> np.ndarray:
    centred = 2 * inputs - 1
    return np.hstack([centred, centred**2])
