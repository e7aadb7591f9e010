"""How deep schools work together, and under whom: five schools worked out by hand."""

import numpy as np
import pytest
from small_models import measured, schools_at

from sim.agents.roles import Form
from sim.engine.columns import NOBODY


def five(**columns):
    return schools_at([0, 1, 2, 3, 4], **columns)


def under(form, *rows):
    """Five schools, of which these are in a partnership of this form, in row 0."""
    model = five()
    made = model.tables.partnerships.add(np.array([7]), form=form, members=len(rows))
    model.schools[np.array(rows)].partnership = made.row[0]
    return model


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("partnership_depth_mean", 2),
        ("isolated_share", 0.4),
        ("agreement_share", 0.6),
        ("shared_plan_share", 0.4),
    ],
)
def test_depth_counts_from_isolated_to_a_single_body(measure, value):
    assert measured(five(depth=[0, 0, 2, 3, 5]), measure) == pytest.approx(value)


@pytest.mark.parametrize(
    ("measure", "shares"),
    [
        ("federated_share", [0, 0, 0.6, 0.6]),
        ("in_federation_share", [0, 0, 0.6, 0]),
        ("in_trust_share", [0, 0, 0, 0.6]),
    ],
)
def test_one_governing_body_is_that_of_a_federation_or_of_a_trust(measure, shares):
    forms = (Form.INFORMAL, Form.AGREEMENT, Form.FEDERATION, Form.ACADEMY_TRUST)
    assert [measured(under(form, 0, 1, 2), measure) for form in forms] == pytest.approx(shares)


def test_a_scheme_is_counted_where_partners_are_its_group():
    model = five()
    made = model.tables.partnerships.add(np.array([7, 8, 9]), group=[1, 0, 2], members=2)
    model.schools.partnership = made.rows[[0, 1, 1, 2, 0]]
    assert measured(model, "scheme_share") == pytest.approx(0.6)
    model.schools[0].partnership = NOBODY
    model.tables.partnerships.arrays["group"][-1] = 5  # nobody's is not read
    assert measured(model, "scheme_share") == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("measure", "column", "much"),
    [
        ("academy_share", "academy", True),
        ("refused_by_trusts_share", "refused_by_trusts", True),
        ("subject_leadership_share", "subject_leadership", 0.5),
        ("staff_deployed_share", "staff_deployed", 0.5),
    ],
)
def test_schools_are_counted_that_do_it_however_much(measure, column, much):
    model = five(**{column: [much, 0, much, 0, much]})
    assert measured(model, measure) == pytest.approx(0.6)


def test_time_with_partners_and_the_strength_of_governors_are_means():
    model = five(coordination=[0, 1, 2, 3, 9], governance=[-1, 0, 0, 1, 2])
    assert measured(model, "coordination_hours") == 3
    assert measured(model, "governance_mean") == pytest.approx(0.4)


def test_who_leaves_is_divided_by_who_was_in():
    model = five(left_partners=[True, False, True, False, False], depth=[0, 2, 1, 0, 1])
    # The third joined others at once.
    assert measured(model, "partners_left_share") == 0.5


def test_cpd_is_that_of_a_teacher():
    model = five(cpd_days=[1, 2, 3, 4, 5])
    model.schools.teachers = np.array([8, 0, 0, 1, 1])
    assert measured(model, "cpd_days") == pytest.approx(1.7)
