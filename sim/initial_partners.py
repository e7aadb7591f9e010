"""Who works with whom at the start: shared heads, federations, trusts and other partnerships.

They are those that the school file names; where it names none, they are drawn.
"""

import numpy as np
from scipy.spatial import cKDTree

from sim.agents.roles import Depth, Form, Post
from sim.engine.columns import NOBODY
from sim.state import State
from sim.world.bands import band_of
from sim.world.titles import HeadTitle
from sim.year import partnerships

NO_YEAR = -1000  # years in which nobody else draws: partnerships form in them
FIRST_TRUST, FIRST_FEDERATION = 6 << 20, 7 << 20  # ways to be founded: in the school file
CONSIDERED = 200  # academies around the first of a trust, from which its others are drawn


# Shared heads


def share_heads(model: State) -> None:
    """One head for several schools: as the school file names them, or else drawn."""
    if model.world.names_heads:
        share_named_heads(model)
    else:
        draw_shared_heads(model)
    seat_heads_of_school(model)


def share_named_heads(model: State) -> None:
    """Schools that name the same head are led from the largest of them."""
    schools, group = model.schools, model.world.head_group
    order = np.lexsort((schools.rows, -schools.census_pupils, group))
    order = order[group[order] >= 0]
    _, first, which = np.unique(group[order], return_index=True, return_inverse=True)
    base, post = schools.rows.copy(), np.full(len(schools), Post.HEADSHIP)
    base[order] = order[first][which]
    post[base != schools.rows] = Post.LED_FROM_BASE
    schools.base, schools.post = base, post


def seat_heads_of_school(model: State) -> None:
    """Heads of school are under the nearest executive head of their trust or federation.

    That is not beyond the distance at which people apply for posts. So are other schools that a
    head of school leads: one who leads several is no head of school.
    """
    world, schools = model.world, model.schools
    limit = model.parameters.recruitment.travel_limit
    body = np.where(world.trust >= 0, world.trust, -1)
    body = np.where(body < 0, np.where(world.federation >= 0, -2 - world.federation, NOBODY), body)
    # Not every school that names an executive head need say so: one is enough.
    executive = np.zeros(len(schools), dtype=bool)
    executive[schools.base.row[world.head_title == HeadTitle.EXECUTIVE_HEAD]] = True
    beside = (world.head_title == HeadTitle.HEAD_OF_SCHOOL) & (schools.post == Post.HEADSHIP)
    base, post = schools.base.row.copy(), schools.post.copy()
    for row in np.flatnonzero(beside & (body != NOBODY)):
        km = np.hypot(world.easting - world.easting[row], world.northing - world.northing[row])
        over = np.flatnonzero(executive & (body == body[row]) & (km <= limit))
        if over.size:
            base[base == row] = over[np.lexsort((over, km[over]))[0]]
            post[row] = Post.HEAD_OF_SCHOOL
            post[base[row]] = Post.EXECUTIVE
    schools.base, schools.post = base, post


def draw_shared_heads(model: State) -> None:
    """Pair small schools under one head, as often as the registers show."""
    p, schools = model.parameters.staff, model.schools
    wish = model.uniform(schools.unique_id, "shared at start")
    chance = np.asarray(p.shared_start)[band_of(schools.census_pupils)]
    nearby, km = model.neighbours
    free = np.ones(len(schools), dtype=bool)
    post, base = np.full(len(schools), Post.HEADSHIP), np.arange(len(schools), dtype=np.int64)
    # Each pair takes two schools, so half of the wishes make as many shared schools as wished.
    for row in (wish < chance * p.shared_start_scale).nonzero()[0]:
        if not free[row]:
            continue
        fit = (nearby[1:, row] >= 0) & (km[1:, row] <= p.shared_within) & (km[1:, row] >= 1)
        partners = nearby[1:, row][fit]
        partners = partners[free[partners]]
        small = partners[chance[partners] * p.shared_partner > wish[partners]]
        if not small.size:
            continue
        partner = small[0]
        leads, led = sorted((row, partner), key=lambda s: (-schools.census_pupils[s], s))
        base[led], post[led] = leads, Post.LED_FROM_BASE
        free[[row, partner]] = False
    schools.base, schools.post = base, post


