"""Agents whose attributes are columns, and sets of them.

A :class:`ColumnAgent` is a real ``mesa.Agent``, but only a light view: its
``unique_id`` and a row. Its attributes are descriptors over a table that the model owns.

A rule is written once, as a method of the agent, in array-friendly terms
(arithmetic, comparisons, ``np.where``). Read on one agent it gives a scalar;
read on a :class:`ColumnAgentSet` (``model.teachers``, or a selection of it) it
gives an array, because both carry the same descriptors and the same functions.
"""

from collections.abc import Callable, Iterator, MutableSet
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from mesa import Agent
from mesa.agent import AgentSet

from sim.engine.columns import NOBODY, Column, Table

GroupBy = import_module(AgentSet.__module__).GroupBy  # which moved within Mesa 3


class ColumnAgent(Agent):
    """An agent whose attributes are columns of its model's tables.

    Reading an agent that has left the model raises ``LookupError``: rows are
    used again, and a stale view must not speak for somebody else.
    """

    selection: ClassVar["type[ColumnAgentSet]"]
    unique_id = Column("int64", doc="the agent's number, kept for life and never given again")

    def __init__(self, model: Any, **values: Any) -> None:
        """Put a new agent into ``model`` with the given columns."""
        self.model, self.pos = model, None
        self.table = next(table for table in model.tables if table.agent_type is type(self))
        self._number = model.next_number()
        self._row = int(self.table.add(np.array([self._number]), **values).rows[0])
        self.table._views[self._number] = self

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        shared: dict[str, Any] = {}
        for base in reversed(cls.__mro__):
            if issubclass(base, ColumnAgent):
                shared |= {k: v for k, v in vars(base).items() if k not in _MESA_NAMES}
        cls.selection = type(f"{cls.__name__}Selection", (ColumnAgentSet,), shared)

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """The columns of this type by name, inherited ones included."""
        names = dict.fromkeys(name for base in reversed(cls.__mro__) for name in vars(base))
        found = {name: getattr(cls, name) for name in names if name != "selection"}
        return {name: value for name, value in found.items() if isinstance(value, Column)}

    @classmethod
    def _made(cls, table: Table, row: int, number: int) -> Self:
        view = cls.__new__(cls)
        view.table, view.model, view._row, view._number = table, table.model, row, number
        view.pos = None
        return view

    @property
    def row(self) -> int:
        """Where the agent stands in its arrays; it may have moved since it was last read."""
        numbers = self.table.arrays["unique_id"]
        if numbers[self._row] != self._number:
            found = (numbers == self._number).nonzero()[0]
            if not found.size:
                raise LookupError(f"{type(self).__name__} {self._number} has left the model")
            self._row = int(found[0])
        return self._row

    def draw(self, decision: str, about: Any = None) -> Any:
        """A uniform number for this decision this year (see :mod:`sim.engine.draws`)."""
        return self.model.uniform(self.unique_id, decision, about)

    def draw_normal(self, decision: str, about: Any = None) -> Any:
        """A standard normal number for this decision this year."""
        return self.model.normal(self.unique_id, decision, about)

    def remove(self) -> None:
        """Leave the model."""
        self.table.remove(np.array([self.row]))

    def __bool__(self) -> bool:
        return self._row != NOBODY

    def __eq__(self, other: object) -> bool:
        """Views of one agent are that agent, whenever they were made."""
        if not isinstance(other, ColumnAgent):
            return NotImplemented
        return other.table is self.table and other._number == self._number

    def __hash__(self) -> int:
        return hash((type(self), self._number))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._number if self else 'nobody'}>"


