"""All primaries in local clusters, each led by one executive head (Hill 2014: 4,000 of them).

Claims: one able head leads about four schools, each with a head of school. What
it does to retention and results is for the model to say; no published retention
of executive heads exists.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from sim.agents import Head
from sim.agents.roles import Depth, Form, HeadRole, Post
from sim.engine.agents import ColumnAgentSet
from sim.engine.columns import NOBODY
from sim.errors import SettingError
from sim.policies.scale import ENGLAND
from sim.state import State
from sim.world import World
from sim.world.clusters import local_clusters
from sim.year import appointments
from sim.year.headships import appoint_acting, set_free
from sim.year.partnerships import (
    REORGANISED,
    found_partnerships,
    update_members,
    update_partnerships,
)


def act(model: State, settings: Any) -> None:
    """Bring this year's share of the clusters under their executive heads."""
    if settings.number == 0:
        return
    cluster = clusters(model.world, settings.number, int(settings.smallest), int(settings.largest))
    count = int(cluster.max()) + 1
    from_year = int(settings.first_year)
    starting = beginning(model, count, settings.phase_in_years, from_year)[cluster] == model.year
    if starting.any():
        reorganise(model, settings, np.where(starting, cluster, NOBODY), count)
    pay_executives(model, settings)


@cache
def clusters(world: World, number: int, smallest: int, largest: int) -> np.ndarray:
    """The cluster of each school, posts in proportion where the world is not all of England."""
    if smallest > largest:
        raise SettingError(
            f"policy.executive_heads.smallest={smallest} is more than "
            f"policy.executive_heads.largest={largest}"
        )
    authorities = len(np.unique(world.authority))
    wanted = round(number * len(world) / ENGLAND)
    posts = int(np.clip(wanted, authorities, len(world)))
    return local_clusters(world.easting, world.northing, world.authority, posts, smallest, largest)


def beginning(model: State, count: int, years: int, from_year: int) -> np.ndarray:
    """The year in which each cluster begins, by lot: an even share in every year; (count,)."""
    lots = model.uniform(np.arange(1, count + 1), "cluster begins", year=0)
    year = np.empty(count, dtype=np.int64)
    year[np.argsort(lots, kind="stable")] = from_year + np.arange(count) * years // count
    return year


def reorganise(model: State, settings: Any, cluster: np.ndarray, count: int) -> None:
    """Choose a base in each cluster that begins, move its schools under it, and settle the rest.

    Schools further from the base than the travel limit keep what they have.
    """
    schools = model.schools
    base = choose_bases(model, settings, cluster, count)[cluster]
    far = np.hypot(
        schools.easting - schools.easting[base], schools.northing - schools.northing[base]
    )
    joins = (cluster >= 0) & (far <= settings.travel_limit) & ~schools.closed
    set_free(model, np.flatnonzero(joins), but=joins)
    at_base = joins & (base == schools.rows)
    below = joins & ~at_base
    schools[joins].base = base[joins]
    schools[below].post = Post.HEAD_OF_SCHOOL
    if settings.base_run_by == "head_of_school":
        schools[at_base].post, schools[at_base].executive_post = Post.HEAD_OF_SCHOOL, True
        appointments.become_executives(executives(model, at_base))
    else:
        schools[at_base].post = Post.EXECUTIVE
        appointments.reassign(executives(model, at_base), HeadRole.EXECUTIVE_HEAD)
    displace(model, below)
    federate(model, joins, base)
    model.count_led()
    appoint_acting(model)
    model.count_teachers()
    model.count_led()


def choose_bases(model: State, settings: Any, cluster: np.ndarray, count: int) -> np.ndarray:
    """The base school of each cluster: where the head chosen to lead it already sits; (count,)."""
    schools = model.schools
    head = schools.head
    merit = {
        "ablest": head.leadership,
        "longest_serving": head.tenure.astype(float),
        "largest_school": schools.pupils.astype(float),
    }[settings.selection]
    no_head = (head.row == NOBODY) | (head.role == HeadRole.ACTING_HEAD) | schools.closed
    order = np.lexsort((schools.unique_id, -merit, no_head, cluster))
    order = order[cluster[order] >= 0]
    present, first = np.unique(cluster[order], return_index=True)
    base = np.full(count + 1, NOBODY, dtype=np.int64)  # the last answers for no cluster
    base[present] = order[first]
    return base


def executives(model: State, at_base: np.ndarray) -> ColumnAgentSet:
    """The heads who become executive heads; an acting head goes on acting."""
    head = model.schools.head.row[at_base]
    heads = model.tables.heads.at(head[head >= 0])
    return heads.select(heads.role != HeadRole.ACTING_HEAD)


def displace(model: State, below: np.ndarray) -> None:
    """Heads of the other schools stay as heads of school, teach, look elsewhere, or leave."""
    schools, table = model.schools, model.tables.heads
    schools.head_displaced |= below & (schools.head.row != NOBODY)
    appointments.stand_down(model, schools.rows[below])
    head = schools.head.row[below]
    heads = table.at(head[head >= 0])
    stays = model.ask(heads, Head.accepts_smaller_post)
    teaches = ~stays & model.ask(heads, Head.returns_to_teaching)
    appointments.reassign(heads[stays], HeadRole.HEAD_OF_SCHOOL)
    appointments.return_to_teaching(model, heads[teaches])
    appointments.leave(heads[~stays & ~teaches])


def federate(model: State, joins: np.ndarray, base: np.ndarray) -> None:
    """The schools of a cluster become one federation; they did not choose each other."""
    p = model.parameters.partnerships
    schools = model.schools
    belongs, trust = schools.partnership.row.copy(), schools.trust.copy()
    bases = np.unique(base[joins])
    made = found_partnerships(
        model, bases + REORGANISED, depth=Depth.AGREED, form=Form.FEDERATION, members=2
    )
    of_base = np.full(len(schools), NOBODY, dtype=np.int64)
    of_base[bases] = made.rows
    belongs[joins] = of_base[base[joins]]
    trust[joins] = p.trust_start * p.trust_imposed
    schools.partnership, schools.trust = belongs, trust
    update_partnerships(model)
    update_members(model)


def pay_executives(model: State, settings: Any) -> None:
    """Executive heads are paid more for each school they lead beyond the first."""
    heads = model.heads
    p = model.parameters.money
    extra = settings.pay_uplift * (heads.schools_led - 1) * p.head_pay
    heads.pay_uplift = np.where(heads.role == HeadRole.EXECUTIVE_HEAD, extra, 0)
