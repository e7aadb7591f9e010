"""Where schools are, how large, and who is near whom."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree


@dataclass(frozen=True, eq=False)
class World:
    """Schools in their places; every array is read-only and has one value a school, (n,).

    A world is sent to other processes whole, without what it has found of neighbours; each
    process keeps one copy, see :func:`_received`.
    """

    name: str
    urn: NDArray[np.int64]  # Unique Reference Number
    authority: NDArray[np.int32]  # position in `authorities`
    authorities: tuple[str, ...]  # names of local authorities
    easting: NDArray[np.float64]  # km, British National Grid
    northing: NDArray[np.float64]  # km
    pupils: NDArray[np.int32]  # roll
    fsm: NDArray[np.float64]  # fraction of pupils entitled to free school meals
    ks2_progress: NDArray[np.float64]  # published, points, mean of three subjects; nan where none
    _near: dict = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for array in self._arrays():
            array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.urn)

    def __reduce__(self) -> tuple[Any, ...]:
        return _received, (self.digest, *(getattr(self, f.name) for f in fields(self) if f.init))

    @cached_property
    def digest(self) -> str:
        """A short name for the content, wherever it came from."""
        content = blake2b(digest_size=8)
        for array in self._arrays():
            content.update(array.tobytes())
        return content.hexdigest()

    def neighbours(self, count: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The nearest other schools of each, nearest first: rows and km, (count, n) each.

        Schools equally far come in order of their rows. Where there are fewer
        schools the rest are row -1 at infinite distance.
        """
        if count not in self._near:
            self._near[count] = self._find_neighbours(count)
        return self._near[count]

    def _find_neighbours(self, count: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        schools = len(self)
        others = min(count, schools - 1)
        # One school's neighbours lie together in memory, where the market reads them.
        rows = np.full((schools, count), -1, dtype=np.int32).T
        km = np.full((schools, count), np.inf).T
        if others:
            place = np.column_stack([self.easting, self.northing])
            # One more than wanted, as each school also finds itself.
            far, near = cKDTree(place).query(place, others + 1)
            far[near == np.arange(schools)[:, None]] = -1  # itself first, even among twins
            order = np.lexsort((near, far), axis=1)[:, 1:]
            rows[:others] = np.take_along_axis(near, order, axis=1).T
            km[:others] = np.maximum(np.take_along_axis(far, order, axis=1), 0).T
        return rows, km

    def _arrays(self) -> list[np.ndarray]:
        values = [getattr(self, f.name) for f in fields(self)]
        return [value for value in values if isinstance(value, np.ndarray)]


_last_received: dict[str, World] = {}


def _received(digest: str, *values: Any) -> World:
    """A world from another process: the copy already here where it is the same world.

    Tasks of one command come with one world, whose neighbours are so found once in a process.
    """
    world = _last_received.get(digest)
    if world is None:
        world = World(*values)
        _last_received.clear()
        _last_received[digest] = world
    return world
