"""A table in which the agents of several replicates stand side by side.

To each replicate its rows are what those of a table of its own would be, in the same order: a row
that somebody leaves is used again by its own replicate only, and its own last agents fill its gaps.
So sums over its agents are added in the same order, and come to the same bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.engine.columns import NOBODY, Table
from sim.engine.draws import OWN_BITS

SPARE = 8  # a replicate that needs more rows gets an eighth of what it has, and so many, beyond


class SideBySide(Table):
    """The arrays of one type of agent, of several replicates.

    ``rows[r]`` are those of replicate r, in order, of which the first ``sizes[r]`` are in use but
    for ``gaps[r]``, places in ``rows[r]`` whose agent has gone.
    """

    def __init__(
        self, model: Any, agent_type: Any, capacity: int, replicates: int, compact: bool
    ) -> None:
        super().__init__(model, agent_type, capacity)
        self.compact = compact  # all agents in the first rows, whenever gaps have been closed
        self.rows = [np.empty(0, dtype=np.int64)] * replicates
        self.place = np.empty(0, dtype=np.int64)  # of each row among those of its replicate
        self.sizes, self.gaps = [0] * replicates, [np.empty(0, dtype=np.int64)] * replicates

    def in_use(self, replicate: int) -> np.ndarray:
        """The rows of a replicate, gaps among them."""
        return self.rows[replicate][: self.sizes[replicate]]

    def places(self, replicate: int) -> np.ndarray:
        """For each row its place among those of a replicate, -1 where it is of none of them."""
        place = np.full(self.capacity + 1, NOBODY, dtype=np.int64)
        rows = self.in_use(replicate)
        place[rows] = np.arange(len(rows))
        return place

    def make_room(self, replicate: int, size: int, gaps: np.ndarray) -> None:
        """Let a replicate have so many rows in use, with these gaps."""
        self.reserve(replicate, size)
        unused = self.rows[replicate][size : self.sizes[replicate]]
        if unused.size:
            for name, column in self.columns.items():
                self.arrays[name][..., unused] = column.default
        self.sizes[replicate], self.gaps[replicate] = size, gaps.copy()
        if self.compact and unused.size:
            self.rearrange()
        self.settle()

    def reserve(self, replicate: int, size: int) -> None:
        """See that a replicate has so many rows."""
        short = size - len(self.rows[replicate])
        if short <= 0:
            return
        more = short if self.compact else short + size // SPARE + SPARE
        had, new = self.rows[replicate], np.arange(more, dtype=np.int64)
        self.rows[replicate] = np.concatenate([had, self.size + new])
        self.place = np.concatenate([self.place, len(had) + new])
        self.size += more
        if self.size > self.capacity:
            self._grow()

    def settle(self) -> None:
        """Note whether some rows are free, after rows have been used or given up."""
        used = sum(self.sizes) - sum(map(len, self.gaps))
        self.free, self._rows = np.zeros(self.size - used, dtype=np.int64), None

    def _rows_for(self, unique_id: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        rows = np.empty(len(unique_id), dtype=np.int64)
        for one, mine in self.each(unique_id):
            again, self.gaps[one] = np.split(self.gaps[one], [len(mine)])
            size = self.sizes[one] + len(mine) - len(again)
            self.reserve(one, size)
            place = np.concatenate([again, np.arange(self.sizes[one], size)])
            rows[mine], self.sizes[one] = self.rows[one][place], size
        self.settle()
        return rows, rows

    def _release(self, rows: np.ndarray) -> None:
        for one, gone in self.each(self.arrays["unique_id"][rows]):
            place = self.place.take(rows.take(gone))
            self.gaps[one] = np.concatenate([self.gaps[one], place])
        self.settle()

    def each(self, unique_id: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
        """Each replicate that has some of these agents, and where among them, in order."""
        replicate = (unique_id >> OWN_BITS).astype(np.int16)  # so small, they are sorted by radix
        ends = np.bincount(replicate, minlength=len(self.rows)).cumsum()
        each = enumerate(np.split(replicate.argsort(kind="stable"), ends[:-1]))
        return ((one, where) for one, where in each if where.size)

    def close_gaps(self) -> None:
        """As alone, each replicate by itself."""
        movers, to, unused = [], [], []
        for one, (rows, gaps) in enumerate(zip(self.rows, self.gaps, strict=True)):
            keep = self.sizes[one] - len(gaps)
            tail = rows[keep : self.sizes[one]]
            movers.append(tail[self.arrays["unique_id"][tail] != 0])
            to.append(rows[gaps[gaps < keep]])
            unused.append(tail)
            self.sizes[one], self.gaps[one] = keep, gaps[:0]
        self._move(*map(np.concatenate, (movers, to, unused)))
        if self.compact:
            self.rearrange()
        self.settle()
        self._views.clear()

    def rearrange(self) -> None:
        """Put all agents into the first rows, replicate by replicate."""
        now = [self.in_use(one) for one in range(len(self.rows))]
        order = np.concatenate(now)
        ends = np.cumsum(self.sizes)
        self.rows = list(np.split(np.arange(len(order)), ends[:-1]))
        self.place = self.place.take(order)
        self.model.rows_moved(self, order, np.arange(len(order)))
        for name, column in self.columns.items():
            array = column.blank(len(order) + 1)
            array[..., :-1] = self.arrays[name][..., order]
            self.arrays[name] = array
        self.size = len(order)

    def copy_for(self, model: Any) -> Any:
        """The same agents in arrays of their own, for another model."""
        other = super().copy_for(model)
        other.rows, other.sizes, other.gaps = list(self.rows), list(self.sizes), list(self.gaps)
        return other
