"""What must add up in every year, on two or three schools whose sums are done by hand."""

import numpy as np
import pytest
from small_worlds import answering, heads, line, teachers

from sim.agents import Head
from sim.agents.roles import HeadRole, Post
from sim.engine.columns import NOBODY
from sim.errors import IdentityBroken
from sim.year import accounts


def sums(identity, state) -> list[tuple[float, float]]:
    """The pairs that should be the same."""
    return [tuple(float(one) for one in pair) for pair in identity(state)]


def executive(state, at: int, led: list[int], **values) -> None:
    """An executive head over some schools, each with a head of school."""
    one = state.tables.heads.add(np.array([201]), school=at, role=HeadRole.EXECUTIVE_HEAD, **values)
    schools = state.schools
    schools[at].executive, schools[at].executive_post = one.row[0], True
    schools[np.array(led)].base, schools[np.array(led)].post = at, Post.HEAD_OF_SCHOOL


def test_a_year_opens_with_its_people_and_reserves():
    state = line(2, balance=[30_000, -10_000])
    heads(state, [0])
    teachers(state, [0, 1, 1])
    accounts.open_year(state)
    assert state.history["people"] == 4
    assert state.history["left"] == 0
    assert state.history["reserves"] == 20_000


def test_work_called_for_is_done_or_saved():
    state = line(
        2, admin_needed=[20, 30], admin_saved=[1, 2], admin_by_staff=[4, 8],
        admin_by_deputies=[16, 32], leading_wanted=[10, 30],
    )  # fmt: skip
    heads(state, [0, 1], admin_hours=[64, 128], leading_due=[3, 5], leading_hours=[7, 9])
    executive(state, 0, [0, 1], admin_hours=256, leading_due=11, leading_hours=16)
    expected = [(50, 63 + 448), (40, 19), (32, 32)]
    assert sums(accounts.leaders_work, state) == expected
    state.schools.leading_wanted = 0.0  # the executive head's hours reach no school
    assert sums(accounts.leaders_work, state)[2] == (32, 16)


def test_every_open_school_is_led():
    state = line(4, closed=[False, False, False, True])
    heads(state, [0, 1])
    state.schools[3].base = 0
    assert sums(accounts.every_school_is_led, state) == [(3, 2)]


def test_leaders_of_the_year_before_lead_still_or_are_lost():
    # 102 goes on, at school 2 under 201; 1 has gone from school 0, which is recorded.
    state = line(
        4, holder_before=[1, 0, 102, 77], leader_before=[1, 201, 102, 0],
        head_left=[True, False, False, False], leader_left=[True, False, False, True],
    )  # fmt: skip
    heads(state, [1, 2])
    executive(state, 1, [1, 2])
    # Of 1, 102 and 77 one is kept and one lost; of 1, 201 and 102 two are kept and two lost.
    assert sums(accounts.leaders_lost, state) == [(3, 2), (3, 4)]
    state = line(1, holder_before=1, leader_before=1)
    heads(state, [0]).unique_id = 1
    assert sums(accounts.leaders_lost, state) == [(1, 1), (1, 1)]


def test_everybody_has_one_post_and_came_from_somewhere():
    state = line(3, teachers=[4, 2, 1], teacher_entrants=[8, 16, 0])
    heads(state, [0, 1])
    executive(state, 0, [0, 1])
    teachers(state, [0, 0, 1, 1, 2])
    state.history |= {"people": np.array(64), "left": np.array(32)}
    assert sums(accounts.people, state) == [(3, 3), (5, 7), (8, 64 - 32 + 24)]
    state.schools[1].head = NOBODY
    assert sums(accounts.people, state)[0] == (3, 2)


def test_reserves_grow_by_income_and_fall_by_spending_and_pooling_moves_them():
    state = line(
        2, income=[100, 200], cost=[70, -7], balance=[50, -5], pooled=[3, -1], closed=[False, True],
        leaders_pay=[11, 12],
    )  # fmt: skip
    heads(state, [0])
    state.history["reserves"] = np.array(1_000.0)
    answering(state, {Head.pay: 20})
    expected = [(1_300, 45 + 63), (302, 300), (7, 0), (5, 0), (20, 23)]
    assert sums(accounts.money, state) == expected


def test_every_pupil_is_in_an_open_school_that_somebody_leads():
    state = line(3, census_pupils=[200, 100, 50], pupils=[210, 90, 40], closed=[False, False, True])
    heads(state, [0, 1], pupils_led=[210, 80])
    executive(state, 1, [1], pupils_led=500)
    # The head of school leads nobody in this sense.
    assert sums(accounts.pupils, state) == [(600, 350), (340, 300), (340, 710)]


def test_teaching_called_for_is_done_by_somebody():
    state = line(
        2, teaching_gap=[2, 1], taught_by_head=[0.5, 0], staff_deployed=[0.5, 0],
        supply_days=[400, 205], teachers=[4, 2], post_fte=[0.5, 1.5],
    )  # fmt: skip
    vars(state.parameters.money).update(supply_partners=0.4, absence_days=5, days_taught=190)
    # 0.4 x 0.5 x 1.5 by partners' staff; of 605 days 10 + 15 were for absence.
    expected = (3, pytest.approx(0.5 + 0.3 + 580 / 190))
    assert sums(accounts.teaching, state) == [expected]


def test_the_largest_relative_error_of_every_year_is_kept():
    state = line(1)

    def adds_up(pairs):
        def identity(state):
            yield from pairs

        accounts.add_up(state, (identity,))
        return float(state.identities["identity"])

    assert adds_up([(100, 100)]) == 0
    assert adds_up([(100, 100), (-100, -99), (20, 20.1)]) == pytest.approx(0.01)
    assert adds_up([(0, 0.005)]) == pytest.approx(0.01)  # that of the year before is larger
    assert adds_up([(0.5, 0)]) == pytest.approx(0.5)  # of one at least
    assert np.isnan(adds_up([(np.nan, 0)]))
    assert np.isnan(adds_up([(100, 100)]))


def test_a_run_fails_whose_error_is_larger_than_that_of_rounding():
    accounts.check({"money": 1e-7, "people": 0})
    for error in (1.1e-7, np.nan):
        with pytest.raises(IdentityBroken, match="money"):
            accounts.check({"money": error, "people": 0})
