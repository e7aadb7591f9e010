"""Shapley values with known answers, and improvements whose cause is known."""

import json
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.agents import School
from sim.attribution.attribute import attribute
from sim.attribution.causes import read_question, settings_for
from sim.attribution.counterfactual import AsBefore, lead_as_before
from sim.attribution.outcomes import OUTCOMES, REGRESSION, SELECTIONS, TOTAL
from sim.attribution.shapley import shapley
from sim.commands.main import main
from sim.engine.draws import replicate_seed
from sim.engine.scheduler import all_at_once
from sim.errors import SettingError
from sim.world import load_world

SMALL = ("world=synthetic", "world.schools=250", "run.warm_up=2", "run.replicates=2")
EVERYBODY, LOWEST = list(SELECTIONS).index("none"), list(SELECTIONS).index("lowest_fifth")


def every_combination(worth, causes: int) -> np.ndarray:
    """The worth of every combination, given as a function of the set of causes present."""
    present = [{i for i in range(causes) if c >> i & 1} for c in range(1 << causes)]
    return np.array([worth(one) for one in present], dtype=float)


# The Shapley value


def test_causes_that_add_up_get_what_each_adds():
    adds = np.array([3.0, -1.0, 0.5])
    assert shapley(every_combination(lambda s: adds[list(s)].sum(), 3)) == pytest.approx(adds)


def test_in_the_glove_game_the_scarce_glove_gets_two_thirds():
    assert shapley(every_combination(lambda s: 0 in s and len(s) > 1, 3)) == pytest.approx(
        [2 / 3, 1 / 6, 1 / 6]
    )


def test_causes_that_are_alike_get_alike():
    assert shapley(every_combination(lambda s: len(s) ** 2, 4)) == pytest.approx([4.0] * 4)


def test_a_cause_that_adds_nothing_gets_exactly_nothing():
    assert shapley(every_combination(lambda s: len(s - {2}) ** 3, 4))[2] == 0


@given(st.lists(st.floats(-100, 100), min_size=16, max_size=16))
def test_values_add_up_to_what_all_causes_gain_over_none(worth):
    assert shapley(np.array(worth)).sum() == pytest.approx(worth[-1] - worth[0], abs=1e-9)


@given(st.lists(st.floats(-100, 100), min_size=8, max_size=8))
def test_values_are_the_mean_over_all_orders_of_arrival(worth):
    orders = [
        (a, b, c) for a in range(3) for b in range(3) for c in range(3) if len({a, b, c}) == 3
    ]
    mean = np.zeros(3)
    for order in orders:
        here = 0
        for cause in order:
            mean[cause] += (worth[here | 1 << cause] - worth[here]) / len(orders)
            here |= 1 << cause
    assert shapley(np.array(worth)) == pytest.approx(mean, abs=1e-9)


# Improvements


@pytest.fixture(scope="module")
def result():
    words = (*SMALL, "policy=[clusters,system_leaders]", "policy.clusters.first_year=3")
    return sim.attribute("baseline", *words, "run.workers=1")


def test_parts_add_up_to_the_improvement_that_a_plain_run_shows(result):
    parts = result.parts()
    summed = sum(value for name, value in parts.items() if name != TOTAL)
    assert np.nanmax(np.abs(summed - parts[TOTAL])) < 1e-12

    one, number = result.settings, 1
    seed = replicate_seed(one.run.seed, number)
    plain = sim.Model(result.world, one.of_replicate(number).model, seed=seed).warm_up(
        one.run.warm_up
    )
    plain = plain.branch(one.policies).run(2)
    assert one.run.years == 4
    small = plain.schools.pupils < 150
    before = np.where(plain.schools.publishes_results(), plain.schools.ks2_progress, np.nan)
    lowest = small & (before <= np.nanquantile(before[small], 0.2))
    good = plain.schools.ofsted_grade <= 2
    plain.run(2)
    after = np.where(plain.schools.publishes_results(), plain.schools.ks2_progress, np.nan)
    for selection, group in ((EVERYBODY, small), (LOWEST, lowest)):
        gained = np.nanmean((after - before)[group])
        assert parts[TOTAL][number, selection, 0] == pytest.approx(gained)
        better = (plain.schools.ofsted_grade <= 2).astype(int) - good
        assert parts[TOTAL][number, selection, 2] == pytest.approx(better[group].mean())


