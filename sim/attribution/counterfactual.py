"""The years of an improvement, run again without some of its causes.

Absent means as in the year before, not nothing at all: see docs/attribution.md.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from sim.agents.roles import Post
from sim.attribution.causes import LEADERSHIP, Cause
from sim.model import Model
from sim.parameters.config import Settings


class AsBefore:
    """A scheduler by which every rule sees some columns of schools as they were before.

    ``held`` names for each column another that is part of it but given from outside (None if
    there is none): a change in that one is still seen.
    """

    def __init__(
        self, scheduler: Any, before: Mapping[str, np.ndarray], held: Mapping[str, str | None]
    ) -> None:
        self.scheduler, self.before, self.held = scheduler, before, held

    def __call__(self, agents: Any, rule: Callable[..., Any], *values: Any) -> Any:
        """What the rule answers."""
        arrays, before = agents.model.tables.schools.arrays, self.before
        now = {name: arrays[name] for name in self.held}
        for name, outside in self.held.items():
            change = arrays[outside] - before[outside] if outside else 0
            arrays[name] = before[name] + change if outside else before[name]
        try:
            return self.scheduler(agents, rule, *values)
        finally:
            arrays.update(now)


def run_without(absent: Sequence[Cause], start: Model, settings: Settings, years: int) -> Model:
    """Branch from ``start`` and run for some years without the absent causes.

    ``settings`` are without the policies and settings of those already; ``start`` itself must
    not be run on, as its columns are what the rules see.
    """
    future = start.branch(settings.policies)
    future.given = settings.model
    held = {name: outside for one in absent for name, outside in one.held.items()}
    leadership = leadership_of_posts(start.schools) if LEADERSHIP in held else None
    held.pop(LEADERSHIP, None)
    if held:
        future.scheduler = AsBefore(start.scheduler, start.tables.schools.arrays, held)
    for _ in range(years):
        if leadership is not None:
            lead_as_before(future, leadership)
        future.step()
    return future


def leadership_of_posts(schools: Any) -> np.ndarray:
    """The leadership of each school's leader before departures, or what it got; (schools,)."""
    return np.where(schools.holder_before > 0, schools.holder_leadership, schools.led_well)


def lead_as_before(model: Model, leadership: np.ndarray) -> None:
    """Whoever holds a school's post leads as well as its holder did."""
    schools = model.schools
    led = schools[(schools.head.row >= 0) & (schools.post != Post.LED_FROM_BASE)]
    led.head.leadership = leadership[led.rows]
