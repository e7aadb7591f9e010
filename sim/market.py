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
    rows: np.ndarray, km: np.ndarray, is_open: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """The first ``count`` open posts around every school, nearest first.

    Parameters
    ----------
    rows, km : (K, schools), the schools around each school with their distances,
        the school itself first; -1 where there are no more.
    is_open : (schools,) bool.

    Returns
    -------
    rows (count, schools), -1 where fewer are open; km (count, schools), inf there.
    """
    schools = rows.shape[1]
    open_here = is_open[rows] & (rows >= 0)
    place = np.cumsum(open_here, axis=0, dtype=np.int16) - 1
    wanted = open_here & (place < count)
    which, school = np.nonzero(wanted)
    found = np.full((count, schools), NOBODY, dtype=np.int32)
    distance = np.full((count, schools), np.inf)
    slot = place[which, school]
    found[slot, school] = rows[which, school]
    distance[slot, school] = km[which, school]
    return found, distance


def match(
    choices: np.ndarray, ratings: np.ndarray, number: np.ndarray, places: np.ndarray
) -> np.ndarray:
    """Match candidates to posts by deferred acceptance.

    Parameters
    ----------
    choices : (A, n) int, the schools each of n candidates applies to, best first; -1 none.
    ratings : (A, n), what those schools think of them; -inf is never appointed.
    number : (n,) int, unique; breaks ties, lower first.
    places : (schools,) int, posts open.

    Returns
    -------
    (n,) int: the school of each candidate, -1 for none. The result is stable: no
    candidate and school would both rather have each other.
    """
    applications, candidates = choices.shape
    held = np.full(candidates, NOBODY, dtype=np.int32)
    rating = np.full(candidates, -np.inf)
    turn = np.zeros(candidates, dtype=np.int64)
    asking = np.arange(candidates)
    contested = np.zeros(len(places), dtype=bool)
    while asking.size:
        school, rated = choices[turn[asking], asking], ratings[turn[asking], asking]
        turn[asking] += 1
        hopeful = (school >= 0) & (rated > -np.inf)
        held[asking[hopeful]], rating[asking[hopeful]] = school[hopeful], rated[hopeful]
        contested[:] = False
        contested[school[hopeful]] = True
        pool = np.flatnonzero((held >= 0) & contested[held])
        pool = pool[np.lexsort((number[pool], -rating[pool], held[pool]))]
        rejected = pool[rank_within(held[pool]) >= places[held[pool]]]
        held[rejected] = NOBODY
        asking = np.concatenate([rejected, asking[~hopeful]])
        asking = asking[turn[asking] < applications]
    return held


def rank_within(groups: np.ndarray) -> np.ndarray:
    """The position of each element within its run of equal, sorted values, from 0."""
    if not groups.size:
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1]]))
    lengths = np.diff(np.append(starts, groups.size))
    return np.arange(groups.size) - np.repeat(starts, lengths)

