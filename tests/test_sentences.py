"""What a figure, page or report says of a table is true of it, over random tables."""

import json
import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.analyse.sensitivity import COEFFICIENT, FROM_USUAL, SPAN
from sim.analyse.thresholds import thresholds
from sim.figures import (
    attribution,
    by_size,
    calibration,
    captions,
    claims,
    clusters_map,
    cost_and_gain,
    frontier,
    gains,
    ks2_spread,
    regret,
    scenario_discovery,
    scoreboard,
    sensitivity,
    smallness,
    sweeps,
    value_of_information,
)
from sim.figures import thresholds as thresholds_figure
from sim.measures import GROUPS, MEASURES
from sim.parameters.config import SWITCHED_OFF
from sim.report import answer, tables
from sim.results import labels, summary
from sim.results.intervals import Estimate
from sim.results.outcome import Outcome
from sim.workshop.bundle import bundle, read_modules
from sim.workshop.page import PARTS
from sim.world.bands import BANDS
from tests.test_workshop_scripts import node

NAMES = ["alpha", "beta", "gamma", "delta", "epsilon"]
CLEAR, UNCLEAR, FEW = "clear", "unclear", "few"


def estimate(draws: np.random.Generator, few: bool) -> Estimate:
    """Of random sign and size: clear, unclear, or without an interval."""
    mean, half = draws.normal(), abs(draws.normal())
    ends = (np.nan, np.nan) if few else (mean - half, mean + half * draws.uniform(0.5, 1.5))
    return Estimate(*map(np.float64, (mean, *ends)))


class Made:
    """Results with random changes of ``count`` scenarios, and of as many mechanisms."""

    first, switched_off = "base", [f"base{SWITCHED_OFF}{name}" for name in NAMES[:3]]

    def __init__(self, draws: np.random.Generator, count: int, few: bool = False) -> None:
        self.draws, self.few, self.others = draws, few, NAMES[:count]
        self.made: dict[Any, Estimate] = {}

    def called(self, name: str) -> str:
        return name

    def change(self, *asked: str) -> Estimate:
        return self.made.setdefault((*asked, "small")[:3], estimate(self.draws, self.few))

    contribution = change

    def level(self, scenario: str, measure: str, group: str = "small") -> Estimate:
        level = self.change(scenario, measure, group).mean if scenario != self.first else 0.0
        return Estimate(3 + level, 2.0, 4.0)


def many(most: int, tries: int = 60):
    """Random results, some of them without intervals."""
    draws = np.random.default_rng(5)
    for number in range(tries):
        yield Made(draws, 1 + number % most, few=number % 7 == 6)


def state(changes: dict[str, Estimate]) -> str:
    if all(np.isnan(one.low) for one in changes.values()):
        return FEW
    return CLEAR if clear_of(changes) else UNCLEAR


def clear_of(changes: dict[str, Estimate]) -> dict[str, float]:
    return {n: one.mean for n, one in changes.items() if one.low > 0 or one.high < 0}


def furthest(clear: dict[str, float]) -> str:
    return max(clear, key=lambda name: abs(clear[name]))


def named(text: str) -> list[str]:
    return re.findall("|".join(NAMES), text.lower())


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


def test_a_point_of_progress_has_a_price_only_where_it_is_clearly_gained():
    for results in many(1):
        cost, gain = (
            results.change("alpha", m, "all") for m in (tables.PUBLIC, "ks2_progress_mean")
        )
        text = tables._for_a_point(results, "alpha")
        assert ("£" in text) == (gain.low > 0 and cost.low > 0)
        assert ("too few" in text) == np.isnan(gain.low)
        assert ("no clear cost" in text) == (gain.low > 0 and not cost.low > 0)


