"""Teachers and weak teaching, of two or three schools worked out by hand."""

import numpy as np
import pytest
from small_models import measured, schools_at

from sim.agents.roles import Post


def three(**columns):
    given = {name: columns.pop(name) for name in ("teachers", "deputies") if name in columns}
    model = schools_at([0, 1, 2], **columns)
    for name, value in given.items():
        setattr(model.schools, name, value)
    return model


def test_teachers_are_counted_full_time_and_heads_beside_them():
    model = three(post_fte=[0.5, 1, 0.8], teachers=[4, 3, 5])
    assert measured(model, "teacher_fte") == pytest.approx(2 + 3 + 4 + 3)
    model.schools[1].post = Post.LED_FROM_BASE
    assert measured(model, "teacher_fte") == pytest.approx(2 + 3 + 4 + 2)


def test_leavers_and_weak_teachers_are_of_those_there_before_and_entrants_of_those_there_now():
    model = three(
        teacher_leavers=[1, 0, 2],
        teacher_entrants=[0, 3, 1],
        weak_teachers=[0, 1, 0],
        teachers_before=[4, 6, 5],
        teachers=[3, 7, 6],
    )
    assert measured(model, "teacher_leaver_rate") == pytest.approx(3 / 15)
    assert measured(model, "teacher_entrant_share") == pytest.approx(4 / 16)
    assert measured(model, "weak_teacher_share") == pytest.approx(1 / 15)


def test_no_deputy_is_none_at_all():
    assert measured(three(deputies=[0, 0, 1]), "no_deputy_share") == pytest.approx(2 / 3)


def test_unfilled_posts_are_of_all_posts_and_too_many_teachers_fill_none_elsewhere():
    model = three(teacher_posts=[5, 4, 3], teachers=[3, 4, 9])
    assert measured(model, "teacher_unfilled_share") == pytest.approx(2 / 12)


def test_survival_is_of_those_who_began_so_long_ago():
    model = three()
    model.year = 10
    model.teachers.qualified_year = np.array([9, 9, 8, 7, 5, 1])
    model.heads.qualified_year = np.array([5, 4, -99])
    for ago, began in {1: 4, 2: 5, 3: 2, 4: 7, 5: 8}.items():
        model.history[f"teachers {10 - ago}"] = np.array([began, 0, 0, 0, 0, 0])
    # Of those 5 years ago one is a head now.
    for ago, still in {1: 2 / 4, 2: 1 / 5, 3: 1 / 2, 4: 0, 5: 2 / 8}.items():
        assert measured(model, f"teacher_survival_{ago}y") == pytest.approx(still)


def test_exposure_is_that_of_pupils():
    model = three(pupils=[40, 160, 100], weak_taught=[1, 0.25, 0])
    assert measured(model, "weak_teacher_exposure") == pytest.approx(80 / 300)


def test_two_years_or_more_with_a_weak_teacher_are_those_of_year_6():
    model = three(pupils=[40, 160, 100], last_group=[6, 6, 2])
    never, once = np.ones((7, 3)), np.zeros((7, 3))
    never[6], once[6] = [0.5, 0.75, 0], [0.25, 0.25, 0]
    never[5], once[5] = 0, 0.5
    model.schools.never_weak, model.schools.once_weak = never, once
    assert measured(model, "repeat_weak_exposure") == pytest.approx(0.25 * 40 / 200)
    # Of 160 pupils in a junior school a fourth are in Year 6, of 40 in a primary a seventh.
    model.schools.first_group = np.array([0, 3, 0])
    here, there = 40 / 7, 160 / 4
    found = measured(model, "repeat_weak_exposure")
    assert found == pytest.approx(0.25 * here / (here + there))
