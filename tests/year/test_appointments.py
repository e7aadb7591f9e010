"""People join, rise, move and leave in one place, and take along what they are."""

import ast
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.agents import Head, Person, Teacher
from sim.agents.roles import HeadRole, Origin, TeacherRole
from sim.engine.columns import NOBODY, Column
from sim.model import Model
from sim.world import synthetic
from sim.year import appointments

SHARE = 0.056  # of people who have the attribute of the test
CHANGES_POSTS = {"role", "school", "class_number", "tenure"}


@pytest.fixture
def diploma(monkeypatch):
    """An attribute of people, as a line in ``person.py`` would add it."""
    column = Column("bool", doc="has a diploma", initial=lambda new: new.draw("diploma") < SHARE)
    column.__set_name__(Person, "diploma")
    for kind in (Person, Teacher, Head):
        monkeypatch.setattr(kind, "diploma", column, raising=False)
        monkeypatch.setattr(kind.selection, "diploma", column, raising=False)


def test_an_attribute_keeps_its_share_as_people_come_and_go(diploma):
    """Three standard errors on each side: 1 false alarm in 370."""
    model = Model(synthetic(300, 1), seed=2).warm_up(1)
    before = set(model.teachers.unique_id)
    model.run(12)
    teachers, heads = model.teachers, model.heads
    assert np.isin(teachers.unique_id, list(before)).mean() < 0.5  # most have come since
    for people in (teachers, heads):
        error = np.sqrt(SHARE * (1 - SHARE) / len(people))
        assert abs(people.diploma.mean() - SHARE) < 3 * error


def test_who_becomes_a_head_takes_along_what_people_have_and_is_the_same_person(diploma):
    model = Model(synthetic(60, 1), seed=4).warm_up(1)
    teacher = model.teachers[:1]
    teacher.diploma, teacher.talent, teacher.role = True, 1.25, TeacherRole.DEPUTY
    number, school = int(teacher.unique_id[0]), model.schools[teacher.school.row]
    appointments.return_to_teaching(model, model.tables.heads.at(school.head.row))
    appointments.appoint_acting_heads(model, teacher)
    head = school.head
    assert head.unique_id.tolist() == [number]
    assert head.diploma.all()
    assert head.talent.tolist() == [1.25]
    assert head.role.tolist() == [HeadRole.ACTING_HEAD]  # not the deputy's code


def test_a_head_who_moves_leaves_one_post_and_takes_another():
    model = Model(synthetic(60, 1), seed=4).warm_up(1)
    mover = model.heads[:1]
    left = int(mover.school.row[0])
    to = next(row for row in range(60) if model.schools[row].head.row == NOBODY or row != left)
    appointments.leave(model.tables.heads.at(model.schools[np.array([to])].head.row))
    none = model.teachers[:0]
    appointments.appoint_heads(model, mover, none, np.array([to]))
    assert model.schools[left].head.row == NOBODY
    assert model.schools[to].head.unique_id == mover.unique_id[0]
    assert mover.tenure.tolist() == [0]
    assert model.schools[to].head_from in (Origin.PARTNER, Origin.ELSEWHERE)
    assert model.schools[left].head_moved_larger == (
        model.schools[to].pupils_led > mover.pupils_led[0]
    )


def test_who_leaves_teaching_is_gone_and_a_head_who_leaves_has_no_post():
    model = Model(synthetic(60, 1), seed=4).warm_up(1)
    head, teachers = model.heads[:1], model.teachers[:2]
    numbers, school = [*head.unique_id, *teachers.unique_id], head.school.row
    appointments.leave(teachers)
    appointments.leave(head)
    everyone = np.concatenate([model.heads.unique_id, model.teachers.unique_id])
    assert not np.isin(numbers, everyone).any()
    assert model.schools[school].head.row.tolist() == [NOBODY]


def posts_set(path: Path) -> list[str]:
    """Where a file assigns a column of people's posts."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    assigned = (target for node in nodes if isinstance(node, ast.Assign) for target in node.targets)
    return [
        f"{path.name}:{one.lineno} sets {one.attr}"
        for target in assigned
        for one in getattr(target, "elts", [target])
        if isinstance(one, ast.Attribute) and one.attr in CHANGES_POSTS
        if getattr(one.value, "id", "") != "self"
    ]


def test_posts_are_changed_nowhere_else():
    root = Path(sim.__file__).parent
    others = [*root.glob("policies/*.py"), *root.glob("year/*.py")]
    others = [path for path in others if path.name not in ("appointments.py", "rolls.py")]
    assert [where for path in others for where in posts_set(path)] == []
    assert posts_set(root / "year" / "appointments.py")  # the test can see them
