"""Agents small enough to work out on paper."""

from math import log
from types import FunctionType, MethodType, SimpleNamespace
from typing import Any

import numpy as np

from sim.engine.agents import ColumnAgent


def numbers(**groups: dict[str, Any]) -> SimpleNamespace:
    """Parameters as a rule reads them, ``p.week.stretch``; those not given are not there."""
    return SimpleNamespace(**{name: SimpleNamespace(**group) for name, group in groups.items()})


def having(**has: Any) -> SimpleNamespace:
    """What an agent refers to, with what is read of it."""
    return SimpleNamespace(**{name: as_column(value) for name, value in has.items()})


def as_column(value: Any) -> Any:
    return np.bool_(value) if isinstance(value, bool) else value


class OnPaper:
    """One agent, with its kind's rules and nothing but what is given: no table, world or year.

    ``draws`` has the number drawn for each decision. A rule that reads, or draws, what is not
    given fails, and says which.
    """

    def __init__(self, kind: type[ColumnAgent], parameters: Any, draws: Any = (), **has: Any):
        self._kind, self._draws = kind, dict(draws)
        self.unique_id = 1
        self.model = SimpleNamespace(
            parameters=parameters,
            uniform=lambda number, decision, about=None, year=None: self._draws[decision],
            normal=lambda number, decision, about=None: self._draws[decision],
        )
        self.set(**has)

    def set(self, **has: Any) -> "OnPaper":
        """Give the agent other values."""
        for name, value in has.items():
            setattr(self, name, as_column(value))
        return self

    def __getattr__(self, name: str) -> Any:
        rule = getattr(self._kind, name)
        if not isinstance(rule, FunctionType):
            raise AssertionError(f"the rule reads {name}, which was not given")
        return MethodType(rule, self)

    def draw(self, decision: str, about: Any = None) -> Any:
        return self._draws[decision]

    draw_normal = draw

    def chance(self, rule: str, decision: str, *values: Any, answer: Any = None) -> float:
        """The chance of an answer, by default of any but no: the draw up to which it is given."""
        low, high = 0.0, 1.0
        for _ in range(30):
            self._draws[decision] = np.float64((low + high) / 2)
            given = getattr(self, rule)(*values)
            yes = given == answer if answer is not None else given
            low, high = (self._draws[decision], high) if yes else (low, self._draws[decision])
        return low

    def odds(self, rule: str, decision: str, *values: Any) -> float:
        """The log odds of that chance."""
        chance = self.chance(rule, decision, *values)
        return log(chance / (1 - chance))
