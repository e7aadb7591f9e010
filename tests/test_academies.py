"""Academy trusts by hand: who asks, whom a trust takes in, who founds one, and who pays."""

import numpy as np
import pytest
from test_policies import policies

from sim.agents.roles import Form
from sim.engine.columns import NOBODY
from sim.model import Model
from sim.policies import POLICIES
from sim.world import World, synthetic
from sim.year import academies
from sim.year.partnerships import found_partnerships, update_members, update_partnerships

TRUST, FEDERATION = Form.ACADEMY_TRUST, Form.FEDERATION


@pytest.fixture
def model() -> Model:
    """Ten schools a kilometre apart on a line, alike, in two authorities; none has partners."""
    place, alike = np.arange(10), np.ones(10)
    world = World(
        name="line",
        urn=place + 1,
        authority=(place >= 5).astype(np.int32),
        authorities=("west", "east"),
        easting=400.0 + place,
        northing=300.0 * alike,
        pupils=(200 * alike).astype(np.int32),
        fsm=0.2 * alike,
        ks2_progress=0 * alike,
    )
    model = Model(world, seed=1)
    schools = model.schools
    schools.partnership = NOBODY
    update_partnerships(model)
    schools.income, schools.balance, schools.ofsted_grade = 500_000.0, 0.0, 2
    schools.converting = schools.sponsoring = 0.0
    schools.joint_years, schools.leads_trust = 0, False
    return model


def together(model: Model, *groups: list[int], form: int = TRUST) -> None:
    """Put schools into partnerships of a form."""
    made = found_partnerships(model, np.array([g[0] for g in groups]), depth=3, form=form)
    for row, group in zip(made.rows, groups, strict=True):
        model.schools[np.array(group)].partnership = row
    update_partnerships(model)
    update_members(model)


def test_a_school_brings_its_charge_less_what_it_costs(model):
    schools = model.schools
    schools.ofsted_grade[:] = 2
    schools[1].ofsted_grade = 3
    schools[2].balance, schools[3].balance = -30_000.0, 30_000.0
    schools[4].income = 200_000.0
    # 5 % of 500,000, less 15,000; 20,000 less for a weak school, a third of a debt less.
    expected = [10_000, -10_000, 0, 10_000, -5_000]
    assert schools[:5].brings_to_trust() == pytest.approx(expected)


def test_central_costs_are_divided_by_pupils_and_replace_other_spending(model):
    together(model, [0, 2], [5, 6, 7], form=TRUST)
    together(model, [8, 9], form=FEDERATION)
    schools = model.schools
    schools[2].pupils = 100
    academies.charge(model)
    # Of two schools a kilometre from their middle: 60,000 + 2 x (15,000 + 400 x 1), so 302.67 a
    # pupil for 300 pupils; each saves 3 % of its income.
    assert schools[[0, 2]].central_cost == pytest.approx([45_533.33, 15_266.67], abs=0.01)
    assert schools[[1, 3, 4, 8, 9]].central_cost.tolist() == [0] * 5
    trusts = model.partnerships
    inside = schools.partnership.form == TRUST
    paid = schools.central_cost[inside] + 0.03 * 500_000
    assert paid.sum() == pytest.approx(trusts.central_cost().sum())
    assert trusts.central_cost()[trusts.form == FEDERATION].tolist() == [0]


def test_a_trust_has_room_for_one_more_or_a_quarter_until_it_is_full(model):
    together(model, [0, 1], [2, 3], [4, 5], [6, 7])
    together(model, [8, 9], form=FEDERATION)
    trusts = model.partnerships
    trusts.members = [3, 8, 29, 30, 2]
    assert trusts.room_in_trust().tolist() == [1, 2, 1, 0, 0]


def test_governors_ask_more_often_after_joint_work_and_a_federation_once():
    model = Model(synthetic(4_000, 1), seed=2)
    schools = model.schools
    schools.partnership, schools.converting, schools.joint_years = NOBODY, 0.12, 0
    model.parameters.academies.sponsoring = 0
    schools[:2_000].joint_years = 5  # as much as counts
    made = found_partnerships(model, np.array([1]), form=FEDERATION, depth=5)
    schools[3_000:].partnership = made.rows[0]
    model.partnerships.members = 3
    drawn = schools.draw("convert")
    chance = np.repeat([0.24, 0.12, 0.04], [2_000, 1_000, 1_000])
    assert np.array_equal(schools.seeks_academy_trust(), drawn < chance)
    model.parameters.academies.converting = 0.2  # where policies ask for less, this holds
    assert schools[2_000:3_000].seeks_academy_trust().mean() == pytest.approx(0.2, abs=0.04)


def test_only_an_open_school_outside_any_trust_can_be_made_to_join(model):
    schools = model.schools
    together(model, [0, 1])
    schools.conversion_required = True
    schools[2].closed = True
    assert schools.must_convert().tolist() == [False] * 3 + [True] * 7
    schools.conversion_required, schools.sponsoring = False, 1.0
    schools[[0, 2, 3]].ofsted_grade, schools[4].ofsted_grade = 4, 3
    assert schools.must_convert().nonzero()[0].tolist() == [3]


