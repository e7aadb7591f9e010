"""The state at the start: what a school file says of its schools is what they begin with."""

import numpy as np
import pytest

from sim.agents.roles import Form, HeadRole, Post
from sim.model import Model
from sim.parameters import ledger
from sim.world import World, england, synthetic
from sim.world.places import NOT_NAMED
from sim.world.titles import HeadTitle
from sim.year import closures
from sim.year.appointments import FIRST_HEAD


def world(schools: int = 12, **facts: object) -> World:
    """Schools two kilometres apart on a line, the later the larger, with some facts."""
    each = np.arange(schools)
    usual = {"year": 2024, "ks2_progress": 0.0 * each, "fsm": 0.2 + 0 * each}
    return World(
        name="line",
        urn=each + 100,
        authority=np.zeros(schools, np.int32),
        authorities=("one",),
        easting=400.0 + 2 * each,
        northing=300.0 + 0 * each,
        pupils=(60 + 10 * each).astype(np.int32),
        **{**usual, **{name: np.array(value) for name, value in facts.items()}},
    )


def test_nobody_has_taught_for_longer_than_since_they_could():
    model = Model(synthetic(600, 1), seed=1)
    for people in (model.heads, model.teachers):
        assert (people.experience <= people.age - 22).all()


def test_schools_that_name_one_head_are_led_from_the_largest():
    groups = np.full(12, -1, np.int32)
    groups[[1, 4, 5]], groups[[7, 9]] = 0, 1
    model = Model(world(head_group=groups), seed=1)
    schools = model.schools
    assert schools.base.row[[1, 4, 5, 7, 9]].tolist() == [5, 5, 5, 9, 9]
    led = (schools.post == Post.LED_FROM_BASE).nonzero()[0].tolist()
    assert led == [1, 4, 7]
    assert schools[[5, 9]].head.schools_led.tolist() == [3, 2]
    assert len(model.heads) == 12 - 3


def test_where_heads_are_named_and_none_is_shared_none_is_drawn():
    parameters = ledger.defaults()
    parameters.staff.shared_start_scale = 50.0
    title = np.full(12, HeadTitle.HEAD, np.int8)
    assert (Model(world(), parameters, seed=1).schools.schools_led == 0).any()
    assert (Model(world(head_title=title), parameters, seed=1).schools.schools_led == 1).all()


def test_where_titles_stand_without_names_shared_heads_are_drawn():
    parameters = ledger.defaults()
    parameters.staff.shared_start_scale = 50.0
    titled = world(head_title=np.full(12, HeadTitle.HEAD), head_group=np.full(12, NOT_NAMED))
    assert not titled.names_heads
    for one in (titled, titled.part(np.arange(2, 12), "part")):
        assert (Model(one, parameters, seed=1).schools.schools_led == 2).any()


def test_trusts_and_federations_are_those_of_the_file_and_others_stay_free():
    trust, federation = np.full(12, -1, np.int32), np.full(12, -1, np.int32)
    trust[[0, 3, 6]], federation[[1, 2]] = 0, 0
    model = Model(world(trust=trust, federation=federation), seed=1)
    schools = model.schools
    form = schools.partnership.form
    assert (form == Form.ACADEMY_TRUST).nonzero()[0].tolist() == [0, 3, 6]
    assert (form == Form.FEDERATION).nonzero()[0].tolist() == [1, 2]
    assert len(set(schools[[0, 3, 6]].partnership.row)) == 1
    assert schools.academy.nonzero()[0].tolist() == [0, 3, 6]


def test_a_head_of_school_is_under_the_nearest_executive_head_of_the_same_body():
    title, trust = np.zeros(12, np.int8), np.full(12, -1, np.int32)
    title[[0, 11, 5]] = HeadTitle.EXECUTIVE_HEAD
    title[[2, 9, 7]] = HeadTitle.HEAD_OF_SCHOOL
    trust[[0, 11, 2, 9]] = 0  # the executive head at 5 and the head of school at 7 are in none
    model = Model(world(head_title=title, trust=trust), seed=1)
    schools = model.schools
    assert schools.base.row[[2, 9, 7]].tolist() == [0, 11, 7]
    assert schools.post[[0, 2, 9, 11, 5, 7]].tolist() == [
        Post.EXECUTIVE, Post.HEAD_OF_SCHOOL, Post.HEAD_OF_SCHOOL, Post.EXECUTIVE,
        Post.HEADSHIP, Post.HEADSHIP,
    ]  # fmt: skip
    assert schools[[0, 2]].head.role.tolist() == [HeadRole.EXECUTIVE_HEAD, HeadRole.HEAD_OF_SCHOOL]
    model.run(3)  # and the years go by


@pytest.mark.parametrize(("limit", "base"), [(4, 0), (3.9, 2)])
def test_no_head_of_school_is_under_an_executive_head_too_far_away_to_apply_there(limit, base):
    title, p = np.full(12, HeadTitle.HEAD, np.int8), ledger.defaults()
    title[0], title[2] = HeadTitle.EXECUTIVE_HEAD, HeadTitle.HEAD_OF_SCHOOL
    p.recruitment.travel_limit = limit
    trust = np.where(np.isin(np.arange(12), [0, 2]), 0, -1)
    model = Model(world(head_title=title, trust=trust.astype(np.int32)), p, seed=1)
    assert model.schools.base.row[2] == base


