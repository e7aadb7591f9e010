"""Who takes up, changes or gives up a post, on a few schools by hand."""

import numpy as np
import pytest
from small_worlds import drawing, heads, line, teachers

from sim.agents.person import NEVER
from sim.agents.roles import HeadRole, Origin, Post, TeacherRole
from sim.engine.columns import NOBODY
from sim.year import appointments

HEAD, OF_SCHOOL, EXECUTIVE, ACTING = range(4)
CLASS_TEACHER, MIDDLE, DEPUTY = range(3)
YEAR = 2


@pytest.fixture
def state():
    """Four schools of 200, 300, 79 and 80 pupils."""
    state = line(4, pupils=[200, 300, 79, 80])
    state.year, state.history["left"] = YEAR, np.array(5)
    state.parameters.week.deputy_roll = 80
    return state


def who(state) -> list[int]:
    """The number of the head of each school, 0 for none."""
    return state.schools.head.unique_id.tolist()


def executive(state, at: int, **values):
    """An executive head beside the head of school."""
    one = state.tables.heads.add(np.array([201]), school=at, home=at, role=EXECUTIVE, **values)
    state.schools[at].executive = one.row[0]
    return one


# Joining and leaving


def entrants(state, trainees=(0, 0, 0, 0)):
    """Four of ten posts' newcomers: the first and third return to teaching."""
    p = state.parameters.staff
    vars(p).update(
        **{"entrant_share": 0.4, "returner_share": 0.35, "teacher_entry_age": 25},
        **{"teacher_entry_spread": 4, "returner_age": 39, "returner_spread": 7},
    )
    state.post_homes = np.repeat([0, 1, 2, 3], [5, 1, 2, 2])
    state.schools.trainees = np.array(trainees)
    drawn = {
        "home": [0.05, 0.55, 0.95, 0.2],
        "returns": [0.1, 0.5, 0.2, 0.9],
        "age": [1, -1, 0.5, 2],
        "career": [0.5, 0.9, 0.01, 0.9],
    }
    drawing(state, **{name: np.array(values) for name, values in drawn.items()},
            talent=0, leadership=0, ambition=0)  # fmt: skip
    return appointments.newcomers(state)


def test_newcomers_are_a_share_of_posts_numbered_by_year_and_live_where_the_work_is(state):
    new = entrants(state)
    # 2^34, and 1,002 blocks of 2^24.
    assert new.unique_id.tolist() == [33_990_639_616 + n for n in range(4)]
    assert new.home.row.tolist() == [0, 1, 3, 0]
    assert new.school.row.tolist() == [NOBODY] * 4
    assert new.looking.all()


def test_newcomers_are_newly_qualified_or_return_older_and_with_experience(state):
    new = entrants(state)
    # 39 + 7; 25 - 4, but 22 at least; 39 + 3.5; 25 + 8.
    assert new.age.tolist() == [46, 22, 42, 33]
    assert new.experience.tolist() == [11, 0, 1, 0]  # half of 46 - 24 years; one at least
    assert new.qualified_year.tolist() == [-99, YEAR, -99, YEAR]


def test_the_newly_qualified_stay_where_they_trained(state):
    assert entrants(state, trainees=[0, 0, 1, 0]).home.row.tolist() == [0, 2, 3, 0]
    assert entrants(state, trainees=[0, 0, 5, 0]).home.row.tolist() == [0, 2, 3, 2]


def test_who_leaves_is_counted_unless_never_in_post_and_a_heads_post_falls_vacant(state):
    heads(state, [0, 1, 2])
    executive(state, at=1)
    appointments.leave(teachers(state, [0, NOBODY, 3]))
    assert state.history["left"] == 7
    appointments.leave(state.heads[[0, 3]])
    assert state.history["left"] == 9
    assert who(state) == [0, 102, 103, 0]
    assert state.schools.executive.row.tolist() == [NOBODY] * 4
    assert state.heads.unique_id.tolist() == [102, 103]
    assert len(state.teachers) == 0
    del state.history["left"]
    appointments.leave(state.heads[:1])
    assert state.history["left"] == 1


# Teaching posts


def test_who_joins_begins_anew_and_the_newly_qualified_keep_where_they_began(state):
    three = teachers(
        state, [NOBODY, NOBODY, 0], qualified_year=[YEAR, -99, YEAR], role=MIDDLE,
        class_number=3, tenure=4, support_years=2,
    )  # fmt: skip
    appointments.join(state, three, np.array([1, 1, 1]))
    assert three.school.row.tolist() == [1, 1, 1]
    assert three.qualified_band.tolist() == [4, 0, 0]  # 210 to 314 pupils
    assert three.class_number.tolist() == [-1, -1, -1]
    assert three.tenure.tolist() == three.support_years.tolist() == [0, 0, 0]
    assert three.role.tolist() == [MIDDLE] * 3


