"""What the workshop's page says is true of what it holds, over random changes."""

import json
import re
from typing import Any

import numpy as np
import pytest
from made_results import estimate
from test_workshop_scripts import node

from sim.workshop.bundle import bundle, read_modules
from sim.workshop.estimates import BY_BAND, COSTS
from sim.workshop.page import PARTS

SCRIPTS = read_modules(PARTS)
TITLES = dict(re.findall(r'(?m)^  \["(\w+)", ("[^"]*", "[^"]*")\]', SCRIPTS["comparison"]))
MEASURES = sorted({*re.findall(r'"(\w+_\w+)"', SCRIPTS["comparison"] + SCRIPTS["answer"])})
YEARS = 4
FACTS = {
    "measures": {m: {"label": m, "unit": "points", "meaning": m} for m in MEASURES},
    "years": YEARS, "last_years": 2, "small": 150, "bands": ["<75", "75-99"], "total": "all",
    "world": "england", "year_names": [f"year {n + 1}" for n in range(YEARS)], "prices_of": 2020,
}  # fmt: skip
STUBS = {
    "data": "export const FACTS = JSON.parse(globalThis.facts);\n",
    "dom": "export const make = (tag, attributes, ...children) => children.join('');\n"
    "export const byId = (id) => globalThis.place(id);\n"
    "export const numbers = (caption, heads, rows) => rows;\n"
    "export const wideTable = (caption, heads, rows) => rows;\n",
    "estimates": "const of = (measure, group, year) =>\n"
    "  globalThis.made[year === undefined ? measure : `${measure} ${year}`];\n"
    "export const change = (from, to, ...asked) => of(...asked);\n"
    "export const level = (side, ...asked) =>\n"
    "  ({ ...of(...asked), mean: of(...asked).mean + 10 * side.number });\n"
    "export const levels = () => [1, 2];\n"
    "export const futures = () => [];\n"
    "export const inFutures = () => 'In the mean of 3 simulated futures';\n",
    "charts": "export const chart = (title, unit, alt, rows) =>\n"
    "  ({ title, unit: unit.join(''), alt, rows });\n"
    "export const dotChart = (width, dots, alt) => alt;\nexport const lineChart = dotChart;\n",
}
RUN = """
globalThis.getComputedStyle = () => ({ gridTemplateColumns: "1px", columnGap: "0" });
const places = {};
globalThis.place = (id) => ({ clientWidth: 300, querySelectorAll: () => [],
  replaceChildren: (...children) => { places[id] = children; } });
const told = [];
for (const one of globalThis.cases) {
  globalThis.made = one;
  const [a, b] = [{ short: "before", number: 1 }, { short: "after", number: 2 }];
  modules.comparison.drawCharts({ a, b, same: false });
  told.push({ answer: modules.answer.answer(a, b), ...places });
}
console.log(JSON.stringify(told));
"""


def random_changes(draws: np.random.Generator, few: bool) -> dict[str, dict[str, Any]]:
    """Of each measure in the last years and in each year, as the page is given them."""
    made = {}
    for key in [f"{m}{year}" for m in MEASURES for year in ("", *(f" {n}" for n in range(YEARS)))]:
        one = estimate(draws, few).scaled(draws.choice([0.001, 0.02, 1, 30]))
        ends = (one.low, one.high) if not few else (None, None)  # None is written for no number
        made[key] = {"mean": one.mean, "low": ends[0], "high": ends[1], "few": few,
                     "certain": bool(one.excludes_zero)}  # fmt: skip
    return made


