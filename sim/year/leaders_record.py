"""Who led each school before the year's departures, and who does after the appointments."""

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


def record_before(model: State) -> None:
    """Record who leads each school, to see later who has gone, and begin the year's record."""
    schools = model.schools
    holders = post_holders(schools)
    acting = holders.role == HeadRole.ACTING_HEAD
    schools.holder_before = numbers(holders)
    schools.holder_leadership = np.where(acting, 0, holders.leadership)
    schools.leader_before = numbers(schools.base.head)
    schools.head_moved_larger = False
    schools.head_from = Origin.NONE
    schools.adverts = 0


def record_after(model: State) -> None:
    """Record which schools have lost a leader or have a new one, acting heads aside."""
    schools = model.schools
    holders = post_holders(schools)
    acting = (holders.row == NOBODY) | (holders.role == HeadRole.ACTING_HEAD)
    another = np.where(acting, 0, holders.unique_id) != schools.holder_before
    schools.head_is_new = ~acting & another
    schools.head_left = (schools.holder_before > 0) & another
    led_by = schools.base.head.unique_id
    schools.leader_left = (schools.leader_before > 0) & (led_by != schools.leader_before)
