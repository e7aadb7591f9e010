"""Working with other schools, worked out on paper."""

from math import exp, sqrt

import pytest
from small_worlds import OnPaper, having, numbers

from sim.agents import School
from sim.agents.roles import Depth, Form, HeadRole

approx = pytest.approx
PARTNERSHIPS = {
    **{"past_years": 8, "joining": 0.2, "new_head_waits": 0.5, "joining_past": 0.6, "offer": -0.4},
    **{"offer_money": 0.5, "offer_past": 0.8, "offer_prescribed": 1.5, "offer_km": 0.05},
    **{"offer_new_head": 0.7, "offer_own_body": 0.9, "offer_headship": 1.1},
    **{"federating_shared": 0.1, "trust_grows": 0.04, "trust_events": 0.1, "trust_travel": 0.01},
    **{"trust_leaders": 0.2, "trust_prescribed": 0.3, "trust_luck": 0.05, "trust_start": 0.45},
    **{"leaving_trust": 0.5, "leaving": 0.8},
}
GOVERNORS = {
    **{"governance_kept": 0.6, "governance_partners": 0.4, "governance_usual": 0.25},
    "governance_one_body": 0.3,
}


def partnership(**has):
    return having(**{
        **{"members": 3, "form": Form.AGREEMENT, "group": 5, "grouping": 7, "required": False},
        **{"mean_km": 6, "new_leaders": 0.5, "prescribed": 0.2}, **has,
    })  # fmt: skip


def school(**has):
    usual = {
        **{"joint_years": 4, "leader_is_new": False, "closed": False, "depth": 1, "trust": 0.4},
        **{"partnership": partnership(), "offer_group": 4, "offer_grant": 20_000, "offer_km": 4},
        **{"offer_prescribed": 0.5, "offer_required": False, "offer_depth": Depth.AGREED},
        **{"granted": 5_000, "head": having(unique_id=0, role=HeadRole.HEAD)},
        **{"federating_support": 0, "pupil_events": 0.5, "governance": 0.8},
        **{"governor_development": 0.5, "prescribed_by_decree": 0.2, "offer_grouping": 7},
    }
    hiring = {"hosting_governors": -0.3}
    parameters = numbers(partnerships=PARTNERSHIPS, inspection=GOVERNORS, recruitment=hiring)
    return OnPaper(School, parameters, **(usual | has))


def test_joint_work_behind_a_school_counts_up_to_eight_years():
    assert school().past_work() == 0.5
    assert school(joint_years=10).past_work() == 1


def test_a_school_that_worked_with_others_wants_partners_and_a_new_leader_waits():
    join = "wants_partners", "join"
    assert school().chance(*join) == approx(0.2 * 1.3)
    assert school(leader_is_new=True).chance(*join) == approx(0.1 * 1.3)
    assert school(closed=True).chance(*join) < 1e-6


ODDS = -0.4 + 0.5 * 1.5 + 0.8 * 0.5 - 1.5 * 0.5 - 0.05 * 4


def logistic(odds):
    return 1 / (1 + exp(-odds))


def test_money_and_joint_work_draw_and_prescription_distance_and_a_new_head_put_off():
    assert school().willingness(15_000, 0.5, 4) == approx(logistic(ODDS))
    assert school().willingness(15_000, 0.5, 4, 0.6) == approx(logistic(ODDS + 0.6))
    new = school(leader_is_new=True)
    assert new.willingness(15_000, 0.5, 4) == approx(logistic(ODDS - 0.7))


def test_a_school_takes_an_offer_for_what_is_not_yet_granted_unless_it_is_bound_or_there():
    takes = "takes_offer", "offer"
    other = partnership(group=4)
    assert school(partnership=other).chance(*takes) == approx(logistic(ODDS))
    paid = school(partnership=other, granted=30_000)  # by another scheme: no reason to refuse
    assert paid.chance(*takes) == approx(logistic(ODDS - 0.5 * 1.5))
    assert school(partnership=other, offer_required=True).chance(*takes) == approx(1)
    assert school().chance(*takes) < 1e-6  # it is in that group already
    assert school(partnership=other, depth=Depth.AGREED).chance(*takes) < 1e-6
    for form, free in ((Form.FEDERATION, False), (Form.ACADEMY_TRUST, False)):
        bound = school(partnership=partnership(form=form, group=4))
        assert (bound.chance(*takes) > 0.1) == free


