"""A school's story and the words under the maps are true of the record, over random records."""

import json
import re
from collections import Counter
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from test_workshop_scripts import node

from sim.workshop.bundle import bundle, read_modules
from sim.workshop.page import PARTS
from sim.workshop.recorder import BIT_PLANES, NO_PARTNER, Leadership

SCHOOLS, YEARS, RECORDS = 9, 5, 150
PARTS_OF = {name: 1 << bits for plane in BIT_PLANES.values() for name, bits in plane}
EVENTS = ("executive_left", "head_left", "head_from", "head_moved", "head_displaced",
          "readvertised", "left_partners", "weakness_noticed", "teacher_improved",
          "teacher_gone")  # fmt: skip
LASTING = ("depth", "leadership", "one_body", "acting_head", "weak_teacher", "grade")
UNDER = (Leadership.HEAD_ELSEWHERE, Leadership.HEAD_OF_SCHOOL)
SCRIPTS = read_modules(PARTS)
FACTS = {
    "schools": SCHOOLS, "years": YEARS, "no_partner": NO_PARTNER,
    "year_names": [f"year {n + 1}" for n in range(YEARS)],
    "leadership": {name: code for code, name in Leadership.names().items()},
}  # fmt: skip
STUBS = {
    "data": "export const FACTS = JSON.parse(globalThis.facts);\n"
    "export const part = (record, name, year, s) => record[year][s][name];\n"
    "export const other = part;\nexport const yearOf = (record, year, s) => record[year][s];\n"
    "const along = Array.from({ length: FACTS.schools }, (_, s) => s);\n"
    "export const places = { x: along, y: along, pupils: along };\n",
    "dom": "export const make = (tag, attributes, ...children) => ({ tag, children, style: {} });\n"
    "export const byId = (id) => globalThis.place(id);\n"
    "export const numbers = (caption, heads, rows) => ({ childNodes: rows });\n"
    "export const wideTable = (caption, heads, rows) => rows;\n",
    "move": "export const moveable = (map, redraw, look) => { globalThis.look = look; };\n",
}
RUN = """
const { maps, story } = modules, told = [];
maps.startMaps(() => {});
for (const record of globalThis.records) {
  const side = { record, short: "as now" }, seen = [];
  maps.showMaps({ a: side, b: side });
  for (const mode of Object.keys(modules.map.MODES))
    for (let year = 1; year <= modules.data.FACTS.years; year++) {
      place("year").on.input({ target: { value: year } });
      place("map-mode").on.change({ target: { value: mode } });
      globalThis.look(0, 0);
      seen.push({ mode, year: year - 1, words: place("map-a-words").textContent,
        rows: place("map-numbers").shown, near: place("near").shown[0] });
    }
  const stories = record[0].map((_, s) => story.storyList(record, s, "", "a").children[1].children
    .map((item) => item.children.map((span) => span.children[0])));
  told.push({ maps: seen, stories });
}
console.log(JSON.stringify(told));
"""
PLACES = """
const known = new Map();
const pen = { createImageData: (w, h) => ({ data: { buffer: new ArrayBuffer(4 * w * h) } }) };
globalThis.place = (id) => {
  if (!known.has(id)) known.set(id, { id, on: {}, setAttribute() {}, getContext: () => pen,
    addEventListener(name, act) { this.on[name] = act; },
    replaceChildren(...children) { this.shown = children; } });
  return known.get(id);
};
globalThis.window = {};
globalThis.requestAnimationFrame = () => {};
"""


def random_record(draws: np.random.Generator) -> list[list[dict[str, int]]]:
    """Schools whose standing mostly lasts from year to year, with random events."""
    record, before = [], None
    for _ in range(YEARS):
        year = []
        for s in range(SCHOOLS):
            now = {name: int(draws.integers(PARTS_OF[name])) for name in LASTING}
            now["depth"] = min(now["depth"], 5)
            now |= {"base": int(draws.integers(SCHOOLS)), "closed": int(draws.random() < 0.05)}
            now["partner"] = int(draws.choice([0, 4])) if now["depth"] else NO_PARTNER
            if now["depth"] in (0, 5):
                now["one_body"] = now["depth"] // 5
            if before and draws.random() < 0.75:
                now |= {name: before[s][name] for name in (*LASTING, "base", "closed", "partner")}
            if before and before[s]["closed"]:
                now["closed"] = 1
            now |= {name: int(draws.random() < 0.12 and draws.integers(1, PARTS_OF[name]))
                    for name in EVENTS}  # fmt: skip
            year.append(now)
        before = year
        record.append(year)
    return record


