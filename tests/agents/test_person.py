"""A working life, worked out on paper."""

from math import exp

import pytest
from small_worlds import OnPaper, having, numbers

from sim.agents import Head, Teacher
from sim.agents.person import chance_of_retiring
from sim.agents.roles import Decision

approx = pytest.approx
LEAVING = {"retiring_age": 55, "retiring_chance": 0.25, "retiring_latest": 66}
TEACHING = {"experience_gain": 0.5, "experience_years": 4, "centre": 0.3}


def test_people_may_retire_from_55_on_and_all_do_at_66():
    chance = chance_of_retiring(numbers(leaving=LEAVING).leaving)
    assert chance[[54, 55, 65, 66, 119]].tolist() == [0, 0.25, 0.25, 1, 1]


def test_retiring_comes_first_and_those_who_stay_may_leave():
    one = OnPaper(Head, numbers(leaving=LEAVING), age=60)
    rule = "leaves_or_retires", "leave", 0.4
    assert one.chance(*rule, answer=Decision.RETIRES) == approx(0.25)
    assert one.chance(*rule) == approx(0.25 + 0.75 * 0.4)
    one._draws["leave"] = 0.5
    assert one.leaves_or_retires(0.4) == Decision.LEAVES
    one._draws["leave"] = 0.6
    assert one.leaves_or_retires(0.4) == Decision.STAYS
    assert one.set(age=40).chance(*rule) == approx(0.4)
    assert one.chance(*rule, answer=Decision.LEAVES) == approx(0.4)


def test_effectiveness_is_talent_and_skill_and_what_eight_years_have_taught():
    one = OnPaper(Teacher, numbers(teaching=TEACHING), talent=1.0, skill=0.2, experience=8)
    assert one.effectiveness() == approx(1.2 + 0.5 * (1 - exp(-2)) - 0.3)


def test_most_of_a_skill_is_kept_and_what_the_school_teaches_is_added():
    p = numbers(development={"skill_kept": 0.8})
    one = OnPaper(Teacher, p, skill=0.5, school=having(learning=0.1))
    assert one.develop() == {"skill": approx(0.5)}


def test_part_of_the_way_to_a_better_leader_is_learned_and_part_of_earlier_learning_fades():
    p = numbers(development={"leading_kept": 0.8, "leading_learned": 0.1})
    one = OnPaper(Head, p, leadership=1.0, learned_leading=0.5)
    assert one.learns_to_lead(3.0) == {
        "learned_leading": approx(0.8 * 0.5 + 0.1 * 2),
        "leadership": approx(1 - 0.5 + 0.6),
    }
    assert one.learns_to_lead(0.0)["learned_leading"] == approx(0.4)  # from a worse leader nothing


def test_entrants_bring_talent_of_the_spread_given():
    one = OnPaper(Teacher, numbers(staff={"talent_spread": 0.4}), {"talent": -1.5})
    assert Teacher.columns()["talent"].initial(one) == approx(-0.6)
    one._draws = {"leadership": 1.25}
    assert Teacher.columns()["leadership"].initial(one) == 1.25