def test_schools_chosen_on_a_bad_year_gain_by_regression_and_all_schools_do_not(result):
    regression = result.parts()[REGRESSION]
    assert (regression[:, LOWEST, 0] > 0.5).all()
    assert (regression[:, EVERYBODY] == 0).all()


def test_a_cause_whose_policies_are_not_there_gets_exactly_nothing(result):
    no_help = "model.effort.help_gain=0"  # from authority or trust, whatever policies there are
    none = sim.attribute("baseline", *SMALL, "run.workers=1", "run.replicates=1", no_help)
    assert (none.parts()["authority_support"] == 0).all()
    assert (result.parts()["authority_support"][:, LOWEST, 0] != 0).all()


def test_random_results_regress_by_as_much_as_the_draws_of_those_they_pick():
    zero = "place_spread ethos_spread leadership_effect leading_hours_effect experience_gain"
    still = [f"model.teaching.{name}=0" for name in zero.split()]
    still += ["model.teaching.centre=0", "model.staff.talent_spread=0.25", "run.workers=1"]
    whole = settings_for("baseline", (*SMALL[:-1], *still, "run.replicates=16"), 2)
    nothing = replace(read_question(), causes=[])
    parts = attribute(whole, nothing, "progress", "lowest_fifth").chosen()
    drawn = 4.5 / np.sqrt(100 / 7) * 1.40  # of pupils; the lowest fifth are 1.40 sd below
    assert parts.low[REGRESSION] > 0
    assert parts["mean"][REGRESSION] == pytest.approx(drawn, rel=0.35)


def test_the_same_values_whatever_the_workers():
    one = replace(read_question(), causes=read_question().causes[:1])
    words = (*SMALL, "world.schools=60", "policy=clusters")
    digests = [
        attribute(
            settings_for("baseline", (*words, f"run.workers={workers}"), 2), one, "progress", "none"
        ).digest()
        for workers in (1, 2)
    ]
    assert digests[0] == digests[1]


# Absence


@pytest.fixture
def model():
    one = settings_for("baseline", SMALL, 2)
    return sim.Model(load_world(one.world), one.model, seed=1).warm_up(2)


def test_a_held_column_is_seen_as_it_was_but_what_is_given_from_outside_is_not(model):
    arrays = model.tables.schools.arrays
    was = {name: array.copy() for name, array in arrays.items()}
    arrays["cpd_days"] += 5
    arrays["leading_hours"] += 9
    arrays["funded_days"] += 2
    now = arrays["cpd_days"]
    held = AsBefore(all_at_once, was, {"cpd_days": "funded_days", "leading_hours": None})
    assert held(model.schools, lambda s: s.cpd_days - was["cpd_days"][s.rows]).tolist() == (
        pytest.approx([2] * len(model.schools))
    )
    hours = held(model.schools, School.hours_per_class)
    was_hours = was["leading_hours"][: len(model.schools)] / model.schools.classes
    assert hours == pytest.approx(was_hours)
    assert arrays["cpd_days"] is now


def test_without_a_change_of_leadership_a_post_is_led_as_the_year_before(model):
    lead_as_before(model, np.arange(len(model.schools)) / 100)
    posts = model.schools[model.schools.post == 1]
    assert posts.head.leadership == pytest.approx(posts.rows / 100)


def test_absent_causes_lose_their_policies_and_settings_and_no_others():
    question = read_question()
    whole = settings_for("lincolnshire_supported", (), question.years)
    settings = question.settings(whole)
    assert settings[-1].resolved == whole.resolved
    assert settings[0].policies == {}
    assert settings[0].model.weakness.ended_chance == 0
    places = {one.name: 1 << place for place, one in enumerate(question.causes)}
    no_partners = settings[-1 - places["partnership"]]
    assert list(no_partners.policies) == ["opportunistic_federations", "system_leaders"]
    assert no_partners.model.weakness.ended_chance == whole.model.weakness.ended_chance