def test_promotion_keeps_the_first_year_in_each_role(state):
    two = teachers(state, [0, 0], senior_year=[NEVER, 1], middle_year=[NEVER, 1])
    appointments.promote(two, TeacherRole.DEPUTY)
    assert two.role.tolist() == [DEPUTY, DEPUTY]
    assert two.senior_year.tolist() == [YEAR, 1]
    assert two.middle_year.tolist() == [NEVER, 1]
    appointments.promote(two, TeacherRole.MIDDLE_LEADER)
    assert two.middle_year.tolist() == [YEAR, 1]


def test_teachers_of_a_school_that_closes_go_along_in_their_role(state):
    two = teachers(state, [0, 0], role=[MIDDLE, DEPUTY], class_number=2)
    appointments.transfer(two, 3)
    assert two.school.row.tolist() == two.home.row.tolist() == [3, 3]
    assert two.role.tolist() == [MIDDLE, DEPUTY]
    assert two.class_number.tolist() == [-1, -1]


# Headships


def test_a_head_moves_and_a_teacher_becomes_head_in_one_go(state):
    state.schools[1].post = Post.HEAD_OF_SCHOOL
    heads(state, [0, 1], role=[HEAD, ACTING], appointed_year=[-4, -99], tenure=4, looking=True)
    mover = state.heads[:1]
    mover.appointed_age, mover.pay_uplift = 41, 5_000
    state.count_led()
    teacher = teachers(state, [3], talent=1.25, age=33, tenure=6, looking=True, role=DEPUTY)
    appointments.appoint_heads(state, mover, teacher, np.array([1, 0]))
    assert who(state) == [1001, 101, 0, 0]
    assert state.heads.unique_id.tolist() == [101, 1001]
    assert state.heads.role.tolist() == [OF_SCHOOL, HEAD]  # as the post is
    assert state.heads.school.row.tolist() == [1, 0]
    assert state.heads.home.row.tolist() == [1, 3]  # who moves house, and who does not
    assert state.heads.tenure.tolist() == state.heads.pay_uplift.tolist() == [0, 0]
    assert not state.heads.looking.any()
    assert state.heads.appointed_year.tolist() == [-4, YEAR]
    assert state.heads.appointed_age.tolist() == [41, 33]
    assert state.heads.appointed_band.tolist() == [0, 3]  # 150 to 209 pupils
    assert state.heads.talent.tolist() == [0, 1.25]
    assert state.schools.head_moved_larger.tolist() == [True, False, False, False]
    assert state.teachers.unique_id.tolist() == [102]  # who minded the post teaches again
    assert state.teachers.school.row.tolist() == [1]


def test_an_acting_head_who_is_appointed_stays_and_another_stands_down(state):
    acting = heads(state, [0, 1, 2], role=[ACTING, ACTING, HEAD], appointed_year=-99)
    appointments.appoint_heads(state, acting[1:2], state.teachers, np.array([1]))
    assert who(state) == [101, 102, 103, 0]
    assert state.heads.role.tolist() == [ACTING, HEAD, HEAD]
    assert state.heads.appointed_band.tolist() == [0, 4, 0]
    appointments.stand_down(state, np.array([0, 2, 3]))
    assert who(state) == [0, 102, 103, 0]
    assert state.teachers.unique_id.tolist() == [101]


@pytest.mark.parametrize(
    ("role", "pupils_led", "larger"),
    [(HEAD, 299, True), (HEAD, 300, False), (ACTING, 200, False), (OF_SCHOOL, 80, True)],
)
def test_a_head_in_post_moves_to_lead_more_pupils(state, role, pupils_led, larger):
    mover = heads(state, [0], role=role)
    mover.pupils_led = pupils_led
    appointments.move(state, mover, np.array([1]), np.array([300]))
    assert state.schools[0].head_moved_larger == larger


def test_a_head_of_several_schools_moves_from_each(state):
    mover, _ = heads(state, [0, 2])
    schools = state.schools
    schools.base, schools.post = np.array([0, 0, 2, 3]), np.array([1, 0, 1, 1])
    mover.pupils_led = 100
    appointments.move(state, state.heads[:1], np.array([3]), np.array([300]))
    assert schools.head_moved_larger.tolist() == [True, True, False, False]


def test_an_executive_head_who_moves_leaves_no_headship(state):
    heads(state, [0], role=OF_SCHOOL)
    mover = executive(state, at=0, pay_uplift=9_000)
    appointments.move(state, mover, np.array([1]), np.array([900]))
    assert not state.schools.head_moved_larger.any()
    assert who(state) == [101, 0, 0, 0]
    assert state.schools[0].executive.row == NOBODY
    assert mover.home.row.tolist() == [1]
    assert mover.pay_uplift.tolist() == [0]


def test_a_head_becomes_executive_head_elsewhere(state):
    mover = heads(state, [0], tenure=5, looking=True)
    mover.pupils_led = 200
    state.schools[1].pupils_led, state.schools[1].post_pupils = 500, 100
    appointments.appoint_executives(state, mover, np.array([1]))
    assert who(state) == [0, 0, 0, 0]
    assert state.schools.executive.unique_id.tolist() == [0, 101, 0, 0]
    assert mover.school.row.tolist() == [1]
    assert mover.role.tolist() == [EXECUTIVE]
    assert mover.tenure.tolist() == [0]
    assert not mover.looking.any()
    assert state.schools[0].head_moved_larger


