"""Schools convert; trusts choose whom they take in, and charge for what they do."""

from __future__ import annotations

import numpy as np

from sim.agents import Partnership, School
from sim.agents.roles import Depth, Form
from sim.engine.columns import NOBODY, totals
from sim.engine.matching import match, nearest_open, sort_by
from sim.state import State
from sim.year.partnerships import (
    CONVERTED,
    COUNCIL,
    found_partnerships,
    update_members,
    update_partnerships,
)


def step(model: State) -> None:
    """Phase: schools seek trusts or are ordered into them, trusts take some in and charge them.

    Before the first year nobody converts: trusts are those of the school file.
    """
    schools = model.schools
    seeks = (model.year > 0) & model.ask(schools, School.seeks_academy_trust)
    if model.year > 0:
        trust = np.full(len(schools), NOBODY)  # that each school joins this year
        for join in (join_trusts, found_trusts, join_councils):
            join(model, (seeks & (trust == NOBODY)).nonzero()[0], trust)
        convert(model, trust)
    schools.refused_by_trusts = seeks & (schools.partnership.form != Form.ACADEMY_TRUST)
    charge(model)


def join_trusts(model: State, asking: np.ndarray, trust: np.ndarray) -> None:
    """Schools turn to trusts nearby, nearest first; a trust takes those that bring it most.

    It refuses those that would cost it more than they bring, unless they are ordered into one.
    Where agents meet, hence on arrays.
    """
    schools, p = model.schools, model.parameters.academies
    inside = schools.partnership.form == Form.ACADEMY_TRUST
    if not inside.any():
        return
    near, km = nearest_open(model.neighbours, inside, asking, int(p.asked))
    choice = np.where(km <= p.reach, schools.partnership.row[near], NOBODY)
    asked = schools[asking]
    bring = model.ask(asked, School.brings_to_trust)
    gain = np.where(choice == NOBODY, -np.inf, bring - p.central_km * km)
    choice[(gain <= 0) & ~model.ask(asked, School.must_convert)] = NOBODY
    order = sort_by(-gain.max(axis=0), schools.unique_id[asking])
    room = model.ask(model.partnerships, Partnership.room_in_trust)
    trust[asking[order]] = match(choice[:, order], room)


def found_trusts(model: State, asking: np.ndarray, trust: np.ndarray) -> None:
    """Of schools that found no trust some, the best led first, gather others into one of their own.

    They do so where it pays: what all bring must cover what a trust costs whatever its size.
    """
    schools, p = model.schools, model.parameters.academies
    waiting = np.zeros(len(schools), dtype=bool)
    waiting[asking] = True
    founding = asking[model.ask(schools[asking], School.founds_trust)]
    order = np.lexsort((schools.unique_id[founding], -schools.led_well[founding]))
    bring, (rows, km) = model.ask(schools, School.brings_to_trust), model.neighbours
    groups = []
    for founder in founding[order]:
        near = rows[:, founder][km[:, founder] <= p.reach]
        group = near[waiting[near]][: int(p.founders)]  # itself first
        if waiting[founder] and len(group) > 1 and bring[group].sum() >= p.central_fixed:
            groups.append(group)
            waiting[group] = False
    made = found_academy_trusts(model, np.array([g[0] for g in groups], dtype=int), CONVERTED)
    for row, group in zip(made, groups, strict=True):
        trust[group] = row


def join_councils(model: State, asking: np.ndarray, trust: np.ndarray) -> None:
    """Who is left joins the trust of the council, where it has one: they take all schools."""
    schools = model.schools
    asking = asking[schools.council_trust[asking]]
    authority = schools.authority[asking]
    council = np.full(int(schools.authority.max()) + 1, NOBODY)
    there = model.partnerships.council - 1
    council[there[there >= 0]] = (there >= 0).nonzero()[0]
    new = np.setdiff1d(authority, (council != NOBODY).nonzero()[0])
    if new.size:
        authorities = len(model.projected)
        council[new] = found_academy_trusts(model, new, COUNCIL, authorities, council=new + 1)
    trust[asking] = council[authority]


def found_academy_trusts(
    model: State, founder: np.ndarray, way: int, founders: int = 0, **values: np.ndarray
) -> np.ndarray:
    """The rows of new trusts, of one governing body from the start."""
    made = found_partnerships(
        model,
        founder,
        way,
        founders,
        depth=Depth.SHARED_PLAN,
        form=Form.ACADEMY_TRUST,
        members=2,
        **values,
    )
    return made.rows


def convert(model: State, trust: np.ndarray) -> None:
    """Schools become academies in their trusts, of two or more; a federation goes as a whole."""
    schools, p = model.schools, model.parameters.partnerships
    belongs = schools.partnership.row.copy()
    federated = (trust != NOBODY) & (schools.partnership.form == Form.FEDERATION)
    to = np.full(model.tables.partnerships.capacity + 1, NOBODY)
    to[belongs[federated][::-1]] = trust[federated][::-1]  # of two answers the first holds
    trust = np.where(to[belongs] != NOBODY, to[belongs], trust)
    after = np.where(trust == NOBODY, belongs, trust)
    several = np.bincount(after + 1)[trust + 1] > 1  # nobody's is 0
    joining = (trust != NOBODY) & several
    joined = schools[joining]
    ordered = model.ask(joined, School.must_convert)
    joined.partnership = trust[joining]
    joined.exchequer_cost += np.where(ordered, joined.sponsor_grant, joined.conversion_grant)
    joined.trust = p.trust_start * np.where(ordered, p.trust_imposed, 1)
    joined.academy = True
    update_partnerships(model)
    update_members(model)


def charge(model: State) -> None:
    """Divide the central costs of each trust among its schools by pupils."""
    schools, trusts = model.schools, model.partnerships
    trust = schools.partnership.row
    central = np.append(model.ask(trusts, Partnership.central_cost), 0.0)
    pupils = np.maximum(totals(trust, schools.pupils, len(trusts)), 1)
    model.update(schools, School.pays_trust, (central / pupils)[trust])
