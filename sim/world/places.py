"""Where schools are, how large, and who is near whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.world.titles import HeadTitle

RECEPTION, YEAR_6 = 0, 6  # year groups
NOT_NAMED = -2  # the `head_group` of schools of a register that names nobody; else -1 is no group


def _fact(unknown: float, kind: type) -> Any:
    """A fact about each school that a world need not have: ``unknown`` where it is not given."""
    return field(default=None, metadata={"unknown": unknown, "kind": kind})


@dataclass(frozen=True, eq=False)
class World:
    """Schools in their places; every array is read-only and has one value a school, (n,).

    From ``academy`` on they are facts about the schools as they are at the start, which many worlds
    lack. A world is sent to other processes whole, without what it has found of neighbours; each
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
    authority_codes: tuple[int, ...] = ()  # of the authorities: DfE's three digits; 0 if invented
    regions: tuple[str, ...] = ()  # of the authorities; empty where not known
    year: int | None = None  # calendar year of the roll
    rolls: tuple[Mapping[int, float], ...] = ()  # of the authorities, projected; see `projections`
    reading: Any = None  # a `Reading`, where schools were read from a file; not sent on
    academy: NDArray[np.int8] = _fact(-1, np.int8)  # 1 academy, 0 maintained; -1 not known
    trust: NDArray[np.int32] = _fact(-1, np.int32)  # multi-academy trust; -1 none
    federation: NDArray[np.int32] = _fact(-1, np.int32)  # -1 none
    ofsted_grade: NDArray[np.int8] = _fact(0, np.int8)  # as in `Grade`; 0 not known
    ofsted_year: NDArray[np.int16] = _fact(0, np.int16)  # calendar year; 0 not known
    head_group: NDArray[np.int32] = _fact(-1, np.int32)  # schools that name one head; or below 0
    head_title: NDArray[np.int8] = _fact(HeadTitle.UNKNOWN, np.int8)
    first_group: NDArray[np.int8] = _fact(RECEPTION, np.int8)  # the youngest year group taught
    last_group: NDArray[np.int8] = _fact(YEAR_6, np.int8)  # the oldest
    teachers: NDArray[np.float64] = _fact(np.nan, np.float64)  # FTE, head included; nan not known
    _near: dict = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for one in fields(self):
            if "unknown" in one.metadata and getattr(self, one.name) is None:
                usual = np.full(len(self), one.metadata["unknown"], dtype=one.metadata["kind"])
                object.__setattr__(self, one.name, usual)
        for name, nothing in (("authority_codes", 0), ("regions", "")):
            given = getattr(self, name) or (nothing,) * len(self.authorities)
            object.__setattr__(self, name, given)
        for array in self._arrays():
            array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.urn)

    def __reduce__(self) -> tuple[Any, ...]:
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.init}
        return _received, (self.digest, *{**values, "reading": None}.values())

    @cached_property
    def digest(self) -> str:
        """A short name for the content, wherever it came from."""
        content = blake2b(digest_size=8)
        for array in self._arrays():
            content.update(array.tobytes())
        places = (self.authorities, self.authority_codes, self.regions, self.year, self.rolls)
        content.update(repr(places).encode())
        return content.hexdigest()

    @property
    def names_heads(self) -> bool:
        """Whether it is known which schools share a head: titles come with names, or without."""
        named = self.head_title.any() and not (self.head_group == NOT_NAMED).any()
        return bool(named or (self.head_group >= 0).any())

    def part(self, rows: NDArray[np.intp], name: str) -> World:
        """A world of some of the schools, with the authorities that they are in."""
        here, authority = np.unique(self.authority[rows], return_inverse=True)
        chosen = {one.name: getattr(self, one.name) for one in fields(self) if one.init}
        chosen = {k: v[rows] if isinstance(v, np.ndarray) else v for k, v in chosen.items()}
        for of_authorities in ("authorities", "authority_codes", "regions", "rolls"):
            each = chosen[of_authorities]
            chosen[of_authorities] = tuple(each[a] for a in here) if each else ()
        for group in ("trust", "federation", "head_group"):
            chosen[group] = numbered(chosen[group])
        return World(**{**chosen, "name": name, "authority": authority.astype(np.int32)})

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
            from scipy.spatial import cKDTree  # slow to import, and not needed to read a world

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


def numbered(group: NDArray[np.int32]) -> NDArray[np.int32]:
    """Groups numbered from 0 in the order of their numbers; what is below 0, no group, stays."""
    apart, number = np.unique(group, return_inverse=True)
    return np.where(group < 0, group, number - (apart < 0).sum()).astype(np.int32)


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
