"""One matching market, for teachers, heads and executive heads.

Candidates look at the posts open near home and apply for a few, best first;
schools rate those who apply on noisy evidence; nobody is matched to a post
while a better-rated candidate would rather have it (deferred acceptance, Gale
& Shapley 1962). This is where agents meet, so it works on arrays of everybody
at once, whatever the scheduler.
"""

from __future__ import annotations

import numpy as np

NOBODY = -1


def nearest_open(
    neighbours: tuple[np.ndarray, np.ndarray],
    is_open: np.ndarray,
    home: np.ndarray,
    count: int,
    known: int | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """The first ``count`` open posts around each home, nearest first.

    Parameters
    ----------
    neighbours : rows and km of the schools around each, itself first, nearest first,
        -1 and inf where there are no more; (K, schools) each.
    is_open : (schools,) bool.
    home : (n,) int, the school each candidate lives nearest to.
    count, known : how many posts are wanted, and among how many schools; None for all.

    Returns
    -------
    rows (count, n), -1 where fewer are open; km (count, n), inf there.
    """
    lived_in = np.zeros(len(is_open), dtype=bool)
    lived_in[home] = True
    homes = lived_in.nonzero()[0]
    rows, km = (part.T for part in neighbours)
    known = min(known or rows.shape[1], rows.shape[1])
    around = rows[:, :known][homes].ravel()  # home by home, nearest first
    # Row -1 reads the last school's answer, but comes last, and stays -1 and infinitely far.
    hits = is_open.take(around).nonzero()[0]
    column = hits // known
    slot = rank_within(column)
    seen = (slot < count).nonzero()[0]
    hits, column, slot = hits.take(seen), column.take(seen), slot.take(seen)
    found = np.full((count, len(homes)), NOBODY, dtype=np.int64)
    distance = np.full((count, len(homes)), np.inf)
    place = slot * len(homes) + column
    found.put(place, around.take(hits))
    which = homes.take(column) * rows.shape[1] + hits - column * known
    distance.put(place, km.ravel().take(which))
    position = lived_in.cumsum().take(home) - 1
    return found.take(position, axis=1), distance.take(position, axis=1)


WORTH_STEPS, ROW_BITS = 1e4, 24  # how finely worth is seen; rows of posts are below 2^24
NO_POST = -(1 << 62)  # worth less than any post


def best_first(worth: np.ndarray, posts: np.ndarray, most: int) -> np.ndarray:
    """The ``most`` posts worth most, best first: (most, n) of (K, n); -1 is not a post.

    Worth, to a ten-thousandth, and post are packed into one whole number: one number is
    compared sooner than two. Of posts alike in worth the later row comes first.
    """
    none = posts < 0
    steps = np.where(none, 0, worth * WORTH_STEPS).astype(np.int64)
    ranked = list(np.where(none, NO_POST, (steps << ROW_BITS) + (posts + 1)))
    for first in range(min(most, len(ranked))):  # the best of the rest comes up
        for here in range(len(ranked) - 1, first, -1):
            above, below = ranked[here - 1], ranked[here]
            ranked[here - 1], ranked[here] = np.maximum(above, below), np.minimum(above, below)
    return (np.array(ranked[:most]) & ((1 << ROW_BITS) - 1)) - 1


HIGHEST_RATING, RATING_STEPS = 8.0, 4095.0


def match(choices: np.ndarray, ratings: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Match candidates to posts by deferred acceptance.

    Parameters
    ----------
    choices : (A, n) int, the schools each of n candidates applies to, best first; -1 none.
    ratings : (n,), what schools think of each candidate after the round's interviews.
    places : (schools,) int, posts open.

    Returns
    -------
    (n,) int: the school of each candidate, -1 for none. The result is stable: no
    candidate and school would both rather have each other. Candidates rated alike,
    to a four-thousandth, come in the order they were given.
    """
    order = from_best(ratings)
    post = np.empty(len(order), dtype=np.int64)
    post[order] = in_order(choices.take(order, axis=1), places)
    return post


def from_best(ratings: np.ndarray) -> np.ndarray:
    """The order of candidates from the best rated; those rated alike as they were given."""
    below_best = np.minimum(np.maximum(HIGHEST_RATING - ratings, 0), 2 * HIGHEST_RATING)
    # Whole numbers of 16 bits are far sooner put in order than the ratings themselves.
    return (below_best * RATING_STEPS).astype(np.uint16).argsort(kind="stable")


def in_order(choices: np.ndarray, places: np.ndarray) -> np.ndarray:
    """As :func:`match`, of candidates who come in order, the best first."""
    n, home = choices.shape[1], len(places)  # who has no school stays at home, where there is room
    rows = np.full((len(choices) + 1, n), home, np.uint16 if home < 1 << 16 else np.uint32)
    rows[:-1] = np.where(choices < 0, home, choices)
    places = np.append(places, n)
    each = np.arange(rows.size).reshape(rows.shape)
    onward = np.where(rows < home, each, each[-1])  # what is no application leads to a later one,
    for row in reversed(range(len(choices))):  # and the last of each is to stay at home
        np.minimum(onward[row], onward[row + 1], out=onward[row])
    applications, following = rows.ravel(), onward[1:].ravel()
    turn = onward[0].copy()  # where the last application made by each is among all
    at = applications.take(turn)  # the school that has each for now
    reviewed, contested = each[0], np.zeros(home + 1, dtype=bool)
    while True:
        school = at.take(reviewed)
        grouped = by_school(school)
        school = school.take(grouped)
        # No place is left for those who have as many of their school before them as it has places.
        before = each[0, : len(school)] - places.take(school)
        beyond = ((before >= 0) & (school.take(before, mode="clip") == school)).nonzero()[0]
        if not beyond.size:
            return np.where(at == home, NOBODY, at.astype(np.int64))
        losers = reviewed.take(grouped.take(beyond))
        turns = following.take(turn.take(losers))
        to = applications.take(turns)
        turn[losers], at[losers] = turns, to
        contested.fill(False)
        contested[to] = True
        contested[home] = False
        reviewed = contested.take(at).nonzero()[0]


def by_school(rows: np.ndarray) -> np.ndarray:
    """The order that puts rows of schools together, kept within each: 16 bits at a time, by radix.

    ``rows`` are unsigned, of 16 or 32 bits.
    """
    if rows.dtype == np.uint16:
        return rows.argsort(kind="stable")
    return np.lexsort((rows.astype(np.uint16), (rows >> 16).astype(np.uint16)))


def rank_within(groups: np.ndarray) -> np.ndarray:
    """The position of each element within its run of equal, sorted rows, from 0."""
    lengths = np.bincount(groups)
    return np.arange(groups.size) - (lengths.cumsum() - lengths).take(groups)
