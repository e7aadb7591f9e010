"""The market for headships, on a few schools along a line, worked out by hand."""

import numpy as np
import pytest
from small_worlds import answering, drawing, heads, line, teachers

from sim.agents import Head, School, Teacher
from sim.agents.roles import Form, Post, TeacherRole
from sim.engine.columns import NOBODY
from sim.year import headships
from sim.year.leaders_record import record_before

HEAD, OF_SCHOOL, EXECUTIVE, ACTING = range(4)
DEPUTY, MIDDLE = TeacherRole.DEPUTY, TeacherRole.MIDDLE_LEADER
MARKET = {
    **{"head_terms": np.array([0.25, 0.5, 0.15, 0.1]), "posts_seen": 4, "applications": 4},
    **{"travel": 0.1, "travel_limit": 9, "taste": 0, "head_noise": 0.2, "head_experience": 0.5},
    **{"appeal_good": 0, "appeal_partners": 0, "appeal_roll": 0, "appeal_teaching": 0},
    **{"appeal_head_of_school": 0, "appeal_pay": 0, "head_standard": 0, "executive_standard": 0},
    **{"site_standard": 0, "standard_governors": 1.0, "standard_relaxed": 0.25},
    **{"worth_moving": 1, "first_headship_roll": 200, "sharing_within": 1, "sharing_most": 4},
}
TRAITS = "talent", "leadership", "ambition"  # that people bring with them
FIRST_TERM, SECOND_TERM = 0.1, 0.3


def market(schools: int, term=FIRST_TERM, interview=0, **facts):
    state = line(schools, **facts)
    vars(state.parameters.recruitment).update(MARKET)
    state.parameters.rivals.posts_by_lot = 0
    state.history["left"] = np.array(0)
    names = "headship", "executive_headship"
    drawn = {f"{name}_interview": interview for name in names}
    drawn |= {f"{name}_taste": 0 for name in names} | dict.fromkeys(TRAITS, 0)
    drawing(state, term=term, **drawn)
    agrees = School.lets_head_lead_others, Head.would_lead_others, School.shares_head
    answering(state, {Teacher.seeks_headship: True, **dict.fromkeys(agrees, False)})
    return state


def who(state) -> list[int]:
    """The number of the head of each school, 0 for none."""
    return state.schools.head.unique_id.tolist()


# Who looks, and how they are rated


def test_deputies_and_middle_leaders_of_seven_years_seek_headships_and_then_no_other_post():
    state = market(1)
    state.parameters.leaving.headship_experience = 7
    roles = [DEPUTY, MIDDLE, DEPUTY, TeacherRole.CLASS_TEACHER]
    all_four = teachers(state, [0] * 4, role=roles, experience=[7, 8, 6, 20], looking=True)
    assert headships.seekers(state).unique_id.tolist() == [1001, 1002]
    assert all_four.looking.tolist() == [False, False, True, True]
    answering(state, {Teacher.seeks_headship: np.array([False, True, True, True])})
    assert headships.seekers(state).unique_id.tolist() == [1002]


def test_a_post_is_vacant_without_a_head_or_with_an_acting_one_unless_led_from_its_base():
    state = market(5, post=[Post.HEADSHIP, Post.HEAD_OF_SCHOOL, Post.HEADSHIP, 0, 0])
    heads(state, [2, 1, 4], role=[HEAD, ACTING, ACTING])
    assert headships.is_vacant(state.schools).tolist() == [True, True, False, False, False]


def test_governors_see_leadership_through_noise_and_value_those_proved_as_heads():
    state = market(3, interview={101: 1, 102: -1, 1001: 0.5})
    two = heads(state, [0, 1], leadership=[1, 2], role=[HEAD, ACTING])
    posts = headships.Headships(state, two, teachers(state, [2], leadership=3))
    assert posts.rating == pytest.approx([1 + 0.5 + 0.2, 2 - 0.2, 3 + 0.1])
    assert posts.order.tolist() == [2, 1, 0]
    assert posts.held_own.tolist() == [True, True]
    assert posts.acting.tolist() == [False, True, False]


