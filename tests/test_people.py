"""People keep what they are as they come, rise and go, and change posts in one place alone."""

import ast
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.agents import Head, Person, Teacher
from sim.engine.columns import Column
from sim.model import Model
from sim.world import synthetic

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
