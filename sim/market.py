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
    open_near = is_open[around] & (around >= 0)
    place = np.cumsum(open_near, axis=0, dtype=np.uint8)  # fewer than 256 schools are known
    which, column = np.nonzero(open_near & (place <= count))
    slot = place[which, column] - 1
    found = np.full((count, len(is_open)), NOBODY, dtype=np.int32)
    distance = np.full((count, len(is_open)), np.inf)
    found[slot, homes[column]] = around[which, column]
    distance[slot, homes[column]] = km[which, homes[column]]
    return found[:, home], distance[:, home]


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
    standing = np.empty(candidates, dtype=np.uint64)
    standing[np.argsort(number)] = np.arange(candidates, dtype=np.uint64)
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
        pool = pool[np.argsort(_order_key(held[pool], rating[pool], standing[pool]))]
        rejected = pool[rank_within(held[pool]) >= places[held[pool]]]
        held[rejected] = NOBODY
        asking = np.concatenate([rejected, asking[~hopeful]])
        asking = asking[turn[asking] < applications]
    return held


def _order_key(school: np.ndarray, rating: np.ndarray, standing: np.ndarray) -> np.ndarray:
    """One whole number that sorts by school, then by rating from the highest, then by standing.

    Ratings count in steps of 2^-16; keys are unique, so that every sort agrees.
    """
    worst_last = (np.clip(8 - rating, 0, 15.99) * 2**16).astype(np.uint64)
    return (school.astype(np.uint64) << 42) | (worst_last << 22) | standing


def rank_within(groups: np.ndarray) -> np.ndarray:
    """The position of each element within its run of equal, sorted values, from 0."""
    if not groups.size:
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1]]))
    lengths = np.diff(np.append(starts, groups.size))
    return np.arange(groups.size) - np.repeat(starts, lengths)

