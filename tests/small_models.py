"""Models of a few schools, small enough to follow by hand, and draws that are given."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import numpy as np
from small_worlds import on_paper

from sim.agents.roles import Post
from sim.engine.scheduler import all_at_once
from sim.measures import GROUPS, MEASURES, measure
from sim.model import Model
from sim.parameters import ledger

FIRST_HEAD, FIRST_TEACHER = 101, 1001  # numbers of people; schools are numbered from 1


def schools_at(
    east: Sequence[float],
    north: Sequence[float] | None = None,
    *,
    pupils: Any = 100,
    authority: Sequence[int] | None = None,
    teachers: int = 2,
    **columns: Any,
) -> Model:
    """A model of year 1 of schools at these km, with a head and some class teachers each.

    No school has partners or anything else that is not given, and people are alike: aged 40, five
    years in post, of leadership, talent and ambition 0.
    """
    of = 0 if authority is None else np.asarray(authority)
    world = on_paper(east, 0 if north is None else np.asarray(north), pupils=pupils, authority=of)
    rows = np.arange(len(east))
    model = Model.empty(world, deepcopy(ledger.defaults()), 1, all_at_once)
    model.year = 1
    where = {"easting": world.easting, "northing": world.northing, "authority": world.authority}
    rolls = {"pupils": world.pupils, "census_pupils": world.pupils}
    own = {"base": rows, "head": rows, "post": Post.HEADSHIP}
    model.tables.schools.add(rows + 1, **(where | rolls | own | columns))
    alike = {"age": 40, "tenure": 5, "experience": 15, "talent": 0, "leadership": 0, "ambition": 0}
    model.tables.heads.add(FIRST_HEAD + rows, school=rows, home=rows, **alike)
    at = np.repeat(rows, teachers)
    model.tables.teachers.add(FIRST_TEACHER + np.arange(len(at)), school=at, home=at, **alike)
    model.count_teachers()
    model.count_led()
    return model


def settings(usual: Mapping[str, Any], **changes: Any) -> SimpleNamespace:
    """Settings of a policy as it reads them: the usual ones of a test, and changes."""
    return SimpleNamespace(**(usual | changes))


def draws(by_decision: Mapping[str, Any]) -> Any:
    """Given numbers in place of ``model.uniform``: of a decision one for all, or by number.

    What is not given is not drawn, and a lot that is to last is drawn in year 0.
    """

    def drawn(number: Any, decision: str, about: Any = None, year: int | None = None) -> Any:
        assert year in (None, 0)
        numbers = np.asarray(number)
        given = by_decision[decision] if numbers.size else {}  # as where nobody is asked
        each = given if isinstance(given, Mapping) else dict.fromkeys(numbers.ravel(), given)
        return np.array([each[one] for one in numbers.ravel()], float).reshape(numbers.shape)[()]

    return drawn


def measured(model: Model, name: str, group: str = "all") -> float:
    """A measure of the model as it is now."""
    return float(measure(model)[GROUPS.index(group), list(MEASURES).index(name)])
