"""The loops that :mod:`sim.engine.kernels` compiles; each gives the bytes of the NumPy function
that names it, where its arguments and results are explained.

Only numbers, arrays and loops, which Numba compiles as they stand. Sums are added in the order of
the arrays, and no step of arithmetic is left out or joined with another: either would change bits.
"""

import numpy as np

NOBODY = NO_CLASS = -1


# Posts


def nearest_open(neighbours, is_open, home, count, known=None):
    """Go through the schools around each home, once, until enough posts are found."""
    rows, km = neighbours
    reach = len(rows) if known is None else min(known, len(rows))
    lived_in = np.zeros(len(is_open), dtype=np.bool_)
    for candidate in range(len(home)):
        lived_in[home[candidate]] = True
    open_posts = np.full((count, len(is_open)), NOBODY, dtype=np.int64)
    away = np.full((count, len(is_open)), np.inf)
    for school in range(len(is_open)):
        found = near = 0
        while lived_in[school] and found < count and near < reach:
            post = rows[near, school]
            if post >= 0 and is_open[post]:
                open_posts[found, school], away[found, school] = post, km[near, school]
                found += 1
            near += 1
    posts = np.empty((count, len(home)), dtype=np.int64)
    distance = np.empty((count, len(home)))
    for nth in range(count):
        for candidate in range(len(home)):
            posts[nth, candidate] = open_posts[nth, home[candidate]]
            distance[nth, candidate] = away[nth, home[candidate]]
    return posts, distance


def best_first(worth, posts, most):
    """Let the best post of each candidate come up, then the best of the rest."""
    choices, candidates = posts.shape
    most = min(most, choices)
    best = np.empty((most, candidates), dtype=np.int64)
    ranked = np.empty((choices, candidates), dtype=np.int64)
    for choice in range(choices):
        for candidate in range(candidates):
            post, steps = posts[choice, candidate], np.int64(worth[choice, candidate] * 1e4)
            ranked[choice, candidate] = (steps << 24) + (post + 1) if post >= 0 else -(1 << 62)
    for first in range(most):
        for here in range(choices - 1, first, -1):
            for candidate in range(candidates):
                above, below = ranked[here - 1, candidate], ranked[here, candidate]
                ranked[here - 1, candidate] = max(above, below)
                ranked[here, candidate] = min(above, below)
        for candidate in range(candidates):
            best[first, candidate] = (ranked[first, candidate] & ((1 << 24) - 1)) - 1
    return best


def match(choices, places):
    """The best candidate chooses first, then the next: what deferred acceptance comes to."""
    left = places.copy()
    post = np.full(choices.shape[1], NOBODY, dtype=np.int64)
    for candidate in range(choices.shape[1]):
        for choice in range(len(choices)):
            school = choices[choice, candidate]
            if school >= 0 and left[school] > 0:
                post[candidate] = school
                left[school] -= 1
                break
    return post


# Draws


def spread(number, streams):
    """Scramble the key of each, and make a number between 0 and 1 of its first 52 bits."""
    places = number.reshape(-1, number.shape[-1])
    drawn = np.empty(places.shape)
    for row in range(len(places)):
        for place in range(places.shape[1]):
            stream = streams[place] if len(streams) > 1 else streams[0]
            bits = np.uint64(places[row, place]) * np.uint64(0x9E3779B97F4A7C15) + stream
            bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            bits = bits ^ (bits >> np.uint64(31))
            drawn[row, place] = (np.int64(bits >> np.uint64(12)) + 0.5) * 2.0**-52
    return drawn.reshape(number.shape)


def between_knots(chance, steps, starts, tail):
    """Follow the line from the knot before each chance, and note those in the tails."""
    found = np.empty(len(chance))
    tails, number = np.empty(len(chance), dtype=np.int64), 0
    for place in range(len(chance)):
        at = chance[place] * len(steps)
        knot = np.int64(at)
        found[place] = at * steps[knot] + starts[knot]
        tails[number] = place
        number += knot < tail or knot >= len(steps) - tail
    return found, tails[:number]


# Classes


