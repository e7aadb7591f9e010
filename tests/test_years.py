"""Which year it is: rules as they were, and names of years. Money: test_money_by_year.py."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.agents.roles import Grade
from sim.commands.main import main
from sim.errors import SettingError
from sim.model import Model
from sim.parameters import ledger, years
from sim.parameters.config import load
from sim.parameters.prices import deflator
from sim.results import labels
from sim.results.folder import Folder
from sim.world import england, load_world, projections, synthetic


def starting(year: int) -> SimpleNamespace:
    parameters = ledger.defaults()
    parameters.calendar.start_year = year
    return parameters


@pytest.fixture
def known(monkeypatch):
    """Two series: a sum of money by year, in prices of 2018/19, and a rule."""
    monkeypatch.setattr(
        years,
        "series",
        lambda: {
            "money.lump_sum": {2018: 90.0, 2020: 100.0, 2021: 110.0, 2025: 150.0},
            "money.on_costs": {2018: 1.25, 2020: 1.5},
            "inspection.exempt": {2019: 1.0, 2020: 0.0},
            "inspection.years_between[0]": {2019: 7.0, 2020: 6.0},
        },
    )


def test_in_no_particular_year_nothing_changes(known):
    given = starting(0)
    assert years.of_year(given, 5) is given


def test_money_moves_with_the_series_and_rules_are_taken_from_it(known):
    given = starting(2018)
    given.money.lump_sum = 50_000.0  # chosen by somebody: it moves in proportion
    lump_sums = [years.of_year(given, year).money.lump_sum for year in (-4, 0, 1, 2, 3, 5, 9)]
    # In 2020 as chosen; 2019 and 2023 lie half-way.
    assert lump_sums == [45_000, 45_000, 47_500, 50_000, 55_000, 65_000, 75_000]
    given.money.on_costs = 1.2
    assert [years.of_year(given, year).money.on_costs for year in (0, 2)] == [1.0, 1.2]
    exempt = [years.of_year(given, year).inspection.exempt for year in (0, 1, 2)]
    assert exempt == [1, 1, 0]
    assert years.of_year(given, 2).inspection.years_between.tolist() == [6, 4, 2.5, 2]
    assert given.inspection.years_between.tolist() == [10, 4, 2.5, 2]  # as it was


def test_a_rule_that_somebody_set_holds_in_every_year(known):
    given = starting(2018)
    given.inspection.exempt = 0.5
    given.inspection.years_between = np.array([8, 4, 3, 2])
    of = [years.of_year(given, year).inspection for year in (0, 1, 2)]
    assert [one.exempt for one in of] == [0.5, 0.5, 0.5]
    assert [one.years_between.tolist() for one in of] == [[8, 4, 3, 2]] * 3
    given.inspection.years_between[0] = 10  # as in the ledger: that of the year
    assert years.of_year(given, 2).inspection.years_between.tolist() == [6, 4, 3, 2]


def test_every_series_is_of_a_setting_and_within_its_range():
    found = years.series()
    prices = deflator()
    assert found["money.lump_sum"][2026] == pytest.approx(145_100 * prices[2020] / prices[2026])
    for name, values in found.items():
        entry = ledger.entries()[f"model.{name.partition('[')[0]}"]
        low, high = entry.range
        assert list(values) == sorted(values), name
        assert max(values) >= 2021, name
        if not entry.unit.startswith("£"):
            assert all(low <= value <= high for value in values.values()), name
        else:
            assert entry.value > 0 or low <= max(values.values()) <= high, name
        if name.startswith("money."):
            assert years.BALANCED in values, name


def test_a_year_before_the_first_is_refused_and_the_short_name_is_known():
    with pytest.raises(SettingError, match=r"run\.start_year=1999 is not 2012 to 2040, nor 0"):
        load("baseline", ["run.start_year=1999"])
    assert load("baseline", ["run.start_year=2026"]).model.calendar.start_year == 2026


def test_a_model_goes_through_the_rules_of_its_years(known):
    model = Model(synthetic(30, 1), starting(2018), seed=1).warm_up(2)
    assert model.parameters.inspection.exempt == 1
    model.run(2)
    assert model.parameters.inspection.exempt == 0
    assert model.branch().run(1).parameters.money.lump_sum == pytest.approx(110_000 * 1.1)


def test_there_is_a_least_amount_for_each_pupil():
    model = Model(synthetic(300, 1), seed=1)
    schools, p = model.schools, model.parameters.money
    without = schools.receives()["income"]
    p.minimum_per_pupil = 4_000
    schools[:2].policy_grant = 500.0
    least = np.maximum(without, 4_000 * schools.pupils)
    least[:2] += 500
    assert schools.receives()["income"] == pytest.approx(least)
    assert 0 < (least[2:] > without[2:]).sum() < 298
    given = starting(2021)
    assert years.of_year(given, 0).money.minimum_per_pupil == pytest.approx(
        3_750 * deflator()[2020] / deflator()[2021]  # as all funding that moves from 2019/20
    )


def test_names_of_years():
    assert [years.school_year(2026, year) for year in (1, 4)] == ["2026/27", "2029/30"]
    assert years.school_year(1999, 1) == "1999/00"
    assert years.school_year(0, 3) == "3"


# The floor standard


@pytest.fixture
def four():
    """Schools of 210 pupils whose progress is that of each subject, without chance."""
    model = Model(synthetic(4, 1), seed=1)
    floor = model.parameters.floor
    floor.by_subject, floor.subject_spread, floor.subject_pupils = 1, 0.0, 0.0
    model.schools.pupils, model.schools.fsm = 210, floor.usual_fsm
    return model.schools


def test_below_the_floor_are_low_progress_and_few_at_the_standard(four):
    floor = four.model.parameters.floor
    four.pupils = 7 * 10**8  # no chance
    four.ks2_progress = np.array([-5.1, -4.9, -7.1, 0])
    # 64% where progress is 0 and, as 7.4 points are a standard deviation, 37% where it is -5.1
    for attaining, below in ((0.36, [0, 0, 1, 0]), (0.38, [1, 0, 1, 0]), (1, [1, 0, 1, 0])):
        floor.attaining = attaining
        assert four.below_floor().tolist() == below
    floor.in_all = 1  # writing has a lower level
    assert four.below_floor().tolist() == [0, 0, 1, 0]
    floor.by_subject = 0
    four.ks2_progress = np.array([-2.6, -2.4, 0, -9])
    assert four.below_floor().tolist() == [1, 0, 0, 1]


def test_pupils_at_the_standard_by_progress_and_free_meals(four):
    floor = four.model.parameters.floor
    four.pupils = 7 * 10**8  # no chance
    four.fsm = floor.usual_fsm + np.array([0, 0, 0.5, 0])
    four.ks2_progress = np.array([0, 7.4, 0, -7.4])
    z = 0.3585  # of 64%
    expected = stats.norm.cdf([z, z + 1, z - 0.25, z - 1])
    assert four.attaining() == pytest.approx(expected, abs=1e-3)


def test_subjects_vary_about_their_mean_as_in_the_file_of_2019():
    model = Model(synthetic(4_000, 2), seed=3)
    schools = model.schools
    schools.ks2_progress, schools.pupils = 1.0, 210
    subjects = np.array(schools.subjects())
    assert subjects.mean(axis=0) == pytest.approx(np.ones(4_000))
    # 0.6 + 23/30, each with a standard error of 2%: five of them.
    assert subjects.var(axis=1) == pytest.approx(np.full(3, 0.6 + 23.2 / 30), rel=0.1)
    attaining = schools.attaining()
    p = stats.norm.cdf(0.3585 + 1 / 7.4)
    assert attaining.std() == pytest.approx(
        np.hypot(np.sqrt(p * (1 - p) / 30), 0.37 * 0.5 * schools.fsm.std()), rel=0.06
    )


def test_the_floor_standard_is_that_of_its_year():
    given = starting(2015)
    assert years.of_year(given, 0).floor.attaining == 0.65
    assert years.of_year(given, 0).floor.in_all == years.of_year(given, 1).floor.by_subject == 1
    assert years.of_year(given, 1).floor.in_all == 0
    assert years.of_year(given, 1).floor.progress.tolist() == [-5, -7, -5]
    assert years.of_year(starting(2012), 0).floor.attaining == 0.6


# Inspection


@pytest.fixture
def schools():
    model = Model(synthetic(4_000, 2), seed=3)
    schools = model.schools
    schools.ks2_progress = schools.ks2_year_before = 0.0
    schools.ofsted_year, schools.ofsted_grade = -20, Grade.OUTSTANDING
    return schools


def test_an_exempt_school_is_inspected_only_where_results_call_for_it(schools):
    p = schools.model.parameters.inspection
    assert schools.is_inspected().all()  # twenty years have passed
    p.exempt = 1
    assert not schools.is_inspected().any()
    schools[:3_000].ks2_progress = -2.6
    risk = schools.publishes_results() & (schools.ks2_progress < -2.5)
    drawn = schools.draw("risk") < np.float32(0.3)
    assert np.array_equal(schools.is_inspected(), risk & drawn)
    schools.ofsted_grade = Grade.GOOD
    assert schools.is_inspected().all()


def test_a_short_inspection_of_a_good_school_seldom_changes_its_grade(schools):
    p = schools.model.parameters.inspection
    schools.ofsted_grade, schools.ks2_progress, schools.ks2_year_before = Grade.GOOD, -30.0, -30.0
    schools[:100].ofsted_grade = Grade.REQUIRES_IMPROVEMENT
    assert (schools.inspected_grade() > Grade.GOOD).all()
    p.short = 1
    grade = schools.inspected_grade()
    assert (grade[:100] > Grade.GOOD).all()
    assert (grade[100:] > Grade.GOOD).mean() == pytest.approx(0.25, abs=0.03)


def test_inspectors_may_weigh_results_by_how_reliable_they_are(schools):
    p, t = schools.model.parameters.inspection, schools.model.parameters.teaching
    assert schools[0].reliability_of_results() == 1
    p.reliable_results, p.ordinary_cohort = 1, 30
    t.place_spread, t.ethos_spread, t.pupil_spread = 1.0, 1.0, 4.0
    schools[:3].pupils = [28, 210, 420]
    # Lasting 2, of chance 16 / 2 / cohort: 2 / (2 + 8/4), 2 / (2 + 8/30), 2 / (2 + 8/60).
    of_30 = 2 / (2 + 8 / 30)
    expected = [0.5 / of_30, 1, 2 / (2 + 8 / 60) / of_30]
    assert schools[:3].reliability_of_results() == pytest.approx(expected)


def test_a_report_card_draws_less_than_a_grade(schools):
    p = schools.model.parameters
    schools.depth = 0
    with_grade = schools[:1].reputation()
    p.inspection.single_grade, p.recruitment.appeal_report_card = 0, 0.25
    assert schools[:1].reputation() == pytest.approx(0.25 * with_grade)


# Closures


def test_small_schools_close_by_roll_debt_and_place():
    model = Model(synthetic(6_000, 2), seed=3)
    schools, p = model.schools, model.parameters.closures
    p.chance, p.roll = 0.4, 60
    schools.balance, schools.second_km, schools.closed = 1.0, 1.0, False
    schools.pupils = 30  # half of the chance
    schools[1_500:3_000].balance = -1.0
    schools[3_000:4_500].second_km = 3.3
    schools[4_500:].pupils = 60
    closes = schools.closes()
    chance = np.repeat([0.2, 0.6, 0.06, 0], 1_500)
    assert np.array_equal(closes, schools.draw("closes by rule") < np.float32(chance))
    schools[:10].closed = True
    assert not schools[:10].closes().any()


def test_closures_begin_with_the_first_year_and_move_everybody():
    parameters = ledger.defaults()
    parameters.closures.chance, parameters.closures.roll = 0.5, 120
    model = Model(synthetic(300, 5), parameters, seed=2).warm_up(2)
    assert not model.schools.closed.any()
    before = model.schools.census_pupils.sum()
    model.run(3)
    closed = model.schools.closed
    assert 3 < closed.sum() < 100
    assert model.schools.census_pupils.sum() == before
    assert (model.schools.pupils[closed] == 0).all()
    assert max(float(error) for error in model.identities.values()) < 1e-7


# Rolls


def test_projected_rolls_follow_the_national_projection():
    quiet = {"local_spread": 0.0, "own_spread": 0.0, "local_kept": 0.0, "own_kept": 0.0}
    parameters = starting(2024)
    vars(parameters.rolls).update(quiet, trend="projected")
    model = Model(synthetic(400, 5), parameters, seed=2).warm_up(1)
    census = model.schools.census_pupils.astype(float)
    assert np.array_equal(model.schools.pupils, census)
    model.run(6)
    expected = np.rint(census * 4_248_470 / 4_614_990)  # 2030 over 2024
    assert np.array_equal(model.schools.pupils, np.maximum(expected, 10))
    model.run(3)  # beyond the last year known
    assert np.array_equal(model.schools.pupils, np.maximum(expected, 10))
    assert load("baseline", ["rolls=projected"]).model.rolls.trend == "projected"


def test_a_school_that_closes_takes_up_no_offer():
    parameters = ledger.defaults()
    parameters.closures.chance, parameters.closures.roll = 0.5, 150
    past = Model(synthetic(300, 5), parameters, seed=2).warm_up(1)
    model = past.branch(load("clusters_encouraged", ["policy.clusters.stance=required"]).policies)
    model.run(4)
    closed = model.schools.closed
    assert closed.sum() > 3
    assert (model.schools.policy_grant[closed] == 0).all()
    assert max(float(error) for error in model.identities.values()) < 1e-7


def test_as_many_small_schools_close_as_the_register_of_links_shows():
    model = Model(england(), load("baseline", ["run.start_year=2019"]).model, seed=1)
    roll = model.schools.pupils.copy()
    closed = model.run(6).schools.closed
    # 1.0 % of those below 75 pupils merged in six and a half years, and some closed outright.
    assert 0.008 < closed[roll < 75].mean() < 0.03
    assert not closed[roll > 120].any()


# Names of years in what is shown


def test_tables_figures_and_report_name_the_years(tmp_path):
    folder = tmp_path / "results"
    asked = ["world=synthetic", "world.schools=60", "run.years=3", "run.replicates=2"]
    words = ["compare", "baseline", "clusters_voluntary", *asked, "run.start_year=2026"]
    assert main([*words, "--output", str(folder), "--quiet"]) == 0
    summary = pd.read_csv(folder / "summary.csv")
    assert summary[["year", "school_year"]].drop_duplicates().values.tolist() == [
        [1, "2026/27"],
        [2, "2027/28"],
        [3, "2028/29"],
    ]
    assert Folder(folder).start_year == 2026
    drawn = (folder / "figures" / "leadership_pipeline.svg").read_text(encoding="utf-8")
    assert "school year that ends in" in drawn and "2029" in drawn
    assert main(["report", str(folder)]) == 0
    assert "(2026/27 to 2028/29)" in (folder / "report.html").read_text(encoding="utf-8")


def test_the_last_years_in_words():
    assert labels.last_years(20, 2026) == "mean of the last 5 years (2041/42 to 2045/46)"
    assert labels.last_years(1, 2026) == "values of the last year (2026/27)"
    assert labels.last_years(8, 0) == "mean of the last 5 years"


def test_authorities_follow_their_own_projection_where_a_file_has_it(tmp_path):
    mine = tmp_path / "rolls.csv"
    mine.write_text("la_code,year,pupils\n925,2024,50000\n925,2030,40000\n", encoding="utf-8")
    parts = ["world.authorities=[925,Rutland]", "rolls=projected", f"world.rolls={mine}"]
    world = load_world(load("baseline", parts).world)
    code = list(world.authority_codes)
    found = projections.change(world, 2024, 2027)
    assert found[code.index(925)] == pytest.approx(0.9)  # half-way from 1 to 0.8
    national = projections.change(england(), 2024, 2027)[0]
    assert found[code.index(857)] == pytest.approx(national)
    assert world.digest != load_world(load("baseline", parts[:1]).world).digest
    with pytest.raises(SettingError, match="add rolls=projected"):
        load("baseline", [f"world.rolls={mine}"])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("la_code,year\n925,2024\n", "line 1: no column 'pupils'"),
        ("la_code,year,pupils\n925,2024,5\n925,2024,6\n", "line 3: year 2024 .* there twice"),
        ("la_code,year,pupils\n925,2024,5e4\n", "line 2: pupils '5e4' is in scientific"),
        ("la_code,year,pupils\n999,2024,500\n", "holds no authority of these schools"),
    ],
)
def test_a_file_of_projections_that_cannot_be_used_is_refused_by_line(tmp_path, text, fault):
    (tmp_path / "rolls.csv").write_text(text, encoding="utf-8")
    with pytest.raises(SettingError, match=rf"world.rolls=.*: {fault}"):
        projections.with_projections(england(), str(tmp_path / "rolls.csv"))