def test_the_title_of_an_attribution_gives_a_share_only_to_clear_parts():
    draws, seen = np.random.default_rng(7), set()
    for _ in range(80):
        parts = ["regression to the mean", "background", "partnership", "own effort"]
        means = draws.normal(size=4) * draws.choice([0.002, 1], size=4)
        half = np.abs(draws.normal(size=4)) * draws.choice([0.001, 1])
        rows = pd.DataFrame({"mean": means, "low": means - half, "high": means + half}, index=parts)
        rows.loc["total"] = rows["mean"].sum(), 0.1, 9
        rows["share"] = rows["mean"] / rows["mean"]["total"]
        title = attribution._title(rows.rename(index={"total": attribution.TOTAL}), "points", 5)
        clear = rows.index[((rows.low > 0) | (rows.high < 0)) & (rows.index != "total")]
        if clear.empty:
            assert "no part is clearly due" in title
            continue
        most = rows["mean"].abs()[clear].idxmax()
        assert title.startswith(f"{rows.share[most]:.0%} of ")
        assert f"is due to {most}" in title
        if most == "partnership":
            continue
        share = f"{rows.share['partnership']:.0%}"
        wanted = "none of it clearly"
        if "partnership" in clear:
            wanted = "next to nothing" if share.strip("-") == "0%" else share
        seen.add(wanted if wanted != share else "share")
        assert title.endswith(f"; {wanted} to partnership")
    assert seen == {"none of it clearly", "next to nothing", "share"}


def test_a_claim_is_called_shown_only_where_all_of_it_is():
    for number in range(8):
        shown = pd.Series([bool(number & bit) for bit in (1, 2, 4)])
        verdict = claims._verdict(shown)
        assert (verdict == "Shown") == shown.all()
        assert (verdict == "Not shown") == (not shown.any())
        said = re.fullmatch(r"Shown in (\d) of (\d) parts", verdict)
        assert not said or [int(said[1]), int(said[2])] == [shown.sum(), 3]
        assert (verdict in ("Shown", "Not shown")) != bool(said)


@pytest.mark.parametrize("index", ["total", COEFFICIENT, SPAN])
def test_a_setting_moves_it_most_only_where_no_other_may(index):
    draws, seen = np.random.default_rng(8), set()
    for number in range(120):
        few, size = number % 10 == 9, draws.choice([0.1, 0.5, 1])
        made = [estimate(draws, few) for _ in NAMES]
        value, low, high = np.transpose(made)
        low, high = value + size * (low - value), value + size * (high - value)
        if index != COEFFICIENT:
            value, low, high = value + 1, low + 1, high + 1
        names = [f"policy.one.{name}" for name in NAMES]
        columns = {"setting": names, "value": value, "low": low, "high": high}
        table = pd.DataFrame(columns | {"index": index})
        if index == SPAN:
            ends = pd.DataFrame(columns | {"value": 0.0, "index": FROM_USUAL})
            table = pd.concat([ends, table], ignore_index=True)
        title, turn = sensitivity._title(table), index == COEFFICIENT
        down = turn & (value < 0)
        sizes = {n: Estimate(*((-v, -h, -lo) if d else (v, lo, h)))
                 for n, v, lo, h, d in zip(NAMES, value, low, high, down, strict=True)}  # fmt: skip
        clear = [n for n, one in sizes.items() if one.low > 0]
        if few:
            assert "too few replicates" in title
            assert named(title) == [max(sizes, key=lambda n: sizes[n].mean)]
            continue
        if not clear:
            assert title == "None of 5 settings clearly moves it"
            seen.add("none")
            continue
        first = max(clear, key=lambda n: sizes[n].mean)
        may = {n for n, one in sizes.items() if one.high >= sizes[first].low}
        seen.add(min(len(may), 4))
        assert first in named(title)
        assert ("may move it most" in title) == (len(may) > 3)
        if len(may) <= 3:
            assert set(named(title)) == may
            assert " or " in title or len(may) == 1
        else:
            assert f"Any of {len(may)} settings" in title
    assert {"none", 1, 2, 4} <= seen


def curves(draws: np.random.Generator):
    """Values of a setting, and replicates of curves of random shape and noise."""
    at = np.array([2.0, 3, 5, 8])
    shape = draws.choice([0, 1, 3]) * draws.normal(size=4).cumsum()
    return at, shape + draws.normal(size=(draws.choice([4, 12]), 4))


