"""Agents small enough to work out on paper."""

from math import log
from types import FunctionType, MethodType, SimpleNamespace
from typing import Any

import numpy as np

from sim.engine.agents import ColumnAgent
from sim.state import State
from sim.world import World


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


def on_paper(
    east: Any, north: Any = 0, *, pupils: Any = 200, fsm: float = 0, authority: Any = 0
) -> World:
    """The world of schools at these km, numbered from 1."""
    east = np.asarray(east, dtype=float)
    zeros = np.zeros(len(east))
    authority = (authority + zeros).astype(np.int32)
    return World(
        name="on paper",
        urn=np.arange(len(east)) + 1,
        authority=authority,
        authorities=tuple(f"authority {number}" for number in range(authority.max() + 1)),
        easting=east,
        northing=north + zeros,
        pupils=(pupils + zeros).astype(np.int32),
        fsm=fsm + zeros,
        ks2_progress=zeros,
    )


def line(schools: int, **facts: Any) -> State:
    """Schools a kilometre apart on a line, of 200 pupils each, with nobody in them: a state.

    ``facts`` are columns of schools. Each has a headship of its own, and no partners. Unlike
    ``small_models.schools_at`` it has no people and no parameters but those that a test gives.
    """
    place = np.arange(schools)
    state = State(on_paper(400.0 + place, 300, fsm=0.2), seed=1)
    usual = {
        **{"easting": state.world.easting, "northing": state.world.northing, "base": place},
        **{"pupils": 200, "census_pupils": 200, "post": 1, "fsm": 0.2},
    }
    state.tables.schools.add(place + 1, **(usual | facts))
    return state


def people(state: Any, kind: str, first: int, at: list[int], **values: Any) -> Any:
    """People of a table, ``heads`` or ``teachers``, numbered from ``first``, in schools ``at``."""
    usual = {"talent": 0, "leadership": 0, "ambition": 0, "age": 40, "experience": 10}
    usual |= {"school": np.array(at, dtype=np.int64), "home": np.maximum(at, 0)}
    numbers = first + np.arange(len(at))
    return getattr(state.tables, kind).add(numbers, **(usual | values))


def heads(state: Any, at: list[int], **values: Any) -> Any:
    """Heads of the schools ``at``, numbered from 101."""
    new = people(state, "heads", 101, at, **values)
    state.schools[np.array(at)].head = new
    return new


def teachers(state: Any, at: list[int], **values: Any) -> Any:
    """Teachers, numbered from 1001, in the schools ``at``."""
    return people(state, "teachers", 1001, at, **values)


def drawing(state: Any, **drawn: Any) -> None:
    """Let these numbers be drawn for each decision, for each number of an agent or for all."""

    def draw(number: Any, decision: str, about: Any = None, year: Any = None) -> Any:
        given = drawn[decision.replace(" ", "_")]
        if callable(given):
            return given(number, about)
        if isinstance(given, dict):
            given = np.array([given.get(int(one), 0) for one in np.ravel(number)], dtype=float)
        return given + np.zeros(np.broadcast_shapes(np.shape(number), np.shape(about)))

    state.uniform = state.normal = draw


def answering(state: Any, answers: dict[Any, Any]) -> None:
    """Let rules of agents answer so, for each row of their table or alike for all."""

    def answer(agents: Any, rule: Any, *values: Any) -> Any:
        if rule not in answers:
            return rule(agents, *values)
        given = np.asarray(answers[rule])
        return given[agents.rows] if given.ndim else np.full(len(agents), given)

    state.scheduler = answer
