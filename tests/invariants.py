"""What is true of every model at the end of every year, whatever policies act."""

import numpy as np

from sim.agents.roles import HeadRole, Post
from sim.measures import GROUPS, MEASURES
from sim.model import Model


def value(model: Model, measure: str, group: str = "all") -> np.ndarray:
    """A measure over the years, (years,)."""
    return model.measures[:, GROUPS.index(group), list(MEASURES).index(measure)]


def everything_is_consistent(model: Model) -> None:
    schools, heads, teachers = model.schools, model.heads, model.teachers
    still = ~schools.closed
    numbers = np.concatenate([heads.unique_id, teachers.unique_id])
    assert len(np.unique(numbers)) == len(numbers)  # nobody is two people
    assert (teachers.school.row >= 0).all()
    at = np.bincount(teachers.school.row, minlength=len(schools))
    assert np.array_equal(schools.teachers, at)
    assert at[~still].sum() == 0
    held = schools.head.row[schools.head.row >= 0]
    assert len(np.unique(held)) == len(held) == len(heads)  # one post each
    assert np.array_equal(heads.school.head.row, heads.rows)
    # Every school is led, from its own post or from a base that has one, or counted as unled.
    led_apart = schools.post == Post.LED_FROM_BASE
    apart = (schools.head.row < 0) & (schools.base.row != schools.rows)
    assert apart[led_apart & still].all()
    unled = ~led_apart & (schools.head.row < 0)  # where no teacher was left to act
    held_by_none = value(model, "acting_head_share")[-1] * (~led_apart).sum()
    assert np.isclose(held_by_none, unled.sum() + (schools.head.role == HeadRole.ACTING_HEAD).sum())
    assert (schools.base.base.row == schools.base.row).all()
    assert (schools.base.post != Post.LED_FROM_BASE)[still].all()
    assert schools.schools_led.sum() == still.sum()
    led = heads.pupils_led[heads.school.base.row == heads.school.row].sum()
    assert led == schools.pupils[~unled[schools.base.row]].sum()
    assert schools.pupils[~still].sum() == 0
    classes = teachers.school.row * 1000 + teachers.class_number
    taught = classes[teachers.class_number >= 0]
    assert len(np.unique(taught)) == len(taught)  # one teacher a class
    assert (model.partnerships.members >= 2).all()
    belongs = schools.partnership.row
    members = np.bincount(belongs[belongs >= 0], minlength=len(model.partnerships))
    assert np.array_equal(members, model.partnerships.members)  # cluster membership is one
    assert np.array_equal(schools.depth > 0, belongs >= 0)
    assert (schools.granted >= 0).all()


def are_alike(one: Model, other: Model) -> None:
    """Every column of every agent is the same: numbers exactly, measurements to a millionth."""
    for table, twin in zip(one.tables, other.tables, strict=True):
        name = table.agent_type.__name__
        assert table.size == twin.size
        for column, array in table.arrays.items():
            mine, its = array[..., : table.size], twin.arrays[column][..., : table.size]
            if array.dtype.kind == "f":
                assert np.allclose(mine, its, rtol=1e-6, atol=1e-9, equal_nan=True), (name, column)
            else:
                assert np.array_equal(mine, its), (one.year, name, column)
