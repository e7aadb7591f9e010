"""Which of the open posts near home somebody applies for."""

from __future__ import annotations

import numpy as np

from sim.engine.columns import NOBODY
from sim.engine.matching import best_first
from sim.state import State


def applications(
    model: State,
    number: np.ndarray,
    posts: np.ndarray,
    km: np.ndarray,
    appeal: np.ndarray,
    taste: str,
) -> np.ndarray:
    """The schools each candidate applies to, best first: (A, n) rows, -1 where none is left.

    Parameters: ``number`` of each candidate, (n,); ``posts`` open and wanted, as rows of
    schools, -1 for none; ``km`` from home and ``appeal`` of each, (K, n); ``taste`` is the
    name of its draw. Travel repels, and everybody has tastes of their own.
    """
    p = model.parameters.recruitment
    liking = p.taste * (model.uniform(number, taste, about=model.own(np.maximum(posts, 0))) - 1 / 2)
    worth = appeal + liking - p.travel * np.where(posts == NOBODY, 0, km)
    return best_first(worth, np.where(km <= p.travel_limit, posts, NOBODY), int(p.applications))
