"""Agents whose attributes live in arrays behave as Mesa's agents do."""

import mesa
import numpy as np
import pytest

from sim.agents import Head, Partnership, School, Teacher
from sim.agents.person import growth_with_experience
from sim.model import Model
from sim.world import synthetic


@pytest.fixture
def model() -> Model:
    return Model(synthetic(40), seed=1)


def test_the_model_and_its_agents_are_mesas(model):
    assert isinstance(model, mesa.Model)
    assert set(model.agents_by_type) == {School, Head, Teacher, Partnership}
    teacher = next(iter(model.agents_by_type[Teacher]))
    assert isinstance(teacher, mesa.Agent)
    assert isinstance(teacher, Teacher)
    assert isinstance(model.teachers, mesa.agent.AgentSet)


def test_a_rule_reads_the_same_on_one_and_on_all(model):
    together = model.teachers.effectiveness()
    apart = [teacher.effectiveness() for teacher in model.teachers]
    assert np.array_equal(together, apart)


def test_references_lead_to_agents_and_selections(model):
    head = model.heads[0]
    assert isinstance(head.school, School)
    assert head.school.head.unique_id == head.unique_id
    assert np.array_equal(model.heads.school.head.unique_id, model.heads.unique_id)


def test_nobody_reads_as_the_defaults_and_is_false(model):
    nobody = model.tables.heads.at(-1)
    assert not nobody
    assert nobody.leadership == 0
    alone = School.columns()
    assert alone["partnership"].default == -1


def test_sets_select_get_set_and_group_as_mesas_do(model):
    assert len(model.agents) == sum(len(found) for found in model.agents_by_type.values())
    old = model.teachers.select(lambda teacher: teacher.age >= 50)
    assert (old.age >= 50).all()
    both = model.teachers.select(lambda t: t.age >= 50 and t.experience >= 20)
    assert np.array_equal(both.unique_id, old[old.experience >= 20].unique_id)
    assert len(model.teachers.select(at_most=7)) == 7
    assert len(model.teachers.select(at_most=0.5)) == len(model.teachers) // 2
    assert model.teachers.agg("age", max) == max(t.age for t in model.teachers)
    roles = model.teachers.groupby("role").groups
    assert sum(len(group) for group in roles.values()) == len(model.teachers)
    model.teachers.set("tenure", 3)
    assert model.teachers.get("tenure").tolist() == [3] * len(model.teachers)
    assert model.teachers.get(["age", "tenure"])[0] == (model.teachers.age[0], 3)
    oldest = model.teachers.sort("age")
    assert oldest.age[0] == model.teachers.age.max()
    assert model.teachers[0] in model.teachers
    assert model.teachers[0] not in model.teachers[1:]


def test_do_and_map_visit_agents_one_by_one(model):
    seen = []
    model.schools.do(lambda school: seen.append(school.unique_id))
    assert seen == model.schools.unique_id.tolist()
    assert model.schools.map("cohort") == [school.cohort() for school in model.schools]


def test_an_agent_made_the_mesa_way_is_in_the_model_and_can_leave(model):
    before = len(model.teachers)
    teacher = Teacher(model, age=40, school=model.schools[3])
    assert len(model.teachers) == before + 1
    assert teacher.age == 40
    assert teacher.school.unique_id == model.schools[3].unique_id
    teacher.remove()
    assert len(model.teachers) == before
    with pytest.raises(LookupError):
        _ = teacher.age


def test_a_row_used_again_does_not_bring_back_who_left(model):
    first = Teacher(model, age=40)
    first.remove()
    second = Teacher(model, age=50)
    assert second.age == 50
    with pytest.raises(LookupError):
        _ = first.age


def test_closing_gaps_keeps_every_reference(model):
    heads = model.tables.heads
    led = {s.unique_id: s.head.unique_id for s in model.schools if s.head}
    gone = heads.at(np.array([0, 3]))
    numbers = set(gone.unique_id.tolist())
    model.tables.schools.arrays["head"][gone.school.row] = -1
    heads.remove(gone.rows)
    heads.close_gaps()
    now = {s.unique_id: s.head.unique_id for s in model.schools if s.head}
    assert now == {school: head for school, head in led.items() if head not in numbers}
    assert len(model.heads) == heads.size


def test_nobody_and_rows_not_in_use_hold_the_defaults(model):
    model.warm_up(2).run(3)
    for table in model.tables:
        for name, column in table.columns.items():
            unused = table.arrays[name][..., table.size :]
            assert unused.size
            default = np.full_like(unused, column.default)
            assert np.array_equal(unused, default, equal_nan=True), name


def test_agents_can_be_held_over_years_until_they_leave(model):
    held = {teacher.unique_id: (teacher, teacher.age) for teacher in model.teachers}
    model.run(2)
    here = set(model.teachers.unique_id.tolist())
    assert 0 < len(here & set(held)) < len(held)
    for number, (teacher, age) in held.items():
        if number in here:
            assert (teacher.unique_id, teacher.age) == (number, age + 2)
        else:
            with pytest.raises(LookupError):
                _ = teacher.age
    assert model.teachers[3] == model.teachers[3]
    assert model.teachers[3] != model.teachers[4]


def test_views_are_made_only_when_somebody_looks(model):
    assert model.tables.teachers._views == {}
    model.run(1)
    assert model.tables.teachers._views == {}


def test_every_column_says_what_it_is():
    for kind in (School, Head, Teacher, Partnership):
        for name, column in kind.columns().items():
            assert column.doc, (kind, name)


def test_experience_adds_most_in_the_first_years(model):
    growth = growth_with_experience(model.parameters.teaching, np.arange(10))
    steps = np.diff(growth)
    assert growth[0] == 0
    assert (np.diff(steps) < 0).all()


def test_everyone_follows_who_joins_and_leaves_while_rows_are_free():
    table = Model(synthetic(12, 1), seed=1).tables.teachers

    def is_everyone():
        return table.everyone.rows.tolist() == table.used("unique_id").nonzero()[0].tolist()

    for gone in ([3], [5, 7]):
        table.remove(np.array(gone))
        assert is_everyone()
    table.add(np.array([1 << 60]))
    assert 3 in table.everyone.rows and is_everyone()
    table.fill({name: table.used(name)[..., 2:] for name in table.columns}, table.free - 2)
    assert table.free.size and is_everyone()