@pytest.fixture(scope="module")
def pages() -> list[tuple[Any, Any]]:
    """Random records, and what the page says of them: one start of node for all."""
    draws = np.random.default_rng(22)
    records = [random_record(draws) for _ in range(RECORDS)]
    modules = {name: SCRIPTS[name] for name in ("map", "maps", "story", "words")} | STUBS
    given = f"globalThis.records = {json.dumps(records)};\n"
    facts = f"globalThis.facts = {json.dumps(json.dumps(FACTS))};\n"
    told = json.loads(node(f"{facts}{given}{PLACES}{bundle(modules)}\n{RUN}"))
    return list(zip(records, told, strict=True))


def schools_in(text: str) -> tuple[list[int], int]:
    """The rows of schools that a sentence names, and how many more it counts."""
    more = re.search(r"and (\d+) more", text)
    listed = re.search(r"schools? (\d[\d, and]*)", text.replace(more[0], "") if more else text)
    named = [int(n) - 1 for n in re.findall(r"\d+", listed[1])] if listed else []
    return named, int(more[1]) if more else 0


def alike(year: list[dict[str, int]], s: int, name: str) -> list[int]:
    """The other open schools with the same base or partner."""
    if year[s][name] == NO_PARTNER:
        return []
    return [t for t, one in enumerate(year)
            if t != s and not one["closed"] and one[name] == year[s][name]]  # fmt: skip


def names_all(text: str, rows: list[int]) -> bool:
    """Whether a sentence names these schools, the first of them where they are many."""
    named, more = schools_in(text)
    if not rows:
        return "other schools" in text
    return named == rows[: len(named)] and len(named) + more == len(rows)


GRADES = ["outstanding", "good", "requiring improvement", "inadequate"]
CLOSELY = ["", "from time to time", "agreement", "improvement plan", "sharing subject", "one gov"]
ACTING = r"acting|no permanent head"
# What a sentence about how the school is led claims: n is the year, s the school.
LED = {
    r"It is led from|It shares the head of": lambda n, s, t: (
        n["leadership"] == Leadership.HEAD_ELSEWHERE and schools_in(t) == ([n["base"]], 0)
    ),
    r"head of school, under": lambda n, s, t: (
        n["leadership"] == Leadership.HEAD_OF_SCHOOL and schools_in(t) == ([n["base"]], 0)
    ),
    r"head of school, beside": lambda n, s, t: (
        n["leadership"] == Leadership.HEAD_OF_SCHOOL and n["base"] == s
    ),
    r"also leads": lambda n, s, t: n["leadership"] == Leadership.LEADS_OTHERS,
    r"It has a head of its own": lambda n, s, t: n["leadership"] == Leadership.OWN_HEAD,
    r"^It has no permanent head": lambda n, s, t: n["leadership"] == Leadership.OWN_HEAD,
}
LEADS = "|".join(LED)


def check_led(sentence: str, year: list[dict[str, int]], s: int) -> None:
    now = year[s]
    (claim,) = [claim for pattern, claim in LED.items() if re.search(pattern, sentence)]
    assert claim(now, s, sentence)
    assert bool(re.search(ACTING, sentence)) == bool(now["acting_head"])
    assert "also leads" not in sentence or names_all(sentence, alike(year, s, "base"))


