"""Academy trusts as a school sees them, worked out on paper."""

import pytest
from small_worlds import OnPaper, having, numbers

from sim.agents import School
from sim.agents.roles import Form, Grade

approx = pytest.approx
ACADEMIES = {
    **{"sponsoring": 0.3, "converting": 0.1, "charge": 0.05, "central_school": 9_000},
    **{"support_cost": 20_000, "debt_years": 5, "founding": 0.2, "replaced": 0.03},
}


def school(form=Form.INFORMAL, members=3, **has):
    usual = {
        **{"sponsoring": 0, "ofsted_grade": Grade.GOOD, "conversion_required": False},
        **{"partnership": having(form=form, members=members), "closed": False, "converting": 0},
        **{"joint_years": 2, "leads_trust": False, "income": 500_000, "balance": 10_000},
        "pupils": 100,
    }
    parameters = numbers(academies=ACADEMIES, partnerships={"past_years": 8})
    return OnPaper(School, parameters, {"sponsor": 0.99, "convert": 0.99}, **(usual | has))


FAILED = {"ofsted_grade": Grade.INADEQUATE}


def test_an_inadequate_school_may_be_ordered_into_a_trust():
    order = "must_convert", "sponsor"
    assert school(**FAILED).chance(*order) == approx(0.3)
    assert school(**FAILED, sponsoring=0.5).chance(*order) == approx(0.5)
    assert school(ofsted_grade=Grade.REQUIRES_IMPROVEMENT).chance(*order) < 1e-6
    assert school(Form.ACADEMY_TRUST, **FAILED).chance(*order) < 1e-6
    assert school(**FAILED, closed=True).chance(*order) < 1e-6
    assert school(conversion_required=True).must_convert()
    assert not school(Form.ACADEMY_TRUST, conversion_required=True).must_convert()


def test_who_is_open_and_in_no_trust_may_convert():
    assert school(Form.FEDERATION).may_convert()
    assert not school(closed=True).may_convert()
    assert not school(Form.ACADEMY_TRUST).may_convert()


def test_governors_seek_a_trust_sooner_after_joint_work_and_a_federation_decides_once():
    seek = "seeks_academy_trust", "convert"
    assert school().chance(*seek) == approx(0.1 * 1.25)
    assert school(converting=0.4).chance(*seek) == approx(0.4 * 1.25)
    assert school(Form.FEDERATION).chance(*seek) == approx(0.1 * 1.25 / 3)
    assert school(Form.FEDERATION, members=0).chance(*seek) == approx(0.125)
    assert school(Form.AGREEMENT).chance(*seek) == approx(0.125)
    assert school(Form.ACADEMY_TRUST).chance(*seek) < 1e-6
    assert school(leads_trust=True).seeks_academy_trust()
    assert not school(Form.ACADEMY_TRUST, leads_trust=True).seeks_academy_trust()
    assert school(conversion_required=True).seeks_academy_trust()
    assert not school().seeks_academy_trust()


def test_a_trust_has_its_charge_less_what_the_school_costs_it():
    assert school().brings_to_trust() == approx(0.05 * 500_000 - 9_000)
    assert school(balance=-10_000).brings_to_trust() == approx(16_000 - 10_000 / 5)
    for weak in (Grade.REQUIRES_IMPROVEMENT, Grade.INADEQUATE):
        assert school(ofsted_grade=weak).brings_to_trust() == approx(16_000 - 20_000)


def test_a_good_school_that_is_willing_or_one_approved_founds_a_trust():
    found = "founds_trust", "found a trust"
    assert school().chance(*found) == approx(0.2)
    assert school(ofsted_grade=Grade.OUTSTANDING).chance(*found) == approx(0.2)
    assert school(ofsted_grade=Grade.REQUIRES_IMPROVEMENT).chance(*found) < 1e-6
    assert school(leads_trust=True).chance(*found) == approx(1)


def test_a_school_pays_its_trust_for_each_pupil_and_no_longer_pays_for_that_elsewhere():
    inside = school(Form.ACADEMY_TRUST)
    assert inside.pays_trust(400) == {"central_cost": approx(40_000 - 0.03 * 500_000)}
    assert school(Form.FEDERATION).pays_trust(400) == {"central_cost": 0}
