"""Clusters under executive heads: where they sit, who agrees, and what becomes of everybody."""

from math import log

import numpy as np
import pytest
from small_models import draws, schools_at, settings

from sim.agents.roles import Form, HeadRole, Post, TeacherRole
from sim.engine.columns import NOBODY
from sim.errors import SettingError
from sim.policies import executive_heads
from sim.year.appointments import appoint_acting_heads, become_executives
from sim.year.leaders_record import record_before

USUAL = {
    **{"number": 4000, "smallest": 1, "largest": 6, "phase_in_years": 1, "first_year": 1},
    **{"consent": "required", "grant": 10_000, "broker": log(2), "broker_cost": 300},
    **{"prescribed": 0.4, "travel_limit": 5, "selection": "ablest", "pay_uplift": 0.05},
    **{"base_run_by": "head_of_school"},
}
ONE_CLUSTER, TWO_CLUSTERS = 16_768 / 6, 16_768 / 3  # of six schools, as so many in England
STAYS = {"accept": 0.01}
TEACHES, LEAVES = ({"accept": 0.99, "return": draw} for draw in (0, 1))
AGREE = {"hosts": 0, "lead others": 0, "executive offer": 0}


def choices(**changes):
    return settings(USUAL, **changes)


def two_clusters(**columns):
    """Three schools 1 km apart and, 40 km away, three more; numbers 1 to 3 and 4 to 6."""
    return schools_at([0, 1, 2, 40, 41, 42], **columns)


def make_federation(model, *rows):
    model.schools[np.array(rows)].partnership = model.tables.partnerships.add(
        np.array([7]), form=Form.FEDERATION, members=len(rows)
    ).row[0]


def make_acting(model, row):
    model.schools[row].head.role = HeadRole.ACTING_HEAD


# Clusters, and when they begin


def test_clusters_are_in_proportion_to_the_schools_there_are_and_within_their_sizes():
    world = two_clusters().world
    count = {
        number: len(set(executive_heads.clusters(world, number, 1, 6)))
        for number in (1, 6_000, 10_000, 99_999)
    }
    assert count == {1: 1, 6_000: 2, 10_000: 4, 99_999: 6}  # 2.1 and 3.6 of six
    found = executive_heads.clusters(world, TWO_CLUSTERS, 3, 3)
    assert found[0] == found[1] == found[2] != found[3] == found[4] == found[5]
    apart = schools_at([0, 1, 2, 3, 4, 5], authority=[0, 0, 0, 1, 1, 1]).world
    found = executive_heads.clusters(apart, 1, 1, 6)
    assert found[0] == found[1] == found[2] != found[3] == found[4] == found[5]


def test_as_few_and_as_many_schools_as_asked_for_are_in_a_cluster():
    world = schools_at([0, 10, 11, 12, 13, 14]).world  # the first stands apart
    sizes = [
        sorted(np.bincount(executive_heads.clusters(world, TWO_CLUSTERS, *bounds)))
        for bounds in ((1, 6), (2, 6), (1, 4), (3, 6))
    ]
    assert sizes == [[1, 5], [2, 4], [2, 4], [3, 3]]


def test_a_smallest_cluster_above_the_largest_is_refused():
    with pytest.raises(SettingError, match=r"smallest=4 is more than .*largest=3"):
        executive_heads.clusters(two_clusters().world, 4000, 4, 3)


def test_an_even_share_of_clusters_begins_in_each_year_by_lot():
    model = two_clusters()
    lots = {1: 0.5, 2: 0.1, 3: 0.9, 4: 0.3, 5: 0.7}  # in order: 2, 4, 1, 5, 3
    model.uniform = draws({"cluster begins": lots})
    assert executive_heads.beginning(model, 5, 2, 7).tolist() == [7, 7, 8, 7, 8]
    assert executive_heads.beginning(model, 5, 5, 1).tolist() == [3, 1, 5, 2, 4]
    assert executive_heads.beginning(model, 5, 1, 4).tolist() == [4] * 5


