"""What a figure or report says of a comparison is true of its table, over random tables."""

import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_results import (
    CLEAR,
    FEW,
    NAMES,
    UNCLEAR,
    Made,
    clear_of,
    estimate,
    furthest,
    many,
    named,
    state,
)

from sim.figures import (
    by_size,
    captions,
    cost_and_gain,
    gains,
    smallness,
)
from sim.measures import GROUPS, MEASURES
from sim.report import answer, tables
from sim.results import labels, summary
from sim.results.intervals import Estimate
from sim.world.bands import BANDS


def test_the_title_of_a_comparison_names_the_clearest_change_and_counts_the_clear_ones():
    seen = set()
    for results in many(4):
        changes = {s: results.change(s, "leader_lost_rate") for s in results.others}
        title, clear = captions.main_result(results, "leader_lost_rate"), clear_of(changes)
        seen.add(found := (state(changes), len(changes) > 1))
        if found[0] != CLEAR:
            words = {FEW: "too few to tell", UNCLEAR: "no clear change|None of . scenarios clearly"}
            assert re.search(words[found[0]], title)
            continue
        most = furthest(clear)
        assert named(title) == [most]
        if len(changes) > 1:
            said = re.match(r"Of (\d) scenarios (\d) clearly changes? .*: (most with )?", title)
            assert list(map(int, said.groups()[:2])) == [len(changes), len(clear)]
            assert bool(said[3]) == (len(clear) > 1)
        else:
            assert ("falls" in title) == (clear[most] < 0) != ("rises" in title)
    assert len(seen) == 6


def test_what_is_not_known_is_not_put_down_to_few_replicates():
    results = Made(np.random.default_rng(5), 3)
    results.change = results.contribution = lambda *asked: Estimate(np.nan, np.nan, np.nan)
    sentences = [
        of(results, "ks2_progress_mean") for of in (answer._several, answer._contributions)
    ]
    for told in (*sentences, captions.main_result(results, "ks2_progress_mean")):
        assert "not known" in told and "too few" not in told


def test_the_title_of_cost_and_gain_names_the_most_of_the_clear_gains():
    seen = set()
    for results in many(4):
        gain = {s: results.change(s, cost_and_gain.GAIN) for s in results.others}
        clear = {s: one.mean for s, one in gain.items() if one.low > 0}
        title = cost_and_gain._title(results)
        seen.add(found := FEW if state(gain) == FEW else CLEAR if clear else UNCLEAR)
        if not clear:
            assert ("too few replicates" in title.lower()) == (found == FEW)
            assert re.search("no clear gain|None of . scenarios gives|too few", title.lower(), re.I)
            continue
        best = max(clear, key=lambda s: clear[s])
        assert named(title) == [best]
        assert f"{clear[best]:+.2f}" in title or f"{clear[best]:+.1f}" in title
        assert ("no clear cost" in title) != bool(
            results.change(best, cost_and_gain.COST).excludes_zero
        )
        said = re.search(r"the most of (\d) with", title)
        assert (int(said[1]) if said else 1) == len(clear)
        assert ("the only clear gain" in title) == (len(gain) > len(clear) == 1)
    assert seen == {CLEAR, UNCLEAR, FEW}


def test_the_title_of_smallness_names_what_is_clear_alone():
    draws, seen = np.random.default_rng(6), set()
    for number in range(60):
        progress = {name: estimate(draws, number % 10 == 9) for name in NAMES[:4]}
        title, clear = smallness._title(progress), clear_of(progress)
        seen.add(found := state(progress))
        if found != CLEAR:
            assert ("too few" if found == FEW else "No mechanism clearly") in title
            continue
        lost = re.search(r"lose most KS2 progress to (\w+) \((.*?) points", title)
        gained = re.search(r"gain most (?:KS2 progress )?from (\w+) \((.*?) points", title)
        for said, end in ((lost, min(clear.values())), (gained, max(clear.values()))):
            there = end < 0 if said is lost and end == min(clear.values()) else end > 0
            assert bool(said) == bool(there)
            assert not said or (clear[said[1]] == end and f"{end:+.2f}" == said[2])
    assert seen == {CLEAR, UNCLEAR, FEW}


