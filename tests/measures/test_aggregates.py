"""Sums by roll band and what is made of them, on schools and heads few enough to count."""

import numpy as np
import pytest
from small_models import schools_at

from sim.agents import School
from sim.agents.roles import HeadRole
from sim.measures.aggregates import Ratio, Sums, by_group, divide, standard_deviation

approx = pytest.approx


def small_and_large(**columns):
    """Rolls of 40, 60 and 320: two schools of the first band and one of the last."""
    return schools_at([0, 1, 2], pupils=[40, 60, 320], **columns)


def test_sums_and_means_are_of_open_schools_by_band():
    s = Sums(small_and_large())
    assert s.count.tolist() == [2, 0, 0, 0, 0, 1]
    assert s.pupils.tolist() == [100, 0, 0, 0, 0, 320]
    assert s.total(np.array([1.0, 2, 4])).tolist() == [3, 0, 0, 0, 0, 4]
    s = Sums(small_and_large(closed=[True, False, False]))
    assert s.count.tolist() == [1, 0, 0, 0, 0, 1]
    assert s.pupils.tolist() == [60, 0, 0, 0, 0, 320]
    assert s.total(np.array([1.0, 2, 4])).tolist() == [2, 0, 0, 0, 0, 4]


def test_a_mean_is_weighted_where_a_weight_is_given_and_what_weighs_nothing_may_be_unknown():
    s = Sums(small_and_large())
    values = np.array([1.0, 2, 4])
    plain, weighted = s.mean(values), s.mean(values, np.array([3.0, 1, 2]))
    assert (plain.numerator[0], plain.denominator[0]) == (3, 2)
    assert (weighted.numerator[0], weighted.denominator[0]) == (5, 4)
    assert (weighted.numerator[5], weighted.denominator[5]) == (8, 2)
    unknown = s.mean(np.array([np.nan, 2, 4]), np.array([0, 1, 1]))
    assert unknown.numerator.tolist() == [2, 0, 0, 0, 0, 4]


def test_a_mean_over_pupils_is_of_what_their_schools_have():
    found = Sums(small_and_large(closed=[True, False, False])).mean_of_pupils(np.array([1.0, 2, 4]))
    assert found.numerator.tolist() == [120, 0, 0, 0, 0, 1280]
    assert found.denominator.tolist() == [60, 0, 0, 0, 0, 320]


def test_replicates_side_by_side_are_summed_apart():
    """Two schools each, one of the first's closed; teachers and heads are of their school's."""
    model = schools_at(range(4), pupils=[40, 320, 60, 60], closed=[False, True, False, False])
    model.replicates, model.beside, model.year = 2, (2,), 9

    def replicate_of(some):
        return (some.rows if some.table is model.tables.schools else some.school.row) // 2

    model.replicate_of = replicate_of
    s = Sums(model)
    assert s.count.tolist() == [[1, 0, 0, 0, 0, 0], [2, 0, 0, 0, 0, 0]]
    assert s.total(np.array([1.0, 2, 4, 8])).tolist() == [[1, 0, 0, 0, 0, 0], [12, 0, 0, 0, 0, 0]]
    at = np.array([0, 1, 1, 2, 3, 3, 3])
    assert s.people(at).tolist() == [[1, 0, 0, 0, 0, 2], [4, 0, 0, 0, 0, 0]]
    model.heads.qualified_year, model.heads.qualified_band = np.array([9, 8, 8, 1]), [0, 5, 0, 5]
    model.teachers.qualified_year = 1
    assert s.qualified[0].tolist() == [[1, 0, 0, 0, 0, 0], [0] * 6]
    assert s.qualified[1].tolist() == [[0, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0, 0]]


def test_people_are_counted_and_summed_by_the_band_of_their_school():
    s = Sums(small_and_large())
    at = np.array([0, 2, 2, 1])
    assert s.people(at).tolist() == [2, 0, 0, 0, 0, 2]
    assert s.people(at, np.array([1.0, 2, 3, 5])).tolist() == [6, 0, 0, 0, 0, 5]


def test_holders_are_heads_who_do_not_act():
    model = small_and_large()
    model.heads.role = np.array([HeadRole.HEAD_OF_SCHOOL, HeadRole.ACTING_HEAD, HeadRole.HEAD])
    assert Sums(model).holders.rows.tolist() == [0, 2]


