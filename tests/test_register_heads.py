"""Who leads the schools of a register: posts, shared heads, and names that name nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registers import COLUMNS, MULTI, head, read

from sim.world import heads
from sim.world.reading import describe, holdings
from sim.world.register import Asked
from sim.world.titles import HeadTitle


def test_a_head_is_shared_by_schools_near_each_other_that_name_the_same_person():
    world = read(
        head("Zoë", "O'Brien-Smith", "Executive Headteacher"),
        head(" zoe ", "OBrien Smith"),
        head("Mrs Zoe", "O’BRIEN-SMITH"),
        {**head("Zoe", "O'Brien-Smith"), "Easting": "380000"},  # another person, far away
        head("", "Vacant"),
        head("", "Vacant"),
        head("Head", "Vacant"),
        head("Ann", "Lee"),
    )
    assert world.head_group.tolist() == [0, 0, 0, -1, -1, -1, -1, -1]
    assert holdings(world)["shared_heads"] == 3


def test_one_name_far_apart_is_one_person_within_a_trust_or_by_the_setting():
    far = {"Easting": "600000", **head("Jo", "Hall")}
    assert (read(head("Jo", "Hall"), far).head_group == -1).all()
    one = {**MULTI, "Trusts (name)": "One"}
    assert (read({**head("Jo", "Hall"), **one}, {**far, **one}).head_group == 0).all()
    assert (read(head("Jo", "Hall"), far, asked=Asked(same_head_km=200)).head_group == 0).all()


def test_a_register_that_names_nobody_does_not_say_who_shares_a_head():
    columns = [name for name in COLUMNS if name not in ("HeadFirstName", "HeadLastName")]
    withheld = [head("Name", "Withheld"), head("Redacted", "Redacted")]
    for world in (read({}, {}, columns=columns), read(*withheld)):
        assert not world.names_heads
        assert describe(world).endswith("shared heads")
    assert read(*withheld, {}).names_heads


@pytest.mark.parametrize(
    "other",
    [
        *(("Professor Jo", "Hall"), ("Sister Jo", "Hall"), ("The Revd Jo", "Hall")),
        *(("Jo", "Hall MBE"), ("Jo", "Hall (Acting)"), ("Dr.Jo", "Hall")),
    ],
)
def test_titles_honours_and_what_is_in_brackets_are_no_part_of_a_name(other):
    assert heads.person(*other) == heads.person("Jo", "Hall")


@pytest.mark.parametrize(
    ("title", "post"),
    [
        ("Executive Headteacher", HeadTitle.EXECUTIVE_HEAD),
        ("Acting Executive Head", HeadTitle.EXECUTIVE_HEAD),
        ("Head of School", HeadTitle.HEAD_OF_SCHOOL),
        ("Interim Headteacher", HeadTitle.INTERIM_HEAD),
        ("Acting Head teacher", HeadTitle.ACTING_HEAD),
        ("Co-Headteacher", HeadTitle.CO_HEAD),
        ("Joint Head", HeadTitle.CO_HEAD),
        ("Co-Principal", HeadTitle.CO_HEAD),
        ("Heads of School", HeadTitle.HEAD_OF_SCHOOL),
        ("Headteacher", HeadTitle.HEAD),
        ("Principal", HeadTitle.HEAD),
        ("", HeadTitle.UNKNOWN),
    ],
)
def test_a_job_title_says_what_the_post_is(title, post):
    assert heads.titles([title]).tolist() == [post]


LETTERS = st.text(st.sampled_from("aZéÖñ '-"))


@given(LETTERS, LETTERS)
def test_a_name_is_the_same_however_it_is_written(first, last):
    one = heads.person(first, last)
    assert one in (b"", heads.person(f" Mr {first.upper()} ", f"{last.lower()} "))


@pytest.mark.parametrize(
    "name",
    [
        ("Head", "Teacher"),
        ("Acting", "Head"),
        ("Not", "Known"),
        ("To Be", "Appointed"),
        ("Post", "Vacant"),
        ("Awaiting", "Appointment"),
        ("T.B.C.", "T.B.C."),
        ("x", "x"),
        ("X" * 3, "X" * 3),
        ("Redacted", "Redacted"),
        ("Name", "Withheld"),
        ("School", "Office"),
        ("Chair", "of Governors"),
        ("Mr/Mrs", "Hart"),
        ("N/A", "N/A"),
        ("Mrs", "Hart"),
        ("", "Hart"),
    ],
)
def test_a_headship_that_nobody_holds_names_nobody(name):
    assert heads.person(*name) == b""


@pytest.mark.parametrize(
    "name", [("Anne", "Head"), ("Nan", "Lee"), ("Yi", "Na"), ("J.", "Lee"), ("Jo", "Canon")]
)
def test_names_that_are_words_of_posts_are_names(name):
    assert heads.person(*name) != b""