@pytest.fixture(scope="module")
def pages() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Random changes, and what the page says of them: one start of node for all."""
    draws = np.random.default_rng(12)
    cases = [random_changes(draws, number % 6 == 5) for number in range(120)]
    modules = {name: SCRIPTS[name] for name in ("answer", "comparison", "words")} | STUBS
    # JSON has no NaN, which the page is given where there is no interval
    given = f"JSON.parse({json.dumps(json.dumps(cases))}, (key, v) => v === null ? NaN : v)"
    start = f"globalThis.facts = {json.dumps(json.dumps(FACTS))};\nglobalThis.cases = {given};\n"
    told = json.loads(node(f"{start}{bundle(modules)}\n{RUN}"))
    return list(zip(cases, told, strict=True))


def shown(number: float, places: int = 2, sign: str = "+") -> str:
    text = f"{abs(number):,.{places}f}"
    return text if not re.search("[1-9]", text) else ("−" if number < 0 else sign) + text


def pounds(millions: float, sign: str = "+") -> str:
    size = round(abs(millions) * 1000)
    if size >= 1000:
        text = f"£{abs(millions):,.{0 if abs(millions) >= 9.95 else 1}f} million"
    else:
        text = f"£{size},000" if size else "£0"
    return text if text == "£0" else ("−" if millions < 0 else sign) + text


def test_the_answer_says_a_direction_and_size_only_where_they_are_clear(pages):
    words = {"leader_lost_rate": ("fewer", "more"), "ks2_progress_mean": ("falls", "rises"),
             "cost_per_pupil": ("less", "more")}  # fmt: skip
    sizes = set()
    for made, page in pages:
        for (measure, pair), text in zip(words.items(), page["answer"], strict=False):
            one = made[measure]
            plain = text.replace("less than", "")
            said = [word for word in pair if re.search(rf"\b{word}\b", plain)]
            assert said == ([pair[int(one["mean"] > 0)]] if one["certain"] else [])
            assert ("No clear change" in text) == (not one["certain"] and not one["few"])
            if one["certain"]:
                size = shown(abs(one["mean"]), sign="")
                small = not re.search("[1-9]", size)
                sizes.add(small)
                assert (f"less than 0.01 {said[0]}" in text or "less than 0.01 p" in text) == small
                assert small or size in text
                ends = sorted((abs(one["low"]), abs(one["high"])))
                assert " to ".join(shown(end, sign="") for end in ends) in text
            elif not one["few"]:
                assert f"{shown(one['low'])} to {shown(one['high'])}" in text
        assert ("So few futures" in page["answer"][3]) == made["cost_per_pupil"]["few"]
    assert sizes == {True, False}


def test_the_titles_of_charts_say_what_is_clear(pages):
    for made, page in pages:
        for (measure, pair), chart in zip(TITLES.items(), page["leaders"], strict=True):
            one, title = made[measure], chart["title"].lower()
            assert title.endswith(": no clear change") == (not one["certain"] and not one["few"])
            assert one["certain"] == (not title.startswith(measure))
            less, more = json.loads(f"[{pair}]")
            assert not one["certain"] or title == (less if one["mean"] < 0 else more)


def test_years_that_go_the_other_way_are_told_and_no_others(pages):
    seen = set()
    for made, page in pages:
        for measure, chart in zip(TITLES, page["leaders"], strict=True):
            one, years = made[measure], [made[f"{measure} {n}"] for n in range(YEARS)]
            other = [
                n + 1
                for n, year in enumerate(years)
                if one["certain"] and year["certain"] and year["mean"] * one["mean"] < 0
            ]
            unit = chart["unit"]
            assert f"change in the last 2 years {shown(one['mean'])}" in unit
            said = re.search(r"the other way in (.*)$", unit)
            unbroken = other == list(range(other[0], other[-1] + 1)) if other else False
            span = f"year {other[0]} to year {other[-1]}" if unbroken and len(other) > 1 else ""
            some = f"{len(other)} of the years" if len(other) > 1 else ""
            some = some or "".join(f"year {n}" for n in other)
            assert (said[1] if said else "") == (span or some)
            seen.add((len(other) > 0) + (len(other) > 1) + (len(other) > 1 and not unbroken))
    assert seen == {0, 1, 2, 3}


def test_what_charts_say_to_those_who_do_not_see_them_is_what_they_show(pages):
    for made, page in pages:
        for measure, chart in zip(TITLES, page["leaders"], strict=True):
            before, after = (shown(made[measure]["mean"] + 10 * side, sign="") for side in (1, 2))
            assert chart["alt"].endswith(f"before {before}; after {after}.")
            assert [row[0] for row in chart["rows"]] == [f"Year {n + 1}" for n in range(YEARS)]
        for measure, chart in zip(BY_BAND, page["size"], strict=True):
            mean = shown(made[measure]["mean"])
            bands = ("under 75", "75–99")
            assert chart["alt"] == "; ".join(f"{band} pupils: {mean} points" for band in bands)
        last = shown(made[f"cost_per_pupil {YEARS - 1}"]["mean"])
        assert all(f"In the last year {last} pounds a pupil" in one["alt"] for one in page["cost"])


def test_the_public_cost_is_said_to_rise_or_fall_only_where_that_is_clear(pages):
    for made, page in pages:
        sentence, table = page["cost-words"]
        one = made["public_cost_per_pupil"]
        said = re.findall(r"\b(?:rises|falls|lower|higher)\b", sentence)
        words = ("lower", "higher") if one["few"] else ("falls", "rises")
        assert said == ([words[int(one["mean"] > 0)]] if one["few"] or one["certain"] else [])
        assert sentence.startswith("No clear change") == (not said)
        assert not said or f" {pounds(abs(one['mean']), '')} a year" in sentence
        ends = [one["low"], one["high"]]
        if one["certain"]:
            ends = sorted(map(abs, ends))
        if not one["few"]:
            span = " to ".join(pounds(end, "" if one["certain"] else "+") for end in ends)
            assert f"(90% interval {span}" in sentence
        for measure, (_, mean, interval) in zip(COSTS, table, strict=True):
            of = made[measure]
            assert mean == pounds(of["mean"])
            span = "–" if of["few"] else f"{pounds(of['low'])} to {pounds(of['high'])}"
            assert interval == span
