"""Results with random changes, to hold sentences against; and what is clear of them."""

import re
from typing import Any

import numpy as np

from sim.parameters.config import SWITCHED_OFF
from sim.results.intervals import Estimate

NAMES = ["alpha", "beta", "gamma", "delta", "epsilon"]
CLEAR, UNCLEAR, FEW = "clear", "unclear", "few"


def estimate(draws: np.random.Generator, few: bool) -> Estimate:
    """Of random sign and size: clear, unclear, or without an interval."""
    mean, half = draws.normal(), abs(draws.normal())
    ends = (np.nan, np.nan) if few else (mean - half, mean + half * draws.uniform(0.5, 1.5))
    return Estimate(*map(np.float64, (mean, *ends)))


class Made:
    """Results with random changes of ``count`` scenarios, and of as many mechanisms."""

    first, switched_off = "base", [f"base{SWITCHED_OFF}{name}" for name in NAMES[:3]]

    def __init__(self, draws: np.random.Generator, count: int, few: bool = False) -> None:
        self.draws, self.few, self.others = draws, few, NAMES[:count]
        self.made: dict[Any, Estimate] = {}

    def called(self, name: str) -> str:
        return name

    def change(self, *asked: str) -> Estimate:
        return self.made.setdefault((*asked, "small")[:3], estimate(self.draws, self.few))

    contribution = change

    def level(self, scenario: str, measure: str, group: str = "small") -> Estimate:
        level = self.change(scenario, measure, group).mean if scenario != self.first else 0.0
        return Estimate(3 + level, 2.0, 4.0)


def many(most: int, tries: int = 60):
    """Random results, some of them without intervals."""
    draws = np.random.default_rng(5)
    for number in range(tries):
        yield Made(draws, 1 + number % most, few=number % 7 == 6)


def state(changes: dict[str, Estimate]) -> str:
    if all(np.isnan(one.low) for one in changes.values()):
        return FEW
    return CLEAR if clear_of(changes) else UNCLEAR


def clear_of(changes: dict[str, Estimate]) -> dict[str, float]:
    return {n: one.mean for n, one in changes.items() if one.low > 0 or one.high < 0}


def furthest(clear: dict[str, float]) -> str:
    return max(clear, key=lambda name: abs(clear[name]))


def named(text: str) -> list[str]:
    return re.findall("|".join(NAMES), text.lower())