# Where they are led from


def bases(model, due=None, cluster=(0, 0, 0, 1, 1, 1), **changes):
    due = np.array([1] * 6 if due is None else due, dtype=bool)
    found = executive_heads.choose_bases(model, choices(**changes), np.array(cluster), due)
    return found.tolist()


@pytest.mark.parametrize(
    ("selection", "chosen"), [("ablest", 1), ("longest_serving", 2), ("largest_school", 0)]
)
def test_the_head_who_leads_is_chosen_as_asked(selection, chosen):
    model = two_clusters()
    model.schools.pupils = np.array([300, 200, 100, 50, 50, 50])
    model.heads.leadership = np.array([0, 1, -1, 0, 0, 0])
    model.heads.tenure = np.array([3, 1, 8, 2, 2, 2])
    assert bases(model, selection=selection) == [chosen] * 3 + [3] * 3  # of those alike, the first


def test_where_nobody_holds_the_headship_none_is_led_from():
    model = two_clusters()
    model.heads.leadership = np.array([3, 2, 0, 3, 2, 0])
    make_acting(model, 0)
    make_acting(model, 1)
    model.schools.head = np.array([0, 1, 2, NOBODY, NOBODY, 5])
    assert bases(model) == [2] * 3 + [5] * 3
    assert bases(model, due=[1, 1, 0, 0, 1, 0]) == [0] * 3 + [4] * 3  # where there is no other


def test_an_executive_head_who_is_there_goes_on_leading_the_cluster():
    model = two_clusters()
    model.heads.leadership = np.array([3, 2, 0, 3, 2, 0])
    model.schools[2].executive_post = True
    model.schools[4].post = Post.EXECUTIVE
    assert bases(model, due=[1, 1, 0, 1, 0, 1]) == [2] * 3 + [4] * 3


def test_a_cluster_with_nobody_due_has_no_base_and_none_is_chosen_that_is_not_due():
    model = two_clusters()
    model.heads.leadership = np.array([3, 2, 0, 3, 2, 0])
    assert bases(model, due=[0, 1, 1, 0, 0, 0]) == [1] * 3 + [NOBODY] * 3


def test_schools_beyond_the_limit_from_the_base_keep_what_they_have():
    model = schools_at([0, 3, 3, 10, 13], [0, 4, 4.1, 1, 5])
    base = np.array([0, 0, 0, 3, 3])  # 5 km, a little more; 5 km
    km = executive_heads.km_to(model, base)
    assert km.tolist() == pytest.approx([0, 5, np.sqrt(9 + 16.81), 0, 5])
    near = executive_heads.within_reach(model, choices(), base)
    assert near.tolist() == [True, True, False, True, True]
    base = np.array([0, 0, 0, 3, NOBODY])  # the last would be its own base
    near = executive_heads.within_reach(model, choices(), base)
    assert near.tolist() == [True, True, False, True, False]


# Who agrees


def consent(model, given, joins=None, base=(0, 0, 0, 3, 3, 3), **changes):
    joins = np.array([1] * 6 if joins is None else joins, dtype=bool)
    model.uniform = draws(AGREE | given)
    p = model.parameters.partnerships
    p.offer, p.offer_money, p.offer_own_body, p.offer_headship = 0, log(3), 0, 0
    p.offer_km = changes.pop("offer_km", 0)
    usual = {"consent": "encouraged"} | changes
    found = executive_heads.consenting(model, choices(**usual), np.array(base), joins)
    return np.flatnonzero(found).tolist()


def offered(draw):
    return {"executive offer": draw}


