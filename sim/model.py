"""The model: the year as a list of phases in order, and how years go by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from sim import initial
from sim.agents.school_year import POLICY_COLUMNS
from sim.engine.scheduler import Scheduler, all_at_once
from sim.measures import measure
from sim.parameters.years import of_year
from sim.policies import acts, rule
from sim.state import State, Tables
from sim.world import World
from sim.year import (
    academies,
    accounts,
    closures,
    development,
    finance,
    inspections,
    leaving,
    partnerships,
    recruitment,
    rolls,
    teaching,
    weakness,
    weeks,
)
from sim.year.leaders_record import record_before

YEAR: tuple[Callable[[State], None], ...] = (
    closures.step,
    rolls.step,
    academies.step,
    partnerships.step,
    weeks.step,
    development.step,
    teaching.step,
    inspections.step,
    weakness.step,
    leaving.step,
    recruitment.step,
    finance.step,
)
NO_POLICIES: Mapping[str, Any] = MappingProxyType({})


class Model(State):
    """England's primary schools, or some of them, over years; takes what ``State`` takes.

    ``warm_up`` lets people, partnerships and results settle; ``branch`` copies
    the state, so that policies start from one past; ``run`` adds years.
    """

    PHASES = ("policies", *(phase.__module__.rsplit(".", 1)[1] for phase in YEAR))
    # For observers: called in each year after the policies and after each phase.
    after_phase: Callable[[Model], None] = staticmethod(lambda model: None)

    def __init__(
        self,
        world: World,
        parameters: Any = None,
        *,
        seed: int = 0,
        scheduler: Scheduler = all_at_once,
    ) -> None:
        super().__init__(world, parameters, seed=seed, scheduler=scheduler)
        self.policies: Mapping[str, Any] = NO_POLICIES
        self._measured: list[np.ndarray] = []
        initial.populate(self)

    @classmethod
    def empty(cls, world: World, parameters: Any, seed: int, scheduler: Scheduler) -> Model:
        """A model without agents, to be filled with those of another or of a saved state."""
        model = cls.__new__(cls)
        State.__init__(model, world, parameters, seed=seed, scheduler=scheduler)
        model.policies, model._measured = NO_POLICIES, []
        return model

    def warm_up(self, years: int) -> Model:
        """Let the years before the first go by: rolls stand still and no policy acts."""
        self.year -= years
        initial.shift_dates(self, -years)
        for _ in range(years):
            self.step()
        self._measured.clear()
        return self

    def step(self) -> None:
        """One year."""
        self.year += 1
        self.parameters = of_year(self.given, self.year)
        record_before(self)
        accounts.open_year(self)
        if self.year > 0:
            self.tables.schools.reset(POLICY_COLUMNS)
            self.act()
        self.after_phase(self)
        for phase in YEAR:
            phase(self)
            self.after_phase(self)
        accounts.add_up(self, accounts.AT_END)
        self._measured.append(measure(self))

    def act(self) -> None:
        """What this year's policies do."""
        for name, settings in self.acting(self.policies).items():
            rule(name, settings)(self, settings)

    def acting(self, policies: Mapping[str, Any]) -> dict[str, Any]:
        """Those of some policies that act this year."""
        start = int(self.parameters.calendar.start_year)
        return {name: one for name, one in policies.items() if acts(one, self.year, start)}

    def run(self, years: int, on_year: Callable[[Model], None] = lambda model: None) -> Model:
        """Some years; ``on_year`` is called after each."""
        for _ in range(years):
            self.step()
            on_year(self)
        return self

    @property
    def measures(self) -> np.ndarray:
        """The measures of each year: float32, (years, groups, measures)."""
        return np.stack(self._measured)

    def branch(self, policies: Mapping[str, Any] = NO_POLICIES) -> Model:
        """An independent copy of the present state, on which policies act from now on."""
        other = Model.empty(self.world, self.given, self.seed, self.scheduler)
        for name in ("year", "neighbours", "post_homes", "_last_number"):
            setattr(other, name, getattr(self, name))
        other.history, other._measured = self.history.copy(), list(self._measured)
        other.identities = self.identities.copy()
        other.policies = dict(sorted(policies.items()))
        other.tables = Tables(*(table.copy_for(other) for table in self.tables))
        return other
