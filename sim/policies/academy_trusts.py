"""Academy trusts: strong schools that convert and gather others, and take on weak ones as sponsors.

Claims: chains and sponsors raise schools (White Paper 2010); Hill 2014: diseconomy of
scale works against groups of small schools as a solution for the whole sector. A trust
has central costs whatever its pupils, and more where its schools lie far apart.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.roles import Depth, Form, Grade
from sim.engine.columns import NOBODY
from sim.engine.matching import nearest_open, rank_within
from sim.policies.scale import in_this_world
from sim.state import State
from sim.year.partnerships import CONVERTED, found_partnerships, update_members, update_partnerships


def act(model: State, settings: Any) -> None:
    """Let schools join trusts nearby, by choice or by order, and charge the trusts."""
    number = in_this_world(model, settings.number)
    if number == 0:
        return
    lead = lead_schools(model, number)
    grow(model, settings, lead)
    charge(model, settings)


def lead_schools(model: State, number: int) -> np.ndarray:
    """The rows of lead schools: those that lead a trust already, then the best-led outstanding."""
    schools = model.schools
    leads = schools.leads_trust & ~schools.closed
    form = schools.partnership.form
    fit = (
        (schools.ofsted_grade == Grade.OUTSTANDING)
        & (form < Form.FEDERATION)
        & ~leads
        & ~schools.closed
    )
    order = np.lexsort((schools.unique_id, -schools.led_well, ~fit))
    chosen = order[: max(number - int(leads.sum()), 0)]
    schools[chosen[fit[chosen]]].leads_trust = True
    return np.flatnonzero(schools.leads_trust)


def grow(model: State, settings: Any, lead: np.ndarray) -> None:
    """Schools join the nearest trust with room: converters by choice, inadequate ones by order."""
    schools, p = model.schools, model.parameters.partnerships
    belongs = schools.partnership.row.copy()
    in_trust = schools.partnership.form == Form.ACADEMY_TRUST
    size = np.where(in_trust, schools.partnership.members, 1)
    room = np.zeros(len(schools), dtype=np.int64)
    room[lead] = np.maximum(settings.most_schools - size[lead], 0)
    willing, ordered = who_converts(model, settings)
    asking, to = nearest_trusts(model, np.flatnonzero(willing | ordered), room, settings.reach)
    if not asking.size:
        return
    new = np.setdiff1d(to, np.flatnonzero(in_trust))
    made = found_partnerships(
        model, new + CONVERTED, depth=Depth.SHARED_PLAN, form=Form.ACADEMY_TRUST, members=2
    )
    belongs[new] = made.rows
    belongs[asking] = belongs[to]
    schools.partnership = belongs
    joined = schools[asking]
    joined.trust = p.trust_start * np.where(ordered[asking], p.trust_imposed, 1)
    joined.exchequer_cost += np.where(ordered[asking], settings.sponsor_grant, settings.start_grant)
    update_partnerships(model)
    update_members(model)


def who_converts(model: State, settings: Any) -> tuple[np.ndarray, np.ndarray]:
    """Which schools would join a trust by choice, and which are ordered to; (schools,) each."""
    schools = model.schools
    free = schools.partnership.form < Form.FEDERATION
    free = free & ~schools.leads_trust & ~schools.closed
    chance = settings.converting * (1 + schools.past_work())
    willing = model.uniform(schools.unique_id, "convert") < np.float32(chance)
    failed = schools.ofsted_grade == Grade.INADEQUATE
    ordered = failed & (model.uniform(schools.unique_id, "sponsor") < settings.sponsoring)
    return free & willing, free & ordered


def nearest_trusts(
    model: State, asking: np.ndarray, room: np.ndarray, reach: float
) -> tuple[np.ndarray, np.ndarray]:
    """Who of those asking finds a trust within reach, and its lead school, while there is room."""
    found, km = nearest_open(model.neighbours, room > 0, asking, 1)
    near = (found[0] != NOBODY) & (km[0] <= reach)
    asking, to = asking[near], found[0][near]
    order = np.lexsort((asking, to))
    asking, to = asking[order], to[order]
    fits = rank_within(to) < room[to]
    return asking[fits], to[fits]


def charge(model: State, settings: Any) -> None:
    """Central costs of each trust, charged to its schools for each pupil."""
    schools = model.schools
    inside = np.flatnonzero(schools.partnership.form == Form.ACADEMY_TRUST)
    if not inside.size:
        return
    trust = schools.partnership.row[inside]
    trusts = model.partnerships
    each = settings.central_school + settings.central_km * trusts.mean_km
    central = settings.central_fixed + each * trusts.members
    pupils = np.bincount(trust, weights=schools.pupils[inside], minlength=len(trusts))
    share = schools.pupils[inside] / np.maximum(pupils[trust], 1)
    schools[inside].policy_cost += central[trust] * share