def test_an_executive_head_need_not_be_called_so_at_the_largest_of_the_schools():
    title, groups = np.full(12, HeadTitle.HEAD, np.int8), np.full(12, -1, np.int32)
    groups[[3, 8]], title[3], title[[2, 5]] = 0, HeadTitle.EXECUTIVE_HEAD, HeadTitle.HEAD_OF_SCHOOL
    trust = np.full(12, -1, np.int32)
    trust[[2, 3, 8]] = 0
    schools = Model(world(head_title=title, head_group=groups, trust=trust), seed=1).schools
    assert schools.base.row[[2, 3, 5, 8]].tolist() == [8, 8, 5, 8]
    assert schools.post[[2, 3, 5, 8]].tolist() == [
        Post.HEAD_OF_SCHOOL, Post.LED_FROM_BASE, Post.HEADSHIP, Post.EXECUTIVE,
    ]  # fmt: skip


def test_acting_and_interim_heads_are_acting():
    title = np.zeros(12, np.int8)
    title[3], title[4], title[5] = HeadTitle.ACTING_HEAD, HeadTitle.INTERIM_HEAD, HeadTitle.CO_HEAD
    heads = Model(world(head_title=title, head_group=[-1] * 10 + [0, 0]), seed=1).schools.head
    assert (heads.role == HeadRole.ACTING_HEAD).nonzero()[0].tolist() == [3, 4]


def test_who_acts_at_the_start_begins_a_headship_when_appointed():
    title = np.full(40, HeadTitle.ACTING_HEAD, np.int8)
    model = Model(world(40, head_title=title), seed=1).warm_up(1)
    model.run(3)
    first = model.heads[model.heads.unique_id < FIRST_HEAD + 40]
    appointed = first[first.role == HeadRole.HEAD]
    assert len(appointed) > 2
    assert (appointed.appointed_year >= 0).all()
    assert (appointed.appointed_age > appointed.age - 4).all()


def test_grades_and_their_years_are_those_of_the_file_where_it_has_them():
    grade, year = np.zeros(12, np.int8), np.zeros(12, np.int16)
    grade[[2, 3]], year[[2, 3]] = [4, 1], [2023, 2012]
    drawn = Model(world(), seed=1).schools
    schools = Model(world(ofsted_grade=grade, ofsted_year=year), seed=1).schools
    assert schools.ofsted_grade[[2, 3]].tolist() == [4, 1]
    assert schools.ofsted_year[[2, 3]].tolist() == [-1, -12]
    others = [0, 1, *range(4, 12)]
    assert schools.ofsted_grade[others].tolist() == drawn.ofsted_grade[others].tolist()


def test_trusts_are_drawn_for_academies_where_the_file_does_not_name_them():
    parameters = ledger.defaults()
    parameters.academies.at_start = "drawn"
    schools = Model(england(), parameters, seed=1).schools
    known = england().academy
    assert np.array_equal(schools.academy[known >= 0], known[known >= 0] == 1)
    unknown = schools.academy[known < 0].mean()
    assert unknown == pytest.approx(schools.academy.mean(), abs=0.06)
    inside = schools.partnership.form == Form.ACADEMY_TRUST
    assert not (inside & ~schools.academy).any()
    alone = 1 - inside.sum() / schools.academy.sum()
    assert alone == pytest.approx(0.1, abs=0.03)  # academies.single
    km = schools[inside].partnership.mean_km
    assert 3 < np.median(km) < 7
    members = schools[inside].partnership.members
    assert members.max() == 25 and members.min() == 2
    again = Model(england(), parameters, seed=2).schools
    assert not np.array_equal(again.partnership.row, schools.partnership.row)


def test_infant_and_junior_schools_are_what_they_are():
    first, last = np.zeros(12, np.int8), np.full(12, 6, np.int8)
    last[3], first[4] = 2, 3
    model = Model(world(first_group=first, last_group=last), seed=1).run(8)
    schools = model.schools
    assert schools[[3, 4, 5]].year_groups().tolist() == [3, 4, 7]
    assert schools[[3, 4]].cohort() == pytest.approx(schools[[3, 4]].pupils / [3, 4])
    assert not schools[3].publishes_results() and schools[4].publishes_results()
    progress = schools.progress
    assert (progress[:3, 4] == 0).all() and (progress[3:, 4] != 0).all()
    assert schools[3].of_oldest(schools[3].progress) == progress[2, 3]
    assert np.isfinite(schools.ks2_progress).all()


def test_a_world_without_facts_starts_as_before():
    plain = Model(synthetic(60, 1), seed=1)
    assert (plain.schools.partnership.form != Form.ACADEMY_TRUST).all()
    assert not plain.schools.academy.any()


def test_an_infant_school_joins_the_junior_school_beside_it():
    first, last = np.zeros(12, np.int8), np.full(12, 6, np.int8)
    last[[3, 7]], first[[4, 11]] = 2, 3  # the junior school at 11 is far from the infants at 7
    parameters = ledger.defaults()
    parameters.closures.amalgamating, parameters.closures.amalgamating_km = 1.0, 2.5
    model = Model(world(first_group=first, last_group=last), parameters, seed=1).warm_up(2)
    schools = model.schools
    census = schools.census_pupils.sum()
    assert not schools.closed.any()
    joined = schools[3].progress.copy()
    kept, pupils = schools[4].progress.copy(), schools.pupils[[3, 4]].sum()
    model.year += 1
    closures.step(model)
    assert schools.closed.nonzero()[0].tolist() == [3]
    assert (schools[4].first_group, schools[4].last_group) == (0, 6)
    assert schools[4].pupils == pupils
    assert schools[4].progress == pytest.approx([*joined[:3], *kept[3:]])
    assert schools.census_pupils.sum() == census
    model.year -= 1
    model.run(2)
    assert max(float(error) for error in model.identities.values()) < 1e-7