def test_governors_give_up_their_own_body_unwillingly_and_a_head_in_post_more_so():
    takes = "takes_executive", "executive offer", 10_000, 4, 0.6
    odds = -0.4 + 0.5 + 0.4 - 0.2 + 0.6 - 0.9
    assert school().odds(*takes) == approx(odds, abs=1e-5)
    held = school(head=having(unique_id=1, role=HeadRole.HEAD))
    assert held.odds(*takes) == approx(odds - 1.1, abs=1e-5)
    acting = school(head=having(unique_id=9, role=HeadRole.ACTING_HEAD))
    assert acting.odds(*takes) == approx(odds, abs=1e-5)
    assert school(closed=True).chance(*takes) < 1e-6
    assert school(partnership=partnership(form=Form.FEDERATION)).chance(*takes) < 1e-6


def test_where_governors_stand_on_executive_and_shared_heads_is_drawn_once_for_all_years():
    years = {}
    one = school()
    one.model.uniform = lambda number, decision, about=None, year=None: (
        years.setdefault(decision, year) or 0.0
    )
    assert one.takes_executive(0, 0, 0)
    assert one.lets_head_lead_others()
    assert years == {"executive offer": 0, "hosts": 0}
    assert school().odds("lets_head_lead_others", "hosts") == approx(-0.3, abs=1e-5)


def test_schools_under_one_head_federate_at_the_chance_that_is_larger():
    assert school().chance("federates", "federate") == approx(0.1)
    assert school(federating_support=0.4).chance("federates", "federate") == approx(0.4)
    one_body = school(partnership=partnership(form=Form.FEDERATION))
    assert one_body.chance("federates", "federate") < 1e-6


def test_trust_grows_with_joint_work_and_falls_with_travel_new_leaders_and_prescription():
    one = school(depth=2)
    one._draws["trust"] = 0.6
    work = (0.04 * 2 + 0.1 * 0.5) * 0.6
    expected = 0.4 + work - 0.06 - (0.1 + 0.06) + 0.03
    assert one.next_trust() == {"trust": approx(expected)}
    one._draws["trust"] = 99
    assert one.next_trust() == {"trust": 1}
    assert one.set(partnership=partnership(members=1)).next_trust() == {"trust": 0.45}
    one.set(partnership=partnership(members=2))
    assert one.next_trust() == {"trust": 1}


def test_a_school_leaves_partners_it_does_not_trust_unless_something_binds_it():
    leaves = "leaves_partners", "leave partners"
    assert school().chance(*leaves) == approx(0.8 * 0.1)
    assert school(partnership=partnership(members=2)).chance(*leaves) == approx(0.08)
    assert school(trust=0.6).chance(*leaves) < 1e-6
    for bound in ({"form": Form.FEDERATION}, {"required": True}, {"members": 1}):
        assert school(partnership=partnership(**bound)).chance(*leaves) < 1e-6


def test_a_school_is_in_the_group_that_a_scheme_offers_it_or_in_another_or_has_no_offer():
    assert school().in_schemes_group()
    for other in (3, 4, 6):
        assert not school(partnership=partnership(group=other)).in_schemes_group()
    assert not school(partnership=partnership(grouping=8)).in_schemes_group()
    first = {"offer_group": 0, "partnership": partnership(group=1)}
    assert school(**first).in_schemes_group()
    none = {"offer_group": -1, "partnership": partnership(group=0)}
    assert not school(**none).in_schemes_group()


def test_a_scheme_prescribes_in_its_own_group_and_a_decree_wherever_a_school_is():
    assert school().work_prescribed() == 0.5
    assert school(prescribed_by_decree=0.7).work_prescribed() == 0.7
    assert school(partnership=partnership(group=4)).work_prescribed() == 0.2


def test_a_grant_is_for_the_schemes_own_group_and_only_what_is_left_of_it():
    assert school().grant_in_prospect() == 15_000
    assert school(granted=30_000).grant_in_prospect() == 0
    assert school(partnership=partnership(group=4)).grant_in_prospect() == 0


def test_a_grant_is_earned_at_the_depth_it_waits_for_among_two_or_more():
    assert school(depth=2).earns_grant() == 15_000
    assert school(depth=1).earns_grant() == 0
    assert school(depth=2, partnership=partnership(members=2)).earns_grant() == 15_000
    assert school(depth=2, partnership=partnership(members=1)).earns_grant() == 0


def test_governors_keep_part_of_their_strength_are_trained_and_govern_together():
    one = school()
    one._draws["governors"] = 0.5
    found = 0.6 * 0.8 + sqrt(1 - 0.36) * 0.5 + 0.4 * (0.5 - 0.25)
    assert one.next_governance() == {"governance": approx(found)}
    one.set(partnership=partnership(form=Form.FEDERATION))
    assert one.next_governance() == {"governance": approx(found + 0.3)}