def test_a_head_becomes_executive_head_at_home_and_may_be_moved_to_another_base(state):
    one = heads(state, [0], tenure=5)
    appointments.become_executives(one)
    assert who(state) == [0, 0, 0, 0]
    assert state.schools.executive.unique_id.tolist() == [101, 0, 0, 0]
    assert one.role.tolist() == [EXECUTIVE]
    assert one.tenure.tolist() == [0]
    appointments.relocate(state, one[0], 2)
    assert state.schools.executive.unique_id.tolist() == [0, 0, 101, 0]
    assert one.school.row.tolist() == one.home.row.tolist() == [2]


def test_heads_come_from_the_school_from_partners_or_from_elsewhere(state):
    made = state.tables.partnerships.add(np.array([8, 9]))
    state.schools.partnership = np.array([made.row[0], made.row[0], made.row[1], NOBODY])
    to = np.array([0, 1, 2, 3])
    appointments.record_origin(state, np.array([1, 1, 0, 3]), to)
    own, partner, elsewhere = Origin.OWN_SCHOOL, Origin.PARTNER, Origin.ELSEWHERE
    assert state.schools.head_from.tolist() == [partner, own, elsewhere, own]
    state.schools.partnership = NOBODY
    appointments.record_origin(state, np.array([1, 1, 0, 2]), to)
    assert state.schools.head_from.tolist() == [elsewhere, own, elsewhere, elsewhere]


def test_a_teacher_who_acts_as_head_stays_the_same_person(state):
    one = teachers(state, [1], talent=1.25, role=DEPUTY, tenure=6, looking=True)
    appointments.appoint_acting_heads(state, one)
    head = state.heads
    assert who(state) == [0, 1001, 0, 0]
    assert head.talent.tolist() == [1.25]
    assert head.role.tolist() == [HeadRole.ACTING_HEAD]
    assert head.tenure.tolist() == [0]
    assert not head.looking.any()
    assert len(state.teachers) == 0


def test_interim_heads_come_from_outside_numbered_by_year_and_school(state):
    state.parameters.staff.head_entry_age = 42
    appointments.engage(state, state.schools[1:3])
    # 2^39, 1,002 blocks of 2^24, and the row.
    assert who(state) == [0, 566_566_584_321, 566_566_584_322, 0]
    assert state.heads.role.tolist() == [ACTING, ACTING]
    assert state.heads.age.tolist() == [42, 42]
    assert state.heads.school.row.tolist() == state.heads.home.row.tolist() == [1, 2]
    assert state.history["left"] == 3  # they came


def test_who_acted_as_head_teaches_again_in_the_role_before(state):
    three = teachers(state, [0, 1, 2], role=[CLASS_TEACHER, MIDDLE, DEPUTY])
    appointments.appoint_acting_heads(state, three)
    appointments.engage(state, state.schools[3:])  # what an interim head was is not known
    appointments.stand_down(state, np.arange(4))
    assert state.teachers.role.tolist() == [CLASS_TEACHER, MIDDLE, DEPUTY, MIDDLE]
    assert state.teachers.unique_id[:3].tolist() == [1001, 1002, 1003]


def test_heads_who_teach_again_are_deputies_where_the_roll_gives_one(state):
    both = heads(state, [2, 3], talent=[1, 2], tenure=5, looking=True)
    appointments.return_to_teaching(state, both)
    assert who(state) == [0, 0, 0, 0]
    assert state.teachers.unique_id.tolist() == [101, 102]
    assert state.teachers.role.tolist() == [MIDDLE, DEPUTY]  # of 79 and 80 pupils
    assert state.teachers.school.row.tolist() == [2, 3]
    assert state.teachers.talent.tolist() == [1, 2]
    assert state.teachers.class_number.tolist() == [-1, -1]
    assert state.teachers.tenure.tolist() == [0, 0]
    assert not state.teachers.looking.any()


def test_a_head_may_teach_at_another_school(state):
    appointments.return_to_teaching(state, heads(state, [3]), at=0)
    assert state.teachers.school.row.tolist() == [0]


def test_who_heads_a_school_again_was_first_a_head_when_they_were(state):
    once = heads(state, [3], appointed_year=-4, appointed_age=41, appointed_band=2)
    appointments.return_to_teaching(state, once, at=0)
    appointments.appoint_heads(state, state.heads[:0], state.teachers, np.array([1]))
    assert who(state) == [0, 101, 0, 0]
    again = state.heads
    assert [again.appointed_year, again.appointed_age, again.appointed_band] == [-4, 41, 2]


def test_who_stays_in_another_role_loses_the_uplift(state):
    one = heads(state, [0], pay_uplift=5_000)
    appointments.reassign(one, HeadRole.HEAD_OF_SCHOOL)
    assert one.role.tolist() == [OF_SCHOOL]
    assert one.pay_uplift.tolist() == [0]
    assert who(state) == [101, 0, 0, 0]