def test_governors_answer_with_grant_and_broker_where_it_is_encouraged_and_without_else():
    # Even odds; times 3 for £10,000, and times 2 for the broker: 6 in 7.
    assert consent(two_clusters(), offered(0.85)) == [0, 1, 2, 3, 4, 5]
    assert consent(two_clusters(), offered(0.87)) == []
    assert consent(two_clusters(), offered(0.65), grant=0) == [0, 1, 2, 3, 4, 5]
    assert consent(two_clusters(), offered(0.68), grant=0) == []
    assert consent(two_clusters(), offered(0.74), broker=0) == [0, 1, 2, 3, 4, 5]
    assert consent(two_clusters(), offered(0.49), consent="voluntary") == [0, 1, 2, 3, 4, 5]
    assert consent(two_clusters(), offered(0.51), consent="voluntary") == []


def test_the_distance_from_the_base_puts_off():
    # Odds of 1 in 1.3 (0.43) at 1 km and of 1 in 1.69 (0.37) at 2 km.
    far = {"consent": "voluntary", "offer_km": log(1.3)}
    assert consent(two_clusters(), offered(0.4), **far) == [0, 1, 3, 4]


def test_grants_are_paid_to_those_who_join_and_brokers_for_those_asked():
    model = two_clusters(policy_grant=5.0, granted=7.0, exchequer_cost=11.0)
    answers = offered({2: 0, 3: 1, 5: 1, 6: 1})
    assert consent(model, answers, joins=[1, 1, 1, 1, 1, 0]) == [0, 1]
    assert model.schools.policy_grant.tolist() == [10_005, 10_005, 5, 5, 5, 5]
    assert model.schools.granted.tolist() == [10_007, 10_007, 7, 7, 7, 7]
    assert model.schools.exchequer_cost.tolist() == [311, 311, 311, 311, 311, 11]


def test_a_broker_is_paid_for_hosts_and_for_those_beside_a_host_who_agrees():
    model = two_clusters()
    assert consent(model, {"hosts": {1: 1, 4: 0}}) == [3, 4, 5]
    assert model.schools.exchequer_cost.tolist() == [300, 0, 0, 300, 300, 300]
    model = two_clusters()
    make_acting(model, 0)  # who cannot be host is not asked, nor is who governs with others
    make_federation(model, 4)
    assert consent(model, {}) == [3, 5]
    assert model.schools.exchequer_cost.tolist() == [0, 0, 0, 300, 0, 300]
    model = two_clusters(executive_post=np.array([True] + [False] * 5))
    assert consent(model, {}, joins=[0, 1, 1, 0, 0, 0]) == [1, 2]
    assert model.schools.exchequer_cost.tolist() == [0, 300, 300, 0, 0, 0]


def test_nothing_is_paid_where_it_is_voluntary():
    model = two_clusters()
    assert consent(model, {}, consent="voluntary") == [0, 1, 2, 3, 4, 5]
    assert not model.schools.policy_grant.any()
    assert not model.schools.exchequer_cost.any()


@pytest.mark.parametrize("who", ["hosts", "lead others"])
def test_the_governors_and_the_head_of_the_base_have_to_agree(who):
    first = {"hosts": 1, "lead others": 101}[who]
    refuses = {who: {first: 1, first + 3: 0}}
    assert consent(two_clusters(), refuses) == [3, 4, 5]


def test_only_a_head_in_post_outside_a_federation_can_be_host():
    model = two_clusters()
    make_acting(model, 0)
    assert consent(model, {}) == [3, 4, 5]
    model = two_clusters()
    model.schools[0].head = NOBODY
    assert consent(model, {}) == [3, 4, 5]
    model = two_clusters()
    make_federation(model, 0, 1)
    assert consent(model, {}) == [3, 4, 5]


def test_an_executive_head_who_is_there_is_not_asked_again():
    model = two_clusters(executive_post=np.array([True] + [False] * 5))
    refuse = {"hosts": 1, "lead others": 1}
    assert consent(model, refuse, joins=[0, 1, 1, 1, 1, 1]) == [1, 2]
    assert model.schools.granted.tolist() == [0, 10_000, 10_000, 0, 0, 0]


def test_a_base_that_nobody_joins_does_not_begin_and_those_not_due_are_not_asked():
    one = offered({2: 1, 3: 1, 6: 0})  # the fifth is not asked
    assert consent(two_clusters(), one, joins=[1, 1, 1, 1, 0, 1]) == [3, 5]


