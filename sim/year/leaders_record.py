"""Who led each school as the year began, and who does after the appointments."""

from __future__ import annotations

import numpy as np

from sim.agents.roles import HeadRole, Origin, Post
from sim.engine.agents import ColumnAgentSet
from sim.engine.columns import NOBODY
from sim.state import State


def post_holders(schools: ColumnAgentSet) -> ColumnAgentSet:
    """Who holds each school's leader's post: where it has none, who leads it from its base."""
    led_from_base = schools.post == Post.LED_FROM_BASE
    holder = np.where(led_from_base, schools.base.head.row, schools.head.row)
    return schools.model.tables.heads.at(holder)


def numbers(heads: ColumnAgentSet) -> np.ndarray:
    """The number of each head; 0 for acting heads and for nobody."""
    return np.where(heads.role == HeadRole.ACTING_HEAD, 0, heads.unique_id)


def leader_numbers(model: State) -> np.ndarray:
    """The number of each school's leader; 0 where it is led by who minds it for now."""
    return np.where(model.schools.minder.row == NOBODY, numbers(model.leaders), 0)


def record_before(model: State) -> None:
    """Record who leads each school as the year begins, before any policy or decision changes it."""
    schools = model.schools
    holders = post_holders(schools)
    schools.holder_before = numbers(holders)
    schools.holder_leadership = np.where(schools.holder_before > 0, holders.leadership, 0)
    schools.leader_before = leader_numbers(model)
    schools.head_moved_larger = False
    schools.head_from = Origin.NONE
    schools.adverts = schools.executive_adverts = 0


def record_after(model: State) -> None:
    """Record which schools have lost a leader or have a new head, acting heads aside.

    A leader is lost who leads the school no more: neither as its head or head of school nor
    as the head of several schools. Who becomes one or the other there is not lost.
    """
    schools = model.schools
    holder, leader = numbers(post_holders(schools)), leader_numbers(model)

    def lost(before: np.ndarray) -> np.ndarray:
        return (before > 0) & (before != holder) & (before != leader)

    schools.head_is_new = (holder > 0) & (holder != schools.holder_before)
    another = (leader != schools.leader_before) & (leader != schools.holder_before)
    schools.leader_is_new = schools.head_is_new | ((leader > 0) & another)
    schools.head_left = lost(schools.holder_before)
    schools.leader_left = lost(schools.leader_before)
