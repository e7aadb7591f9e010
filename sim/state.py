"""The state of a model: its agents, and how rules and random draws reach them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any, NamedTuple

import mesa
import numpy as np
from mesa.agent import AgentSet

from sim.agents import Head, Partnership, School, Teacher
from sim.agents.roles import Post, TeacherRole
from sim.engine import draws
from sim.engine.agents import ColumnAgentSet
from sim.engine.columns import NOBODY, Table
from sim.engine.memory import keep_freed_memory
from sim.engine.scheduler import Scheduler, all_at_once
from sim.parameters import ledger
from sim.world import World


class Tables(NamedTuple):
    """The table of each type of agent."""

    schools: Table
    heads: Table
    teachers: Table
    partnerships: Table


class State(mesa.Model):
    """Schools, heads, teachers and partnerships as they are now.

    Parameters
    ----------
    world : the schools and where they are.
    parameters : groups of parameters, by default the ledger's values.
    seed : of all random draws; the same seed gives the same bits.
    scheduler : how a rule is put to agents, see :mod:`sim.engine.scheduler`.
    """

    tables: Tables
    after_draw: Callable[[str, Any], None] = staticmethod(lambda decision, drawn: None)

    def __init__(
        self,
        world: World,
        parameters: Any = None,
        *,
        seed: int = 0,
        scheduler: Scheduler = all_at_once,
    ) -> None:
        super().__init__(rng=seed)
        keep_freed_memory()
        self.world = world
        self.parameters = ledger.defaults() if parameters is None else parameters
        self.seed = seed
        self.scheduler = scheduler
        self.year = 0
        self.neighbours = schools_around(world, self.parameters)
        self.history: dict[str, np.ndarray] = {}  # counts that later years are held against
        self.post_homes = np.empty(0, dtype=np.int64)  # near which schools new teachers live
        self._last_number = 1 << 50
        schools = len(world)
        self.tables = Tables(
            schools=Table(self, School, schools),
            heads=Table(self, Head, schools + schools // 4),
            teachers=Table(self, Teacher, 0),
            partnerships=Table(self, Partnership, schools // 2),
        )

    # Agents, as Mesa names them

    @property
    def schools(self) -> ColumnAgentSet:
        """All schools."""
        return self.tables.schools.everyone

    @property
    def heads(self) -> ColumnAgentSet:
        """All heads: of one school or several, heads of school, acting heads."""
        return self.tables.heads.everyone

    @property
    def teachers(self) -> ColumnAgentSet:
        """All teachers."""
        return self.tables.teachers.everyone

    @property
    def partnerships(self) -> ColumnAgentSet:
        """All partnerships."""
        return self.tables.partnerships.everyone

    @property
    def agents_by_type(self) -> dict[type, ColumnAgentSet]:
        """The agents of each type, as in any Mesa model."""
        if "tables" not in vars(self):  # Mesa looks while it sets itself up
            return {}
        return {table.agent_type: table.everyone for table in self.tables}

    @property
    def agents(self) -> AgentSet:
        """All agents as objects, which are slow to make for all of England: for looking."""
        everyone = chain.from_iterable(table.everyone for table in self.tables)
        return AgentSet(everyone, random=self.random)

    def next_number(self) -> int:
        """A number for an agent made by itself, as in any Mesa model."""
        self._last_number += 1
        return self._last_number

    # Rules and random draws

    def ask(self, agents: ColumnAgentSet, rule: Callable[..., Any], *values: Any) -> Any:
        """What a rule answers for each of the agents; nothing changes."""
        return self.scheduler(agents, rule, *values)

    def update(self, agents: ColumnAgentSet, rule: Callable[..., Any], *values: Any) -> None:
        """Ask a rule for new values of columns, and then set them for all at once."""
        for name, value in self.ask(agents, rule, *values).items():
            setattr(agents, name, value)

    def uniform(
        self, number: Any, decision: str, about: Any = None, year: int | None = None
    ) -> Any:
        """Draws between 0 and 1 for a decision, by number of agent; of this year if none is given.

        A lot that is drawn once for all years is drawn in year 0.
        """
        drawn = draws.uniform(
            self.seed, number, self.year if year is None else year, decision, about
        )
        self.after_draw(decision, drawn)
        return drawn

    def normal(self, number: Any, decision: str, about: Any = None) -> Any:
        """Standard normal draws for this year's decision, by number of agent."""
        drawn = draws.normal(self.seed, number, self.year, decision, about)
        self.after_draw(decision, drawn)
        return drawn

    # What schools and heads have of each other

    def count_teachers(self) -> None:
        """Count the teachers and deputies in each school."""
        schools, teachers = self.schools, self.tables.teachers
        at, role = teachers.used("school"), teachers.used("role")
        # One more bin, in front, for those in no school.
        schools.teachers = np.bincount(at + 1, minlength=len(schools) + 1)[1:]
        deputies = at.take((role == TeacherRole.DEPUTY).nonzero()[0])
        schools.deputies = np.bincount(deputies[deputies >= 0], minlength=len(schools))

    def count_led(self) -> None:
        """Count the schools and pupils led from each school, and by each head."""
        schools, heads, count = self.schools, self.heads, len(self.schools)
        base, at = schools.base.row, heads.school.row
        away = base != schools.rows
        schools.schools_led = np.bincount(base[~schools.closed], minlength=count)
        schools.pupils_led = np.bincount(base, weights=schools.pupils, minlength=count)
        assisted = np.bincount(base[away & (schools.post != Post.LED_FROM_BASE)], minlength=count)
        east, north = schools.easting, schools.northing
        schools.km_to_base = np.hypot(east - east.take(base), north - north.take(base))
        km = np.bincount(base, weights=schools.km_to_base, minlength=count)
        led_elsewhere = away.take(at)
        heads.km_led = np.where(led_elsewhere, 0, km.take(at))
        heads.schools_led = np.where(led_elsewhere, 1, schools.schools_led.take(at))
        heads.pupils_led = np.where(
            led_elsewhere, schools.pupils.take(at), schools.pupils_led.take(at)
        )
        heads.assisted_schools = np.where(led_elsewhere, 0, assisted.take(at))

    def shared_by_led(self, by_head: np.ndarray) -> np.ndarray:
        """What each school has of its heads: a part of its leader's, and its own head's if another.

        ``by_head`` has a value for each row of heads, nobody's last.
        """
        leader, own = self.schools.base.head, self.schools.head.row
        part = by_head.take(leader.row) / np.maximum(leader.schools_led, 1)
        return part + np.where(own != leader.row, by_head.take(own), 0)

    def rows_moved(self, table: Table, movers: np.ndarray, to: np.ndarray) -> None:
        """Follow agents whose row in a table has changed, wherever they are referred to."""
        if not len(movers):
            return
        moved = np.arange(table.capacity + 1, dtype=np.int64)
        moved[-1] = NOBODY
        moved[movers] = to
        for other in self.tables:
            for column in other.references:
                if getattr(self.tables, column.to) is table:
                    other.arrays[column.name] = moved.take(other.arrays[column.name])


def schools_around(world: World, parameters: Any) -> tuple[np.ndarray, np.ndarray]:
    """Rows and km of the schools around each, itself first: (K, schools) each."""
    rows, km = world.neighbours(int(parameters.recruitment.schools_known))
    own = np.arange(len(world), dtype=np.int32)[:, None]
    return np.hstack([own, rows.T]).T, np.hstack([np.zeros((len(world), 1)), km.T]).T