def test_a_trust_takes_who_brings_most_and_refuses_who_costs_more(model):
    together(model, [4, 5])
    schools = model.schools
    schools[3].income, schools[6].income, schools[7].ofsted_grade = 400_000.0, 600_000.0, 3
    trust = np.full(10, NOBODY)
    academies.join_trusts(model, np.array([3, 6, 7]), trust)  # the trust has room for one
    assert (trust != NOBODY).nonzero()[0].tolist() == [6]
    trust[:] = NOBODY
    academies.join_trusts(model, np.array([7]), trust)
    assert (trust == NOBODY).all()
    schools[7].conversion_required = True
    academies.join_trusts(model, np.array([7]), trust)
    assert trust[7] == schools[4].partnership.row


def test_distance_costs_a_trust_and_ends_at_its_reach(model):
    together(model, [0, 1])
    schools, trust = model.schools, np.full(10, NOBODY)
    schools.income = 340_000.0  # brings 2,000: what five kilometres cost
    academies.join_trusts(model, np.array([7]), trust)  # six from school 1
    assert (trust == NOBODY).all()
    academies.join_trusts(model, np.array([5]), trust)
    assert trust[5] != NOBODY
    schools.income, trust[:] = 5_000_000.0, NOBODY
    model.parameters.academies.reach = 5.5
    academies.join_trusts(model, np.array([7]), trust)
    assert (trust == NOBODY).all()


def test_a_trust_is_founded_where_it_pays_for_itself(model):
    schools, asking = model.schools, np.array([0, 1, 2, 3, 8])
    model.parameters.academies.reach = 3.0
    schools[1].leads_trust = True
    model.parameters.academies.founding = 0.0
    schools.income = 600_000.0  # four bring 60,000, which is just what a trust costs
    trust = np.full(10, NOBODY)
    academies.found_trusts(model, asking, trust)
    assert (trust != NOBODY).nonzero()[0].tolist() == [0, 1, 2, 3]
    trust[:] = NOBODY
    schools.income = 590_000.0
    academies.found_trusts(model, asking, trust)
    assert (trust == NOBODY).all()


def test_a_council_takes_all_schools_of_its_authority_into_one_trust(model):
    schools = model.schools
    schools.council_trust = schools.authority == 1
    schools.conversion_required, schools.income = True, 100_000.0
    academies.step(model)
    assert (schools.partnership.form != TRUST).all()  # before the first year nobody converts
    model.year = 1
    academies.step(model)
    assert (schools.partnership.form == TRUST).tolist() == [False] * 5 + [True] * 5
    assert len(set(schools[5:].partnership.row)) == 1
    assert schools.refused_by_trusts.tolist() == [True] * 5 + [False] * 5
    founded = model.partnerships.unique_id[0]
    schools.council_trust = True
    academies.step(model)  # in the next year the other council founds one as well
    assert (schools.partnership.form == TRUST).all()
    assert len(model.partnerships) == 2
    assert founded in model.partnerships.unique_id


def test_a_federation_converts_as_a_whole_and_grants_are_paid_to_each(model):
    together(model, [0, 1])
    together(model, [2, 5], form=FEDERATION)
    schools, trust = model.schools, np.full(10, NOBODY)
    schools.conversion_grant, schools.sponsor_grant = 25_000.0, 70_000.0
    trust[[2, 3]] = schools[0].partnership.row
    schools[3].ofsted_grade, schools[3].sponsoring = 4, 1.0
    academies.convert(model, trust)
    assert schools.academy.nonzero()[0].tolist() == [2, 3, 5]
    assert schools.exchequer_cost[[2, 3, 5, 6]].tolist() == [25_000, 70_000, 25_000, 0]
    assert len(set(schools[[0, 1, 2, 3, 5]].partnership.row)) == 1
    assert schools.trust[3] == pytest.approx(0.6 * schools.trust[2])


def test_a_grant_draws_schools_into_trusts_as_money_does_in_every_offer():
    model = Model(synthetic(60, 4), seed=1)
    model.parameters.partnerships.offer_money = 0.4
    act = POLICIES["white_paper_2026"]
    chances = []
    for grant in (0, 25_000):
        model.schools.converting = 0.0
        words = f"joining=0.2 conversion_grant={grant}"
        act(model, policies("white_paper_2026", white_paper_2026=words)["white_paper_2026"])
        chances.append(float(model.schools[0].converting))
    # Odds of 1 to 4, and e times as much.
    assert chances == pytest.approx([0.2, np.e / (4 + np.e)])


def test_required_by_a_date_every_school_is_in_a_trust():
    past = Model(synthetic(300, 4), seed=1).warm_up(1)
    by_date = {"white_paper_2026": "required_from=2 councils=0 joining=0.1"}
    model = past.branch(policies("white_paper_2026", **by_date)).run(1)
    assert 0 < (model.schools.partnership.form == TRUST).mean() < 0.5
    model.run(1)
    assert (model.schools.partnership.form == TRUST).all()
