"""Who led each school before, and who does now: cases small enough to see."""

import numpy as np
from small_worlds import heads, line

from sim.agents.roles import HeadRole, Origin, Post
from sim.engine.columns import NOBODY
from sim.year import leaders_record

HEAD, OF_SCHOOL, EXECUTIVE, ACTING = range(4)


def executive(state, number: int, at: int) -> None:
    one = state.tables.heads.add(np.array([number]), school=at, role=EXECUTIVE)
    state.schools[at].executive, state.schools[at].executive_post = one.row[0], True
    state.schools[at].post = Post.HEAD_OF_SCHOOL


def test_the_year_begins_with_who_holds_each_post_and_who_leads():
    state = line(
        6, head_moved_larger=True, head_from=Origin.PARTNER, adverts=2, executive_adverts=1
    )
    post = [Post.HEADSHIP, Post.HEADSHIP, Post.LED_FROM_BASE, Post.HEADSHIP, Post.HEAD_OF_SCHOOL]
    state.schools.post = np.array([*post, Post.HEAD_OF_SCHOOL])
    state.schools.base = np.array([0, 1, 0, 3, 4, 4])
    state.schools.minder = np.array([NOBODY] * 3 + [0, NOBODY, NOBODY])
    roles = [HEAD, ACTING, OF_SCHOOL, OF_SCHOOL]
    heads(state, [0, 1, 4, 5], role=roles, leadership=[1.5, 1, 2.5, 3])
    state.heads.unique_id = np.array([1, 102, 103, 104])
    executive(state, 201, at=4)
    leaders_record.record_before(state)
    schools = state.schools
    assert schools.holder_before.tolist() == [1, 0, 1, 0, 103, 104]
    assert schools.leader_before.tolist() == [
        1,
        0,
        1,
        0,
        201,
        201,
    ]  # who minds a school is no leader
    assert schools.holder_leadership.tolist() == [1.5, 0, 1.5, 0, 2.5, 3]
    assert schools.head_from.tolist() == [Origin.NONE] * 6
    for name in ("head_moved_larger", "adverts", "executive_adverts"):
        assert not getattr(schools, name).any()


# Numbers of who held the post, and of who led, as the year began; then what is recorded:
# the head is new, the leader is new, the head is lost, the leader is lost.
CASES = {
    "stays": (101, 101, [0, 0, 0, 0]),
    "is followed by another, who has number 1": (50, 50, [1, 1, 1, 1]),
    "had number 1, and somebody acts": (1, 1, [0, 0, 1, 1]),
    "leads on as executive head beside a new head of school": (104, 104, [1, 1, 0, 0]),
    "leads on alone when the executive head goes": (105, 60, [0, 0, 0, 1]),
    "serves under another executive head": (106, 61, [0, 1, 0, 1]),
    "was nobody, and is nobody": (0, 0, [0, 0, 0, 0]),
    "was nobody, and is somebody": (0, 0, [1, 1, 0, 0]),
    "goes as the executive head does": (62, 63, [0, 0, 1, 1]),
    "follows the executive head as head": (64, 109, [1, 1, 1, 0]),
    "serves on under the same executive head": (111, 203, [0, 0, 0, 0]),
}


def test_who_leads_the_school_no_more_is_lost_and_who_did_not_before_is_new():
    before = [held for held, _, _ in CASES.values()], [led for _, led, _ in CASES.values()]
    state = line(len(CASES), holder_before=before[0], leader_before=before[1])
    roles = [HEAD, HEAD, ACTING, OF_SCHOOL, HEAD, OF_SCHOOL, HEAD, ACTING, HEAD, OF_SCHOOL]
    heads(state, [0, 1, 2, 3, 4, 5, 7, 8, 9, 10], role=roles)
    state.heads.unique_id = np.array([101, 1, 103, 108, 105, 106, 107, 110, 109, 111])
    for number, at in ((104, 3), (202, 5), (203, 10)):
        executive(state, number, at)
    leaders_record.record_after(state)
    names = "head_is_new", "leader_is_new", "head_left", "leader_left"
    found = np.array([getattr(state.schools, name) for name in names]).astype(int).T.tolist()
    assert dict(zip(CASES, found, strict=True)) == {
        case: told for case, (*_, told) in CASES.items()
    }


def test_whoever_has_number_1_may_be_a_new_leader():
    state = line(1, holder_before=101, leader_before=101)
    heads(state, [0], role=OF_SCHOOL)
    executive(state, 1, at=0)
    leaders_record.record_after(state)
    assert state.schools.leader_is_new.tolist() == [True]
    assert state.schools.head_is_new.tolist() == [False]


def test_acting_heads_and_nobody_have_no_number_here():
    state = line(2)
    both = heads(state, [0, 1], role=[HeadRole.ACTING_HEAD, HEAD])
    assert leaders_record.numbers(both).tolist() == [0, 102]
    assert leaders_record.numbers(state.tables.heads.at(np.array([NOBODY]))).tolist() == [0]
