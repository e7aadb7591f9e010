"""Attributes that live in arrays: columns, references to other agents, and their tables.

Row -1 is *nobody*: the last row of every table always holds the defaults, so a
reference to nobody reads as zeros instead of failing.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from typing import Any, Self

import numpy as np

from sim.engine import loops
from sim.engine.kernels import compiled

NOBODY = -1
_MANY = (np.ndarray, slice)  # rows of a selection


@compiled(loops.sums)
def sums(row: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """Sums of values by the row, below ``count``, that each belongs to: (count,)."""
    if values.dtype == bool:  # sooner counted than added up
        return np.bincount(row.take(values.nonzero()[0]), minlength=count).astype(float)
    return np.bincount(row, values, count).astype(float, copy=False)  # int where there are none


def totals(row: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """Sums of values by the row that each refers to, and nobody's after the last: (count + 1,)."""
    return sums(np.where(row == NOBODY, count, row), values, count + 1)


class Column:
    """An attribute kept in an array: one number an agent, or ``shape`` numbers an agent.

    With ``shape=7`` the value of one agent is an array of 7, and of a
    selection of n agents an array of (7, n): agents are always the last axis,
    so that a rule broadcasts alike over one agent and many.

    ``initial`` says how a new agent gets it, where that is not the ``default``: a function
    of the new agents, such as ``lambda new: new.draw("trait") < 0.1``. It is asked for every
    agent that joins the model, and an agent that becomes one of another type takes along
    whatever both types have.
    """

    def __init__(
        self,
        dtype: str,
        unit: str = "",
        doc: str = "",
        default: Any = 0,
        shape: int | None = None,
        initial: Callable[[Any], Any] | None = None,
    ) -> None:
        self.dtype = np.dtype(dtype)
        self.unit = unit
        self.doc = doc
        self.default = default
        self.shape = shape
        self.initial = initial

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, agent: Any, owner: type | None = None) -> Any:
        if agent is None:
            return self
        array, row = agent.table.arrays[self.name], agent.row
        if row.__class__ is np.ndarray:  # faster than indexing
            return array.take(row, -1)
        return array[row] if self.shape is None else array[:, row]

    def __set__(self, agent: Any, value: Any) -> None:
        row = agent.row if self.shape is None else (slice(None), agent.row)
        agent.table.arrays[self.name][row] = value

    def blank(self, capacity: int) -> np.ndarray:
        """An array of the default for ``capacity`` agents."""
        size = capacity if self.shape is None else (self.shape, capacity)
        return np.full(size, self.default, dtype=self.dtype)


class Reference(Column):
    """An attribute that is another agent; ``NOBODY`` (row -1) where there is none.

    Reading it gives an agent (for one) or a selection (for many), so that
    ``self.school.pupils`` works in both; ``self.school.row`` gives the bare rows.
    ``to`` names the model's table of the other's type, such as "heads": two types can
    refer to each other.
    """

    def __init__(self, to: str, doc: str = "") -> None:
        super().__init__("int64", unit="row", doc=doc, default=NOBODY)
        self.to = to

    def __get__(self, agent: Any, owner: type | None = None) -> Any:
        if agent is None:
            return self
        return getattr(agent.model.tables, self.to).at(Column.__get__(self, agent))

    def __set__(self, agent: Any, value: Any) -> None:
        super().__set__(agent, getattr(value, "row", value))