def test_part_of_the_choice_is_by_lot_where_that_rival_rule_holds():
    state = market(3)
    drawing(state, headship_interview=0, headship_lot={101: 1, 102: 2, 103: -1}, term=0)
    state.parameters.rivals.posts_by_lot = 0.25
    three = heads(state, [0, 1, 2], leadership=[1, 2, 3])
    posts = headships.Headships(state, three, state.teachers[:0])
    assert posts.preference(state) == pytest.approx([1.125 + 0.25, 1.875 + 0.5, 2.625 - 0.25])
    assert posts.rating == pytest.approx([1.5, 2.5, 3.5])


def test_posts_are_advertised_in_terms_by_chance_and_at_once_where_somebody_minds_them():
    state = market(7, term={1: 0.25, 2: 0.3, 3: 0.8, 4: 0.95, 5: 0.95, 6: 0.95, 7: 0.95})
    heads(state, [4, 6], role=[ACTING, HEAD])
    state.schools[5:].minder = 4  # the last was, and has a head since
    posts = headships.Headships(state, state.heads, state.teachers[:0])
    assert posts.first_term(state).tolist() == [1, 2, 3, 4, 1, 1, 4]


# Rounds of advertisements


def test_a_post_that_nobody_is_good_enough_for_is_advertised_in_every_term_from_its_first():
    state = market(4, term={1: 0.95, 2: 0.3, 3: 0.2}, governance=[0, 0, 0, 9])
    heads(state, [3])
    headships.fill(state)
    assert state.schools.adverts.tolist() == [1, 3, 4, 0]


def test_standards_give_way_a_step_with_each_advertisement_after_the_first():
    state = market(2, governance=1.0)
    mover = heads(state, [1], looking=True)  # rated 0.5
    headships.fill(state)
    assert mover.school.row.tolist() == [0]
    assert state.schools.adverts.tolist() == [3, 1]  # 1, 0.75, 0.5; and what the mover left


def test_the_best_rated_takes_the_nearest_post_and_leaves_one_for_the_next_term():
    state = market(3, term={1: FIRST_TERM, 2: SECOND_TERM}, pupils=[400, 200, 200])
    state.parameters.recruitment.first_headship_roll = 400
    heads(state, [1, 2], leadership=[1, 5], looking=[True, False])
    teachers(state, [2], role=DEPUTY, leadership=1.4)  # below the head's 1.5
    headships.fill(state)
    assert who(state) == [101, 1001, 102]
    assert state.schools.adverts.tolist() == [1, 1, 0]


@pytest.mark.parametrize(
    ("pupils", "head", "deputy"), [(200, True, True), (199, False, True), (201, True, False)]
)
def test_heads_move_to_posts_no_smaller_than_worth_it_and_first_headships_are_not_larger(
    pupils, head, deputy
):
    state = market(2, pupils=[pupils, 200])
    one = heads(state, [1], looking=True)
    headships.fill(state)
    assert (one.school.row == 0).all() == head
    state = market(2, pupils=[pupils, 200])
    heads(state, [1])
    teachers(state, [1], role=DEPUTY)
    headships.fill(state)
    assert (state.schools[0].head.unique_id == 1001) == deputy


def test_a_teacher_who_is_rated_below_the_standard_is_not_taken():
    state = market(1, governance=1.01)
    state.parameters.recruitment.standard_relaxed = 0
    teachers(state, [0], role=DEPUTY, leadership=1)
    headships.fill(state)
    assert state.schools.head.role.tolist() == [ACTING]
    assert state.schools.adverts.tolist() == [4]


def test_an_acting_head_may_win_the_post_and_once_another_does_looks_no_more():
    state = market(1, term=0.95)
    minding = heads(state, [0], role=ACTING, looking=True)
    headships.fill(state)
    assert minding.role.tolist() == [HEAD]
    assert state.schools.adverts.tolist() == [1]
    state = market(3, term={1: FIRST_TERM, 2: SECOND_TERM})
    heads(state, [0, 2], role=[ACTING, HEAD], leadership=1, looking=[True, False])
    teachers(state, [2], role=DEPUTY, leadership=2)
    headships.fill(state)
    assert who(state) == [1001, 0, 102]  # 101 would have been taken at school 1
    assert state.schools.adverts.tolist() == [1, 3, 0]


