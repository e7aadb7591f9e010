"""Selections do what Mesa's ``AgentSet`` does, on schools few enough to count."""

import numpy as np
import pytest

from sim.agents import School, Teacher
from sim.model import Model
from sim.world import synthetic


@pytest.fixture
def model():
    return Model(synthetic(6, 1), seed=1)


@pytest.fixture
def schools(model):
    """Six schools of 30, 10, 20, 10, 30 and 40 pupils."""
    model.schools.pupils = np.array([30, 10, 20, 10, 30, 40])
    return model.schools


def pupils(some):
    return [int(one.pupils) for one in some]


def test_as_many_as_asked_for_are_selected_or_that_share_of_all(schools):
    assert pupils(schools.select(schools.pupils > 10)) == [30, 20, 30, 40]
    assert pupils(schools.select(schools.pupils > 10, at_most=3)) == [30, 20, 30]
    assert pupils(schools.select(at_most=1)) == [30]
    assert pupils(schools.select(at_most=1.0)) == [30, 10, 20, 10, 30, 40]
    assert pupils(schools.select(at_most=0.5)) == [30, 10, 20]


def test_a_condition_of_one_agent_at_a_time_selects_too(schools):
    assert pupils(schools.select(lambda one: one.pupils > 10 and one.pupils < 40)) == [30, 20, 30]
    assert pupils(schools.select(lambda all_at_once: all_at_once.pupils < 20)) == [10, 10]


def test_agents_of_another_type_are_not_selected(schools):
    assert len(schools.select(agent_type=Teacher)) == 0
    assert len(schools.select(agent_type=School)) == 6


def test_a_selection_is_changed_only_where_that_is_asked_for(schools):
    some = schools.select(schools.pupils > 10)
    some.select(some.pupils > 20)
    assert pupils(some) == [30, 20, 30, 40]
    assert some.select(some.pupils > 20, inplace=True) is some
    assert pupils(some) == [30, 30, 40]
    assert len(schools) == 6


def test_agents_are_sorted_from_the_largest_and_ties_by_number(schools):
    number = dict(zip(schools.to_list(), range(6), strict=True))
    for key in ("pupils", lambda one: one.pupils):
        assert [number[one] for one in schools.sort(key)] == [5, 0, 4, 2, 1, 3]
        assert [number[one] for one in schools.sort(key, ascending=True)] == [1, 3, 2, 0, 4, 5]


def test_groups_hold_those_of_one_value(schools):
    for by in ("pupils", lambda one: one.pupils):
        groups = schools.groupby(by).groups
        assert {value: len(group) for value, group in groups.items()} == {
            10: 2,
            20: 1,
            30: 2,
            40: 1,
        }
        assert pupils(groups[30]) == [30, 30]
    assert type(schools.groupby("pupils", result_type="list").groups[10]) is list


def test_each_agent_is_visited_once_in_order_or_shuffled(model, schools):
    seen = []
    assert schools.do(lambda one, more: seen.append(one.pupils + more), 1) is schools
    assert seen == [31, 11, 21, 11, 31, 41]
    assert schools.map(lambda one: int(one.pupils)) == [30, 10, 20, 10, 30, 40]
    assert len(schools.map("draw", "a decision")) == 6
    model.random.seed(2)
    visited = []
    schools.shuffle_do(visited.append)
    assert sorted(map(hash, visited)) == sorted(map(hash, schools))
    assert visited != schools.to_list()
    model.random.seed(2)
    assert schools.shuffle().to_list() == visited


def test_an_agent_is_put_in_once_and_taken_out(model, schools):
    some, last = schools[:2], schools[5]
    assert last not in some
    some.add(last)
    some.add(last)
    assert pupils(some) == [30, 10, 40]
    some.discard(schools[0])
    assert pupils(some) == [10, 40]
    assert next(iter(model.teachers)) not in some
    other = some.copy()
    other.discard(last)
    assert (pupils(some), pupils(other)) == ([10, 40], [10])


def test_values_are_read_by_name_and_given_to_all(schools):
    assert schools.get("pupils").tolist() == [30, 10, 20, 10, 30, 40]
    assert schools[:2].get(["pupils", "pupils"]) == [(30, 30), (10, 10)]
    assert schools.get("nothing", handle_missing="default", default_value=7) == 7
    with pytest.raises(AttributeError):
        schools.get("nothing")
    assert schools.set("pupils", 5) is schools
    assert pupils(schools) == [5] * 6


def test_agents_and_selections_say_what_they_are(schools):
    one = schools[0]
    assert repr(one) == f"<School {one.unique_id}>"
    assert repr(schools[:2]) == "<2 of School>"
    assert one == schools[0] != schools[1]
    assert one != "a school"


def test_one_who_has_left_is_not_read_as_somebody_else(model):
    gone, stays = model.teachers[0], model.teachers[1]
    number = stays.unique_id
    gone.remove()
    with pytest.raises(LookupError, match="has left the model"):
        _ = gone.row
    assert stays.unique_id == number
