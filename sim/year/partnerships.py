"""Partnerships form, deepen, stall or dissolve."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents import Partnership, School
from sim.agents.partnership import FEDERATION
from sim.columns import NOBODY
from sim.market import rank_within

FIRST_PARTNERSHIP = 1 << 40


def evolve(model: Any) -> None:
    """Phase: schools leave and join partnerships, trust moves, and depth follows."""
    schools = model.schools
    leaving = model.ask(schools, School.leaves_partners)
    model.update(schools, School.next_trust)
    partnership = schools.partnership.row
    schools.partnership = np.where(leaving, NOBODY, partnership)
    join(model, model.ask(schools, School.wants_partners) & (partnership == NOBODY))
    count_members(model)
    partnerships = model.partnerships
    partnerships.depth = np.clip(
        partnerships.depth + model.ask(partnerships, Partnership.deepens), 1, 5
    )
    partnerships.form = model.ask(partnerships, Partnership.form_at_depth)
    schools.depth = schools.partnership.depth
    model.update(schools, School.next_governance)


def join(model: Any, wants: np.ndarray) -> None:
    """Schools that want partners join a partnership nearby that has room, or found one together.

    Where agents meet, hence on arrays. Each looks at the schools within reach and
    approaches one, near ones rather than far ones; two that approach each other found
    a partnership; an existing one takes those who come while it has room.
    """
    p = model.parameters.partnerships
    schools, table = model.schools, model.tables["Partnership"]
    asking = np.flatnonzero(wants)
    nearby, km = (a[1 : 1 + int(p.known_schools), asking] for a in model.neighbours)
    belongs = schools.partnership.row
    members = np.append(table.arrays["members"][:-1], 0)
    bound = table.arrays["form"][belongs] >= FEDERATION
    open_to = np.where(belongs == NOBODY, wants, (members[belongs] < p.most_members) & ~bound)
    taste = p.taste_km * model.normal(
        schools.unique_id[asking], "partner", about=np.maximum(nearby, 0)
    )
    far = np.where((nearby >= 0) & open_to[nearby] & (km <= p.reach), km + taste, np.inf)
    best = np.argmin(far, axis=0)
    found = np.isfinite(far[best, np.arange(len(asking))])
    target = np.full(len(schools), NOBODY, dtype=np.int64)
    target[asking[found]] = nearby[best, np.arange(len(asking))][found]

    joining = np.flatnonzero((target >= 0) & (belongs[target] >= 0))
    joining = joining[np.lexsort((joining, belongs[target[joining]]))]
    into = belongs[target[joining]]
    fits = rank_within(into) < p.most_members - members[into]
    founder = np.flatnonzero((target >= 0) & (belongs[target] == NOBODY))
    founder = founder[(target[target[founder]] == founder) & (founder < target[founder])]

    updated = belongs.copy()
    updated[joining[fits]] = into[fits]
    made = found_partnerships(model, founder, depth=1)
    updated[founder] = updated[target[founder]] = made.rows
    schools.partnership = updated


def found_partnerships(model: Any, founder: np.ndarray, **values: Any) -> Any:
    """New partnerships, numbered by year and founding school."""
    number = FIRST_PARTNERSHIP + (model.year + 1000) * len(model.schools) + founder.astype(np.int64)
    return model.tables["Partnership"].add(number, founded=model.year, **values)


def count_members(model: Any) -> None:
    """Bring members, trust, spread and new leaders up to date; a partnership of one ends."""
    schools, table = model.schools, model.tables["Partnership"]
    belongs = schools.partnership.row
    size = table.capacity
    inside = np.flatnonzero(belongs >= 0)
    count = np.bincount(belongs[inside], minlength=size)
    alone = inside[count[belongs[inside]] < 2]
    belongs = belongs.copy()
    belongs[alone] = NOBODY
    schools.partnership = belongs
    numbers = table.arrays["unique_id"][:-1]
    ended = np.flatnonzero((count < 2) & (numbers != 0))
    table.remove(ended)
    table.close_gaps()

    belongs = schools.partnership.row
    inside = np.flatnonzero(belongs >= 0)
    group, size = belongs[inside], table.size
    count = np.bincount(group, minlength=size)

    def mean(values: np.ndarray) -> np.ndarray:
        return np.bincount(group, weights=values[inside], minlength=size) / count

    partnerships = model.partnerships
    away = np.zeros(len(schools))
    east, north = mean(schools.easting), mean(schools.northing)
    away[inside] = np.hypot(
        schools.easting[inside] - east[group], schools.northing[inside] - north[group]
    )
    partnerships.members = count
    partnerships.trust = mean(schools.trust)
    partnerships.spread = mean(away)
    partnerships.new_leaders = mean(schools.head_is_new)