def test_who_moves_from_a_post_that_has_gone_leaves_no_vacancy():
    state = market(2, governance=-1, post=[Post.HEADSHIP, Post.LED_FROM_BASE])
    heads(state, [1], looking=True)
    teachers(state, [1], role=DEPUTY, leadership=-1)  # who would do
    headships.fill(state)
    assert who(state) == [101, 0]


# Executive headships


def clusters(**facts):
    """Schools 0 and 1, and 2 and 3, are to have an executive head; school 4 has a headship."""
    post = [*[Post.HEAD_OF_SCHOOL] * 4, Post.HEADSHIP]
    return market(5, base=np.array([0, 0, 2, 2, 4]), post=post, **facts)


def test_executive_posts_are_for_heads_and_filled_first():
    state = clusters(executive_post=[True, *[False] * 4], pupils=[100, 100, 200, 200, 200])
    state.parameters.recruitment.first_headship_roll = 1_000
    roles = [ACTING, OF_SCHOOL, OF_SCHOOL, OF_SCHOOL, HEAD]
    heads(state, [0, 1, 2, 3, 4], role=roles, looking=[True, *[False] * 3, True],
          leadership=[5, 0, 0, 0, 0])  # fmt: skip
    teachers(state, [4], leadership=9)
    headships.fill(state)
    assert state.schools.executive.unique_id.tolist() == [105, 0, 0, 0, 0]
    assert state.schools[0].executive.role == EXECUTIVE
    assert who(state) == [101, 102, 103, 104, 1001]
    assert state.schools.executive_adverts.tolist() == [1, 0, 0, 0, 0]
    assert state.schools.adverts.tolist() == [1, 0, 0, 0, 4]


def test_an_executive_head_who_moves_leaves_a_post_open_for_another_from_the_next_term():
    state = clusters(executive_post=[True, False] * 2 + [False], pupils=[300, 300, *[200] * 3])
    roles = [*[OF_SCHOOL] * 4, HEAD]
    heads(state, [0, 1, 2, 3, 4], role=roles, looking=[False] * 4 + [True])
    state.schools[2].executive = state.tables.heads.add(
        np.array([201]), school=2, home=2, role=EXECUTIVE, leadership=2, looking=True
    ).row[0]
    headships.fill(state)
    assert state.schools.executive.unique_id.tolist() == [201, 0, 105, 0, 0]
    assert state.schools.executive_adverts.tolist() == [1, 0, 1, 0, 0]


# Bases that end, and posts that do


def test_schools_led_from_a_base_get_their_own_post_back_but_for_those_that_keep_it():
    base = np.array([0, 0, 0, 0, 4, 4, 4])
    post = [Post.HEADSHIP, 2, 0, 2, Post.EXECUTIVE, 2, 2]
    state = market(7, base=base, post=post, closed=[False] * 3 + [True] + [False] * 3)
    heads(state, [0, 1, 4, 5, 6], role=[HEAD, OF_SCHOOL, EXECUTIVE, ACTING, OF_SCHOOL])
    headships.set_free(state, np.array([0]))
    assert state.schools.base.row.tolist() == [0, 1, 2, 0, 4, 4, 4]
    assert state.schools.post.tolist() == [1, 1, 1, 2, 3, 2, 2]
    assert state.heads.role.tolist() == [HEAD, HEAD, EXECUTIVE, ACTING, OF_SCHOOL]
    headships.set_free(state, np.array([4]), but=np.arange(7) == 6)
    assert state.schools.base.row.tolist() == [0, 1, 2, 0, 4, 5, 4]
    assert state.schools.post.tolist() == [1, 1, 1, 2, 3, 1, 2]
    assert state.heads.role.tolist() == [HEAD, HEAD, EXECUTIVE, ACTING, OF_SCHOOL]


