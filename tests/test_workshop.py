"""The workshop page: what it shows is what was simulated, and everybody can use it."""

import re

import numpy as np
import pytest
from workshop_data import SCHOOLS, WORDS, YEARS, opened_chunk, unpacked

from sim.commands.main import main
from sim.parameters.calibrated import ENSEMBLE
from sim.parameters.config import load
from sim.results.provenance import digest
from sim.runs import store as stores
from sim.runs.store import Store
from sim.workshop import gather
from sim.workshop.bundle import read_modules
from sim.workshop.chunks import point_chunks
from sim.workshop.page import PARTS, render
from sim.workshop.recorder import SchoolRecorder
from sim.world import load_world

# What is kept, and put on the page


def test_running_again_simulates_nothing(made, monkeypatch, capsys):
    _, _, kept, store = made
    monkeypatch.setattr(stores, "simulate", lambda *_: pytest.fail("simulated again"))
    again = gather.gather(kept.points, kept.world, store, quiet=False)
    assert "0 runs to do" in capsys.readouterr().out
    assert digest(again.measures) == digest(kept.measures)


def test_a_lost_record_is_made_again(tmp_path):
    one, store = load("baseline", WORDS), Store(tmp_path)
    world = load_world(one.world)
    gather.gather([one], world, store, quiet=True)
    assert store.missing([(one, world)], SchoolRecorder).runs == 0
    store.record_path(store.path(one, world, 0), SchoolRecorder).unlink()
    assert store.missing([(one, world)], SchoolRecorder).tasks == [([0], 0)]
    assert store.missing([(one, world)]).runs == 0


def test_the_page_holds_the_record_whole(made):
    _, _, kept, _ = made

    def planes(place: int, base: list[np.ndarray]) -> list[np.ndarray]:
        first = kept.records[0] if base else None
        measures, record = kept.measures[place], kept.records[place]
        chunk = point_chunks(measures, record, first, [], ENSEMBLE)
        found = []
        for plane, text in enumerate(chunk["record"].split(" ")):
            ways, packed = text.split(":")
            values = opened_chunk(packed, "u1").reshape(SCHOOLS, YEARS)
            if "y" in ways:
                values = np.bitwise_xor.accumulate(values, axis=1)
            found.append(values ^ base[plane] if "b" in ways else values)
        return found

    first = planes(0, [])
    assert np.array_equal(np.stack(first), kept.records[0].transpose(1, 2, 0))
    assert np.array_equal(np.stack(planes(4, first)), kept.records[4].transpose(1, 2, 0))


def test_the_same_results_make_the_same_page(made):
    page, workshop, kept, _ = made
    without = re.compile(r'"command": "[^"]*"')  # it says how it was made
    text = page.read_text(encoding="utf-8")
    assert without.sub("", render(workshop, kept)) == without.sub("", text)
    assert len(text) < 1_000_000
    assert "the bar is its 90% interval" not in text  # two futures have none


def test_a_page_is_not_overwritten_unasked(made, capsys):
    page, *_ = made
    assert main(["workshop", "--output", str(page)]) == 2
    assert "exists; add --overwrite" in capsys.readouterr().err
    assert main(["workshop", "run.years=0", "--output", str(page), "--overwrite"]) == 2
    assert "run.years=0 is not a whole number from 1 to 100" in capsys.readouterr().err


# In a browser


