"""The model: what the state is, and the year as a list of phases in order."""

from __future__ import annotations

import ctypes
import platform
from collections.abc import Callable, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from sim import initial as staff
from sim.agents import Head, Partnership, Person, School, Teacher
from sim.agents.roles import Post, TeacherRole
from sim.engine import draws
from sim.engine.columns import NOBODY, ColumnAgentSet, Table
from sim.engine.scheduler import all_at_once
from sim.measures.registry import measure
from sim.parameters import ledger
from sim.policies import POLICIES
from sim.world import World
from sim.year import (
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

YEAR: tuple[Callable[[Model], None], ...] = (
    rolls.change,
    partnerships.evolve,
    weeks.divide,
    development.happen,
    teaching.happen,
    inspections.happen,
    weakness.managed,
    leaving.happen,
    recruitment.happen,
    finance.close,
)

TYPES = (School, Head, Teacher, Partnership)
NO_POLICIES: Mapping[str, Any] = MappingProxyType({})


class Model(mesa.Model):
    """England's primary schools, or some of them, over years.

    Parameters
    ----------
    world : the schools and where they are.
    parameters : groups of parameters, by default the ledger's values.
    seed : the luck of this replicate; the same seed gives the same bits.
    scheduler : how a rule is put to agents, see :mod:`sim.engine.scheduler`.

    ``warm_up`` lets people, partnerships and results settle; ``branch`` copies
    the state, so that policies start from one past; ``run`` adds years.
    """

    # For who looks on: called in each year after the policies and each phase, and with all luck.
    after_phase: Callable[[Model], None] = staticmethod(lambda model: None)
    after_draw: Callable[[str, Any], None] = staticmethod(lambda decision, luck: None)

    def __init__(
        self,
        world: World,
        parameters: Any = None,
        *,
        seed: int = 0,
        scheduler: Callable[..., Any] = all_at_once,
    ) -> None:
        super().__init__(rng=seed)
        keep_freed_memory()
        self.world = world
        self.parameters = ledger.defaults() if parameters is None else parameters
        self.luck = seed
        self.scheduler = scheduler
        self.year = 0
        self.policies: Mapping[str, Any] = NO_POLICIES
        self.neighbours = around(world, self.parameters)
        self._measured: list[np.ndarray] = []
        self._next_number = 1 << 50
        schools = len(world)
        capacities = (schools, schools + schools // 4, 0, schools // 2)
        self.tables = {
            kind.__name__: Table(self, kind, capacity)
            for kind, capacity in zip(TYPES, capacities, strict=True)
        }
        self._found_schools()
        staff.place_heads(self)
        staff.place_teachers(self)
        self.count_teachers()
        self.count_led()
        self._form_partnerships()

    # Agents, as Mesa names them

    @property
    def schools(self) -> Any:
        """All schools."""
        return self.tables["School"].everyone

    @property
    def heads(self) -> Any:
        """All heads: of one school or several, heads of school, acting heads."""
        return self.tables["Head"].everyone

    @property
    def teachers(self) -> Any:
        """All teachers."""
        return self.tables["Teacher"].everyone

    @property
    def partnerships(self) -> Any:
        """All partnerships."""
        return self.tables["Partnership"].everyone

    @property
    def agents_by_type(self) -> dict[type, ColumnAgentSet]:
        """The agents of each type, as in any Mesa model."""
        if "tables" not in vars(self):  # Mesa looks while it sets itself up
            return {}
        return {table.agent_type: table.everyone for table in self.tables.values()}

    @property
    def agents(self) -> AgentSet:
        """All agents as objects, which are slow to make for all of England: for looking."""
        everyone = chain.from_iterable(table.everyone for table in self.tables.values())
        return AgentSet(everyone, random=self.random)

    # Rules and luck

    def ask(self, agents: Any, rule: Callable[..., Any], *values: Any) -> Any:
        """What a rule answers for each of the agents; nothing changes."""
        return self.scheduler(agents, rule, *values)

    def update(self, agents: Any, rule: Callable[..., Any], *values: Any) -> None:
        """Ask a rule for new values of columns, and then set them for all at once."""
        for name, value in self.ask(agents, rule, *values).items():
            setattr(agents, name, value)

    def uniform(self, number: Any, decision: str, about: Any = None) -> Any:
        """Luck between 0 and 1 in this year's decision, by number of agent."""
        luck = draws.uniform(self.luck, number, self.year, decision, about)
        self.after_draw(decision, luck)
        return luck

    def normal(self, number: Any, decision: str, about: Any = None) -> Any:
        """Luck of a standard normal kind in this year's decision, by number of agent."""
        luck = draws.normal(self.luck, number, self.year, decision, about)
        self.after_draw(decision, luck)
        return luck

    # Time

    def warm_up(self, years: int) -> Model:
        """Live the years before the first: rolls stand still and no policy acts."""
        self.year -= years
        self._shift_past(-years)
        for _ in range(years):
            self.step()
        self._measured.clear()
        return self

    def step(self) -> None:
        """Live one year."""
        self.year += 1
        if self.year > 0:
            self.tables["School"].begin_year()
            for name, settings in self.policies.items():
                if settings.first_year <= self.year <= settings.last_year:
                    POLICIES[name](self, settings)
        self.after_phase(self)
        for phase in YEAR:
            phase(self)
            self.after_phase(self)
        self._measured.append(measure(self))

    def run(self, years: int, on_year: Callable[[Model], None] = lambda model: None) -> Model:
        """Live some years."""
        for _ in range(years):
            self.step()
            on_year(self)
        return self

    @property
    def measures(self) -> np.ndarray:
        """What was measured: float32, (years, groups, measures)."""
        return np.stack(self._measured)

    def branch(self, policies: Mapping[str, Any] = NO_POLICIES) -> Model:
        """An independent copy of the present state, on which policies act from now on."""
        other = Model.__new__(Model)
        mesa.Model.__init__(other, rng=self.luck)
        own = ("world", "parameters", "luck", "scheduler", "year", "neighbours", "_next_number")
        for name in own:
            setattr(other, name, getattr(self, name))
        other.post_homes, other.history = self.post_homes, self.history.copy()
        other.policies = dict(sorted(policies.items()))
        other._measured = list(self._measured)
        other.tables = {name: table.copy_for(other) for name, table in self.tables.items()}
        return other

    # People and places

    def become(self, people: Any, kind: str, **values: Any) -> Any:
        """Turn teachers into heads or heads into teachers; who they are stays the same."""
        own, rows, number = people.table, people.rows, people.unique_id
        shared = {name: own.arrays[name].take(rows) for name in PERSON_COLUMNS}
        own.remove(rows)
        return self.tables[kind].add(number, **(shared | values))

    def count_teachers(self) -> None:
        """Count the teachers and deputies in each school."""
        schools, table = self.schools, self.tables["Teacher"]
        at, role = table.arrays["school"][: table.size], table.arrays["role"][: table.size]
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

    def rows_moved(self, kind: str, movers: np.ndarray, to: np.ndarray) -> None:
        """Follow agents whose row has changed, wherever they are referred to."""
        if not len(movers):
            return
        moved = np.arange(self.tables[kind].capacity + 1, dtype=np.int64)
        moved[-1] = NOBODY
        moved[movers] = to
        for table in self.tables.values():
            for column in table.references:
                if column.to == kind:
                    table.arrays[column.name] = moved.take(table.arrays[column.name])

    def map(self) -> dict[str, np.ndarray]:
        """The schools as they are now, for maps: a dict of arrays, (schools,) each."""
        schools = self.schools
        names = (
            "easting northing authority pupils fsm ks2_progress km_to_base post schools_led "
            "weak_taught ofsted_grade balance"
        )
        found = {name: np.array(schools.get(name)) for name in names.split()}
        found["base"] = schools.base.row.copy()
        found["partnership"] = schools.partnership.row.copy()
        found["depth"] = np.array(schools.depth)
        return found

    def _found_schools(self) -> None:
        world, number = self.world, np.arange(1, len(self.world) + 1)
        p = self.parameters
        schools = self.tables["School"].add(
            number,
            easting=world.easting,
            northing=world.northing,
            authority=world.authority,
            census_pupils=world.pupils,
            pupils=world.pupils,
            fsm=world.fsm,
            base=np.arange(len(world), dtype=np.int64),
            trust=p.partnerships.trust_start,
        )
        near = self.neighbours[0][1 : 1 + int(p.leaving.moving_schools)]
        rolls_near = np.where(near >= 0, world.pupils[near], np.nan)
        rolls_near = np.vstack([world.pupils[None].astype(float), rolls_near])
        schools.pupils_around = np.nanmean(rolls_near, axis=0)
        schools.place_effect = p.teaching.place_spread * self.normal(number, "place")
        schools.ethos = p.teaching.ethos_spread * self.normal(number, "ethos at start")
        schools.balance = p.money.start_balance * schools.pupils
        schools.governance = self.normal(number, "governors at start")
        shares = np.cumsum(p.inspection.grades_at_start)[:-1]
        luck = self.uniform(number, "grade at start")
        schools.ofsted_grade = 1 + (luck[:, None] > shares).sum(axis=1)
        due = np.asarray(p.inspection.years_between)[schools.ofsted_grade - 1]
        schools.ofsted_year = self.year - np.floor(due * self.uniform(number, "inspected at start"))
        self.update(schools, School.plan_staff)
        self.post_homes = np.repeat(schools.rows, schools.teacher_posts)  # where the work is
        self.history: dict[str, np.ndarray] = {}

    def _form_partnerships(self) -> None:
        """Let partnerships form and deepen for some years before the start."""
        years = int(self.parameters.partnerships.years_before)
        for year in range(-1000, years - 1000):  # years nobody else draws luck in
            self.year = year
            partnerships.evolve(self)
        self.year = 0

    def _shift_past(self, years: int) -> None:
        """Move dates given at the start, so that they stay as long ago as they were."""
        for table, name in (
            ("School", "ofsted_year"),
            ("Head", "appointed_year"),
            ("Head", "qualified_year"),
            ("Teacher", "qualified_year"),
        ):
            self.tables[table].arrays[name][: self.tables[table].size] += years

    def next_number(self) -> int:
        """A number for an agent made by itself, as in any Mesa model."""
        self._next_number += 1
        return self._next_number


PERSON_COLUMNS = [n for n in Person.columns() if n != "unique_id"]


def around(world: World, parameters: Any) -> tuple[np.ndarray, np.ndarray]:
    """Rows and km of the schools around each, itself first: (K, schools) each."""
    rows, km = world.neighbours(int(parameters.recruitment.schools_known))
    own = np.arange(len(world), dtype=np.int32)[:, None]
    return np.hstack([own, rows.T]).T, np.hstack([np.zeros((len(world), 1)), km.T]).T


def keep_freed_memory() -> None:
    """On Linux, keep freed arrays for the next ones: about twice as fast for England."""
    if platform.system() == "Linux":
        try:
            libc = ctypes.CDLL("libc.so.6")
        except OSError:  # another C library, which works as well, only slower
            return
        for option in (-1, -3):  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD
            libc.mallopt(option, 256 * 1024 * 1024)
