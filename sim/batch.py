"""Replicates side by side in one model, which small worlds gain by: the same bits, sooner.

Most of the time of a year of few schools is the fixed cost of many steps over short arrays. Those
of several replicates, end to end, take hardly longer. Phases read and change all replicates at
once; policies act on each by itself, because what they give out is counted in each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import pairwise
from typing import Any, cast

import numpy as np

from sim import initial
from sim.engine import kernels
from sim.engine.agents import ColumnAgentSet
from sim.engine.columns import NOBODY, Column, Reference, Table
from sim.engine.draws import OWN, OWN_BITS, in_replicate
from sim.engine.scheduler import all_at_once
from sim.engine.side_by_side import SPARE, SideBySide
from sim.model import Model
from sim.state import Tables
from sim.world import World


class Batch(Model):
    """Several models of one world, set of parameters and year, as one."""

    alone: list[Model]  # each by itself, as it last was

    @classmethod
    def new(cls, world: World, parameters: Any, seeds: Sequence[int]) -> Batch:
        """Models of some seeds side by side, as they are before the first year."""
        models = [Model.empty(world, parameters, seed, all_at_once) for seed in seeds]
        for one in models:
            initial.place_everybody(one)
        self = cls.of(models)
        initial.form_partnerships(self)
        for replicate in range(len(seeds)):
            initial.found_trusts(self.take_out(replicate))
            self.put_back(replicate)
        return self

    @classmethod
    def of(cls, models: Sequence[Model]) -> Batch:
        """The models side by side; they are the batch's from now on."""
        first, count = models[0], len(models)
        self = cls.empty(first.world, first.given, 0, first.scheduler)
        self.alone, self.replicates, self.beside = list(models), count, (count,)
        self.seed = tuple(one.seed for one in models)
        self.parameters, self.year = first.parameters, first.year
        self.world = repeated(first.world, count)
        kernels.begin(len(self.world))
        self.projected = np.tile(first.projected, count)
        before = np.arange(count) * len(first.world)  # schools of other replicates
        rows, km = (part.T for part in first.neighbours)  # school by school, as in memory
        each = [np.where(rows == NOBODY, NOBODY, rows + b).astype(rows.dtype) for b in before]
        self.neighbours = np.concatenate(each).T, np.concatenate([km] * count).T
        self.posts = np.array([len(one.post_homes) for one in models])
        homes = [one.post_homes + b for one, b in zip(models, before, strict=True)]
        self.post_homes = np.concatenate(homes)
        for kept in ("history", "identities"):
            values = {
                name: np.stack([getattr(one, kept)[name] for one in models])
                for name in getattr(first, kept)
            }
            setattr(self, kept, values)
        measured = zip(*(one._measured for one in models), strict=True)
        self._measured = [np.stack(year, axis=1) for year in measured]
        tables = []
        for kind, table in first.tables._asdict().items():
            agents = sum(getattr(one.tables, kind).size for one in models)
            capacity = agents + agents // SPARE + SPARE * count
            tables.append(SideBySide(self, table.agent_type, capacity, count, kind in COMPACT))
        self.tables = Tables(*tables)
        for replicate in range(count):
            self.put_back(replicate)
        return self

    # One of them by itself

    def act(self) -> None:
        """Policies act on each replicate by itself."""
        for replicate, one in enumerate(self.alone):
            if self.acting(one.policies):
                self.take_out(replicate).act()
                self.put_back(replicate)

    def take_out(self, replicate: int) -> Model:
        """A replicate by itself, as it is now."""
        one = self.alone[replicate]
        one.year, one.parameters = self.year, self.parameters
        one.projected = np.split(self.projected, self.replicates)[replicate]
        one.history = {name: np.asarray(each[replicate]) for name, each in self.history.items()}
        one.identities = {n: np.asarray(each[replicate]) for n, each in self.identities.items()}
        one._measured = [year[:, replicate] for year in self._measured]
        for table, alone in self._tables_and(one):
            rows = table.in_use(replicate)
            columns = {
                name: self._own(column, table.arrays[name][..., rows], replicate)
                for name, column in table.columns.items()
            }
            alone.fill(columns, free=table.gaps[replicate])
        return one

    def put_back(self, replicate: int) -> None:
        """Take what a replicate by itself is now."""
        one = self.alone[replicate]
        for name, value in one.history.items():
            self.history[name][replicate] = value
        for table, alone in self._tables_and(one):
            table.make_room(replicate, alone.size, alone.free)
        for table, alone in self._tables_and(one):
            rows = table.in_use(replicate)
            for name, column in table.columns.items():
                values = self._among_all(column, alone.used(name), replicate)
                table.arrays[name][..., rows] = values

    def _tables_and(self, one: Model) -> list[tuple[SideBySide, Table]]:
        """Each table of the batch, and that of one by itself."""
        return list(zip(cast(Iterable[SideBySide], self.tables), one.tables, strict=True))

    def _among_all(self, column: Column, values: np.ndarray, replicate: int) -> np.ndarray:
        """Values of a column of one replicate, as they are among all."""
        if isinstance(column, Reference):
            rows = getattr(self.tables, column.to).in_use(replicate)
            return np.append(rows, NOBODY)[values]
        if column.dtype == np.int64:  # the number of an agent
            return np.where(values > 0, in_replicate(values, replicate), values)
        return self._counted(column, values, replicate)

    def _own(self, column: Column, values: np.ndarray, replicate: int) -> np.ndarray:
        """Values of a column of one replicate, of those among all: as if alone."""
        if isinstance(column, Reference):
            return getattr(self.tables, column.to).places(replicate)[values]
        if column.dtype == np.int64:
            return values & OWN
        return self._counted(column, values, -replicate)

    def _counted(self, column: Column, values: np.ndarray, replicates: int) -> np.ndarray:
        """Numbers that count on, from those of one replicate to those of another."""
        if column.name not in COUNTED:
            return values
        what, first = COUNTED[column.name]
        each = len(getattr(self.alone[0].world, what))
        return np.where(values >= first, values + replicates * each, values)

    # What a replicate has by itself

    def own(self, rows: Any) -> Any:
        """Rows of schools, as they are among those of their replicate."""
        return rows % len(self.alone[0].schools)

    def numbers(self, first: Any, place: np.ndarray, places: int) -> np.ndarray:
        """Numbers of new agents, from ``first`` on, by a place among so many in the model."""
        replicate, own = divmod(np.asarray(place, dtype=np.int64), places // self.replicates)
        return in_replicate(first + own, replicate)

    def replicate_of(self, agents: ColumnAgentSet) -> Any:
        """The replicate that each is of."""
        return agents.unique_id >> OWN_BITS

    def total(self, agents: ColumnAgentSet, values: Any = None) -> Any:
        """How many agents each replicate has, or the sum of a value of each: (replicates,)."""
        if values is None:
            return np.bincount(self.replicate_of(agents), minlength=self.replicates)
        if agents.table is self.tables.schools:
            return values.reshape(self.replicates, -1).sum(axis=1)
        sums = [values[:0].sum()] * self.replicates
        for one, where in cast(SideBySide, agents.table).each(agents.unique_id):
            sums[one] = values[where].sum()
        return np.array(sums)

    def entrants(self, first: int, share: float) -> tuple[np.ndarray, Any, Any]:
        """As of a model of one replicate, replicate by replicate."""
        count = np.rint(share * self.posts).astype(np.int64)
        replicate = np.repeat(np.arange(self.replicates), count)
        nth = np.arange(len(replicate)) - (count.cumsum() - count)[replicate]
        before = self.posts.cumsum() - self.posts
        return in_replicate(first + nth, replicate), self.posts[replicate], before[replicate]

    def apart(self, number: np.ndarray) -> Iterator[tuple[slice, slice]]:
        """Of each replicate: where in ``number`` its agents are, and which schools are its own."""
        ends = (number >> OWN_BITS).searchsorted(np.arange(self.replicates + 1))
        schools = np.arange(self.replicates + 1) * len(self.alone[0].schools)
        for some, own in zip(pairwise(ends), pairwise(schools), strict=True):
            yield slice(*some), slice(*own)


COMPACT = ("schools", "partnerships")  # whose rows phases take to be the first, all in use
# Columns that count what each replicate has of its own, no more of it than of something of its
# world: of what, and the lowest number that is one.
COUNTED = {
    "authority": ("authorities", 0),
    "council": ("authorities", 1),
    "offer_group": ("urn", 0),
    "group": ("urn", 1),
}


def repeated(world: World, times: int) -> World:
    """The schools of a world so many times, each time in authorities of their own."""
    values = {one.name: getattr(world, one.name) for one in fields(world) if one.init}
    tiled = {k: np.tile(v, times) for k, v in values.items() if isinstance(v, np.ndarray)}
    again = {k: v * times for k, v in values.items() if isinstance(v, tuple)}
    others = np.repeat(np.arange(times) * len(world.authorities), len(world))
    authority = (tiled["authority"] + others).astype(np.int32)
    return World(**{**values, **tiled, **again, "authority": authority})
