"""Clusters are complete, balanced, local, and the same however the schools are listed."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim.world
from sim.world.clusters import cluster_distances, local_clusters

SMALLEST, LARGEST = 3, 6


@st.composite
def worlds(draw):
    """Up to 60 schools, often coincident, in up to four authorities; and a possible number."""
    place = st.integers(0, 8)
    schools = draw(st.lists(st.tuples(st.integers(0, 3), place, place), min_size=1, max_size=60))
    authority, easting, northing = np.array(schools).T
    number = draw(st.integers(len(np.unique(authority)), len(schools)))
    return easting.astype(float), northing.astype(float), authority, number


def sizes_and_posts(authority, cluster):
    """For each authority, its number of schools and the sizes of its clusters."""
    for name in np.unique(authority):
        members = cluster[authority == name]
        yield len(members), np.unique(members, return_counts=True)[1]


def scattered(schools):
    """Positions that fill a square evenly, without random numbers."""
    index = np.arange(schools)
    return (index * 0.6180339887) % 1 * 100, (index * 0.7548776662) % 1 * 100


@pytest.fixture(scope="module")
def england():
    file = Path(sim.world.__path__[0]) / "data" / "schools_england_2019.csv"
    schools = pd.read_csv(file)
    authority = np.unique(schools.la_code, return_inverse=True)[1]
    place = (schools.easting_m.to_numpy() / 1000, schools.northing_m.to_numpy() / 1000)
    return *place, authority, schools.pupils.to_numpy() < 150


@pytest.fixture(scope="module")
def england_clusters(england):
    easting, northing, authority, _ = england
    return local_clusters(easting, northing, authority, 4000)


@given(worlds())
def test_every_school_is_in_exactly_one_cluster_and_no_cluster_is_empty(world):
    easting, _, _, number = world
    cluster = local_clusters(*world)
    assert cluster.shape == easting.shape
    assert np.issubdtype(cluster.dtype, np.integer)
    assert np.array_equal(np.unique(cluster), np.arange(number))


@given(worlds())
def test_no_cluster_crosses_an_authority(world):
    _, _, authority, number = world
    cluster = local_clusters(*world)
    assert len(set(zip(cluster.tolist(), authority.tolist(), strict=True))) == number


@given(worlds())
def test_sizes_are_within_bounds_or_else_differ_by_at_most_one(world):
    _, _, authority, _ = world
    for schools, sizes in sizes_and_posts(authority, local_clusters(*world)):
        if SMALLEST * len(sizes) <= schools <= LARGEST * len(sizes):
            assert sizes.min() >= SMALLEST and sizes.max() <= LARGEST
        else:
            assert np.ptp(sizes) <= 1


@given(worlds())
def test_every_authority_keeps_the_bounds_when_the_number_allows_it(world):
    _, _, authority, number = world
    schools = np.unique(authority, return_counts=True)[1]
    fewest = np.ceil(schools / LARGEST).astype(int)
    most = np.maximum(1, schools // SMALLEST)
    if fewest.sum() <= number <= most.sum():
        found = sizes_and_posts(authority, local_clusters(*world))
        posts = np.array([len(sizes) for _, sizes in found])
        assert (posts >= fewest).all() and (posts <= most).all()


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_schools_does_not_matter(world, random):
    easting, northing, authority, number = world
    shuffled = list(range(len(easting)))
    random.shuffle(shuffled)
    place = np.column_stack((authority, easting, northing))
    listed = np.column_stack((place, local_clusters(*world)))
    moved = local_clusters(easting[shuffled], northing[shuffled], authority[shuffled], number)
    relisted = np.column_stack((place[shuffled], moved))
    assert sorted(listed.tolist()) == sorted(relisted.tolist())


@given(worlds())
def test_the_same_schools_always_give_the_same_clusters(world):
    assert np.array_equal(local_clusters(*world), local_clusters(*world))


def test_three_clumps_become_three_clusters():
    clump_east = np.repeat([0.0, 50.0, 90.0], [3, 5, 6])
    clump_north = np.repeat([0.0, 10.0, 80.0], [3, 5, 6])
    nudge = np.array([0.0, 1.0, 2.0, 0.0, 1.0, 2.0, 3.0, 4.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
    cluster = local_clusters(clump_east + nudge, clump_north - nudge, np.zeros(14, int), 3)
    assert cluster.tolist() == np.repeat(cluster[[0, 3, 8]], [3, 5, 6]).tolist()


def test_a_crowded_town_gives_its_edge_to_the_village_next_to_it():
    easting = np.array([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 5.0, 6.0])
    cluster = local_clusters(easting, np.zeros(9), np.zeros(9, int), 2)
    assert np.flatnonzero(cluster == cluster[-1]).tolist() == [6, 7, 8]


def test_posts_are_shared_by_largest_remainder():
    authority = np.repeat([4, 7, 9], [10, 11, 9])  # 2.33, 2.57 and 2.10 posts
    cluster = local_clusters(*scattered(30), authority, 7)
    assert [len(sizes) for _, sizes in sizes_and_posts(authority, cluster)] == [2, 3, 2]


def test_an_authority_with_very_few_schools_has_one_cluster_of_them_all():
    authority = np.repeat([0, 1, 2], [1, 2, 40])
    cluster = local_clusters(*scattered(43), authority, 12)
    assert [len(sizes) for _, sizes in sizes_and_posts(authority, cluster)] == [1, 1, 10]


def test_one_school_is_a_cluster_by_itself():
    assert local_clusters([3.0], [4.0], [0], 1).tolist() == [0]


def test_one_cluster_can_hold_a_great_many_schools():
    assert not local_clusters(*scattered(50_000), np.zeros(50_000, int), 1).any()


def test_schools_all_in_one_place_are_still_balanced():
    sizes = np.bincount(local_clusters(np.zeros(50), np.zeros(50), np.zeros(50, int), 12))
    assert len(sizes) == 12 and sizes.min() >= SMALLEST and sizes.max() <= LARGEST


@pytest.mark.parametrize(
    ("schools", "number", "allowed"),
    [(1200, 400, {3}), (1200, 200, {6}), (1201, 500, {2, 3}), (1201, 150, {8, 9})],
)
def test_an_authority_solved_in_pieces_keeps_the_tightest_sizes(schools, number, allowed):
    cluster = local_clusters(*scattered(schools), np.zeros(schools, int), number)
    sizes = np.bincount(cluster)
    assert len(sizes) == number and set(sizes.tolist()) == allowed


def test_other_sizes_can_be_asked_for():
    place = scattered(500)
    sizes = np.bincount(local_clusters(*place, np.zeros(500, int), 60, smallest=7, largest=9))
    assert len(sizes) == 60 and sizes.min() >= 7 and sizes.max() <= 9


def test_distances_are_measured_to_the_mean_position():
    distance = cluster_distances([0.0, 6.0, 50.0], [0.0, 8.0, 50.0], [7, 7, 2])
    assert distance.tolist() == [5.0, 5.0, 0.0]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"number": 1}, "cannot make 1 clusters of 4 schools in 2 authorities"),
        ({"number": 5}, "cannot make 5 clusters of 4 schools in 2 authorities"),
        ({"smallest": 0}, "sizes must be"),
        ({"smallest": 7}, "sizes must be"),
        ({"easting": [0.0, 1.0, 2.0]}, "same length"),
        ({"easting": [0.0, 1.0, 2.0, np.nan]}, "finite"),
        ({"authority": [0, 0, 1]}, "one value for each school"),
        ({"weight": [1.0, 1.0, 1.0, -1.0]}, "weight"),
    ],
)
def test_impossible_requests_are_refused_in_one_line(changed, message):
    request = {
        "easting": [0.0, 1.0, 2.0, 3.0],
        "northing": [0.0, 1.0, 2.0, 3.0],
        "authority": [0, 0, 1, 1],
        "number": 2,
    }
    with pytest.raises(ValueError, match=message) as refusal:
        local_clusters(**(request | changed))
    assert "\n" not in str(refusal.value)


def test_no_schools_cannot_be_clustered():
    with pytest.raises(ValueError, match="cannot make 0 clusters of 0 schools"):
        local_clusters([], [], [], 0)


def test_distances_refuse_clusters_of_another_length():
    with pytest.raises(ValueError, match="same length"):
        cluster_distances([0.0, 1.0], [0.0, 1.0], [0])


def test_england_has_4000_clusters_of_three_to_six_schools(england, england_clusters):
    _, _, authority, _ = england
    assert np.array_equal(np.unique(england_clusters), np.arange(4000))
    for schools, sizes in sizes_and_posts(authority, england_clusters):
        assert sizes.min() >= min(schools, SMALLEST) and sizes.max() <= LARGEST


def test_england_clusters_are_local(england, england_clusters):
    easting, northing, _, small = england
    distance = cluster_distances(easting, northing, england_clusters)
    assert distance.mean() <= 1.40
    assert distance[small].mean() <= 2.60


def test_weighting_small_schools_brings_them_nearer(england, england_clusters):
    easting, northing, authority, small = england
    weight = np.where(small, 2.0, 1.0)
    weighted = local_clusters(easting, northing, authority, 4000, weight=weight)
    even = cluster_distances(easting, northing, england_clusters)[small].mean()
    assert cluster_distances(easting, northing, weighted)[small].mean() < even