# What becomes of schools, heads and governors


def reorganised(model, given, joins=None, base=(0, 0, 0, 3, 3, 3), **changes):
    joins = np.array([1] * 6 if joins is None else joins, dtype=bool)
    model.uniform = draws(given)
    executive_heads.reorganise(model, choices(**changes), joins, np.array(base))
    return model.schools


def numbers(heads):
    return heads.unique_id.tolist()


def test_the_schools_are_led_from_their_base_with_a_head_of_school_each():
    model = two_clusters()
    schools = reorganised(model, STAYS)
    assert schools.base.row.tolist() == [0, 0, 0, 3, 3, 3]
    assert schools.post.tolist() == [Post.HEAD_OF_SCHOOL] * 6
    assert schools.executive_post.tolist() == [True, False, False] * 2
    assert numbers(schools.executive) == [101, 0, 0, 104, 0, 0]
    assert schools.executive.role[[0, 3]].tolist() == [HeadRole.EXECUTIVE_HEAD] * 2
    assert schools.executive.tenure[[0, 3]].tolist() == [0, 0]
    # At the base a teacher acts as head of school; elsewhere heads stay as heads of school.
    assert numbers(schools.head) == [1001, 102, 103, 1007, 105, 106]
    acting, beside = HeadRole.ACTING_HEAD, HeadRole.HEAD_OF_SCHOOL
    assert schools.head.role.tolist() == [acting, beside, beside] * 2
    assert schools.head.tenure.tolist() == [0, 5, 5] * 2
    assert schools.head_displaced.tolist() == [False, True, True] * 2
    assert schools.schools_led.tolist() == [3, 0, 0] * 2
    assert schools.teachers.tolist() == [1, 2, 2] * 2


def test_an_executive_head_may_run_the_base_alone():
    schools = reorganised(two_clusters(), STAYS, base_run_by="executive_head")
    assert schools.post.tolist() == [Post.EXECUTIVE, Post.HEAD_OF_SCHOOL, Post.HEAD_OF_SCHOOL] * 2
    assert not schools.executive_post.any()
    assert numbers(schools.head) == [101, 102, 103, 104, 105, 106]
    executive, beside = HeadRole.EXECUTIVE_HEAD, HeadRole.HEAD_OF_SCHOOL
    assert schools.head.role.tolist() == [executive, beside, beside] * 2
    assert schools.head.tenure.tolist() == [5] * 6


def test_who_does_not_join_keeps_a_head_and_who_was_led_from_a_school_that_joins_is_set_free():
    model = two_clusters()
    model.schools.base = np.array([0, 1, 1, 3, 4, 4])  # the third and the sixth are led from others
    model.schools[np.array([2, 5])].post = Post.LED_FROM_BASE
    before = model.schools.trust.copy()
    schools = reorganised(model, STAYS, joins=[1, 1, 0, 0, 0, 0])
    assert schools.base.row.tolist() == [0, 0, 2, 3, 4, 4]
    hos, own, none = Post.HEAD_OF_SCHOOL, Post.HEADSHIP, Post.LED_FROM_BASE
    assert schools.post.tolist() == [hos, hos, own, own, own, none]
    assert (schools.partnership.row >= 0).tolist() == [True, True, False, False, False, False]
    assert schools.trust[2:].tolist() == before[2:].tolist()
    assert schools.head_displaced.tolist() == [False, True] + [False] * 4


def test_a_displaced_head_who_will_not_stay_teaches_or_leaves():
    for given, there in ((TEACHES, True), (LEAVES, False)):
        model = two_clusters()
        model.schools[1].head.leadership = -1
        record_before(model)  # who teaches again does not act as head
        schools = reorganised(model, given, joins=[1, 1, 0, 0, 0, 0])
        assert (102 in model.teachers.unique_id) == there
        assert 102 not in model.heads.unique_id
        assert numbers(schools.head)[1] == 1003
        assert schools.teachers[1] == (2 if there else 1)
        assert model.tables.teachers.size == len(model.teachers)  # no gap is left


