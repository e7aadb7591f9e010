"""The work of leaders, on three schools worked out by hand: all of it is somebody's."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from small_worlds import heads as add_heads
from small_worlds import line

from sim.agents.roles import Form, HeadRole, Post
from sim.engine.columns import NOBODY
from sim.state import State
from sim.year import weeks

WEEK = {
    "admin_fixed": 20.0,
    "admin_per_pupil": 0.0,
    "deputy_admin": 0.1,
    "deputy_relief": 0.5,
    "leading_fixed": 10.0,
    "leading_per_class": 0.0,
    "admin_executive": 0.25,
    "leading_executive": 0.3,
    "done_once": 0.2,
    "governors_each": 2.0,
    "guiding_each": 1.5,
    "travel_per_km": 0.1,
    "hours_per_teacher": 34.0,
    "teachers_per_class": 1.0,
    "most_teaching": 30.0,
    "sustainable_hours": 50.0,
    "stretch": 0.5,
    "longest_week": 60.0,
    "least_leading": 3.0,
}


@pytest.fixture
def model() -> State:
    """Three schools in a line, 10 km apart, each with a head of its own and no deputy."""
    model = line(3, pupils=100, classes=4, teachers=4, post_fte=1.0)
    group = model.parameters.week
    model.parameters.week = SimpleNamespace(**(vars(group) | WEEK))
    model.schools.easting = np.array([0.0, 10.0, 20.0])
    add_heads(model, [0, 1, 2])
    model.count_led()
    return model


def share(model: State, led: int, base: int) -> None:
    """Let the head of one school lead another, whose own head goes."""
    schools = model.schools
    schools.head.table.remove(np.array([schools[led].head.row]))
    schools[led].head, schools[led].base, schools[led].post = NOBODY, base, Post.LED_FROM_BASE
    model.count_led()


def executive(model: State) -> None:
    """Let the head of the first school lead all three, each with a head of school."""
    schools, heads = model.schools, model.heads
    heads.role = HeadRole.HEAD_OF_SCHOOL
    schools.base, schools.post = 0, Post.HEAD_OF_SCHOOL
    new = model.tables.heads.add(np.array([99]), school=0, role=HeadRole.EXECUTIVE_HEAD)
    schools[0].executive, schools[0].executive_post = new.row[0], True
    model.count_led()


def test_a_head_alone_does_all_of_it(model):
    weeks.step(model)
    assert model.heads.admin_hours.tolist() == [20, 20, 20]
    assert model.heads.duties_hours.tolist() == [0, 0, 0]
    # 20 of administration and 10 of leading are less than 50: the rest goes into leading.
    assert model.heads.leading_hours.tolist() == [30, 30, 30]
    assert model.schools.leading_hours.tolist() == [30, 30, 30]


def test_a_deputy_does_a_tenth_of_the_administration_and_half_of_the_leading(model):
    model.schools.deputies = np.array([1, 0, 0])
    weeks.step(model)
    assert model.schools.admin_by_deputies.tolist() == [2, 0, 0]
    assert model.heads.admin_hours.tolist() == [18, 20, 20]
    assert model.heads.leading_due.tolist() == [5, 10, 10]


def test_who_leads_two_schools_does_the_work_of_both_and_a_fifth_of_the_second_once(model):
    share(model, led=1, base=0)
    weeks.step(model)
    head = model.schools[0].head
    assert head.admin_hours == 20 + 20 * (1 - 0.2)
    assert head.leading_due == 10 + 10
    assert head.duties_hours == 0.1 * 10 + 2  # 10 km and one more governing body
    wanted = 36 + 3 + 20  # nine more than is sustainable, of which half is done
    assert head.overload == pytest.approx(wanted - 50)
    assert head.leading_hours == pytest.approx(50 + 0.5 * 9 - 39)
    assert model.schools[:2].leading_hours == pytest.approx([15.5 / 2] * 2)


def test_one_governing_body_for_two_schools_is_one(model):
    share(model, led=1, base=0)
    made = model.tables.partnerships.add(np.array([7]), form=Form.FEDERATION, members=2)
    model.schools[:2].partnership = made.row[0]
    weeks.step(model)
    assert model.schools[0].head.duties_hours == 0.1 * 10


def test_a_head_takes_classes_up_to_a_limit_and_only_in_an_own_school(model):
    share(model, led=1, base=0)
    model.schools.teachers = np.array([4, 4, 2])
    weeks.step(model)
    assert model.schools.teaching_gap.tolist() == [0, 0, 2]
    assert model.heads.teaching_hours.tolist() == [0, 30]  # of 68
    model.schools[2].teachers = 3.5
    model.schools[2].post_fte = 3.5 / 3
    weeks.step(model)
    assert model.heads.teaching_hours[1] == pytest.approx(17)
    assert model.schools.taught_by_head == pytest.approx([0, 0, 0.5])


def test_who_leads_two_schools_teaches_at_neither(model):
    share(model, led=1, base=0)
    model.schools.teachers = 3
    weeks.step(model)
    assert model.schools.teaching_gap.tolist() == [1, 1, 1]
    assert model.schools.taught_by_head == pytest.approx([0, 0, 30 / 34])


def test_executive_head_and_heads_of_school_divide_the_work_of_every_school(model):
    executive(model)
    weeks.step(model)
    head, of_school = model.schools[0].executive, model.schools.head
    # A quarter of 20 hours at each; of the further schools' parts a fifth is done once.
    saved = np.array([0, 1, 1])
    assert model.schools.admin_saved == pytest.approx(saved)
    assert head.admin_hours == pytest.approx(0.25 * (60 - 2))
    assert of_school.admin_hours == pytest.approx(0.75 * (20 - saved))
    assert head.leading_due == pytest.approx(0.3 * 30)
    assert of_school.leading_due == pytest.approx([7, 7, 7])
    assert head.duties_hours == pytest.approx(0.1 * 30 + 2 * 2 + 1.5 * 3)
    assert head.teaching_hours == 0
    leading = head.leading_hours / 3 + of_school.leading_hours
    assert model.schools.leading_hours == pytest.approx(leading)


def test_heads_of_school_do_all_of_it_while_no_executive_head_is_there(model):
    executive(model)
    schools = model.schools
    schools.head.table.remove(np.array([schools[0].executive.row]))
    schools[0].executive = NOBODY
    model.count_led()
    weeks.step(model)
    assert schools.head.admin_hours.tolist() == [20, 20, 20]
    assert schools.head.duties_hours.tolist() == [0, 0, 0]
    assert schools.head.schools_led.tolist() == [1, 1, 1]


def test_an_executive_head_without_a_head_of_school_at_the_base_does_all_there(model):
    executive(model)
    schools = model.schools
    table = schools.head.table
    table.remove(np.array([schools[0].head.row]))
    schools[0].head, schools[0].executive = schools[0].executive, NOBODY
    schools[0].executive_post, schools[0].post = False, Post.EXECUTIVE
    model.count_led()
    weeks.step(model)
    head = schools[0].head
    assert head.admin_hours == pytest.approx(20 + 2 * 0.25 * (20 - 1))
    assert head.leading_due == pytest.approx(10 + 2 * 0.3 * 10)


def test_a_school_is_led_as_well_as_those_who_lead_it_by_hours(model):
    executive(model)
    model.schools.head.leadership = np.array([1.0, 0, -1])
    model.schools[0].executive.leadership = 2.0
    weeks.step(model)
    each = model.schools[0].executive.leading_hours / 3
    own = model.schools.head.leading_hours
    expected = (2 * each + own * [1, 0, -1]) / (each + own)
    assert model.schools.led_well == pytest.approx(expected)


def test_hours_of_leaders_new_to_a_school_count_as_new_in_their_first_year(model):
    weeks.step(model)
    assert model.schools.new_leading.tolist() == [0, 0, 0]  # nobody to compare with
    executive(model)
    weeks.step(model)
    each = model.schools[0].executive.leading_hours / 3
    part = each / (each + model.schools.head.leading_hours)
    assert model.schools.new_leading == pytest.approx(part)
    weeks.step(model)
    assert model.schools.new_leading.tolist() == [0, 0, 0]


def test_the_head_of_school_does_all_where_the_base_has_nobody(model):
    schools = model.schools
    schools.base, schools[1].post = np.array([0, 0, 2]), Post.HEAD_OF_SCHOOL
    schools.head.table.remove(np.array([schools[0].head.row]))
    schools[0].head = NOBODY
    model.heads.admin_hours = 99.0
    schools.admin_needed, schools.leading_wanted = 20.0, 10.0
    weeks.divide_work(model)
    assert model.heads.admin_hours.tolist() == [20, 20]
    assert model.heads.leading_due.tolist() == [10, 10]


def led(model, hours, **columns):
    """Let heads have these hours to lead, which schools want alike."""
    model.schools.leading_wanted = 10.0
    model.heads.leading_hours = np.array(hours)
    for name, values in columns.items():
        setattr(model.schools, name, np.array(values))
    weeks.share_leading(model)
    return model.schools


def test_a_leader_of_education_adds_hours_where_given_and_the_lender_has_fewer(model):
    model.heads.leadership = np.array([1.0, -0.5, 2.0])
    schools = led(model, [30.0, 20, 10], support_hours=[10.0, -4, -12], support_quality=[3.0, 9, 9])
    assert schools.leading_hours.tolist() == [40, 16, 0]
    assert schools.led_well == pytest.approx([(1 * 30 + 3 * 10) / 40, -0.5, 0])


def test_no_more_is_given_than_the_lender_has(model):
    lends = {"support_hours": [6.0, 9.0, -20.0], "support_from": [2, 2, -1]}
    schools = led(model, [30.0, 20, 8], **lends)
    assert schools.leading_hours.tolist() == [30 + 6 * 0.4, 20 + 9 * 0.4, 0]
    assert schools.support_hours.tolist() == [6 * 0.4, 9 * 0.4, -8]  # what came of what was asked
    schools = led(model, [30.0, 20, 25], **lends)
    assert schools.leading_hours.tolist() == [36, 29, 5]


def test_less_than_an_hour_of_leading_counts_in_part(model):
    model.heads.leadership = np.array([1.0, 1.0, 1.0])
    schools = led(model, [0.5, 1.5, 1.0])
    assert schools.led_well == pytest.approx([0.5, 1, 1])
    schools = led(model, [0.5, 1.5, 0], support_hours=[0.25, -1, 0], support_quality=[-1.0, 9, 9])
    assert schools.led_well == pytest.approx([0.5 - 0.25, 0.5, 0])  # one lends all but half an hour
    schools = led(model, [0.0, 0, 0], support_hours=[0.5, 1.5, 0], support_quality=[1.0, 1, 1])
    assert schools.led_well == pytest.approx([0.5, 1, 0])


@given(hours=st.lists(st.floats(0, 3), min_size=3, max_size=3), leadership=st.floats(-3, 3))
@example(hours=[0, 1 - 1e-9, 1 + 1e-9], leadership=2)
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_how_well_a_school_is_led_rises_evenly_with_hours_to_the_first_and_no_further(
    model, hours, leadership
):
    model.heads.leadership = leadership
    schools = led(model, hours)
    assert schools.led_well == pytest.approx(np.float32(leadership) * np.minimum(hours, 1))


def test_leadership_is_weighed_by_the_hours_of_executive_head_and_head_of_school(model):
    executive(model)
    model.heads.leadership = np.array([1.0, 0.5, -1, 2])
    schools = led(model, [6.0, 2, 3, 12])  # four at each school of the executive head
    assert schools.leading_hours == pytest.approx([10, 6, 7])
    expected = [(4 * 2 + 6 * 1) / 10, (8 + 2 * 0.5) / 6, (8 - 3) / 7]
    assert schools.led_well == pytest.approx(expected)
    schools = led(model, [0.6, 0.2, 0.3, 1.2])  # a tenth of it, all but the first below an hour
    assert schools.led_well == pytest.approx([1.4, 0.8 + 0.1, 0.8 - 0.3])


def test_a_leaders_first_year_counts_by_hours_unless_known_here(model):
    executive(model)
    hours = [6.0, 2, 0.5, 3]  # one at each school of the executive head, 104
    model.heads.unique_id = np.array([101, 102, 103, 104])

    def part(led_by, site_led_by):
        schools = led(model, hours, led_by=led_by, site_led_by=site_led_by)
        assert schools.led_by.tolist() == [104] * 3
        assert schools.site_led_by.tolist() == [101, 102, 103]
        return schools.new_leading.tolist()

    assert part([0, 1, 50], [0, 1, 50]) == pytest.approx([0, 1, 1])
    assert part([104, 104, 50], [50, 102, 103]) == pytest.approx([6 / 7, 0, 1 / 1.5])
    # Who led the school alone, as its head, is not new as executive head.
    assert part([50, 101, 104], [104, 101, 50]) == pytest.approx([6 / 7, 1, 0.5 / 1.5])
    hours[:] = [0.2, 0, 0, 0.9]
    assert part([50, 50, 50], [50, 50, 50]) == pytest.approx([0.5, 0.3, 0.3])


def test_heads_see_the_mean_load_of_their_authority(model):
    model.schools.authority = np.array([0, 2, 2])
    model.heads.overload = np.array([3.0, 4, 6])
    weeks.compare_loads(model.heads)
    assert model.heads.overload_around.tolist() == [3, 5, 5]


def test_loads_are_compared_only_under_the_rival_rule(model):
    model.heads.overload_around = -1.0
    weeks.step(model)
    assert model.heads.overload_around.tolist() == [-1] * 3
    model.parameters.rivals.load_compared = 0.5
    weeks.step(model)
    assert model.heads.overload_around.tolist() == [0] * 3
