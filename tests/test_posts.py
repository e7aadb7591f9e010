"""Headships and teachers' posts are two markets, and nobody is in both in one year."""

import numpy as np

from sim.agents.roles import TeacherRole
from sim.model import Model
from sim.world import synthetic
from sim.year import headships, leaving, teachers


def market(seed: int = 5) -> Model:
    """Some schools after a few years, at the point in a year where posts are advertised."""
    model = Model(synthetic(400, 1), seed=seed).warm_up(2)
    model.year += 1
    leaving.step(model)
    return model


def test_who_seeks_a_headship_and_gets_none_stays_in_school_and_role():
    model = market()
    seeking = headships.seekers(model)
    numbers = seeking.unique_id
    assert len(numbers) > 20
    before = {n: (s, r) for n, s, r in zip(numbers, seeking.school.row, seeking.role, strict=True)}
    headships.fill(model)
    teachers.fill(model)
    after = model.teachers[np.isin(model.teachers.unique_id, numbers)]
    assert len(after) > 10  # the others lead a school now
    for number, school, role in zip(after.unique_id, after.school.row, after.role, strict=True):
        assert before[number] == (school, role)


def test_a_middle_leader_who_moves_is_one_still_and_a_deputy_moves_to_headships_alone():
    model = market()
    table = model.tables.teachers
    people = table.having("looking")
    assert not (people.role == TeacherRole.DEPUTY).any()
    leads = people[people.role == TeacherRole.MIDDLE_LEADER]
    numbers, school = leads.unique_id, leads.school.row
    teachers.fill(model)
    now = model.teachers[np.isin(model.teachers.unique_id, numbers)]
    assert (now.role == TeacherRole.MIDDLE_LEADER).all()
    assert (now.school.row != school[np.isin(numbers, now.unique_id)]).sum() > 5


def test_no_draw_is_shared_by_the_two_markets():
    model, named = market(), []
    model.after_draw = lambda decision, drawn: named.append(decision)
    headships.fill(model)
    of_heads, named[:] = set(named), []
    teachers.fill(model)
    assert of_heads and named
    assert not of_heads & set(named)