def test_heads_whose_posts_end_teach_at_the_school_named_or_leave():
    state = market(3)
    two = heads(state, [0, 1])
    answering(state, {Head.returns_to_teaching: np.array([True, False])})
    headships.end_posts(state, two, at=2)
    assert who(state) == [0, 0, 0]
    assert state.teachers.unique_id.tolist() == [101]
    assert state.teachers.school.row.tolist() == [2]
    assert state.history["left"] == 1


# Sharing a head


def sharing(at=(1, 2), says_no=None, **facts):
    """Three schools, of which the first has no head, or those not ``at``; all say yes but one."""
    state = market(3)
    heads(state, list(at))
    for name, value in facts.items():
        setattr(state.schools, name, value)
    agree = np.full(4, True)
    who_not, where = says_no or (None, 0)
    rules = School.lets_head_lead_others, Head.would_lead_others, School.shares_head
    answering(
        state, {rule: agree & ~((rule == who_not) & (np.arange(4) == where)) for rule in rules}
    )
    state.count_led()
    return state


def shared(state, within: int = 1, most: int = 4) -> list[int]:
    """The base of each school afterwards; who is newly led from another has no post of its own."""
    vars(state.parameters.recruitment).update(sharing_within=within, sharing_most=most)
    base, post = state.schools.base.row.copy(), state.schools.post.copy()
    headships.share_with_neighbours(state)
    now = state.schools.base.row
    assert state.schools.post.tolist() == np.where(now == base, post, Post.LED_FROM_BASE).tolist()
    return now.tolist()


def test_a_school_that_found_nobody_is_led_by_the_nearest_head_within_reach():
    assert shared(sharing()) == [1, 1, 2]
    assert shared(sharing(), within=0) == [0, 1, 2]


def test_both_governing_bodies_and_the_head_have_to_agree():
    head_of_1 = 0  # her row among heads
    assert shared(sharing(says_no=(School.shares_head, 0))) == [0, 1, 2]
    for no in ((School.lets_head_lead_others, 1), (Head.would_lead_others, head_of_1)):
        assert shared(sharing(says_no=no)) == [0, 1, 2]
        assert shared(sharing(says_no=no), within=2) == [2, 1, 2]  # the next nearest


def test_an_acting_head_leads_no_other_school_but_makes_room():
    state = sharing()
    state.heads[0].role = ACTING
    assert shared(state, within=2) == [2, 1, 2]  # one head takes one school more, the first
    state = sharing(says_no=(School.shares_head, 0))
    state.heads[0].role = ACTING
    assert shared(state) == [0, 2, 2]
    assert state.teachers.unique_id.tolist() == [101]


def test_only_headships_are_shared_and_only_by_heads_of_headships():
    assert shared(sharing(post=np.array([1, Post.HEAD_OF_SCHOOL, 1]))) == [0, 1, 2]
    assert shared(sharing(post=np.array([Post.HEAD_OF_SCHOOL, 1, 1]))) == [0, 1, 2]
    assert shared(sharing(at=[1], base=np.array([0, 1, 0]), post=np.array([1, 1, 0]))) == [0, 1, 0]


@pytest.mark.parametrize(
    ("form", "members", "most", "base"),
    [
        (None, [], 4, [0, 1, 1]),
        (Form.AGREEMENT, [0, 1, 2], 4, [0, 1, 1]),
        (Form.FEDERATION, [0, 1, 2], 4, [1, 1, 1]),
        (Form.ACADEMY_TRUST, [0, 1, 2], 3, [1, 1, 1]),
        (Form.FEDERATION, [0, 1, 2], 2, [0, 1, 1]),
        (Form.FEDERATION, [1, 2], 4, [0, 1, 1]),  # not the school that asks
    ],
)
def test_who_leads_two_schools_takes_a_third_within_one_governing_body(form, members, most, base):
    state = sharing(at=[1], base=np.array([0, 1, 1]), post=np.array([1, 1, 0]))
    if form is not None:
        made = state.tables.partnerships.add(np.array([9]), form=form)
        state.schools[np.array(members)].partnership = made.row[0]
    assert shared(state, most=most) == base


