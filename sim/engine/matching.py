"""The kernels of the markets for posts: what is open near home, who applies where, who gets what.

Candidates look at the posts open near home and apply for a few, best first;
nobody is matched to a post while a better-rated candidate would rather have it
(deferred acceptance, Gale & Shapley 1962). As every school rates a candidate alike,
the result is that of :func:`textbook_match`, in which the best candidate chooses first.
Candidates rated alike are told apart by number, never by place in an array.
"""

import numpy as np

from sim.engine import loops
from sim.engine.kernels import compiled

NOBODY = -1
Neighbours = tuple[np.ndarray, np.ndarray]  # rows and km of the schools around each, (K, schools)


# What is open near home


@compiled(loops.nearest_open)
def nearest_open(
    neighbours: Neighbours,
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
    open_posts = _open_around(neighbours, is_open, lived_in.nonzero()[0], count, known)
    at = (lived_in.cumsum() - 1).take(home)
    rows, km = (values.take(at, axis=1) for values in open_posts)
    return rows, km


def _open_around(
    neighbours: Neighbours, is_open: np.ndarray, homes: np.ndarray, count: int, known: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """As :func:`nearest_open`, of homes that are each given once."""
    rows, km = (part.T for part in neighbours)
    # Row -1 reads the last school's answer, but comes last, and stays -1 and infinitely far.
    is_hit = is_open.take(rows.take(homes, axis=0)[:, :known])  # home by home, nearest first
    found = np.einsum("ij->i", is_hit.astype(np.int16))  # sooner than is_hit.sum(axis=1)
    nth, hits = np.arange(count)[:, None], np.append(is_hit.ravel().nonzero()[0], 0)
    # The nth of a home comes after all of the homes before; then its place among all neighbours.
    place = hits.take(found.cumsum() - found + nth, mode="clip")
    place += homes * rows.shape[1] - np.arange(len(homes)) * is_hit.shape[1]
    none = nth >= found
    posts = np.where(none, NOBODY, rows.take(place, mode="clip")).astype(np.int64)
    distance = np.where(none, np.inf, km.take(place, mode="clip"))
    return posts, distance


# Who applies where

WORTH_STEPS, ROW_BITS = 1e4, 24  # how finely worth is compared; rows of posts are below 2^24
NO_POST = -(1 << 62)  # worth less than any post


@compiled(loops.best_first)
def best_first(worth: np.ndarray, posts: np.ndarray, most: int) -> np.ndarray:
    """The ``most`` posts worth most, best first: (most, n) of (K, n); -1 is not a post.

    Worth, to a ten-thousandth, and post are packed into one whole number, which is compared
    faster than two. Of posts alike in worth the school of the higher number comes first.
    """
    none = posts < 0
    steps = np.where(none, 0, worth * WORTH_STEPS).astype(np.int64)
    ranked = list(np.where(none, NO_POST, (steps << ROW_BITS) + (posts + 1)))
    for first in range(min(most, len(ranked))):  # the best of the rest comes up
        for here in range(len(ranked) - 1, first, -1):
            above, below = ranked[here - 1], ranked[here]
            ranked[here - 1], ranked[here] = np.maximum(above, below), np.minimum(above, below)
    return (np.array(ranked[:most]) & ((1 << ROW_BITS) - 1)) - 1


# Who gets what


def textbook_match(choices: np.ndarray, places: np.ndarray) -> np.ndarray:
    """As :func:`match`, one candidate after the other: slow, and the standard it is held to."""
    left, post = places.copy(), np.full(choices.shape[1], NOBODY)
    for candidate, wanted in enumerate(choices.T):
        for school in wanted:
            if school >= 0 and left[school] > 0:
                post[candidate] = school
                left[school] -= 1
                break
    return post


@compiled(loops.match)
def match(choices: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Match candidates to posts by deferred acceptance.

    Parameters
    ----------
    choices : (A, n) int, the schools each of n candidates applies to, best first; -1 none.
        Candidates come in order, the best rated first: see :func:`sort_by`.
    places : (schools,) int, posts open.

    Returns
    -------
    (n,) int: the school of each candidate, -1 for none. The result is stable: no
    candidate and school would both rather have each other.
    """
    n, home = choices.shape[1], len(places)  # who has no school stays at home, where there is room
    rows = np.full((len(choices) + 1, n), home, np.uint16 if home < 1 << 16 else np.uint32)
    rows[:-1] = np.where(choices < 0, home, choices)
    places = np.append(places, n)
    onward = _next_application(rows, home)
    applications, following = rows.ravel(), onward[1:].ravel()
    turn = onward[0].copy()  # where the last application made by each is among all
    at = applications.take(turn)  # the school that has each for now
    reviewed, contested = np.arange(n), np.zeros(home + 1, dtype=bool)
    while True:
        losers = reviewed.take(_beyond_places(at.take(reviewed), places))
        if not losers.size:
            return np.where(at == home, NOBODY, at.astype(np.int64))
        turns = following.take(turn.take(losers))
        to = applications.take(turns)
        turn[losers], at[losers] = turns, to
        contested.fill(False)
        contested[to] = True
        contested[home] = False
        reviewed = contested.take(at).nonzero()[0]


def _next_application(rows: np.ndarray, home: int) -> np.ndarray:
    """Where, from each place on, the next application stands; the last of each is to stay home."""
    each = np.arange(rows.size).reshape(rows.shape)
    onward = np.where(rows < home, each, each[-1])
    for row in reversed(range(len(rows) - 1)):
        np.minimum(onward[row], onward[row + 1], out=onward[row])
    return onward


def _beyond_places(school: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Those, of candidates who come best first, for whom their school has no place left."""
    grouped = by_school(school)
    school = school.take(grouped)
    # They have as many of their school before them as it has places.
    before = np.arange(len(school)) - places.take(school)
    beyond = (before >= 0) & (school.take(before, mode="clip") == school)
    return grouped.take(beyond.nonzero()[0])


# Orders


def sort_by(key: np.ndarray, number: np.ndarray) -> np.ndarray:
    """The order of keys, lowest first; of those alike, that of their agents' numbers.

    Keys are float64 or int64, without nan.
    """
    if len(key) > MANY:
        told = _rough(key)
        order = np.lexsort(_words(told))
    else:
        told, order = key, key.argsort()
    ordered = told.take(order)
    if (ordered[1:] == ordered[:-1]).any():  # seldom: two keys take several times longer
        order = np.lexsort((number, key))
    return order


MANY = 1_000  # keys, from which on they are put in order sooner 16 bits at a time, by radix


def _rough(key: np.ndarray) -> np.ndarray:
    """The first 48 bits of keys, which sort as they do, but for the few that are alike in these."""
    bits = key
    if key.dtype == np.float64:
        bits = (key + 0.0).view(np.int64)  # -0.0 is 0.0
        bits = np.where(bits < 0, bits ^ np.iinfo(np.int64).max, bits)  # there they run backwards
    return bits >> 16


def _words(rough: np.ndarray) -> tuple[np.ndarray, ...]:
    """Numbers of 48 bits in words of 16, the last of which counts most."""
    low = (rough.astype(np.uint16), (rough >> 16).astype(np.uint16))
    return (*low, (rough >> 32).astype(np.int16))


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
