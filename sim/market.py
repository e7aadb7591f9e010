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
        -1 where there are no more; (K, schools) each.
    is_open : (schools,) bool.
    home : (n,) int, the school each candidate lives nearest to.
    count, known : how many posts are wanted, and among how many schools; None for all.

    Returns
    -------
    rows (count, n), -1 where fewer are open; km (count, n), inf there.
    """
    lived_in = np.zeros(len(is_open), dtype=bool)
    lived_in[home] = True
    homes = np.flatnonzero(lived_in)
    rows, km = (part.T for part in neighbours)
    known = min(known or rows.shape[1], rows.shape[1])
    around = rows[:, :known][homes]  # home by home, nearest first
    hits = np.flatnonzero(np.append(is_open, False).take(around))  # the last answers for row -1
    column = hits // known
    slot = rank_within(column)
    seen = np.flatnonzero(slot < count)
    hits, column, slot = hits.take(seen), column.take(seen), slot.take(seen)
    found = np.full((count, len(homes)), NOBODY, dtype=np.int64)
    distance = np.full((count, len(homes)), np.inf)
    place = slot * len(homes) + column
    found.put(place, around.ravel().take(hits))
    which = homes.take(column) * rows.shape[1] + hits - column * known
    distance.put(place, km.ravel().take(which))
    position = np.cumsum(lived_in).take(home) - 1
    return found.take(position, axis=1), distance.take(position, axis=1)


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
    below_best = np.clip(HIGHEST_RATING - ratings, 0, 2 * HIGHEST_RATING) * RATING_STEPS
    order = np.argsort(below_best.astype(np.uint16), kind="stable")  # of 16 bits: far sooner
    nowhere = len(places)  # as if one school more, which has no places
    rows = np.where(choices < 0, nowhere, choices)
    rows = rows.astype(np.uint16 if nowhere < 1 << 16 else np.uint32)
    # From here on a candidate is a place in the order: a lower number is the better candidate.
    applications = rows.take(order, axis=1).ravel()
    at = np.full(len(order), nowhere, dtype=rows.dtype)  # where each has an offer for now
    asking = np.arange(len(order))
    turn = asking.copy()  # where the last application of each is among all
    worst = np.where(places > 0, len(order), -1)  # the last candidate a full school holds
    worst, places = np.append(worst, -1), np.append(places, 0)
    contested = np.zeros(nowhere + 1, dtype=bool)
    while asking.size:
        school = applications.take(turn.take(asking))
        heard = asking < worst.take(school)
        taken = np.flatnonzero(heard)  # indices are sooner taken than a mask
        school = school.take(taken)
        at[asking.take(taken)] = school
        contested[:] = False
        contested[school] = True
        pool = np.flatnonzero(contested.take(at))
        school = at.take(pool)
        grouped = np.argsort(school, kind="stable")
        pool, school = pool.take(grouped), school.take(grouped)
        # No place is left for those who have as many of their school before them as it has places.
        before = np.arange(pool.size) - places.take(school)
        beyond = np.flatnonzero((before >= 0) & (school.take(before, mode="clip") == school))[::-1]
        worst[school[beyond]] = pool[beyond - 1]  # the best of them, written last, is what stays
        losers = pool[beyond]
        at[losers] = nowhere
        asking = np.concatenate([losers, asking.take(np.flatnonzero(~heard))])
        turn[asking] += len(order)
        asking = asking.take(np.flatnonzero(turn.take(asking) < applications.size))
    post = np.empty(len(order), dtype=np.int64)
    post[order] = np.where(at == nowhere, NOBODY, at.astype(np.int64))
    return post


def rank_within(groups: np.ndarray) -> np.ndarray:
    """The position of each element within its run of equal, sorted rows, from 0."""
    lengths = np.bincount(groups)
    return np.arange(groups.size) - (np.cumsum(lengths) - lengths).take(groups)