def free_classes(school, taught, classes):
    """Strike off the classes that are taught already, then list those left, school by school."""
    first = np.zeros(len(classes) + 1, dtype=np.int64)
    for row in range(len(classes)):
        first[row + 1] = first[row] + classes[row]
    is_free = np.ones(first[-1] + 1, dtype=np.bool_)  # the last is of those without a class
    kept = np.empty_like(taught)
    for teacher in range(len(school)):
        at, number = school[teacher], taught[teacher]
        keeps = (number >= 0) & (number < classes[at])
        is_free[first[at] + number if keeps else first[-1]] = False
        kept[teacher] = number if keeps else NO_CLASS
    vacant = np.zeros(len(classes), dtype=np.int64)
    free, found = np.empty(first[-1] + 1, dtype=np.int64), 0
    for row in range(len(classes)):
        before = found
        for one in range(classes[row]):
            free[found] = one  # stays if it is free, or the next is written over it
            found += is_free[first[row] + one]
        vacant[row] = found - before
    waiting, waits = np.empty(len(school) + 1, dtype=np.int64), 0
    for teacher in range(len(school)):
        waiting[waits] = teacher
        waits += (kept[teacher] == NO_CLASS) & (vacant[school[teacher]] > 0)
    return kept, waiting[:waits], free[:found], vacant


def seats(school, turn, number, vacant):
    """Keep a queue for each school, by turn: who comes after its last free class drops out."""
    begin = np.zeros(len(vacant) + 1, dtype=np.int64)
    for row in range(len(vacant)):
        begin[row + 1] = begin[row] + vacant[row]
    queue, end = np.empty(begin[-1], dtype=np.int64), begin[:-1].copy()
    for teacher in range(len(school)):
        at = school[teacher]
        place = end[at]
        end[at] = min(place + 1, begin[at + 1])
        while place > begin[at]:
            before = queue[place - 1]
            ahead = turn[teacher] - turn[before]
            if ahead > 0 or (ahead == 0 and number[teacher] > number[before]):
                break
            if place < begin[at + 1]:
                queue[place] = before
            place -= 1
        if place < begin[at + 1]:
            queue[place] = teacher
    seat = np.full(len(school), -1, dtype=np.int64)
    for row in range(len(vacant)):
        for place in range(begin[row], end[row]):
            seat[queue[place]] = place
    return seat


def of_each_class(classes, number, works_at, values, without):
    """Give every class what its school has without a teacher, then its teacher's values."""
    first = np.zeros(len(classes) + 1, dtype=np.int64)
    for school in range(len(classes)):
        first[school + 1] = first[school] + classes[school]
    by_class = np.empty((len(values), first[-1]))
    for one in range(len(values)):
        for school in range(len(classes)):
            by_class[one, first[school] : first[school + 1]] = without[one, school]
        for teacher in range(len(number)):
            if number[teacher] != NO_CLASS:
                by_class[one, first[works_at[teacher]] + number[teacher]] = values[one, teacher]
    return by_class


def year_group_means(by_class, classes, first, groups, apart=1):
    """Follow the running totals of values from boundary to boundary between year groups.

    They begin anew with the schools of each replicate.
    """
    means = np.empty((len(by_class), 7, len(classes)))
    total, reached, before = np.zeros(len(by_class)), np.zeros(len(by_class)), 0
    for school in range(len(classes)):
        if school % (len(classes) // apart) == 0:
            total[:] = 0.0
        share = groups[school] / max(classes[school], 1)
        whole = np.int64(0)
        for group in range(8):
            boundary = min(max(group - first[school], 0), groups[school])
            place = boundary * (classes[school] / groups[school])
            begun, whole = whole, np.int64(place + 1e-9)
            part = max(place - whole, 0.0)
            for one in range(len(by_class)):
                for passed in range(before + begun, before + whole):
                    total[one] += by_class[one, passed]
                now = total[one]
                if part > 0:
                    now += part * by_class[one, before + whole]
                if group > 0:
                    means[one, group - 1, school] = (now - reached[one]) * share
                reached[one] = now
        before += classes[school]
    return means


# Counts and sums


def sums(row, values, count):
    """Add up values by row."""
    added = np.zeros(count)
    for place in range(len(row)):
        added[row[place]] += values[place]
    return added


def count_staff(school, role, deputy, schools):
    """Count everybody, and deputies, in each school; those in no school count for none."""
    teachers = np.zeros(schools + 1, dtype=np.int64)
    deputies = np.zeros(schools + 1, dtype=np.int64)
    for teacher in range(len(school)):
        teachers[school[teacher]] += 1
        if role[teacher] == deputy:
            deputies[school[teacher]] += 1
    return teachers[:-1], deputies[:-1]


def leader_rows(schools, base, head, executive, executive_post, minder):
    """Who leads each school; then who minds those that nobody leads."""
    leader = np.empty(schools, dtype=np.int64)
    for school in range(schools):
        at = base[school]
        leader[school] = executive[at]
        if leader[school] == NOBODY:
            alone = executive_post[at] and head[school] != NOBODY
            leader[school] = head[school] if alone or head[at] == NOBODY else head[at]
    led = leader.copy()
    for school in range(schools):
        if leader[school] == NOBODY and minder[school] != NOBODY:
            leader[school] = led[minder[school]]
    return leader