@pytest.mark.parametrize("mechanisms", [False, True])
def test_the_answer_of_several_names_the_ends_of_what_is_clear(mechanisms):
    seen = set()
    for results in many(4):
        measure = answer.LEAVING
        if mechanisms:
            shown = {labels.mechanism(s): results.contribution(s, measure)
                     for s in results.switched_off}  # fmt: skip
            text = answer._contributions(results, measure)
        elif len(results.others) > 1:
            shown = {s: results.change(s, measure) for s in results.others}
            text = answer._several(results, measure)
        else:
            continue
        clear = clear_of(shown)
        seen.add(found := state(shown))
        if found != CLEAR:
            assert ("too few" if found == FEW else "clearly changes the") in text
            continue
        low, high = min(clear, key=lambda n: clear[n]), max(clear, key=lambda n: clear[n])
        ends = [n for n, told in ((low, clear[low] < 0), (high, clear[high] > 0)) if told]
        ends = list(dict.fromkeys([low, high])) if mechanisms else ends
        assert named(text) == ends
        assert int(re.search(r"(\d) clearly", text)[1]) == len(clear)
        for name in ends:
            down = rf"falls most under “{name}|“{name}” lowers"
            assert bool(re.search(down, text)) == (clear[name] < 0)
    assert seen == {CLEAR, UNCLEAR, FEW}


def test_the_answer_of_one_says_a_direction_only_where_it_is_clear():
    for results in many(1):
        change = results.change("alpha", answer.LEAVING)
        text = answer._one(results, answer.LEAVING)
        direction = re.search(r" (falls|rises) by ", text)
        assert bool(direction) == bool(change.excludes_zero)
        assert not direction or direction[1] == ("falls" if change.mean < 0 else "rises")
        assert ("too few" in text) == np.isnan(change.low)


@pytest.mark.parametrize(
    ("measure", "mean", "told"),
    [
        ("public_cost_per_pupil", -0.3, "less than £1 a pupil"),
        ("public_cost_per_pupil", 0.6, "£1 a pupil (90% interval 0 to 1)"),
        ("ks2_progress_mean", 0.004, "less than 0.01 points"),
        ("ks2_progress_mean", -0.006, "0.01 points (90% interval 0.00 to 0.01)"),
        ("leader_lost_rate", 0.00004, "less than 0.01 percentage points"),
        ("leader_lost_rate", 0.00006, "0.01 percentage points (90% interval 0.00 to 0.01)"),
    ],
)
def test_what_would_stand_as_nought_is_told_as_less(measure, mean, told):
    low, high = sorted((mean * 0.2, mean * 1.4))
    assert answer._amount(Estimate(mean, low, high), measure) == told


def test_a_point_of_progress_has_a_price_only_where_it_is_clearly_gained():
    for results in many(1):
        cost, gain = (
            results.change("alpha", m, "all") for m in (tables.PUBLIC, "ks2_progress_mean")
        )
        text = tables._for_a_point(results, "alpha")
        assert ("£" in text) == (gain.low > 0 and cost.low > 0)
        assert ("too few" in text) == np.isnan(gain.low)
        assert ("no clear cost" in text) == (gain.low > 0 and not cost.low > 0)


def test_no_scenario_gives_better_chances_than_the_title_says():
    draws = np.random.default_rng(1)
    names = ["a", "b", "c"]
    results: Any = SimpleNamespace(others=names, called=str)
    for _ in range(50):
        columns = ["gain", "lose", "close"]
        table = pd.DataFrame(draws.integers(0, 3, (3, 3)) / [[5, 5, 100]], names, columns)
        title = gains._title(results, table.rename_axis("scenario").reset_index())
        said = re.fullmatch(
            r"Chances of gaining progress are best under (.): "
            r"(\d+)% of schools do better, (\d+)% worse(?:, (\d+)% closed)?",
            title,
        )
        assert said, title
        best, most, lose, close = said.groups()
        assert int(close or 0) == round(100 * table.close[best])
        assert int(most) == round(100 * table.gain.max()) == round(100 * table.gain[best])
        assert int(lose) == round(100 * table.lose[best])


