"""Partnerships form, take up offers, deepen, stall or dissolve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.agents import Partnership, School
from sim.agents.partnership import ACTIVITIES
from sim.agents.roles import Depth, Form, Post
from sim.engine.agents import ColumnAgentSet
from sim.engine.columns import NOBODY, sums
from sim.engine.matching import rank_within
from sim.state import State

FIRST_PARTNERSHIP = 1 << 40
MOST_GROUPS = 1 << 32  # of one grouping
# Ways to found a partnership, added to the founding school, so that numbers never meet.
FEDERATED, OFFERED, REORGANISED, CONVERTED, COUNCIL = (way << 20 for way in range(1, 6))


def step(model: State) -> None:
    """Phase: schools leave and join partnerships, trust moves, and depth follows."""
    schools = model.schools
    leaving = model.ask(schools, School.leaves_partners)
    # Who leaves joins nobody by choice that year; a scheme that is required places it all the same.
    taking = schools[(schools.offer_group >= 0) & (~leaving | schools.offer_required)]
    if len(taking):  # mostly no scheme offers anything
        taking = taking[model.ask(taking, School.takes_offer)]
    # So do others under one head with it, or with one that another body governs.
    bound = schools.partnership.form >= Form.FEDERATION
    waits = np.isin(schools.rows, schools.base.row[leaving | bound])
    leading = schools[(schools.schools_led > 1) & ~waits]
    federating = leading[model.ask(leading, School.federates)]
    model.update(schools, School.next_trust)
    schools.left_partners = leaving
    schools.partnership = np.where(leaving, NOBODY, schools.partnership.row)
    take_offers(model, taking.rows)
    federate(model, federating.rows)
    alone = schools[(schools.partnership.row == NOBODY) & ~leaving]
    join(model, alone[model.ask(alone, School.wants_partners)].rows)
    update_partnerships(model)
    partnerships = model.partnerships
    deeper = model.ask(partnerships, Partnership.deepens)
    form = model.ask(partnerships, Partnership.next_form)
    partnerships.depth = np.minimum(np.maximum(partnerships.depth + deeper, 1), Depth.ONE_BODY)
    partnerships.form = form
    partnerships.does = model.ask(partnerships, Partnership.works_together)
    update_members(model)
    schools.joint_years += (schools.depth > 0).astype(np.int16)
    pay_grants(model)
    model.update(schools, School.next_governance)


def take_offers(model: State, taking: np.ndarray) -> None:
    """Schools that take up a scheme's offer join its group, where two or more do.

    Where agents meet, hence on arrays.
    """
    if not taking.size:
        return
    p, schools, partnerships = model.parameters.partnerships, model.schools, model.partnerships
    offers = schools[taking]
    group, first, which, count = np.unique(
        numbered(offers.offer_grouping, offers.offer_group + 1),
        return_index=True,
        return_inverse=True,
        return_counts=True,
    )
    there = numbered(partnerships.grouping, partnerships.group)
    known = np.isin(there, group).nonzero()[0]
    of_group = np.full(len(group), NOBODY)
    of_group[group.searchsorted(there[known])] = known
    new = (of_group == NOBODY) & (count >= 2)
    founders = offers[first[new]]
    made = found_partnerships(
        model,
        founders.rows,
        OFFERED,
        depth=1,
        group=founders.offer_group + 1,
        grouping=founders.offer_grouping,
        required=founders.offer_required,
    )
    of_group[new] = made.rows
    into = of_group[which]
    joining = offers[into != NOBODY]
    joining.partnership = into[into != NOBODY]
    imposed = np.maximum(joining.offer_prescribed, joining.offer_required)
    joining.trust = p.trust_start * (1 - imposed * (1 - p.trust_imposed))


def numbered(grouping: np.ndarray, group: np.ndarray) -> np.ndarray:
    """A number for each group of each grouping; groups count from 1."""
    return grouping.astype(np.int64) * MOST_GROUPS + group


def federate(model: State, base: np.ndarray) -> None:
    """Schools under one head become one federation, with that head's school in the lead."""
    schools = model.schools
    depth = np.maximum(schools.depth[base], 2)
    made = found_partnerships(model, base, FEDERATED, depth=depth, form=Form.FEDERATION, members=2)
    of_base = np.full(len(schools), NOBODY)
    of_base[base] = made.rows
    inside = of_base[schools.base.row] != NOBODY
    belongs = schools.partnership.row.copy()
    belongs[inside] = of_base[schools.base.row[inside]]
    schools.partnership = belongs


def join(model: State, asking: np.ndarray) -> None:
    """Schools that want partners join a partnership nearby that has room, or found one together.

    Where agents meet, hence on arrays. Two that approach each other found a partnership;
    an existing one takes those who come while it has room.
    """
    schools, members = model.schools, model.tables.partnerships.arrays["members"]
    belongs, target = schools.partnership.row, approach(model, asking)
    joining = ((target >= 0) & (belongs[target] >= 0)).nonzero()[0]
    joining = joining[np.lexsort((joining, belongs[target[joining]]))]
    into = belongs[target[joining]]
    fits = rank_within(into) < model.parameters.partnerships.most_members - members[into]
    each = np.arange(len(schools))
    founder = ((target[target] == each) & (each < target)).nonzero()[0]

    updated = belongs.copy()
    updated[joining[fits]] = into[fits]
    made = found_partnerships(model, founder, depth=1)
    updated[founder] = updated[target[founder]] = made.rows
    schools.partnership = updated


