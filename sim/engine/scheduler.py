"""Two ways to put a rule to agents: all at once, or one by one.

Rules are written once. The default scheduler reads a rule on the whole
selection, as arrays. The reference scheduler visits the agents one by one, as
a Mesa tutorial would; it is slow, and must decide exactly the same.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

Scheduler = Callable[..., Any]  # of agents, a rule and its further values: the answers


def all_at_once(agents: Any, rule: Callable[..., Any], *values: Any) -> Any:
    """The answers of all agents, from one reading of the rule; agents are the last axis."""
    return rule(agents, *values)


def one_by_one(agents: Any, rule: Callable[..., Any], *values: Any) -> Any:
    """The same answers, from one reading for each agent; ``values`` are split among them."""
    if not len(agents):
        return rule(agents, *values)
    answers = [rule(agent, *(v[..., i] for v in values)) for i, agent in enumerate(agents)]
    if isinstance(answers[0], dict):
        return {name: np.stack([a[name] for a in answers], axis=-1) for name in answers[0]}
    return np.stack(answers, axis=-1)