class Table:
    """The arrays of one type of agent, and who is in them."""

    def __init__(self, model: Any, agent_type: Any, capacity: int) -> None:
        self.model = model
        self.agent_type = agent_type
        self.columns = agent_type.columns()
        # Who has gone leaves only numbers behind: what is searched for is set back.
        searched = (np.int64, np.int8, np.bool_)  # references, numbers, kinds, flags
        self.searched = [c for c in self.columns.values() if c.dtype in searched]
        self.initial = {name: c.initial for name, c in self.columns.items() if c.initial}
        self.references = [c for c in self.columns.values() if isinstance(c, Reference)]
        self.arrays = {name: c.blank(capacity + 1) for name, c in self.columns.items()}
        self.size = 0  # rows in use are among the first `size`; later ones hold the defaults
        self.free = np.empty(0, dtype=np.int64)  # rows below `size` whose agent has gone
        self._rows: np.ndarray | None = None  # of everyone while rows are free, once asked for
        self._views: dict[int, Any] = {}

    @property
    def capacity(self) -> int:
        """How many agents fit; the row after them is nobody's."""
        return self.arrays["unique_id"].shape[-1] - 1

    @property
    def everyone(self) -> Any:
        """All agents of this type; a plain slice of the arrays while no row is free."""
        if not self.free.size:
            return self.at(slice(0, self.size))
        if self._rows is None:
            self._rows = self.used("unique_id").nonzero()[0]
        return self.at(self._rows)

    def at(self, row: Any) -> Any:
        """The agent at a row, or the selection at rows."""
        if isinstance(row, _MANY):
            return self.agent_type.selection(self, row)
        return self._view(int(row))

    def used(self, column: str) -> np.ndarray:
        """The array of a column as far as it is in use; who has gone reads as the default."""
        return self.arrays[column][..., : self.size]

    def by_row(self, values: np.ndarray) -> np.ndarray:
        """A number for each row, nobody's 0 included, of one for each agent."""
        spread = np.zeros(self.capacity + 1)
        spread[self.everyone.row] = values
        return spread

    def having(self, column: str) -> Any:
        """The agents for whom a bool column is true; those who have gone read False."""
        return self.at(self.used(column).nonzero()[0])

    def _view(self, row: int) -> Any:
        number = int(self.arrays["unique_id"][row])
        view = self._views.get(number)
        if view is None or view._row != row:
            view = self._views[number] = self.agent_type._made(self, row, number)
        return view

    def add(self, unique_id: np.ndarray, **values: Any) -> Any:
        """Put agents in: rows of those who left first, then new ones. Returns the selection.

        A column that is not given a value has its ``initial`` one, or else its default.
        """
        self._rows = None
        rows, reused = self._rows_for(unique_id)
        values["unique_id"] = unique_id
        added = self.at(rows)
        for name, value in values.items():
            setattr(added, name, value)
        if reused.size:
            again = self.at(reused)
            for name, column in self.columns.items():
                if name not in values and name not in self.initial:
                    setattr(again, name, column.default)
        for name, initial in self.initial.items():
            if name not in values:
                setattr(added, name, initial(added))
        return added

    def _rows_for(self, unique_id: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Rows for new agents, and those of them that held others before."""
        count = len(unique_id)
        reused, self.free = self.free[:count], self.free[count:]
        rows = np.concatenate(
            [reused, np.arange(self.size, self.size + count - len(reused), dtype=np.int64)]
        )
        self.size += count - len(reused)
        if self.size > self.capacity:
            self._grow()
        return rows, reused

    def remove(self, rows: np.ndarray) -> None:
        """Take agents out; until used again their rows refer to nobody and count for nothing."""
        self._release(rows)
        gone, self._rows = self.at(rows), None
        for column in self.searched:
            setattr(gone, column.name, column.default)

    def _release(self, rows: np.ndarray) -> None:
        self.free = np.concatenate([self.free, rows])

    def reset(self, names: Iterable[str]) -> None:
        """Set columns of all agents back to their defaults."""
        everyone = self.everyone
        for name in names:
            setattr(everyone, name, self.columns[name].default)

    def close_gaps(self) -> None:
        """Move the last agents into free rows, so that everyone is a plain slice again."""
        keep = self.size - self.free.size
        if self.free.size:
            tail = np.arange(keep, self.size, dtype=np.int64)
            movers = tail[self.arrays["unique_id"][tail] != 0]
            self._move(movers, self.free[self.free < keep], slice(keep, self.size))
        self.size, self.free = keep, self.free[:0]
        self._views.clear()

    def _move(self, movers: np.ndarray, to: np.ndarray, unused: Any) -> None:
        """Put agents into other rows; after that some rows are not used."""
        here, moved = self.at(to), self.at(movers)
        for name, column in self.columns.items():
            setattr(here, name, getattr(moved, name))
            self.arrays[name][..., unused] = column.default
        self.model.rows_moved(self, movers, to)

    def fill(self, columns: Mapping[str, np.ndarray], free: np.ndarray) -> None:
        """Take the agents of ``columns``, (..., n) each, in place of all there are."""
        self.size, self.free, self._rows = columns["unique_id"].shape[-1], free, None
        for name, column in self.columns.items():
            self.arrays[name] = column.blank(self.size + 1)
            self.used(name)[:] = columns[name]
        self._views.clear()

    def copy_for(self, model: Any) -> Self:
        """The same agents in arrays of their own, for another model."""
        other = copy(self)
        other.model, other.free, other._views = model, self.free.copy(), {}
        other.arrays = {name: array.copy() for name, array in self.arrays.items()}
        return other

    def _grow(self) -> None:
        capacity, larger = self.capacity, self.size + self.size // 8
        for name, column in self.columns.items():
            array = column.blank(larger + 1)
            array[..., :capacity] = self.arrays[name][..., :-1]
            self.arrays[name] = array