# What a sentence claims of a school's year (n) and the year before (b), and of who came and went
# among its partners. Each stands where its claim holds, and nowhere else.
CLAIMS = {
    r"Its own headship ends": lambda c: (
        c.n.head_displaced and c.n.leadership in UNDER and c.b.leadership not in UNDER
    ),
    r"no longer leads it\.$|retires or leaves|leaves for a post": lambda c: c.n.head_left,
    r"for a post with more pupils|takes a post": lambda c: (
        c.n.head_moved
        and not (c.n.head_displaced and c.n.leadership in UNDER and c.b.leadership not in UNDER)
        and not (c.n.head_left and c.b.leadership == Leadership.HEAD_ELSEWHERE)
    ),
    r"still leads this school": lambda c: (
        c.n.head_moved
        and not c.n.head_left
        and not c.b.acting_head
        and not (c.n.head_displaced and c.n.leadership in UNDER and c.b.leadership not in UNDER)
    ),
    r"executive head leaves": lambda c: c.n.executive_left,
    r"advertised more than once": lambda c: c.n.readvertised,
    r"becomes": lambda c: c.n.head_from,
    r"A teacher at the school becomes": lambda c: c.n.head_from == 1,
    r"Someone from a partner school becomes": lambda c: c.n.head_from == 2,
    r"Someone from elsewhere becomes": lambda c: c.n.head_from == 3,
    r"acting|no permanent head": lambda c: c.n.acting_head,
    r"It still has no permanent head": lambda c: (
        not c.anew and c.b.acting_head and c.n.acting_head and not c.n.head_from
    ),
    r"permanent head again": lambda c: (
        not c.anew and c.b.acting_head and not c.n.acting_head and not c.n.head_from
    ),
    r"It leaves its partners": lambda c: c.n.left_partners,
    r"on its own again": lambda c: c.b.depth and not c.n.depth and not c.n.left_partners,
    r"It joins": lambda c: c.n.depth and (not c.b.depth or c.n.left_partners),
    r"The partnership grows closer|come under one governing body": lambda c: (
        c.together and (c.n.depth > c.b.depth or c.n.one_body > c.b.one_body)
    ),
    r"come under one governing body": lambda c: c.together and c.n.one_body > c.b.one_body,
    r"no longer have one governing body": lambda c: c.together and c.n.one_body < c.b.one_body,
    r"The partnership loosens": lambda c: c.together and c.n.depth < c.b.depth,
    r"joins? its partnership": lambda c: c.together and c.came and not c.replaced,
    r"(leaves|leave) it\.$": lambda c: c.together and c.went and not c.replaced,
    r"It now works with": lambda c: c.together and c.replaced,
    r"now teaches well enough": lambda c: c.n.teacher_improved,
    r"no longer teaches here": lambda c: c.n.teacher_gone,
    r"Weak teaching is noticed": lambda c: c.n.weakness_noticed,
    r"nobody has noticed": lambda c: (
        c.n.weak_teacher and not c.b.weak_teacher and not c.n.weakness_noticed
    ),
    r"no longer weak": lambda c: (
        c.n.weak_teacher < c.b.weak_teacher
        and not (c.n.weakness_noticed or c.n.teacher_improved or c.n.teacher_gone)
    ),
    r"Inspectors now judge": lambda c: c.n.grade != c.b.grade,
}


def case_of(record: Any, year: int, s: int) -> SimpleNamespace:
    now, before = (SimpleNamespace(**record[at][s]) for at in (year, year - 1))
    anew = now.leadership != before.leadership
    anew |= now.base != before.base and now.leadership != Leadership.OWN_HEAD
    was, are = (set(alike(record[at], s, "partner")) for at in (year - 1, year))
    return SimpleNamespace(
        n=now, b=before, anew=anew, came=are - was, went=was - are,
        replaced=bool(are - was) and not was & are,
        together=before.depth and now.depth and not now.left_partners,
    )  # fmt: skip


def sentences_of(story: list[list[str]]) -> dict[int, list[str]]:
    """The sentences of each year (from 0) that a story tells of, none for "No change."."""
    told = {}
    for name, text in story:
        ends = [int(n) - 1 for n in re.findall(r"\d+", name)]
        for year in range(ends[0], ends[-1] + 1):
            told[year] = [] if text == "No change." else re.findall(r"[^.]+\.", text)
    return {year: [one.strip() for one in told[year]] for year in told}


def every_story(pages):
    for record, told in pages:
        for s, story in enumerate(told["stories"]):
            yield record, s, sentences_of(story)


def test_a_story_ends_where_the_school_closes(pages):
    for record, s, story in every_story(pages):
        closes = [year for year in range(YEARS) if record[year][s]["closed"]]
        last = closes[0] if closes else YEARS - 1
        assert list(story) == list(range(last + 1))
        assert [year for year, said in story.items() if "The school closes." in said] == closes[:1]