# Partnerships


def form_partnerships(model: State) -> None:
    """Let partnerships form and deepen for some years."""
    for year in range(int(model.parameters.partnerships.years_before)):
        model.year = NO_YEAR + year
        partnerships.step(model)
    model.year = 0


def found_trusts(model: State) -> None:
    """Found the academy trusts and federations that there are."""
    world, schools = model.world, model.schools
    drawn = model.parameters.academies.at_start == "drawn"
    schools.academy = draw_academies(model) if drawn else world.academy == 1
    trust = draw_trusts(model) if drawn and (world.trust < 0).all() else world.trust
    found_bodies(model, world.federation, Form.FEDERATION, FIRST_FEDERATION)
    found_bodies(model, trust, Form.ACADEMY_TRUST, FIRST_TRUST)


def found_bodies(model: State, body: np.ndarray, form: int, way: int) -> None:
    """Put schools under one governing body with others; ``body`` is its number, -1 none."""
    schools = model.schools
    inside = (body >= 0).nonzero()[0]
    if not inside.size:
        return
    _, first, which = np.unique(body[inside], return_index=True, return_inverse=True)
    made = partnerships.found_partnerships(
        model, inside[first], way, depth=Depth.SHARED_PLAN, form=form, members=2
    )
    belongs = schools.partnership.row.copy()
    belongs[inside] = made.rows[which]
    schools.partnership = belongs
    schools[inside].academy = schools.academy[inside] | (form == Form.ACADEMY_TRUST)
    partnerships.update_partnerships(model)
    partnerships.update_members(model)


def draw_academies(model: State) -> np.ndarray:
    """Which schools are academies; of which it is not known drawn, as often as others of the
    same authority and size: (schools,) bool."""
    known, schools = model.world.academy, model.schools
    like = schools.authority * 10 + band_of(schools.census_pupils)
    sure = known >= 0
    of_alike, count = (
        np.bincount(like[sure], weights=w, minlength=like.max() + 1)
        for w in (known[sure] == 1, np.ones(sure.sum()))
    )
    overall = (known[sure] == 1).mean() if sure.any() else 0
    chance = (of_alike + overall) / (count + 1)  # a little of all, where few are alike
    drawn = model.uniform(schools.unique_id, "academy at start") < chance[like]
    return np.where(sure, known == 1, drawn)


def draw_trusts(model: State) -> np.ndarray:
    """A trust for each academy, -1 for those that stand alone: (schools,).

    A trust's first school is drawn, and its size; its others are near, some less so than others.
    """
    p, schools = model.parameters.academies, model.schools
    draw = model.uniform(schools.unique_id, "trust at start")
    free = schools.academy & (model.uniform(schools.unique_id, "alone at start") >= p.single)
    of = free.nonzero()[0]
    trust = np.full(len(schools), NOBODY)
    if len(of) < 2:
        return trust
    place = np.column_stack([schools.easting, schools.northing])
    around = cKDTree(place[of])
    up_to = np.cumsum(p.trust_size_shares) / np.sum(p.trust_size_shares)
    for number, first in enumerate(of[np.lexsort((of, draw[of]))]):
        if not free[first]:
            continue
        size = p.trust_sizes[np.searchsorted(up_to, model.uniform(first + 1, "trust size"))]
        km, near = around.query(place[first], min(CONSIDERED, len(of)))
        open_to = free[of[near]] & (of[near] != first)
        km, near = km[open_to], of[near[open_to]]
        seems = np.log(km + 1) + p.spread_out * model.normal(first + 1, "trust", about=near)
        others = near[np.lexsort((near, seems))][: int(size) - 1]
        if others.size:
            trust[np.append(others, first)] = number
            free[np.append(others, first)] = False
    return trust