def test_cohorts_are_by_years_since_they_began_and_the_band_they_began_in():
    model = small_and_large()
    model.year = 9
    model.heads.qualified_year, model.heads.qualified_band = np.array([9, 4, 3]), 5
    model.teachers.qualified_year = np.array([8, 8, 4, 9, -99, 8])
    model.teachers.qualified_band = np.array([0, 0, 5, 2, 0, 3])
    expected = np.zeros((6, 6))
    expected[0, [5, 2]], expected[1, [0, 3]], expected[5, 5] = 1, [2, 1], 2
    assert Sums(model).qualified.tolist() == expected.tolist()


def test_heads_count_as_appointed_where_they_were_under_50():
    model = small_and_large()
    model.year, heads = 9, model.heads
    heads.appointed_year, heads.appointed_band = np.array([9, 7, 4]), np.array([1, 2, 3])
    heads.appointed_age = np.array([49, 50, 30])
    expected = np.zeros((6, 6))
    expected[0, 1] = expected[5, 3] = 1
    assert Sums(model).appointed.tolist() == expected.tolist()


def test_how_many_began_is_remembered_and_nobody_began_before_the_first_year():
    model = small_and_large()
    model.year, model.heads.appointed_year = 9, np.array([9, 9, 8])
    model.heads.appointed_age, model.teachers.qualified_year = 40, np.array([9, 8, 8, 8, 8, 8])
    Sums(model).record_cohorts()
    assert model.history["heads 9"].tolist() == [2, 0, 0, 0, 0, 0]
    assert model.history["teachers 9"].tolist() == [1, 0, 0, 0, 0, 0]
    model.year = 11
    assert Sums(model).began("heads", 2).tolist() == [2, 0, 0, 0, 0, 0]
    assert Sums(model).began("heads", 1).tolist() == [0] * 6


def test_a_departure_is_divided_among_the_schools_that_the_leader_led():
    left = [True, True, True, True, False, False]
    model = schools_at(range(6), leader_left=left, leader_before=[7, 7, 8, 7, 8, 9])
    third = 1 / 3
    assert Sums(model).departures.tolist() == approx([third, third, 1, third, 0, 0])


@pytest.fixture
def published(monkeypatch):
    monkeypatch.setattr(School.selection, "publishes_results", lambda self: self.pupils < 300)


def test_a_correlation_is_across_schools_that_publish_and_were_known_before(published):
    # Of three: covariance (4 + 0 - 1) / 3, variances 14/9 and 26/9; the others do not count.
    model = schools_at(range(5), pupils=[100, 100, 100, 100, 400])
    now, before = np.array([1.0, 2, 4, 90, 50]), np.array([3.0, 1, 5, np.nan, -70])
    found = Sums(model).correlation(now, before)
    # Means 7/3 and 3: deviations -4/3, -1/3, 5/3 and 0, -2, 2; 4 over the root of 42/9 times 8.
    assert found[0] == approx(4 / np.sqrt(42 / 9 * 8))
    assert np.isnan(found[1])  # nobody below 75


def test_a_correlation_of_results_that_do_not_differ_is_not_known(published):
    model = schools_at(range(3), pupils=100)
    alike, other = np.full(3, 0.1), np.array([1.0, 2, 3])
    assert np.isnan(Sums(model).correlation(alike, other)[0])
    assert np.isnan(Sums(model).correlation(other, alike)[0])


def test_one_school_has_no_correlation_though_sums_are_rounded(published):
    model = schools_at(range(3), pupils=[40, 60, 200])  # one of them not small
    for now, before in np.random.default_rng(2).normal(size=(50, 2, 3)):
        assert np.isnan(Sums(model).correlation(now, before)[-1])


def test_groups_are_all_bands_small_and_other():
    bands = np.array([1.0, 2, 4, 8, 16, 32])
    assert by_group(bands).tolist() == [63, 1, 2, 4, 8, 16, 32, 7, 56]
    both = Sums(small_and_large()).groups(np.array([1, 2, 4]), np.array([1, 1, 1]))
    assert both[:, [0, 1, 7, 8]].tolist() == [[7, 3, 3, 4], [3, 2, 2, 1]]


def test_a_standard_deviation_is_of_the_whole_group_and_never_of_nothing():
    count, sums, squares = np.array([[4, 0, 3], [16, 0, 0.3], [84, 0, 0.03]])
    found = standard_deviation(count, sums, squares)  # of 1, 3, 5 and 7; of 0.1 three times
    assert found[0] == approx(np.sqrt(5))
    assert np.isnan(found[1])
    assert found[2] == approx(0, abs=1e-8)


def test_a_quotient_needs_a_denominator_above_nothing():
    found = divide(np.array([1.0, 2, 2, 3]), np.array([2.0, 0.5, 0, -1]))
    assert found[:2].tolist() == [0.5, 4]
    assert np.isnan(found[2:]).all()
    assert Ratio._fields == ("numerator", "denominator")
