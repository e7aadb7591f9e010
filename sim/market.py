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
    rows: np.ndarray, km: np.ndarray, is_open: np.ndarray, home: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """The first ``count`` open posts around each home, nearest first.

    Parameters
    ----------
    rows, km : (K, schools), the schools around each school with their distances,
        the school itself first; -1 where there are no more.
    is_open : (schools,) bool.
    home : (n,) int, the school each candidate lives nearest to.

    Returns
    -------
    rows (count, n), -1 where fewer are open; km (count, n), inf there.
    """
    lived_in = np.zeros(len(is_open), dtype=bool)
    lived_in[home] = True
    homes = np.flatnonzero(lived_in)
    around = rows[:, homes] if len(homes) < len(is_open) else rows
    open_near = np.append(is_open, False)[around]  # the last answers for row -1
    place = np.cumsum(open_near, axis=0, dtype=np.uint8)  # fewer than 256 schools are known
    which, column = np.divmod(np.flatnonzero(open_near & (place <= count)), len(homes))
    slot = place[which, column] - 1
    found = np.full((count, len(homes)), NOBODY, dtype=np.int32)
    distance = np.full((count, len(homes)), np.inf)
    found[slot, column] = around[which, column]
    distance[slot, column] = km[which, homes[column]]
    position = np.cumsum(lived_in)[home] - 1
    return found[:, position], distance[:, position]


def match(choices: np.ndarray, ratings: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Match candidates to posts by deferred acceptance.

    Parameters
    ----------
    choices : (A, n) int, the schools each of n candidates applies to, best first; -1 none.
    ratings : (A, n), what those schools think of them; -inf is never appointed.
    places : (schools,) int, posts open.

    Returns
    -------
    (n,) int: the school of each candidate, -1 for none. The result is stable: no
    candidate and school would both rather have each other. Candidates whom a
    school rates alike, to 2^-18, come in the order they were given.
    """
    candidates = choices.shape[1]
    hopeless = np.uint64(len(places)) << SCHOOL_BITS  # as if at one school more, after all others
    keys = _order_keys(choices, ratings, hopeless).ravel()
    held = np.full(candidates, hopeless)  # the key of the post each holds for now
    turn = np.arange(candidates)  # where the next application of each is among the keys
    asking = turn.copy()
    contested = np.zeros(len(places) + 1, dtype=bool)
    while asking.size:
        held[asking] = keys[turn[asking]]
        turn[asking] += candidates
        contested[:] = False
        contested[held[asking] >> SCHOOL_BITS] = True
        contested[-1] = False
        pool = np.sort(held[contested[held >> SCHOOL_BITS]])
        school = (pool >> SCHOOL_BITS).astype(np.int64)
        # Refused is whoever has as many better ones at the school as it has places.
        better = np.arange(pool.size) - places[school]
        refused = (better >= 0) & (school[np.maximum(better, 0)] == school)
        losers = (pool[refused] & CANDIDATE_MASK).astype(np.int64)
        unheard = asking[held[asking] == hopeless]
        held[losers] = hopeless
        asking = np.concatenate([losers, unheard])
        asking = asking[turn[asking] < keys.size]
    return np.where(held == hopeless, NOBODY, (held >> SCHOOL_BITS).astype(np.int32))


# A key is one whole number: the school in the highest bits, then the rating from the best
# down, then the candidate. Keys are unique, so that every sort gives the same order.
SCHOOL_BITS, CANDIDATE_BITS = np.uint64(44), np.uint64(22)
CANDIDATE_MASK = (np.uint64(1) << CANDIDATE_BITS) - np.uint64(1)
HIGHEST_RATING, RATING_STEPS = 8.0, 2.0**18


def _order_keys(choices: np.ndarray, ratings: np.ndarray, hopeless: np.uint64) -> np.ndarray:
    below_best = np.clip(HIGHEST_RATING - ratings, 0, 2 * HIGHEST_RATING - 1 / RATING_STEPS)
    keys = (below_best * RATING_STEPS).astype(np.uint64) << CANDIDATE_BITS
    keys |= choices.astype(np.uint64) << SCHOOL_BITS
    keys |= np.arange(choices.shape[1], dtype=np.uint64)
    return np.where((choices >= 0) & (ratings > -np.inf), keys, hopeless)


def rank_within(groups: np.ndarray) -> np.ndarray:
    """The position of each element within its run of equal, sorted values, from 0."""
    if not groups.size:
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1]]))
    lengths = np.diff(np.append(starts, groups.size))
    return np.arange(groups.size) - np.repeat(starts, lengths)
