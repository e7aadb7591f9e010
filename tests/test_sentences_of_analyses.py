"""What a figure says of an analysis or a sweep is true of its table, over random tables."""

import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_results import (
    NAMES,
    estimate,
    named,
)

from sim.analyse.sensitivity import COEFFICIENT, FROM_USUAL, SPAN
from sim.analyse.thresholds import thresholds
from sim.figures import (
    attribution,
    calibration,
    claims,
    clusters_map,
    frontier,
    ks2_spread,
    regret,
    scenario_discovery,
    scoreboard,
    sensitivity,
    sweeps,
    value_of_information,
)
from sim.figures import thresholds as thresholds_figure
from sim.results import labels
from sim.results.intervals import Estimate
from sim.results.outcome import Outcome
from sim.world.bands import BANDS


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
        back = [r for r in rows if r.use == "validate"]
        counts = (
            ([r.passes for r in back if r.independent], "facts kept back"),
            ([r.passes for r in back if not r.independent], "kept back elsewhere in England"),
            ([r.passes for r in rows if r.use == "calibrate"], "used to set it"),
        )
        told = [f"{sum(of)} of {len(of)} {what}" for of, what in counts if of]
        seen.add(len(told))
        title = scoreboard._title(table)
        assert title.startswith("The model comes near ")
        told = told or [f"{table.passes.sum()} of {count} fact{'s' if count > 1 else ''}"]
        assert re.split(", | and ", title.removeprefix("The model comes near ")) == told
    assert seen == {0, 1, 2, 3}
