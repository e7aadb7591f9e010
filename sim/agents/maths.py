"""The two curves that rules are made of."""

from __future__ import annotations

from typing import Any

import numpy as np


def clip(x: Any) -> Any:
    """What is below 0 as 0, and what is above 1 as 1."""
    return np.minimum(np.maximum(x, 0), 1)


def logistic(x: Any) -> Any:
    """The probability that goes with log odds ``x``."""
    return 1 / (1 + np.exp(-x))