def test_the_head_of_the_first_school_may_be_displaced_and_each_answers_alone():
    model = two_clusters()
    given = {"accept": {101: 0.01, 103: 0.99}, "return": {103: 1}}
    schools = reorganised(model, given, joins=[1, 1, 1, 0, 0, 0], base=(1, 1, 1, 3, 3, 3))
    assert numbers(schools.executive)[:3] == [0, 102, 0]
    assert schools.head.unique_id[0] == 101
    assert schools.head.role[0] == HeadRole.HEAD_OF_SCHOOL
    assert 103 not in model.heads.unique_id
    assert schools.head_displaced[:3].tolist() == [True, False, True]


def test_an_acting_head_teaches_again_and_no_acting_or_missing_head_becomes_executive():
    model = two_clusters()
    schools = model.schools
    for row in (0, 1):  # teachers act, at the base and beside it
        model.schools[row].head = NOBODY
    model.tables.heads.remove(np.array([0, 1]))
    teachers = model.teachers
    appoint_acting_heads(model, teachers[np.isin(teachers.unique_id, [1001, 1003])])
    schools[4].head = NOBODY
    model.tables.heads.remove(np.array([4]))
    reorganised(model, STAYS)
    assert numbers(schools.executive) == [0, 0, 0, 104, 0, 0]
    assert schools.executive_post.tolist() == [True, False, False] * 2  # the post is made
    assert schools.head.role[[0, 1]].tolist() == [HeadRole.ACTING_HEAD] * 2
    assert 1003 in model.teachers.unique_id or numbers(schools.head)[1] == 1003
    # Nobody is displaced who was not there.
    assert schools.head_displaced.tolist() == [False, True, True, False, False, True]


def test_who_was_displaced_already_this_year_stays_so():
    model = two_clusters(head_displaced=np.array([True, False, False, False, True, False]))
    schools = reorganised(model, STAYS, joins=[1, 1, 0, 0, 0, 0])
    assert schools.head_displaced.tolist() == [True, True, False, False, True, False]


def test_each_cluster_becomes_a_federation_with_an_agreement_and_trust_as_it_was_brought_about():
    model = two_clusters(trust=0.9)
    p = model.parameters.partnerships
    p.trust_start, p.trust_imposed = 0.5, 0.6
    schools = reorganised(model, STAYS, joins=[1, 1, 0, 1, 1, 1])
    body = schools.partnership
    assert body.row[0] == body.row[1] != body.row[3] == body.row[4] == body.row[5]
    assert body.row[2] == NOBODY
    assert schools.depth.tolist() == [2, 2, 0, 2, 2, 2]
    assert body.form.tolist() == [Form.FEDERATION, Form.FEDERATION, 0, *[Form.FEDERATION] * 3]
    assert body.members.tolist() == [2, 2, 0, 3, 3, 3]
    way = (1 << 40) + (1001 << 23) + (3 << 20)  # year 1, reorganised, by the row of the base
    assert body.unique_id.tolist() == [way, way, 0, way + 3, way + 3, way + 3]
    assert schools.trust.tolist() == pytest.approx([0.3, 0.3, 0.9, 0.3, 0.3, 0.3])
    agreed = two_clusters(trust=0.9)
    agreed.parameters.partnerships.trust_start = 0.5
    schools = reorganised(agreed, STAYS, joins=[1, 1, 0, 0, 0, 0], consent="voluntary")
    assert schools.trust.tolist() == pytest.approx([0.5, 0.5, 0.9, 0.9, 0.9, 0.9])


