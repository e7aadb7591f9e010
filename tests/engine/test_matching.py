"""The matching market: stable, fair about places, and right on cases done by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.matching import (
    MANY,
    best_first,
    by_school,
    match,
    nearest_open,
    rank_within,
    sort_by,
    textbook_match,
)


def test_two_candidates_want_one_post_and_the_better_rated_gets_it():
    given = np.array([[1, 1], [-1, 0]]), np.array([1, 1])
    assert match(*given).tolist() == textbook_match(*given).tolist() == [1, 0]


def test_nobody_is_appointed_who_does_not_apply_or_where_no_post_is_open():
    given = np.array([[-1, 0]]), np.array([0])
    assert match(*given).tolist() == textbook_match(*given).tolist() == [-1, -1]


def test_candidates_come_in_order_of_rating_and_those_alike_in_order_of_number():
    ratings, number = np.array([0.5, 0.7, 0.5, 0.5 + 1e-9]), np.array([9, 8, 4, 20])
    assert sort_by(-ratings, number).tolist() == [1, 3, 2, 0]
    alike = np.zeros(4)
    assert sort_by(-alike, number).tolist() == [2, 1, 0, 3]


@pytest.mark.parametrize("apart", [1e-9, 1e-3, 1, 1e6, 1 << 40])
def test_many_keys_are_put_in_order_as_few_are(apart):
    draw = np.random.default_rng(1)
    ratings, number = draw.normal(size=2 * MANY) * apart, draw.permutation(2 * MANY)
    whole = np.round(ratings).astype(np.int64)
    assert (sort_by(whole, number) == np.lexsort((number, whole))).all()
    ratings[7] = 0.0
    assert (sort_by(ratings, number) == ratings.argsort()).all()  # no two alike
    ratings[:2], ratings[7], two = [0.0, -0.0], 0.5, number.copy()
    two[:2] = sorted(number[:2])
    assert (sort_by(ratings, two) == np.lexsort((two, ratings))).all()
    ratings[:5] = [0.0, -0.0, -np.inf, np.inf, 0.0]
    assert (sort_by(ratings, number) == np.lexsort((number, ratings))).all()


def test_nearest_open_posts_come_nearest_first_and_only_open_ones():
    rows = np.array([[0, 1, 2], [1, 0, 1], [2, 2, 0]], dtype=np.int32)
    km = np.array([[0.0, 0, 0], [1, 1, 2], [3, 2, 3]])
    found, far = nearest_open(
        (rows, km), np.array([False, True, True]), np.array([0, 2, 0]), 2, None
    )
    assert found.tolist() == [[1, 2, 1], [2, 1, 2]]
    assert far.tolist() == [[1, 0, 1], [3, 2, 3]]


def test_where_fewer_posts_are_open_the_rest_is_nobody():
    rows, km = np.array([[0], [-1]], dtype=np.int32), np.array([[0.0], [np.inf]])
    found, far = nearest_open((rows, km), np.array([True]), np.array([0]), 3, None)
    assert found.ravel().tolist() == [0, -1, -1]
    assert far.ravel().tolist() == [0, np.inf, np.inf]


def test_only_so_many_schools_are_known():
    rows = np.array([[0, 1, 2], [1, 0, 1], [2, 2, 0]], dtype=np.int32)
    km = np.array([[0.0, 0, 0], [1, 1, 2], [3, 2, 3]])
    is_open, home = np.array([False, True, True]), np.array([0, 1])
    found, far = nearest_open((rows, km), is_open, home, 2, 2)
    assert found.tolist() == [[1, 1], [-1, -1]]
    assert far.tolist() == [[1, 0], [np.inf, np.inf]]
    assert nearest_open((rows, km), is_open, home, 2, 9)[0].tolist() == [[1, 1], [2, 2]]


def test_no_more_posts_are_seen_than_asked_for():
    rows, km = np.array([[0], [2], [1]], dtype=np.int32), np.array([[0.0], [1], [2]])
    found, far = nearest_open((rows, km), np.ones(3, dtype=bool), np.array([0, 0]), 2, None)
    assert found.tolist() == [[0, 0], [2, 2]]
    assert far.tolist() == [[0, 0], [1, 1]]


def test_what_is_no_post_may_be_worth_anything():
    with np.errstate(invalid="raise"):
        found = best_first(np.array([[-np.inf], [np.nan], [0.5]]), np.array([[-1], [-1], [2]]), 2)
    assert found[:, 0].tolist() == [2, -1]


def test_posts_alike_in_worth_to_a_ten_thousandth_come_highest_number_first():
    worth = np.array([[0.50001], [0.50002], [0.50012], [-0.2], [0.50001]])
    posts = np.array([[4], [9], [0], [7], [6]])
    assert best_first(worth, posts, 5)[:, 0].tolist() == [0, 9, 6, 4, 7]
    assert best_first(worth, posts, 2)[:, 0].tolist() == [0, 9]
    assert best_first(np.array([[-1e9], [5.0]]), np.array([[3], [-1]]), 2)[:, 0].tolist() == [3, -1]


def test_rank_is_within_each_run():
    assert rank_within(np.array([0, 0, 2, 2, 2, 5])).tolist() == [0, 1, 0, 1, 2, 0]


def test_schools_are_put_together_and_those_of_one_stay_in_order():
    rows = np.array([3, 1, 3, 0, 1])
    assert by_school(rows.astype(np.uint16)).tolist() == [3, 1, 4, 0, 2]
    many = np.array([70_000, 2, 70_000, 65_536, 4_464, 131_072], dtype=np.uint32)
    assert by_school(many).tolist() == [1, 4, 3, 0, 2, 5]  # 4,464 is 70,000 in 16 bits


@pytest.mark.parametrize("schools", [65_534, 65_535, 65_536, 65_537, 70_000])
def test_a_market_of_many_schools_is_matched_as_the_textbook_does(schools):
    last = schools - 1
    choices = np.array([[last, last, 0, last, -1], [0, 0, last, last - 1, -1]])
    places = np.ones(schools, dtype=np.int64)
    given = choices, places
    assert match(*given).tolist() == textbook_match(*given).tolist() == [last, 0, -1, last - 1, -1]


@st.composite
def markets(draw):
    candidates, schools = draw(st.integers(1, 12)), draw(st.integers(1, 6))
    applications = draw(st.integers(1, schools))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    choices = np.stack([rng.permutation(schools)[:applications] for _ in range(candidates)], 1)
    choices[rng.random(choices.shape) < 0.2] = -1
    return choices, rng.integers(0, 3, schools)


@given(markets())
def test_matching_does_what_the_textbook_does(market):
    assert match(*market).tolist() == textbook_match(*market).tolist()


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_the_order_in_which_candidates_are_stored_does_not_matter(ratings, random):
    ratings, number = np.array(ratings, dtype=float), np.arange(len(ratings)) + 7
    stored = np.array(random.sample(range(len(ratings)), len(ratings)))
    again = number[stored][sort_by(ratings[stored], number[stored])]
    assert again.tolist() == number[sort_by(ratings, number)].tolist()


@given(markets())
def test_no_candidate_and_school_would_both_rather_have_each_other(market):
    choices, places = market  # the best candidate comes first
    got = match(*market)
    counts = np.bincount(got[got >= 0], minlength=len(places))
    assert (counts <= places).all()
    for candidate in range(choices.shape[1]):
        assert got[candidate] == -1 or got[candidate] in choices[:, candidate]
        for school in choices[:, candidate]:
            if school == got[candidate]:
                break
            if school < 0:
                continue
            # The candidate would rather be here; then the school must be full of better ones.
            there = np.flatnonzero(got == school)
            assert len(there) == places[school]
            assert (there < candidate).all()


@given(st.integers(1, 6), st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_posts_applied_for_are_those_worth_most_best_first(known, most, seed):
    rng = np.random.default_rng(seed)
    worth = rng.permutation(40)[:known].astype(float) - 20
    posts = np.where(rng.random(known) < 0.3, -1, rng.permutation(1_000_000)[:known])
    wanted = [post for _, post in sorted(zip(-worth, posts, strict=True)) if post >= 0][:most]
    found = best_first(worth[:, None], posts[:, None], most)[:, 0]
    assert found.tolist() == wanted + [-1] * (min(known, most) - len(wanted))