def test_who_leads_one_school_may_take_one_of_other_partners():
    state = sharing()
    made = state.tables.partnerships.add(np.array([9]), form=Form.FEDERATION)
    state.schools[1:].partnership = made.row[0]
    assert shared(state) == [1, 1, 2]


# Acting heads, and who minds a school


def test_the_most_senior_then_ablest_teacher_acts_as_head_where_there_is_a_post_and_nobody():
    post = [Post.HEADSHIP, Post.HEADSHIP, Post.LED_FROM_BASE, Post.HEADSHIP]
    state = market(4, base=np.array([0, 1, 1, 3]), post=post)
    heads(state, [1])
    at = [0, 0, 0, 0, 1, 2, 3, 3, NOBODY]
    roles = [0, DEPUTY, DEPUTY, MIDDLE, 0, 0, MIDDLE, MIDDLE, DEPUTY]
    teachers(state, at, role=roles, leadership=[9, 1, 2, 5, 1, 1, 3, 3, 9])
    headships.appoint_acting(state)
    assert who(state) == [1003, 101, 0, 1007]
    assert state.schools.head.role.tolist() == [ACTING, HEAD, 0, ACTING]
    assert len(state.heads) == 3  # who has no school yet acts nowhere
    assert state.schools.minder.row.tolist() == [NOBODY] * 4


def test_who_led_a_school_when_the_year_began_acts_there_as_head_in_another_year_or_elsewhere():
    state = market(4, holder_before=[1001, 0, 1003, 1004])
    heads(state, [2])
    teachers(state, [0, 0, 1, 3], role=[DEPUTY, 0, MIDDLE, DEPUTY])
    headships.appoint_acting(state)
    assert who(state) == [1002, 1003, 101, 0]
    assert state.schools.minder.row.tolist() == [NOBODY, NOBODY, NOBODY, 2]
    record_before(state)  # of the next year
    headships.appoint_acting(state)
    assert who(state) == [1002, 1003, 101, 1004]


def test_a_school_without_anybody_is_minded_by_the_nearest_leader():
    closed = [False] * 3 + [True, False, False]
    state = market(6, minder=[NOBODY, NOBODY, 1, 1, NOBODY, NOBODY], closed=closed)
    heads(state, [0, 5])
    headships.appoint_acting(state)
    assert state.schools.minder.row.tolist() == [NOBODY, 0, 0, NOBODY, 5, NOBODY]
    assert state.heads.unique_id.tolist() == [101, 102]
    state.count_led()
    assert state.heads.schools_led.tolist() == [3, 2]
    assert state.heads.km_led.tolist() == [1 + 2, 1]  # there, and to the next


def test_heads_of_school_lead_alone_where_the_executive_head_of_their_base_has_gone():
    post = [Post.EXECUTIVE, Post.HEAD_OF_SCHOOL, Post.HEAD_OF_SCHOOL]
    state = market(3, base=np.array([0, 0, 0]), post=post)
    heads(state, [1], role=OF_SCHOOL)
    headships.appoint_acting(state)
    assert state.leaders.unique_id.tolist() == [101, 101, 101]  # who minds the other two
    assert state.schools.minder.row.tolist() == [1, NOBODY, 1]


def test_a_school_led_from_its_base_is_led_by_who_comes_there():
    post = [Post.HEADSHIP, Post.LED_FROM_BASE]
    state = market(2, base=np.array([0, 0]), post=post)
    headships.appoint_acting(state)
    assert state.schools.head.role.tolist() == [ACTING, 0]
    assert len(state.heads) == 1
    assert state.leaders.unique_id.tolist() == [state.heads.unique_id[0]] * 2


def test_where_nobody_leads_anywhere_an_interim_head_comes():
    state = market(2, closed=[False, True])
    headships.appoint_acting(state)
    assert state.schools.head.role.tolist() == [ACTING, 0]
    assert len(state.heads) == 1
