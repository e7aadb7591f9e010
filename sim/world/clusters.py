"""Group schools into local, balanced clusters, each small enough for one executive head.

The clusters of an authority are found in two steps. A tree joins neighbouring schools, and then
neighbouring groups, until as many groups are left as there are posts of executive head: this
places the clusters where the schools are, but some are too large and some too small. Then every
school is assigned afresh to the nearby cluster centres, within the allowed sizes and at the least
total distance; centres are moved to the mean position of their schools and the assignment is
repeated until it settles. No random numbers are used.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.cluster.hierarchy import linkage
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist, pdist

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LARGEST_PIECE = 200  # schools solved together: more take longer each, and hardly come closer
ASSIGNMENT_ROUNDS = 4  # on England's schools, later rounds shorten the mean distance by under 0.1%


def local_clusters(
    easting: ArrayLike,
    northing: ArrayLike,
    authority: ArrayLike,
    number: int,
    smallest: int = 3,
    largest: int = 6,
    weight: ArrayLike | None = None,
) -> Integers:
    """Return the cluster of each school: integers from 0 to ``number`` - 1, (n,).

    ``easting`` and ``northing`` are kilometres, ``authority`` a number for each school's local
    authority; all are (n,), as is ``weight``, how much a school's distance counts when schools
    are assigned (by default all count alike).

    Every cluster has at least one school, and none crosses an authority's boundary. Clusters are
    divided among the authorities in proportion to their schools, by largest remainder, as far as
    sizes from ``smallest`` to ``largest`` permit. An authority with fewer schools than the
    smallest has one cluster; where ``number`` leaves one too few or too many clusters for these
    sizes, its sizes differ by at most one instead. The order of the list of schools does not
    matter, except between schools alike in authority, position and weight.

    Raises ValueError for arrays of different lengths or with values that are not finite, negative
    weights, and a number or sizes that cannot be.
    """
    position = _positions(easting, northing)
    home = np.asarray(authority)
    importance = np.ones(len(position)) if weight is None else np.asarray(weight, dtype=float)
    _check(position, home, importance, number, smallest, largest)
    # Working in order of place makes the result independent of the order of the list.
    order = np.lexsort((importance, position[:, 1], position[:, 0], home))
    by_authority = np.split(order, np.flatnonzero(np.diff(home[order])) + 1)
    return _cluster_all(position, importance, by_authority, number, smallest, largest)


def cluster_distances(easting: ArrayLike, northing: ArrayLike, cluster: ArrayLike) -> Floats:
    """Return the kilometres from each school to the mean position of its cluster: (n,).

    Positions are kilometres, (n,); ``cluster`` is what :func:`local_clusters` returns. Raises
    ValueError for arrays of different lengths or a position that is not finite.
    """
    position = _positions(easting, northing)
    present, label = np.unique(np.asarray(cluster), return_inverse=True)
    if label.shape != (len(position),):
        raise ValueError("easting, northing and cluster must have the same length")
    centre = _centres(position, label, len(present))
    return np.hypot(*(position - centre[label]).T)


def _cluster_all(
    position: Floats,
    importance: Floats,
    by_authority: list[Integers],
    number: int,
    smallest: int,
    largest: int,
) -> Integers:
    """Return the cluster of each school, authority by authority."""
    sizes = np.array([len(schools) for schools in by_authority])
    posts_by_authority = _divide_posts(sizes, number, smallest, largest)
    cluster, made = np.empty(len(position), dtype=np.int64), 0
    for schools, posts in zip(by_authority, posts_by_authority, strict=True):
        fewest, most = _size_bounds(len(schools), posts, smallest, largest)
        for piece, clusters in _pieces(position, schools, posts):
            within = _cluster_piece(position[piece], importance[piece], clusters, fewest, most)
            cluster[piece] = made + within
            made += clusters
    return cluster


def _positions(easting: ArrayLike, northing: ArrayLike) -> Floats:
    """Return the (n, 2) positions, checked to be finite."""
    east, north = np.asarray(easting, dtype=float), np.asarray(northing, dtype=float)
    if east.ndim != 1 or east.shape != north.shape:
        raise ValueError("easting and northing must be one-dimensional and of the same length")
    position = np.column_stack((east, north))
    if not np.isfinite(position).all():
        raise ValueError("every easting and northing must be a finite number")
    return position


def _check(
    position: Floats, home: NDArray, importance: Floats, number: int, smallest: int, largest: int
) -> None:
    """Raise ValueError, saying what is wrong, unless the clusters can be made."""
    schools = len(position)
    if home.shape != (schools,) or importance.shape != (schools,):
        raise ValueError("authority and weight must have one value for each school")
    if not ((importance >= 0) & np.isfinite(importance)).all():
        raise ValueError("every weight must be a finite number, zero or more")
    if not 1 <= smallest <= largest:
        raise ValueError(f"sizes must be 1 <= smallest <= largest, not {smallest} and {largest}")
    authorities = len(np.unique(home))
    if not max(1, authorities) <= number <= schools:
        raise ValueError(
            f"cannot make {number} clusters of {schools} schools in {authorities} authorities: "
            "there must be one for every authority, and a school for every cluster"
        )


def _divide_posts(schools: Integers, number: int, smallest: int, largest: int) -> list[int]:
    """Divide ``number`` posts among authorities in proportion to their (authorities,) schools."""
    fewest = -(-schools // largest)
    most = np.maximum(fewest, schools // smallest)
    if number < fewest.sum():
        fewest, most = np.ones_like(schools), fewest
    elif number > most.sum():
        fewest, most = most, schools

    # Remainders are kept in whole numbers so that equal ones tie exactly; the first then wins.
    total = schools.sum()
    posts = np.clip(schools * number // total, fewest, most)
    while (short := number - posts.sum()) != 0:
        owed = schools * number - posts * total
        if short > 0:
            posts[np.argmax(np.where(posts < most, owed, -np.inf))] += 1
        else:
            posts[np.argmin(np.where(posts > fewest, owed, np.inf))] -= 1
    return posts.tolist()


def _size_bounds(schools: int, posts: int, smallest: int, largest: int) -> tuple[int, int]:
    """Return the fewest and most schools in each cluster of an authority."""
    if smallest * posts <= schools <= largest * posts:
        return smallest, largest
    return schools // posts, -(-schools // posts)


def _pieces(position: Floats, schools: Integers, posts: int) -> Iterator[tuple[Integers, int]]:
    """Halve a large authority across its longer side until each piece is quick to solve.

    Schools are divided in proportion to posts, so sizes possible in the whole are so in each piece.
    """
    if len(schools) <= LARGEST_PIECE or posts == 1:
        yield schools, posts
        return
    longer = np.argmax(np.ptp(position[schools], axis=0))
    along = schools[np.argsort(position[schools, longer], kind="stable")]
    near_posts = posts // 2
    near_schools = round(len(schools) * near_posts / posts)
    yield from _pieces(position, along[:near_schools], near_posts)
    yield from _pieces(position, along[near_schools:], posts - near_posts)


def _cluster_piece(
    position: Floats, importance: Floats, clusters: int, fewest: int, most: int
) -> Integers:
    """Return the cluster, from 0, of each school in one piece of an authority."""
    if clusters == 1:
        return np.zeros(len(position), dtype=np.int64)
    label = _tree_groups(position, clusters)
    for _ in range(ASSIGNMENT_ROUNDS):
        before = label
        distance = cdist(position, _centres(position, before, clusters))
        label = _assign(importance[:, np.newaxis] * distance, fewest, most)
        if np.array_equal(label, before):
            break
    return label


def _tree_groups(position: Floats, groups: int) -> Integers:
    """Join nearby schools into exactly ``groups`` groups of whatever size, by Ward's tree."""
    schools = len(position)
    tree = linkage(
        pdist(position), method="ward"
    )  # each row joins two nodes: first, second, height, size
    # By height alone, crowded towns are left in groups far too large; size holds these back.
    earliest = np.argsort(tree[:, 2] * tree[:, 3], kind="stable")[: schools - groups]
    node_group = np.arange(2 * schools - 1)
    for row in np.sort(earliest)[::-1]:  # a node comes before the two it was made from
        node_group[tree[row, :2].astype(int)] = node_group[schools + row]
    return np.unique(node_group[:schools], return_inverse=True)[1]


def _assign(cost: Floats, fewest: int, most: int) -> Integers:
    """Return the column (cluster) of each row (school) at the least total cost.

    Each cluster offers ``most`` places, of which the first ``fewest`` must be taken.
    """
    schools, clusters = cost.shape
    most = min(most, schools - fewest * (clusters - 1))  # the others must have their fewest
    reward = schools * float(np.max(cost)) + 1  # for such a place: more than any cost it can add
    places = np.hstack((np.tile(cost - reward, fewest), np.tile(cost, most - fewest)))
    return linear_sum_assignment(places)[1] % clusters


def _centres(position: Floats, label: Integers, clusters: int) -> Floats:
    """Return the (clusters, 2) mean positions of the schools of each cluster."""
    sizes = np.bincount(label, minlength=clusters)
    sums = [np.bincount(label, weights=axis, minlength=clusters) for axis in position.T]
    return np.column_stack(sums) / sizes[:, np.newaxis]
