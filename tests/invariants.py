"""What is true of every model at the end of every year, whatever policies act."""

import numpy as np

from sim.agents.roles import HeadRole, Post
from sim.measures import GROUPS, MEASURES
from sim.model import Model

EXECUTIVE = HeadRole.EXECUTIVE_HEAD


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
    seats = np.concatenate([schools.head.row, schools.executive.row])
    held = seats[seats >= 0]
    assert len(np.unique(held)) == len(held) == len(heads)  # one post each
    own = heads.school.head.row == heads.rows
    assert (own | (heads.school.executive.row == heads.rows)).all()
    assert np.array_equal(schools.executive.row >= 0, schools.executive.role == EXECUTIVE)
    assert (schools.executive_post | (schools.executive.row < 0)).all()
    # Every school has somebody who leads it, from its own post or from its base.
    assert (model.leaders.row[still] >= 0).all()
    led_apart = schools.post == Post.LED_FROM_BASE
    assert (schools.head.row[led_apart] < 0).all()
    assert (schools.base.base.row == schools.base.row).all()
    assert (schools.base.post != Post.LED_FROM_BASE)[still].all()
    assert schools.schools_led.sum() == still.sum()
    leads = np.isin(heads.rows, model.leaders.row[still])
    assert heads.pupils_led[leads].sum() == schools.pupils.sum()
    assert heads.schools_led[leads].sum() == still.sum()
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
