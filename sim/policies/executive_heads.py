"""Local clusters of primaries, each led by one executive head (Hill 2014: 4,000 of them)."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from sim.agents import Head, School
from sim.agents.roles import Depth, Form, HeadRole, Post
from sim.engine.agents import ColumnAgentSet
from sim.engine.columns import NOBODY
from sim.errors import SettingError
from sim.policies.scale import ENGLAND
from sim.state import State
from sim.world import World
from sim.world.clusters import local_clusters
from sim.year import appointments
from sim.year.headships import appoint_acting, end_posts, set_free
from sim.year.partnerships import (
    REORGANISED,
    found_partnerships,
    update_members,
    update_partnerships,
)


def act(model: State, settings: Any) -> None:
    """Bring clusters that are due under their executive heads, as far as schools agree."""
    if settings.number == 0:
        return
    cluster = clusters(model.world, settings.number, int(settings.smallest), int(settings.largest))
    from_year = int(settings.first_year)
    begins = beginning(model, int(cluster.max()) + 1, settings.phase_in_years, from_year)[cluster]
    due = begins == model.year
    if settings.consent != "required":  # whoever has not agreed is asked again
        due = begins <= model.year
    due = due & ~led_by_executive(model) & ~model.schools.closed
    if due.any():
        base = choose_bases(model, settings, cluster, due)
        joins = within_reach(model, settings, base) & due
        if settings.consent == "required":
            joins = with_others(joins, base)
        else:
            joins = consenting(model, settings, base, joins)
        reorganise(model, settings, joins, base)
    if settings.consent == "required":
        schools, felt = model.schools, np.where(led_by_executive(model), settings.prescribed, 0)
        schools.prescribed_by_decree = np.maximum(schools.prescribed_by_decree, felt)
    pay_executives(model, settings)


def led_by_executive(model: State) -> np.ndarray:
    """Whether each school is under an executive headship that was made, filled or not."""
    return model.schools.base.hosts_executive()


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


def choose_bases(model: State, settings: Any, cluster: np.ndarray, due: np.ndarray) -> np.ndarray:
    """For each school the base of its cluster, -1 for none; (schools,).

    It is where an executive head of the cluster sits already, or else where the head chosen
    to lead it does, of the schools that are ``due``.
    """
    schools = model.schools
    head = schools.head
    merit = {
        "ablest": head.leadership,
        "longest_serving": head.tenure.astype(float),
        "largest_school": schools.pupils.astype(float),
    }[settings.selection]
    sits = schools.hosts_executive()
    no_head = (head.row == NOBODY) | (head.role == HeadRole.ACTING_HEAD)
    order = np.lexsort((schools.unique_id, -merit, no_head, ~sits, cluster))
    order = order[(due | sits)[order]]
    present, first = np.unique(cluster[order], return_index=True)
    base = np.full(int(cluster.max()) + 1, NOBODY, dtype=np.int64)
    base[present] = order[first]
    return base[cluster]


def within_reach(model: State, settings: Any, base: np.ndarray) -> np.ndarray:
    """Which schools are near enough to the base; the others keep what they have."""
    return (base != NOBODY) & (km_to(model, base) <= settings.travel_limit)


def km_to(model: State, base: np.ndarray) -> np.ndarray:
    """From each school to the base of its cluster."""
    schools = model.schools
    east, north = schools.easting, schools.northing
    return np.hypot(east - east[base], north - north[base])


def consenting(model: State, settings: Any, base: np.ndarray, joins: np.ndarray) -> np.ndarray:
    """Those whose governors agree, and whose host does: the head at the base and its governors."""
    schools = model.schools
    encouraged = settings.consent == "encouraged"
    grant = settings.grant if encouraged else 0
    is_base, head = base == schools.rows, schools.head
    able = (head.row != NOBODY) & (head.role != HeadRole.ACTING_HEAD)
    free = joins & (schools.partnership.form < Form.FEDERATION)
    hosts = schools[free & is_base & able]
    agrees = led_by_executive(model)  # an executive head who is there already is not asked again
    agrees[hosts.rows] = model.ask(hosts, School.lets_head_lead_others) & model.ask(
        hosts.head, Head.would_lead_others
    )
    asked = schools[free & ~is_base & agrees[base]]
    km = km_to(model, base)[asked.rows]
    offered = np.full(len(asked), float(grant))
    support = np.full(len(asked), settings.broker if encouraged else 0.0)
    willing = np.zeros(len(schools), dtype=bool)
    willing[asked.rows] = model.ask(asked, School.takes_executive, offered, km, support)
    joining = with_others(willing | (is_base & joins), base)
    for brokered in (hosts, asked):
        brokered.exchequer_cost += settings.broker_cost if encouraged else 0
    schools.policy_grant += np.where(joining, grant, 0)
    schools.granted += np.where(joining, grant, 0)
    return joining


def with_others(joins: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Those that join, without a base that nobody joins: there is nothing to lead from it."""
    is_base = base == np.arange(len(base))
    begun = np.zeros(len(base), dtype=bool)
    begun[base[joins & ~is_base]] = True
    return joins & (begun | ~is_base)


def reorganise(model: State, settings: Any, joins: np.ndarray, base: np.ndarray) -> None:
    """Move the schools that join under the base of their cluster, and settle the rest."""
    schools = model.schools
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
    federate(model, settings, joins, base)
    model.count_led()
    appoint_acting(model)
    model.count_people()


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
    appointments.reassign(heads[stays], HeadRole.HEAD_OF_SCHOOL)
    end_posts(model, heads[~stays])


def federate(model: State, settings: Any, joins: np.ndarray, base: np.ndarray) -> None:
    """The schools of a cluster become one federation; where required, not by their own choice."""
    p = model.parameters.partnerships
    schools = model.schools
    belongs, trust = schools.partnership.row.copy(), schools.trust.copy()
    bases = np.unique(base[joins])
    bases = bases[joins[bases] | (schools.partnership.form[bases] < Form.FEDERATION)]
    made = found_partnerships(
        model, bases, REORGANISED, depth=Depth.AGREED, form=Form.FEDERATION, members=2
    )
    belongs[bases] = made.rows
    belongs[joins] = belongs[base[joins]]
    imposed = p.trust_imposed if settings.consent == "required" else 1
    trust[joins] = p.trust_start * imposed
    schools.partnership, schools.trust = belongs, trust
    schools.academy |= joins & (schools.partnership.form == Form.ACADEMY_TRUST)
    update_partnerships(model)
    update_members(model)


def pay_executives(model: State, settings: Any) -> None:
    """Executive heads are paid more for each school they lead beyond the first."""
    heads = model.heads
    p = model.parameters.money
    extra = settings.pay_uplift * (heads.schools_led - 1) * p.head_pay
    heads.pay_uplift = np.where(heads.role == HeadRole.EXECUTIVE_HEAD, extra, 0)