def test_how_much_is_enough_and_which_value_is_best_never_contradict(monkeypatch):
    draws, seen = np.random.default_rng(9), set()
    setting = pd.Series([2.0, 3, 5, 8], name="policy.one.alpha")
    results: Any = SimpleNamespace(varied=setting.to_frame)
    for _ in range(150):
        made = curves(draws)
        monkeypatch.setattr(sweeps, "curves", lambda *_, made=made: made)
        table = thresholds(*made)
        best = table.set_index("where").loc["best"]
        swept = sweeps._title(results, Outcome(), "")
        enough = thresholds_figure._answer(table, setting)
        assert f" at {best.value:g}" in swept
        few, all_may = len(made[1]) < 8, (best.low, best.high) == (2, 8)
        assert ("too few" in swept) == ("too few" in enough) == few
        assert ("no value is clearly better" in swept) == all_may
        assert ("cannot be told" in enough) == all_may
        largest = best.low == 8
        assert ("It is best at the largest value" in enough) == largest
        assert ("may be as good" in swept) == (not few and not all_may and best.low < best.high)
        assert ("may be better" in enough) == (best.high == 8 and not few and not all_may)
        seen |= {("few", few), ("all", all_may), ("largest", largest)}
    assert len(seen) == 6


def test_an_option_is_called_beaten_where_it_is_in_nearly_every_resample():
    draws = np.random.default_rng(10)
    for number in range(30):
        likely = draws.choice([0, 0.04, 0.06, 0.5, 1], size=5) if number else np.ones(5)
        title = frontier._title(pd.DataFrame({"likely": likely}))
        beaten = re.match(r"(None|\d) of 5 options", title)[1]
        assert int(beaten.replace("None", "0")) == (likely < 0.05).sum()


def test_least_is_lost_with_one_option_and_with_those_that_may_be_as_good():
    draws, seen = np.random.default_rng(11), set()
    for _ in range(60):
        lost = np.sort(draws.random(4))
        half = draws.choice([0.02, 0.2, 1])
        rows = pd.DataFrame(
            {"option": NAMES[:4], "mean_regret": lost, "mean_regret_low": lost - half,
             "mean_regret_high": lost + half}
        )  # fmt: skip
        title = regret._title(rows)
        near = [
            n for n, one in zip(NAMES[1:], lost[1:], strict=False) if one - half <= lost[0] + half
        ]
        assert named(title)[0] == "alpha"
        assert ("may be as good" in title) == bool(near)
        seen.add(len(near))
        assert f"; {len(near)} others" in title if len(near) == 3 else named(title)[1:] == near
    assert seen == {0, 1, 2, 3}


def test_a_parameter_is_worth_knowing_only_beyond_what_luck_would_show():
    for worth, luck in ((2.0, 1.0), (1.0, 1.0), (0.5, 1.0)):
        rows = pd.DataFrame({"parameter": ["model.week.ks2_hours"], "worth": worth,
                             "worth_by_luck": luck})  # fmt: skip
        title = value_of_information._title(rows)
        assert (title == "KS2 hours (week) seems most worth knowing") == (worth > luck)


def test_the_box_that_is_told_is_the_first():
    table = pd.DataFrame({"coverage": [0.734, 0.2], "density": [0.816, 1.0]})
    title = scenario_discovery._title(table)
    assert title == "73% of the failures are in one box; 82% of the futures in it fail"
    assert scenario_discovery._title(table.iloc[:0]) == "No box of futures stands out"


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


def test_the_spread_that_is_told_is_the_widest_and_the_one_furthest_off():
    draws = np.random.default_rng(14)
    for _ in range(60):
        spreads = draws.uniform(1, 4, size=(len(BANDS), 2))
        both = [(band, *row) for band, row in zip(BANDS, spreads.tolist(), strict=True)]
        widest, off = spreads[:, 0].argmax(), np.abs(spreads[:, 0] - spreads[:, 1]).argmax()
        title = ks2_spread._title(both)
        assert f"between schools with {labels.roll(BANDS[widest])} pupils;" in title
        told = f"with {labels.roll(BANDS[off])}: {both[off][1]:.2f} against {both[off][2]:.2f} p"
        assert told in title
    assert "Too few" in ks2_spread._title([])