def test_a_school_that_joins_later_belongs_to_the_federation_of_its_base():
    model = two_clusters()
    reorganised(model, STAYS, joins=[1, 1, 0, 0, 0, 0])
    schools = reorganised(model, STAYS, joins=[0, 0, 1, 0, 0, 0])
    assert schools.base.row.tolist() == [0, 0, 0, 3, 4, 5]
    body = schools.partnership.row
    assert body[0] == body[1] == body[2] != NOBODY
    assert len(model.partnerships) == 1
    assert numbers(schools.executive)[0] == 101


def test_a_federation_begins_anew_where_that_of_the_base_has_ended():
    model = two_clusters()
    reorganised(model, STAYS, joins=[1, 1, 0, 0, 0, 0])
    model.schools.partnership = NOBODY
    schools = reorganised(model, STAYS, joins=[0, 0, 1, 0, 0, 0])
    body = schools.partnership.row
    assert body[0] == body[2] != NOBODY
    assert body[1] == NOBODY


def test_who_joins_a_base_in_a_trust_is_an_academy():
    model = two_clusters()
    make_federation(model, 0, 1)
    model.schools[0].partnership.form = Form.ACADEMY_TRUST
    model.schools.base = np.array([0, 0, 2, 3, 4, 5])
    schools = reorganised(model, STAYS, joins=[0, 0, 1, 1, 1, 0])
    assert schools.academy.tolist() == [False, False, True, False, False, False]
    assert schools.partnership.row[0] == schools.partnership.row[2]


def test_executive_heads_are_paid_for_each_further_school():
    model = two_clusters()
    model.parameters.money.head_pay = 60_000
    heads = model.heads
    heads.role = np.array([2, 2, 2, 0, 1, 3])
    heads.schools_led, heads.pay_uplift = np.array([1, 2, 4, 4, 2, 2]), 1.0
    executive_heads.pay_executives(model, choices(pay_uplift=0.05))
    assert heads.pay_uplift.tolist() == pytest.approx([0, 3_000, 9_000, 0, 0, 0])


def test_executive_headships_count_filled_or_not_at_every_school_led():
    model = two_clusters()
    schools = model.schools
    schools[0].executive_post, schools[3].post = True, Post.EXECUTIVE
    schools.base = np.array([0, 0, 2, 3, 3, 5])
    assert executive_heads.led_by_executive(model).tolist() == [1, 1, 0, 1, 1, 0]


# The whole, year by year


def act(model, given, **changes):
    model.uniform = draws(AGREE | STAYS | given)
    usual = {"number": TWO_CLUSTERS, "smallest": 3, "largest": 3}
    executive_heads.act(model, choices(**(usual | changes)))
    return model.schools.executive_post.nonzero()[0].tolist()


def cluster_of_the_first(model):
    return int(executive_heads.clusters(model.world, TWO_CLUSTERS, 3, 3)[0])


def test_clusters_begin_in_their_years_and_required_ones_feel_prescribed_ever_after():
    model = two_clusters()
    model.parameters.money.head_pay = 60_000
    first = cluster_of_the_first(model) + 1
    lots = {"cluster begins": {first: 0.2, 3 - first: 0.7}}
    model.year = 3
    assert act(model, lots, phase_in_years=2, first_year=3) == [0]
    assert model.schools.prescribed_by_decree.tolist() == [0.4] * 3 + [0] * 3
    assert model.schools.executive[[0]].pay_uplift.tolist() == [6_000]
    model.schools.prescribed_by_decree = np.array([0, 0.5, 0, 0, 0.5, 0])
    model.year = 4
    assert act(model, lots, phase_in_years=2, first_year=3) == [0, 3]
    assert model.schools.prescribed_by_decree.tolist() == [0.4, 0.5, 0.4, 0.4, 0.5, 0.4]
    assert not model.schools.offer_prescribed.any()
    assert numbers(model.schools.head)[:3] == [1001, 102, 103]  # nobody is asked twice


def test_no_posts_wanted_is_nothing_done():
    model = two_clusters()
    model.uniform = draws({})
    executive_heads.act(model, choices(number=0))
    assert not model.schools.executive_post.any()
    assert act(model, {"cluster begins": 0.5}, number=1, smallest=1, largest=6) == [0]