def test_who_gains_is_told_of_the_smallest_schools_that_there_are():
    draws, seen = np.random.default_rng(13), set()
    for _ in range(40):
        bands = [band for band in BANDS if draws.random() < 0.6] or [BANDS[-1]]
        groups = [("roll", band) for band in bands] + [("nearest school", "under 1 km")]
        table = pd.DataFrame(groups, columns=["by", "group"]).assign(scenario="alpha")
        chances = draws.dirichlet([4, 4, draws.choice([0.001, 3]), 4], size=len(table))
        table[["gain", "lose", "close", "same"]] = chances
        shuffled = table.sample(frac=1, random_state=1)
        results: Any = SimpleNamespace(
            others=["alpha"], called=str, table=lambda _, shuffled=shuffled: shuffled
        )
        title = gains._title(results, gains.rows_of(results))
        said = re.fullmatch(
            r"Of schools with (.*) pupils, (\d+)% gain progress in a possible history"
            r"(?: and|,) (\d+)% lose it(?: and (\d+)% close)?", title)  # fmt: skip
        of = table.iloc[0]
        assert said[1] == labels.roll(min(bands, key=BANDS.index))
        assert [int(said[2]), int(said[3])] == [round(100 * of.gain), round(100 * of.lose)]
        assert (said[4] is not None) == (of.close >= 0.005)
        assert int(said[4] or 0) == round(100 * of.close)
        seen.add(said[4] is None)
    assert seen == {True, False}


def test_small_schools_stand_against_others_now_and_where_most_changes():
    measure = answer.LEAVING
    for results in many(4):
        title = by_size._title(results, measure)
        changes = {s: abs(results.change(s, measure).mean) for s in results.others}
        most = furthest(changes)
        means = [results.level(s, measure, group).mean for s in (results.first, most)
                 for group in ("small", "other")]  # fmt: skip
        levels = [f"{100 * mean:.{0 if abs(mean) >= 1 else 1}f}%" for mean in means]
        assert named(title) == [most]
        said = re.search(r": (\S+) against (\S+); (\w+): (\S+) against (\S+)$", title)
        assert [said[1], said[2], said[4], said[5]] == levels


@pytest.mark.parametrize("change", [True, False])
@pytest.mark.parametrize("name", ["ks2_progress_mean", "deficit_share", "cost_per_pupil"])
def test_one_history_lies_between_the_ends_that_are_told_and_chance_is_its_part(name, change):
    draws, sets = np.random.default_rng(18), np.repeat(np.arange(6), 2)
    size = 1000 if name == "cost_per_pupil" else 0.2
    for _ in range(20):
        values = np.zeros((12, len(GROUPS), len(MEASURES)))
        of = size * (draws.normal(size=6)[sets] + draws.choice([0.1, 2]) * draws.normal(size=12))
        values[:, GROUPS.index("small"), list(MEASURES).index(name)] = of
        ensemble: Any = SimpleNamespace(to_show=[MEASURES[name]], sets=sets)
        text = summary._in_one_history(values, ensemble, change)
        said = re.search(
            r"(?:changes by|is) ([-+]?£?[\d.,]+) to ([-+]?£?[\d.,]+)(.*): (\d+)%", text
        )
        low, high = (float(re.sub("[£,]", "", end)) for end in said.groups()[:2])
        scale = 100 if name == "deficit_share" else 1
        assert low == pytest.approx(scale * of.min(), rel=0.06, abs=0.5 if size > 1 else 0.006)
        assert high == pytest.approx(scale * of.max(), rel=0.06, abs=0.5 if size > 1 else 0.006)
        unit = {"ks2_progress_mean": " points", "cost_per_pupil": " a pupil",
                "deficit_share": " percentage points" if change else "%"}[name]  # fmt: skip
        assert said[3] == unit
        assert (" changes by " in text) == change
        within = np.array([of[sets == s].var(ddof=1) for s in range(6)]).mean()
        means = np.array([of[sets == s].mean() for s in range(6)]).var(ddof=1)
        whole = within + max(means - within / 2, 0)
        assert int(said[4]) == pytest.approx(100 * within / whole, abs=0.6)
    assert (
        summary._in_one_history(values, SimpleNamespace(to_show=[], sets=np.zeros(12)), True) == ""
    )