class ColumnAgentSet(AgentSet):
    """Agents of one type, read as arrays: Mesa's ``AgentSet`` without the objects.

    Attributes and rules of the agents are attributes of the set. Views of
    single agents are made only when somebody iterates.
    """

    def __init__(self, table: Table, row: Any) -> None:
        self.table = table
        self.model = table.model
        self.row = row

    if TYPE_CHECKING:  # columns and rules of the agents

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...

    @property
    def random(self) -> Any:
        """Mesa's generator, for its own ``shuffle``; no rule of this model uses it."""
        return self.model.random

    @property
    def rows(self) -> np.ndarray:
        """The rows of the members, in order."""
        if isinstance(self.row, slice):
            return np.arange(self.row.stop, dtype=np.int64)
        return self.row

    def __len__(self) -> int:
        return self.row.stop if isinstance(self.row, slice) else len(self.row)

    def __iter__(self) -> Iterator[Any]:
        return (self.table.at(row) for row in self.rows)

    def __contains__(self, agent: object) -> bool:
        return (
            isinstance(agent, ColumnAgent) and agent.table is self.table and agent.row in self.rows
        )

    def __getitem__(self, item: Any) -> Any:
        """One agent for an index; a selection for a slice, rows of a mask or indices."""
        if getattr(item, "dtype", None) == np.dtype(bool):
            item = item.nonzero()[0]  # faster than a mask
            if isinstance(self.row, slice):
                return self.table.at(item)  # rows of everyone are their places
        return self.table.at(self.rows[item])

    def to_list(self) -> list[Any]:
        """The agents one by one."""
        return list(self)

    def select(
        self,
        filter_func: Any = None,
        at_most: int | float = float("inf"),
        inplace: bool = False,
        agent_type: type[Agent] | None = None,
    ) -> Any:
        """Those for whom a mask, or a rule read on the set or on one agent, is true."""
        if filter_func is None:
            chosen = np.arange(len(self))
        else:
            chosen = self._mask(filter_func).nonzero()[0]
        if agent_type is not None and not issubclass(self.table.agent_type, agent_type):
            chosen = chosen[:0]
        if isinstance(at_most, float) and at_most <= 1:
            at_most = int(len(self) * at_most)
        return self._of(self.rows[chosen[: int(min(at_most, len(self)))]], inplace)

    def _mask(self, condition: Any) -> np.ndarray:
        if not callable(condition):
            return np.asarray(condition, dtype=bool)
        try:
            mask = np.asarray(condition(self))
        except ValueError:  # `and`, `or`, `if`: a condition for one agent at a time, as in Mesa
            mask = np.array([condition(agent) for agent in self], dtype=bool)
        return np.broadcast_to(mask.astype(bool), len(self))

    def _of(self, rows: np.ndarray, inplace: bool = False) -> Any:
        if inplace:
            self.row = rows
            return self
        return self.table.at(rows)

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> Any:
        """The values of one attribute (array) or several (list of rows, as Mesa gives them)."""
        if isinstance(attr_names, str):
            if handle_missing == "default":
                return getattr(self, attr_names, default_value)
            return getattr(self, attr_names)
        return list(
            zip(*(self.get(n, handle_missing, default_value) for n in attr_names), strict=True)
        )

    def set(self, attr_name: str, value: Any) -> Any:
        """Give an attribute a value, or each agent its own."""
        setattr(self, attr_name, value)
        return self

    def do(self, method: str | Callable, *args: Any, **kwargs: Any) -> Any:
        """Call a method on each agent, one by one."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable, *args: Any, **kwargs: Any) -> Any:
        """Call a method on each agent, one by one in random order."""
        self.shuffle().do(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable, *args: Any, **kwargs: Any) -> list[Any]:
        """What a method gives for each agent, one by one."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def shuffle(self, inplace: bool = False) -> Any:
        """The same agents in random order."""
        order = list(range(len(self)))
        self.random.shuffle(order)
        return self._of(self.rows[order], inplace)

    def sort(self, key: Any, ascending: bool = False, inplace: bool = False) -> Any:
        """The same agents by an attribute or a rule; ties by number."""
        values = np.asarray(self.get(key) if isinstance(key, str) else self.map(key))
        order = np.lexsort((self.unique_id, values if ascending else -values))
        return self._of(self.rows[order], inplace)

    def groupby(self, by: Any, result_type: str = "agentset") -> Any:
        """Selections by the value of an attribute, as Mesa's ``GroupBy``."""
        values = np.asarray(self.get(by) if isinstance(by, str) else self.map(by))
        groups = {v.item(): self._of(self.rows[values == v]) for v in np.unique(values)}
        as_list = result_type == "list"
        return GroupBy({k: list(v) if as_list else v for k, v in groups.items()})

    def add(self, agent: Agent) -> None:
        """Put an agent into this selection (the model itself is joined by creating one)."""
        if agent not in self:
            self.row = np.append(self.rows, np.int64(agent.row))

    def discard(self, agent: Agent) -> None:
        """Take an agent out of this selection."""
        self.row = self.rows[self.rows != agent.row]

    remove = MutableSet.remove

    def __copy__(self) -> Any:
        return self._of(self.row)

    copy = __copy__

    def draw(self, decision: str, about: Any = None) -> Any:
        """A uniform number each for this decision this year."""
        return self.model.uniform(self.unique_id, decision, about)

    def draw_normal(self, decision: str, about: Any = None) -> Any:
        """A standard normal number each for this decision this year."""
        return self.model.normal(self.unique_id, decision, about)

    def __repr__(self) -> str:
        return f"<{len(self)} of {self.table.agent_type.__name__}>"


# What belongs to the view of one agent and must not be shared with selections.
_MESA_NAMES = {
    "__init__", "__init_subclass__", "__module__", "__doc__", "__qualname__", "__dict__",
    "__weakref__", "__bool__", "__eq__", "__hash__", "__repr__", "__annotations__",
    "__parameters__", "__orig_bases__", "__firstlineno__", "__static_attributes__", "_datasets",
    "selection", "columns", "_made", "row", "draw", "draw_normal", "remove", "step", "advance",
}  # fmt: skip