def test_a_story_begins_with_how_the_school_stands(pages):
    for record, s, story in every_story(pages):
        now, (led, works, judged) = record[0][s], (*story[0], "")[:3]
        if now["closed"]:
            continue
        check_led(led, record[0], s)
        if now["depth"]:
            assert names_all(works, alike(record[0], s, "partner"))
            assert CLOSELY[5 if now["one_body"] else now["depth"]] in works
        else:
            assert works == "It has no partner schools."
        assert GRADES[now["grade"]] in judged


def test_each_sentence_of_a_story_stands_where_it_is_true_and_nowhere_else(pages):
    seen = Counter()
    for record, s, story in every_story(pages):
        for year, said in list(story.items())[1:]:
            if record[year][s]["closed"]:
                continue
            case = case_of(record, year, s)
            for pattern, claim in CLAIMS.items():
                told = any(re.search(pattern, one) for one in said)
                seen[pattern, told] += 1
                assert told == bool(claim(case)), (pattern, said, case)
            for one in said:
                assert re.search("|".join((*CLAIMS, LEADS)), one), one
                if re.search(LEADS, one) and case.anew:
                    check_led(one, record[year], s)
                if re.search("It joins|It now works with", one):
                    assert names_all(one, alike(record[year], s, "partner"))
                    assert CLOSELY[5 if case.n.one_body else case.n.depth] in one
                if re.search("grows closer|loosens", one):
                    assert CLOSELY[case.n.depth] in one
                if "Inspectors" in one:
                    assert GRADES[case.n.grade] in one
            assert any(re.search(LEADS, one) for one in said) >= case.anew
    assert set(seen) == {(pattern, told) for pattern in CLAIMS for told in (True, False)}


def test_no_change_is_said_where_nothing_changed(pages):
    still = 0
    for record, s, story in every_story(pages):
        for year, said in list(story.items())[1:]:
            if said:
                continue
            still += 1
            now, before = record[year][s], record[year - 1][s]
            assert all(now[one] == before[one] for one in LASTING)
            assert alike(record[year], s, "partner") == alike(record[year - 1], s, "partner")
    assert still > 50


KINDS = {
    "leaders": lambda n: 3 if n["closed"] else 2 if n["acting_head"] else int(n["leadership"] > 0),
    "together": lambda n: [0, 1, 2, 2, 3, 3][n["depth"]],
    "teaching": lambda n: 2 if n["weakness_noticed"] else n["weak_teacher"],
    "inspection": lambda n: [1, 0, 2, 3][n["grade"]],
}
WORDS = {  # of each kind, as the words under a map have it
    "leaders": ["head of their own", "shared", "acting head, or no head", "closed"],
    "together": ["on their own", "time to time", "agreement", "shared staff"],
    "teaching": ["without a weak", "with a weak teacher, and none noticed", "was noticed"],
    "inspection": ["good", "outstanding", "improvement", "inadequate"],
}


def test_the_words_under_a_map_count_what_was_recorded(pages):
    for record, told in pages:
        for one in told["maps"]:
            counts = Counter(KINDS[one["mode"]](n) for n in record[one["year"]])
            assert one["words"].startswith(f"Year {one['year'] + 1}: of {SCHOOLS} schools, ")
            said = one["words"].partition("schools, ")[2].rstrip(".").split("; ")
            assert {int(text.split()[0]) for text in said} <= set(counts.values()) | {0}
            for kind, words in enumerate(WORDS[one["mode"]]):
                quiet = kind == 0 and len(counts) > 1
                wanted = [] if quiet or not counts[kind] else [str(counts[kind])]
                assert [text.split()[0] for text in said if words in text] == wanted
            wanted = [str(counts[kind]) for kind in range(len(WORDS[one["mode"]]))]
            assert [row[1:] for row in one["rows"]] == [wanted, wanted]


def test_the_table_of_near_schools_says_who_leads_them(pages):
    for record, told in pages:
        for one in told["maps"][:YEARS]:
            for s, row in enumerate(one["near"]):
                now, cell = record[one["year"]][s], row[2]
                assert (cell == "closed") == bool(now["closed"])
                assert cell == row[3]
                if now["closed"]:
                    continue
                assert bool(re.search(ACTING, cell)) == bool(now["acting_head"])
                assert bool(re.search("own|^no perm", cell)) == (now["leadership"] == 0)
                assert ("also leads" in cell) == (now["leadership"] == Leadership.LEADS_OTHERS)
                assert not re.search(r"^It|\.$", cell)
