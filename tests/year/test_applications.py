"""Which of the posts near home somebody applies for, worked out by hand."""

import numpy as np
import pytest
from small_worlds import drawing, line

from sim.engine.columns import NOBODY
from sim.year import applications


@pytest.fixture
def state():
    state = line(3)
    state.parameters.recruitment.__dict__.update(
        **{"taste": 2, "travel": 0.5, "travel_limit": 6, "applications": 2}
    )
    return state


def asked(state, posts, km, appeal, taste):
    drawing(state, liked=lambda number, about: np.array(taste)[about] + np.zeros(np.shape(about)))
    rows = np.array(posts)[:, None]
    return applications.applications(
        state, np.array([9]), rows, np.array(km)[:, None], np.array(appeal)[:, None], "liked"
    )[:, 0].tolist()


def test_travel_repels_tastes_differ_and_beyond_a_limit_nobody_applies(state):
    assert asked(state, [0, 1, 2], [0.0, 1, 2], [0.0, 0, 0], [0.5] * 3) == [0, 1]
    # 3.1 - 3, 0 and 0.2 - 0.5: who is more appealing is worth 6 km.
    assert asked(state, [0, 1, 2], [6.0, 0, 1], [3.1, 0, 0.2], [0.5] * 3) == [0, 1]
    assert asked(state, [0, 1, 2], [6.1, 0, 1], [9.0, 0, 0.2], [0.5] * 3) == [1, 2]
    # Tastes are worth up to a point on each side, and are the same for a school in any place.
    assert asked(state, [0, 1, 2], [1.0, 1, 1], [0.5, 0, 0], [0.2, 0.5, 0.9]) == [2, 1]
    assert asked(state, [2, NOBODY, 0], [1.0, np.inf, 1], [0.0, 5, 0.5], [0.1, 0, 0.5]) == [2, 0]


def test_worth_is_counted_from_a_taste_that_is_nobodys(state, monkeypatch):
    seen = {}
    monkeypatch.setattr(
        applications,
        "best_first",
        lambda worth, posts, most: seen.update(worth=worth, posts=posts) or posts,
    )
    asked(state, [0, 1, NOBODY], [3.0, 7, np.inf], [1.0, 2, 3], [0.5, 0.75, 0])
    # What is nobody's is never asked for, whatever it is worth.
    assert seen["worth"][:2, 0] == pytest.approx([1 - 1.5, 2 + 0.5 - 3.5])
    assert np.isfinite(seen["worth"]).all()
    assert seen["posts"][:, 0].tolist() == [0, NOBODY, NOBODY]
