"""Which schools are approved to lead a trust, and what is paid to those that join."""

import numpy as np
from small_models import schools_at, settings

from sim.agents.roles import Form, Grade
from sim.policies import academy_trusts

USUAL = {
    **{"number": 2 * 16_768 / 8, "converting": 0.04, "sponsoring": 0.5},
    **{"start_grant": 25_000, "sponsor_grant": 70_000},
}


def eight(**columns):
    """Eight outstanding schools, the last the best led; two leads are to be approved."""
    return schools_at(range(8), ofsted_grade=Grade.OUTSTANDING, led_well=range(8), **columns)


def leads(model, **changes):
    academy_trusts.act(model, settings(USUAL, **changes))
    return model.schools.leads_trust.nonzero()[0].tolist()


def test_the_best_led_outstanding_schools_are_approved_and_of_those_alike_the_first():
    assert leads(eight()) == [6, 7]
    model = eight()
    model.schools.led_well = 1.0
    assert leads(model) == [0, 1]
    model = eight()
    model.schools[np.array([7, 5])].ofsted_grade = Grade.GOOD
    assert leads(model) == [4, 6]


def test_closed_schools_and_those_that_govern_with_others_are_not_approved():
    model = eight()
    model.schools[7].closed = True
    made = model.tables.partnerships.add(np.array([1, 2]), form=[Form.FEDERATION, Form.AGREEMENT])
    model.schools[np.array([6, 5])].partnership = made.rows
    assert leads(model) == [4, 5]


def test_leads_that_there_are_count_and_a_closed_one_is_replaced():
    model = eight()
    model.schools[0].leads_trust = True
    assert leads(model) == [0, 7]
    model.schools[7].closed = True
    assert leads(model) == [0, 6, 7]
    model = eight()
    model.schools[7].leads_trust = True  # and is not approved again
    assert leads(model) == [6, 7]
    model.schools[:3].leads_trust = True  # more than are to be
    assert leads(model) == [0, 1, 2, 6, 7]


def test_no_more_are_approved_than_are_fit():
    model = eight()
    model.schools[:7].ofsted_grade = Grade.GOOD
    assert leads(model) == [7]


def test_chances_are_raised_and_grants_added():
    model = eight(
        converting=[0, 0.5, *[0] * 6],
        sponsoring=[0, 0.9, *[0] * 6],
        conversion_grant=1_000,
        sponsor_grant=2_000,
    )
    leads(model)
    schools = model.schools[:2]
    assert schools.converting.tolist() == [0.04, 0.5]
    assert schools.sponsoring.tolist() == [0.5, 0.9]
    assert schools.conversion_grant.tolist() == [26_000] * 2
    assert schools.sponsor_grant.tolist() == [72_000] * 2


def test_none_wanted_is_nothing_done():
    model = eight()
    assert leads(model, number=0) == []
    assert not model.schools.converting.any()
