"""The state of a model: its agents, and how rules and random draws reach them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, NamedTuple

import mesa
import numpy as np
from mesa.agent import AgentSet

from sim.agents import Head, Partnership, School, Teacher
from sim.agents.roles import Post, TeacherRole
from sim.engine import draws, kernels, loops
from sim.engine.agents import ColumnAgentSet
from sim.engine.columns import NOBODY, Table, totals
from sim.engine.kernels import compiled
from sim.engine.memory import keep_freed_memory
from sim.engine.scheduler import Scheduler, all_at_once
from sim.parameters import ledger
from sim.parameters.years import of_year
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
    replicates = 1  # side by side in this model, see :mod:`sim.batch`
    beside: tuple[int, ...] = ()  # of them the axis of what each has by itself

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
        kernels.begin(len(world))
        self.world = world
        self.given = ledger.defaults() if parameters is None else parameters
        self.parameters = of_year(self.given, 0)  # those in force this year
        self.seed: Any = seed  # of replicates side by side a tuple
        self.scheduler = scheduler
        self.year = 0
        self.projected = np.ones(
            len(world.authorities)
        )  # rolls of the year over those at the start
        self.neighbours = schools_around(world, self.parameters)
        self.history: dict[str, np.ndarray] = {}  # counts that later years are held against
        self.identities: dict[str, np.ndarray] = {}  # largest error of each so far
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

    # What a replicate has by itself, which differs where several are side by side

    def own(self, rows: Any) -> Any:
        """Rows of schools, as they are among those of their replicate."""
        return rows

    def numbers(self, first: Any, place: np.ndarray, places: int) -> np.ndarray:
        """Numbers of new agents, from ``first`` on, by a place among so many in the model."""
        return first + place

    def replicate_of(self, agents: ColumnAgentSet) -> Any:
        """The replicate that each is of."""
        return 0

    def total(self, agents: ColumnAgentSet, values: Any = None) -> Any:
        """How many agents a replicate has, or the sum of a value of each."""
        return len(agents) if values is None else values.sum()

    def entrants(self, first: int, share: float) -> tuple[np.ndarray, Any, Any]:
        """Numbers from ``first`` on of as many people as a ``share`` of teachers' posts.

        And, for each, among how many posts to look for a home, and how many stand before these.
        """
        posts = len(self.post_homes)
        return first + np.arange(int(np.rint(share * posts))), posts, 0

    def apart(self, number: np.ndarray) -> Iterator[tuple[slice, slice]]:
        """Of each replicate: where in ``number`` its agents are, and which schools are its own."""
        yield slice(None), slice(None)

    # What schools and heads have of each other

    def count_people(self) -> None:
        """Count who is where after people came, went or changed posts, and close their gaps.

        Rows of people change here: whoever has gone leaves a gap, and without gaps everyone
        is a plain slice, which is faster to read in the phases that follow.
        """
        for people in (self.tables.teachers, self.tables.heads):
            people.close_gaps()
        self.count_teachers()
        self.count_led()

    def count_teachers(self) -> None:
        """Count the teachers and deputies in each school."""
        schools, teachers = self.schools, self.tables.teachers
        schools.teachers, schools.deputies = count_staff(
            teachers.used("school"), teachers.used("role"), TeacherRole.DEPUTY, len(schools)
        )

    @property
    def leaders(self) -> ColumnAgentSet:
        """Who leads each school, (schools,): the executive head of its base, where there is one.

        While an executive headship is vacant heads of school lead alone; otherwise the head
        of the base leads. A school with nobody at all has a leader nearby to mind it.
        """
        columns = self.tables.schools.arrays
        return self.tables.heads.at(
            leader_rows(len(self.schools), *(columns[name] for name in LEADING))
        )

    def count_led(self) -> None:
        """Count the schools and pupils led from each school, and by each head."""
        schools, heads, count = self.schools, self.tables.heads, len(self.schools)
        base, still = schools.base.row, ~schools.closed
        schools.schools_led = np.bincount(base[still], minlength=count)
        schools.pupils_led = np.bincount(base, weights=schools.pupils, minlength=count)
        of_school = (schools.post == Post.HEAD_OF_SCHOOL) | schools.executive_post
        schools.post_pupils = np.where(of_school, schools.pupils, schools.pupils_led)
        away = schools[base != schools.rows]
        schools.km_to_base = 0
        away.km_to_base = np.hypot(
            away.easting - away.base.easting, away.northing - away.base.northing
        )
        leader, own = self.leaders.row, schools.head.row
        # Closed schools, and those that nobody leads, count for nobody.
        led_by = np.where(still & (leader != NOBODY), leader, heads.capacity)

        def led(each: Any = None, rows: Any = slice(None)) -> np.ndarray:
            return np.bincount(led_by[rows], each, heads.capacity + 1)[: heads.size]

        # A head of school under an executive head answers for the one school.
        leads, at = led(), heads.used("school")
        heads.used("schools_led")[:] = np.maximum(leads, 1)
        heads.used("pupils_led")[:] = np.where(
            leads > 0, led(schools.pupils), schools.pupils.take(at)
        )
        others = (own != leader).nonzero()[0]
        there, here = schools[others], heads.at(leader[others]).school
        km = np.hypot(there.easting - here.easting, there.northing - here.northing)
        heads.used("km_led")[:] = led(km, others)
        heads.used("assisted_schools")[:] = led(rows=others[own[others] != NOBODY])

    def shared_by_led(self, by_head: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """What each school has of its heads: a part of its leader's, and its own head's if another.

        ``by_head`` has a value for each row of heads, nobody's last; a leader's is divided
        among the schools led by ``weight``, (schools,).
        """
        heads, own = self.tables.heads, self.schools.head.row
        leader = self.leaders.row
        total = totals(leader, weight, heads.capacity)
        part = by_head.take(leader) * weight / np.maximum(total.take(leader), 1e-9)
        return part + np.where(own != leader, by_head.take(own), 0)

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


@compiled(loops.count_staff)
def count_staff(
    school: np.ndarray, role: np.ndarray, deputy: int, schools: int
) -> tuple[np.ndarray, np.ndarray]:
    """How many teachers, and how many deputies among them, are in each school: (schools,) each."""
    # One more bin, in front, for those in no school.
    teachers = np.bincount(school + 1, minlength=schools + 1)[1:]
    deputies = school.take((role == deputy).nonzero()[0])
    return teachers, np.bincount(deputies + 1, minlength=schools + 1)[1:]


LEADING = ("base", "head", "executive", "executive_post", "minder")  # columns of schools


@compiled(loops.leader_rows)
def leader_rows(
    schools: int,
    base: np.ndarray,
    head: np.ndarray,
    executive: np.ndarray,
    executive_post: np.ndarray,
    minder: np.ndarray,
) -> np.ndarray:
    """Rows of those who lead each school, (schools,), from its columns, nobody's row included."""
    base = base[:schools]
    leader = head.take(base)
    # Few schools have an executive headship at their base, and few have nobody.
    beside = (executive_post | (executive != NOBODY)).take(base).nonzero()[0]
    at, own = base[beside], head[beside]
    alone = np.where(executive_post[at] & (own != NOBODY), own, head[at])
    leader[beside] = np.where(executive[at] == NOBODY, alone, executive[at])
    unled = (leader == NOBODY).nonzero()[0]
    leader[unled] = head[unled]
    minded = unled[(leader[unled] == NOBODY) & (minder[unled] != NOBODY)]
    leader[minded] = leader[minder[minded]]
    return leader


def schools_around(world: World, parameters: Any) -> tuple[np.ndarray, np.ndarray]:
    """Rows and km of the schools around each, itself first: (K, schools) each."""
    rows, km = world.neighbours(int(parameters.recruitment.schools_known))
    own = np.arange(len(world), dtype=np.int32)[:, None]
    return np.hstack([own, rows.T]).T, np.hstack([np.zeros((len(world), 1)), km.T]).T