def test_schools_required_in_another_year_are_not_required_in_this_one():
    model = two_clusters()
    model.year = 2
    assert act(model, {"cluster begins": 0.5}) == []
    assert not model.schools.prescribed_by_decree.any()


def test_who_has_not_agreed_is_asked_again_and_who_is_led_so_is_not():
    model = two_clusters()
    model.parameters.partnerships.offer = 0
    model.parameters.partnerships.offer_own_body = model.parameters.partnerships.offer_headship = 0
    lots = {"cluster begins": 0.5}
    refuse = {"executive offer": {2: 0, 3: 1, 5: 1, 6: 1}}
    assert act(model, lots | refuse, consent="voluntary") == [0]
    assert model.schools.base.row.tolist() == [0, 0, 2, 3, 4, 5]
    assert not model.schools.prescribed_by_decree.any()
    model.year = 2
    relent = {"executive offer": {3: 0, 5: 1, 6: 0}}  # the second is not asked
    assert act(model, lots | relent, consent="voluntary") == [0, 3]
    assert model.schools.base.row.tolist() == [0, 0, 0, 3, 4, 3]
    assert numbers(model.schools.executive) == [101, 0, 0, 104, 0, 0]
    assert model.schools.executive.schools_led[[0, 3]].tolist() == [3, 2]
    assert (model.schools.executive.pay_uplift[[0, 3]] > 0).all()
    assert not (model.teachers.role == TeacherRole.DEPUTY).any()


def test_a_school_too_far_from_the_base_is_left_alone():
    model = schools_at([0, 1, 8, 40, 41, 42])
    assert act(model, {"cluster begins": 0.5}) == [0, 3]
    assert model.schools.base.row.tolist() == [0, 0, 2, 3, 3, 3]


def test_a_base_that_no_other_school_is_near_enough_to_has_no_executive_head():
    model = schools_at([0, 6, 12, 40, 41, 42])
    assert act(model, {"cluster begins": 0.5}) == [3]
    assert model.schools.base.row.tolist() == [0, 1, 2, 3, 3, 3]
    assert model.schools.prescribed_by_decree.tolist() == [0, 0, 0, 0.4, 0.4, 0.4]


@pytest.mark.parametrize("consent", ["required", "encouraged"])
def test_none_is_led_from_a_school_that_has_closed_though_no_other_has_a_head(consent):
    model = two_clusters()
    schools = model.schools
    schools[0].closed, schools[0].head = True, NOBODY
    make_acting(model, 1)
    make_acting(model, 2)
    schools[3:].closed, schools[3:].head = True, NOBODY
    begins = {"cluster begins": 0.5}
    begun = [1] if consent == "required" else []  # an acting head cannot be host
    assert act(model, begins, consent=consent) == begun
    base = {"required": [0, 1, 1, 3, 4, 5], "encouraged": [0, 1, 2, 3, 4, 5]}
    assert schools.base.row.tolist() == base[consent]
    assert schools[:1].hosts_executive().tolist() == [False]


def test_a_voluntary_cluster_waits_for_its_year():
    model = two_clusters()
    first = cluster_of_the_first(model) + 1
    lots = {"cluster begins": {first: 0.9, 3 - first: 0.1}}
    assert act(model, lots, consent="voluntary", phase_in_years=2) == [3]


def test_required_clusters_that_are_led_already_are_left_alone():
    model = two_clusters()
    schools = model.schools
    schools[0].executive_post, schools[0].post = True, Post.HEAD_OF_SCHOOL
    become_executives(schools[:1].head)
    schools[1].base, schools[1].post = 0, Post.HEAD_OF_SCHOOL
    assert act(model, {"cluster begins": 0.5}) == [0, 3]
    assert schools.base.row.tolist() == [0, 0, 0, 3, 3, 3]
    assert numbers(schools.executive)[0] == 101
    assert schools.head_displaced.tolist() == [False, False, True, False, True, True]