def test_leaders_of_several_schools_and_their_open_schools_are_counted():
    draws, seen = np.random.default_rng(15), set()
    for _ in range(60):
        count = 30
        base = np.where(draws.random(count) < draws.choice([0, 0.1, 0.5]),
                        draws.integers(count, size=count), np.arange(count))  # fmt: skip
        base = np.where(base[base] == base, base, np.arange(count))  # led by one who leads itself
        schools = pd.DataFrame({"base": base, "schools_led": np.bincount(base, minlength=count),
                                "pupils": draws.integers(0, 3, count) * 50,
                                "km_to_base": draws.random(count)})  # fmt: skip
        schools.loc[base == np.arange(count), "km_to_base"] = 0
        members = [np.flatnonzero(base == b) for b in range(count)]
        led = [[s for s in of if schools.pupils[s]] for of in members if len(of) > 1]
        led = [of for of in led if of]
        every, there = [s for of in led for s in of], int((schools.pupils > 0).sum())
        away = [schools.km_to_base[s] for s in every if base[s] != s]
        title = clusters_map._title(schools)
        seen.add(min(len(led), 2))
        if not led:
            assert title == f"No leader leads several of the {there} schools"
            continue
        said = re.match(
            r"(\d+) leaders? of several schools leads? (\d+)% of the (\d+) schools", title
        )
        assert list(map(int, said.groups())) == [len(led), round(100 * len(every) / there), there]
        assert (" leads " in title) == (len(led) == 1)
        assert bool(away) == ("km on average" in title)
        assert not away or f"they go {np.mean(away):.1f} km" in title
    assert seen == {0, 1, 2}


def test_the_part_of_the_priors_that_is_left_is_told_as_it_is():
    for left in [*10 ** np.random.default_rng(16).uniform(-6, 0, 80), 1.0, 0.1, 0.45]:
        title = calibration._title(left)
        per_cent, one_in = re.match(r"(?:(\d+)%|One in ([\d,]+)) of", title).groups()
        told = int(per_cent) / 100 if per_cent else 1 / int(one_in.replace(",", ""))
        assert told == pytest.approx(left, rel=0.06)
        assert ("reproduces" in title) == bool(one_in)
    assert calibration._title(0.0).startswith("No parameter set")


def test_the_scoreboard_counts_facts_kept_back_and_facts_used():
    draws, seen = np.random.default_rng(17), set()
    for _ in range(60):
        count = draws.integers(1, 6)
        use = draws.choice(["validate", "calibrate", "report"], size=count)
        table = pd.DataFrame({"use": use, "passes": draws.random(count) < 0.5,
                              "independent": draws.random(count) < 0.5})  # fmt: skip
        rows = list(table.itertuples())
        kept = [r.passes for r in rows if r.use == "validate" and r.independent]
        used = [r.passes for r in rows if r.use == "calibrate"]
        told = [f"{sum(of)} of {len(of)} facts {what}"
                for of, what in ((kept, "kept back"), (used, "used to set it")) if of]  # fmt: skip
        seen.add(len(told))
        plain = f"{table.passes.sum()} of {count} fact{'s' if count > 1 else ''}"
        assert scoreboard._title(table) == f"The model comes near {' and '.join(told) or plain}"
    assert seen == {0, 1, 2}


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