@pytest.mark.parametrize("key", ["causes", "players"])  # players: in files of earlier versions
def test_the_causes_that_were_recorded_can_be_read_again(key, tmp_path):
    plain = read_question().plain()
    plain[key] = plain.pop("causes")
    (tmp_path / "causes.yaml").write_text(yaml.safe_dump(plain, sort_keys=False))
    assert read_question(tmp_path / "causes.yaml") == read_question()


def test_no_policy_is_under_two_causes():
    for one, other in combinations(read_question().causes, 2):
        assert not set(one.policies) & set(other.policies)


def test_the_year_before_is_the_one_before_the_last_policy_begins():
    assert settings_for("lincolnshire_supported", (), 2).run.years == 13
    assert settings_for("executive_heads_4000", (), 2).run.years == 2
    assert settings_for("baseline", ("run.years=7",), 2).run.years == 7
    assert settings_for("baseline", ("++run.years=7",), 2).run.years == 7


# The command


def test_the_command_writes_parts_that_add_up(tmp_path, capsys):
    words = ["lincolnshire_supported", *SMALL, "run.replicates=1", "run.years=3"]
    options = ["--outcome", "below_floor", "--selected-on", "below_floor"]
    assert main(["attribute", *words, *options, "--output", str(tmp_path / "out")]) == 0
    assert "regression to the mean" in capsys.readouterr().out
    shares = pd.read_csv(tmp_path / "out" / "shares.csv")
    for _, rows in shares.groupby(["selected_on", "outcome"]):
        own = rows.set_index("part")["mean"]
        assert own.drop(TOTAL).sum() == pytest.approx(own[TOTAL], abs=1e-5)
    assert set(shares.outcome) == set(OUTCOMES)
    assert set(shares.selected_on) == set(SELECTIONS)
    assert "partnership" in yaml.safe_load((tmp_path / "out" / "causes.yaml").read_text())["causes"]
    assert shares.share.isna().all()  # one replicate says nothing of the interval of the total
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert len(manifest["digest"]) == 64
    assert manifest["years"] == [1, 3]
    assert "Seed 0, years 1 to 3, " in (tmp_path / "out" / "ro-crate-metadata.json").read_text()
    assert (tmp_path / "out" / "figures" / "attribution.png").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--outcome", "progres"], "--outcome progres is not one of progress"),
        (["--selected-on", "luck"], "--selected-on luck is not one of none"),
        (["baseline", "executive_heads_4000"], "one scenario"),
        (["run.years=1"], "no year before"),
        (["baseline", "run.warm_up=0"], "no year before"),
        (["world=synthetic", "world.schools=2", "baseline"], "no replicate has such schools"),
    ],
)
def test_what_cannot_be_attributed_is_refused_in_one_line(words, message, tmp_path, capsys):
    asked = ["attribute", *words, "run.replicates=1", "--output", str(tmp_path / "out")]
    assert main(asked) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"policies": ["cluster"]}, "policies has no 'cluster'; did you mean clusters"),
        ({"held": {"leading_hour": None}}, "held has no 'leading_hour'"),
        ({"held": {"cpd_days": "funded_day"}}, "held has no 'funded_day'"),
        ({"without": {"model.weakness.found": 0}}, "without has no 'model.weakness.found'"),
        ({"without": {"model.weakness.found_rate": 3}}, "found_rate=3 is not 0 to 2"),
        ({"colour": "red"}, "cause some: there is no 'colour' here"),
        ({"policies": "clusters"}, "cause some: policies='clusters' is not a list of texts"),
        ({"without": ["x"]}, r"without=\['x'\] is not names with values"),
        ({"years": 0}, "years=0 is not 1 to 100"),
        ({"years": "two"}, "years='two' is not a whole number"),
    ],
)
def test_causes_that_cannot_be_are_refused(change, message, tmp_path):
    path = tmp_path / "mine.yaml"
    change = dict(change)
    usual = {"years": change.pop("years", 2), "largest_roll": 150, "lowest_share": 0.2}
    causes = {"some": {"description": "something", **change}}
    path.write_text(yaml.safe_dump({**usual, "causes": causes}))
    with pytest.raises(SettingError, match=message):
        read_question(path)