@pytest.fixture
def opened(browser, made):
    """The page opened from its file, with all that was requested and said on the console."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.requests, tab.faults = [], []
    tab.on("request", lambda request: tab.requests.append(request.url))
    tab.on("console", lambda said: tab.faults.append(said.text))
    tab.on("pageerror", lambda error: tab.faults.append(str(error)))
    tab.goto(made[0].as_uri())
    tab.wait_for_selector("html[data-ready=yes]", timeout=30_000)
    yield tab
    assert tab.requests == [made[0].as_uri()]
    assert tab.faults == []
    tab.close()


def test_it_opens_from_its_file_and_asks_for_nothing(opened):
    assert (
        opened.locator("h1").inner_text()
        == "What if 4,000 executive heads led all primaries, in local groups?"
    )
    assert opened.locator("#leaders svg").count() == 6


def test_the_scripts_also_run_as_the_modules_they_are(browser, made):
    text = re.sub(r"<meta http-equiv[^>]*>", "", made[0].read_text(encoding="utf-8"))
    text = text[: text.index('<script type="module">')] + '<script type="module" src="main.js">'
    scripts = {f"{name}.js": script for name, script in read_modules(PARTS).items()}
    tab, faults = browser.new_page(), []

    def answer(route) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        kind = "text/javascript" if name in scripts else "text/html"
        route.fulfill(body=scripts.get(name, f"{text}</script>"), content_type=kind)

    tab.route("**/*", answer)
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.goto("http://page.test/")
    tab.wait_for_selector("html[data-ready=yes]", timeout=30_000)
    assert faults == []
    tab.close()


def test_no_axe_violation(opened):
    from axe_playwright_python.sync_playwright import Axe

    opened.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for mode in ("leaders", "together", "teaching", "inspection"):
        opened.select_option("#map-mode", mode)
    opened.locator("#map-b").click()
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()


def test_all_of_it_can_be_done_with_the_keyboard(opened):
    opened.locator("#choose-b select").focus()
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.id") == "value-b"
    opened.keyboard.press("ArrowLeft")
    opened.wait_for_selector("h1:has-text('3,000')")
    opened.locator("#year").focus()
    opened.keyboard.press("Home")
    assert opened.locator("#map-b-words").inner_text().startswith("Year 1:")
    opened.locator("#play").focus()
    opened.keyboard.press("Space")
    opened.wait_for_selector("#map-b-words:has-text('Year 2:')")
    opened.keyboard.press("Space")
    opened.locator("#map-a").focus()
    for key in ("+", "ArrowRight", "Enter"):
        opened.keyboard.press(key)
    assert opened.locator("#near tbody tr").count() == 8
    opened.locator("#near tbody button").nth(3).focus()
    opened.keyboard.press("Enter")
    chosen = opened.locator("#near tbody button").nth(3).inner_text()
    assert opened.locator("#school").input_value() == chosen
    focusable = "a[href], button, input, select, summary, canvas, [tabindex]"
    hidden = opened.evaluate(
        f"[...document.querySelectorAll('{focusable}')].filter(e => e.tabIndex < 0).length"
    )
    assert hidden == 0


def test_the_story_tells_of_every_head_who_left(opened, made):
    _, _, kept, _ = made
    left = unpacked(kept.records[0], "head_left")[1:] & ~unpacked(kept.records[0], "closed")[1:]
    school = int(np.flatnonzero(left.sum(axis=0) >= 2)[0])
    opened.fill("#school", str(school + 1))
    opened.keyboard.press("Enter")
    lines = opened.locator("#story .a li").all_inner_texts()
    for year in np.flatnonzero(left[:, school]) + 2:
        (line,) = [text for text in lines if text.startswith(f"Year {year}\n")]
        assert re.search(r"leaves|retires|ends", line)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_years_of_a_story_do_not_run_into_what_happens(opened, width):
    opened.set_viewport_size({"width": width, "height": 740})
    for _ in range(40):  # until nothing happens to a school in several years
        if opened.locator("#story li.still", has_text=" to ").count():
            break
        opened.locator("#another").click()
    too_wide = "years => years.filter(one => one.scrollWidth > one.clientWidth).length"
    assert opened.locator("#story li.still", has_text=" to ").count()
    assert opened.locator("#story li > span:first-child").evaluate_all(too_wide) == 0


def test_the_map_counts_what_was_recorded(opened, made):
    _, _, kept, _ = made
    opened.select_option("#map-mode", "together")
    depth = unpacked(kept.records[0], "depth")[-1]
    opened.locator("#map-numbers summary").click()
    cells = opened.locator("#map-numbers tbody tr").nth(1).locator("td").all_inner_texts()
    wanted = [depth == 0, depth == 1, (depth == 2) | (depth == 3), depth >= 4]
    assert [int(cell) for cell in cells] == [int(one.sum()) for one in wanted]


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_nothing_runs_out_of_the_page(opened, width):
    opened.set_viewport_size({"width": width, "height": 740})
    opened.wait_for_timeout(100)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_it_prints_the_answer_and_no_controls(opened):
    opened.emulate_media(media="print")
    assert opened.locator("#sentences").is_visible()
    for control in ("#play", "#year", "#zoom-in", "#story-form"):
        assert not opened.locator(control).is_visible()
    assert opened.pdf(format="A4").startswith(b"%PDF")