STUBS = {
    "data": "export const FACTS = JSON.parse(globalThis.facts);\n",
    "dom": "export const make = (tag, attributes, ...children) => children.join('');\n"
    "export const byId = (id) => globalThis.place(id);\nexport const numbers = () => '';\n",
    "estimates": "const of = (measure) => globalThis.made[measure];\n"
    "export const change = (from, to, measure) => of(measure);\n"
    "export const level = () => ({ mean: 1 });\n"
    "export const levels = () => [1, 2];\n"
    "export const futures = () => [];\n"
    "export const inFutures = () => 'In the mean of 3 simulated futures';\n",
    "charts": "export const chart = (title) => title;\nexport const dotChart = () => '';\n"
    "export const lineChart = () => '';\n",
}
RUN = """
globalThis.getComputedStyle = () => ({ gridTemplateColumns: "1px", columnGap: "0" });
const places = {};
globalThis.place = (id) => ({ clientWidth: 300, querySelectorAll: () => [],
  replaceChildren: (...children) => { places[id] = children; } });
const told = [];
for (const one of globalThis.cases) {
  globalThis.made = one;
  modules.comparison.drawCharts({ a: { short: "a" }, b: { short: "b" }, same: false });
  told.push({ answer: modules.answer.answer({}, {}), leaders: places.leaders,
    cost: places["cost-words"] });
}
console.log(JSON.stringify(told));
"""


def test_the_page_says_a_direction_only_where_it_is_clear():
    draws, cases, parts = np.random.default_rng(12), [], read_modules(PARTS)
    measures = re.findall(r'"(\w+_\w+)"', parts["comparison"] + parts["answer"])
    for number in range(60):
        made = {}
        for measure in {*measures, "ks2_progress_sd"}:
            one = estimate(draws, number % 6 == 5)
            one = one.scaled(0.01) if draws.random() < 0.3 else one
            known = np.isfinite(one.low)
            made[measure] = {
                "mean": one.mean, "certain": bool(one.excludes_zero), "few": not known,
                "low": one.low if known else None, "high": one.high if known else None,
            }  # fmt: skip
        cases.append(made)
    facts = {
        "measures": {m: {"label": m, "unit": "points", "meaning": m} for m in measures},
        "years": 2, "last_years": 5, "small": 150, "bands": [], "total": "all", "world": "england",
        "year_names": ["year 1", "year 2"], "prices_of": 2020,
    }  # fmt: skip
    modules = {name: parts[name] for name in ("answer", "comparison", "words")} | STUBS
    # JSON has no NaN, which the page is given where there is no interval
    given = json.dumps(cases).replace("null", '"-"')
    start = (
        f"globalThis.facts = {json.dumps(json.dumps(facts))};\n"
        f"globalThis.cases = JSON.parse({json.dumps(given)}, (key, v) => v === '-' ? NaN : v);\n"
    )
    told = json.loads(node(f"{start}{bundle(modules)}\n{RUN}"))
    words = {"leader_lost_rate": ("fewer", "more"), "ks2_progress_mean": ("falls", "rises"),
             "cost_per_pupil": ("less", "more")}  # fmt: skip
    for made, page in zip(cases, told, strict=True):
        for (measure, pair), text in zip(words.items(), page["answer"], strict=False):
            one = made[measure]
            said = [word for word in pair if re.search(rf"\b{word}\b", text)]
            assert said == ([pair[int(one["mean"] > 0)]] if one["certain"] else [])
            assert ("No clear change" in text) == (not one["certain"] and not one["few"])
        cost, spent = " ".join(page["cost"]), made["schools_net_per_pupil"]
        paid = made["exchequer_per_pupil"]
        nothing = "does not change" in cost
        ends = [abs(paid[end]) for end in ("mean", "low", "high") if paid[end] is not None]
        assert nothing == (max(ends) < 0.05)
        first = cost.split(" a year")[0]
        assert ("No clear change" in first) == (not spent["certain"] and not spent["few"])
        for measure, title in zip(re.findall(r'(?m)^  \["(\w+)", "[^"]*", "', parts["comparison"]),
                                  page["leaders"], strict=True):  # fmt: skip
            one = made[measure]
            assert title.endswith(": no clear change") == (not one["certain"] and not one["few"])
            assert one["certain"] == (not title.lower().startswith(measure))
            less = re.search(r"\b(fewer|less)\b", title.lower())
            assert not one["certain"] or bool(less) == (one["mean"] < 0)