def approach(model: State, asking: np.ndarray) -> np.ndarray:
    """The school that each school approaches, -1 for none: (schools,).

    It is one within reach that is open to partners, near ones rather than far ones.
    """
    p, schools, table = model.parameters.partnerships, model.schools, model.tables.partnerships
    nearby, km = (a[1 : 1 + int(p.known_schools), asking] for a in model.neighbours)
    belongs = schools.partnership.row
    bound = table.arrays["form"][belongs] >= Form.FEDERATION
    room = table.arrays["members"][belongs] < p.most_members
    open_to = (belongs != NOBODY) & room & ~bound
    open_to[asking] = True
    number, about = schools.unique_id[asking], np.maximum(nearby, 0)
    taste = p.taste_km * model.normal(number, "partner", about=model.own(about))
    far = np.where(open_to[nearby] & (km <= p.reach), km + taste, np.inf)
    best, each = np.argmin(far, axis=0), np.arange(len(asking))
    found = np.isfinite(far[best, each])
    target = np.full(len(schools), NOBODY)
    target[asking[found]] = nearby[best, each][found]
    return target


def found_partnerships(
    model: State, founder: np.ndarray, way: int = 0, founders: int = 0, **values: Any
) -> ColumnAgentSet:
    """New partnerships, numbered by year, way and founder: a school, or one of ``founders``."""
    first = FIRST_PARTNERSHIP + ((model.year + 1000) << 23) + way
    number = model.numbers(first, founder.astype(np.int64), founders or len(model.schools))
    return model.tables.partnerships.add(number, founded=model.year, **values)


def update_partnerships(model: State) -> None:
    """End partnerships of one, and bring what the others know of their members up to date."""
    end_alone(model)
    schools, partnerships = model.schools, model.partnerships
    belongs = schools.partnership.row
    group = belongs + 1  # nobody's is 0
    count = np.bincount(group)[1:]  # each has members

    def mean(values: np.ndarray) -> np.ndarray:
        return sums(group, values, len(count) + 1)[1:] / count

    led_apart = (schools.post == Post.LED_FROM_BASE) & (schools.base.partnership.row == belongs)
    waiting = model.ask(schools, School.grant_in_prospect)
    partnerships.members = count
    partnerships.leaders = np.rint(count * (1 - mean(led_apart)))
    partnerships.trust = mean(schools.trust)
    partnerships.past = mean(model.ask(schools, School.past_work))
    partnerships.mean_km = mean(km_from_centre(schools, mean))
    partnerships.new_leaders = mean(schools.leader_is_new)
    partnerships.prescribed = mean(model.ask(schools, School.work_prescribed))
    partnerships.offered = mean(np.where(schools.offer_depth > 1, waiting, 0))


def end_alone(model: State) -> None:
    """A school alone in a partnership has none, and a partnership without two schools ends."""
    schools, table = model.schools, model.tables.partnerships
    group = schools.partnership.row + 1  # nobody's is 0
    count = np.bincount(group, minlength=table.capacity + 1)
    schools.partnership = np.where(count.take(group) < 2, NOBODY, group - 1)
    there = table.arrays["unique_id"][:-1] != 0
    table.remove(((count[1:] < 2) & there).nonzero()[0])
    table.close_gaps()


def km_from_centre(schools: ColumnAgentSet, mean: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """From each school to the mean place of its partnership's members; without one, no matter."""
    belongs = schools.partnership.row
    east, north = (
        place - np.append(mean(place), 0).take(belongs)
        for place in (schools.easting, schools.northing)
    )
    return np.hypot(east, north)


def update_members(model: State) -> None:
    """Let schools know how deep their partnership goes, what it does for them and costs them."""
    schools, partnerships = model.schools, model.partnerships
    belongs = schools.partnership
    schools.depth = belongs.depth
    enough = model.parameters.partnerships.enough_partners
    # The last is nobody's; of 32 bits, as the columns of schools.
    shared = np.zeros((len(ACTIVITIES), len(partnerships) + 1), dtype=np.float32)
    shared[:, :-1] = partnerships.does * (1 - np.exp(-(partnerships.members - 1) / enough))
    for name, does in zip(ACTIVITIES, shared, strict=True):
        setattr(schools, name, does.take(belongs.row))
    hours = model.ask(partnerships, Partnership.coordination)
    schools.coordination = np.append(hours, 0.0)[belongs.row]


def pay_grants(model: State) -> None:
    """Pay schools the grant of a scheme whose condition they meet."""
    schools = model.schools
    paid = model.ask(schools, School.earns_grant)
    schools.granted += paid
    schools.policy_grant += paid
