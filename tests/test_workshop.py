"""The workshop page: what it shows is what was simulated, and everybody can use it."""

import base64
import gzip
import json
import re
import threading
import time

import numpy as np
import pytest

from sim.commands.main import main
from sim.errors import SettingError
from sim.measures import GROUPS, MEASURES
from sim.parameters.calibrated import ENSEMBLE
from sim.parameters.config import load
from sim.results import folder as results
from sim.runs import store as stores
from sim.runs.replicate import simulate
from sim.runs.store import Store
from sim.workshop import gather, recorder, requests
from sim.workshop.bundle import read_modules
from sim.workshop.chunks import point_chunks
from sim.workshop.estimates import quantities
from sim.workshop.page import PARTS, render
from sim.workshop.recorder import SchoolRecorder
from sim.world import lincolnshire, load_world, synthetic

YEARS, SCHOOLS = 4, 150
WORLD = ["world=synthetic", f"world.schools={SCHOOLS}", f"run.years={YEARS}", "run.warm_up=1"]
WORDS = [*WORLD, "run.replicates=2", "run.workers=1"]


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A page on disk, and what was gathered for it."""
    home = tmp_path_factory.mktemp("workshop")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(results, "home", lambda: home)
        page = home / "page.html"
        assert main(["workshop", *WORDS, "--output", str(page), "--quiet"]) == 0
    workshop = gather.read_workshop(WORDS)
    store = Store(home / ".store")
    points = workshop.points()
    kept = gather.gather(points, load_world(points[0].world), store, quiet=True)
    return page, workshop, kept, store


def unpacked(record: np.ndarray, name: str) -> np.ndarray:
    """One named part of a record, (years, schools)."""
    for plane, bits in enumerate(recorder.BIT_PLANES.values()):
        at = 0
        for known, width in bits:
            if known == name:
                return (record[:, plane] >> at) & ((1 << width) - 1)
            at += width
    raise KeyError(name)


def number(record: np.ndarray, name: str) -> np.ndarray:
    plane = len(recorder.BIT_PLANES) + 2 * recorder.ROW_PLANES.index(name)
    return record[:, plane] + 256 * record[:, plane + 1].astype(int)


def opened_chunk(text: str, kind: str) -> np.ndarray:
    """The values that a chunk of the page holds."""
    return np.frombuffer(gzip.decompress(base64.b64decode(text)), dtype=kind)


# What is recorded


def test_recording_changes_no_bit():
    one = load("executive_heads_4000", WORDS)
    asked = (load_world(one.world), [one], 0)
    with_record, without = simulate(*asked, SchoolRecorder()), simulate(*asked)
    assert np.array_equal(with_record.measures, without.measures, equal_nan=True)


def test_the_record_says_what_the_measures_say():
    settings = load("executive_heads_4000", WORDS)
    record, left = recorder.SchoolRecorder(), []

    def each_year(model) -> None:
        record(model)
        left.append(model.schools.head_left.copy())

    found = simulate(load_world(settings.world), [settings], 0, each_year)
    (one,) = record.records()
    every = GROUPS.index("all")

    def measured(name: str) -> np.ndarray:
        return found.measures[0, :, every, list(MEASURES).index(name)]

    assert np.array_equal(unpacked(one, "head_left"), np.array(left))
    assert (unpacked(one, "leadership") > 0).mean(axis=1) == pytest.approx(
        measured("executive_led_share"), abs=1e-6
    )
    depth = unpacked(one, "depth")
    assert depth.mean(axis=1) == pytest.approx(measured("partnership_depth_mean"), abs=1e-6)
    assert np.array_equal(depth[-1], found.maps[0]["depth"])
    assert np.array_equal(number(one, "base")[-1], found.maps[0]["base"])
    assert np.array_equal(number(one, "partner")[-1] == recorder.NO_PARTNER, depth[-1] == 0)


def test_partners_are_told_by_the_first_of_them():
    partnership = np.array([7, -1, 3, 7, 3])
    assert recorder.first_partner(partnership).tolist() == [0, recorder.NO_PARTNER, 2, 0, 2]


def test_support_ends_with_a_teacher_who_improved_or_is_gone():
    record = SchoolRecorder()
    simulate(lincolnshire(), [load("baseline", ["run.years=4"])], 0, record)
    (one,) = record.records()
    found, ended = (
        unpacked(one, "weakness_noticed"),
        unpacked(one, "teacher_gone") | unpacked(one, "teacher_improved"),
    )
    assert found.any() and ended.any()
    assert not ended[0].any()  # nobody was followed before the first year
    before = np.cumsum(found, axis=0)[:-1] > 0
    assert (before[ended[1:] > 0]).mean() > 0.5  # others were found before the first year


# What is kept, and put on the page


def test_running_again_simulates_nothing(made, monkeypatch, capsys):
    _, _, kept, store = made
    monkeypatch.setattr(stores, "simulate", lambda *_: pytest.fail("simulated again"))
    again = gather.gather(kept.points, kept.world, store, quiet=False)
    assert "0 runs to do" in capsys.readouterr().out
    assert results.digest(again.measures) == results.digest(kept.measures)


def test_a_lost_record_is_made_again(tmp_path):
    one, store = load("baseline", WORDS), Store(tmp_path)
    world = load_world(one.world)
    gather.gather([one], world, store, quiet=True)
    assert store.missing([(one, world)], SchoolRecorder).runs == 0
    store.record_path(store.path(one, world, 0), SchoolRecorder).unlink()
    assert store.missing([(one, world)], SchoolRecorder).tasks == [([0], 0)]
    assert store.missing([(one, world)]).runs == 0


def test_a_slider_at_nothing_is_the_baseline(made):
    _, workshop, kept, _ = made
    names = [choice.scenario for choice in workshop.choices for _ in choice.changes()]
    for scenario in ("executive_heads_4000", "head_pay"):
        place = names.index(scenario)
        assert np.array_equal(kept.measures[place], kept.measures[0], equal_nan=True)
        assert np.array_equal(kept.records[place], kept.records[0])
        most = len(names) - 1 - names[::-1].index(scenario)
        assert not np.array_equal(kept.records[most], kept.records[0])


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


def test_a_page_is_not_overwritten_unasked(made, capsys):
    page, *_ = made
    assert main(["workshop", "--output", str(page)]) == 2
    assert "exists; add --overwrite" in capsys.readouterr().err
    assert main(["workshop", "run.years=0", "--output", str(page), "--overwrite"]) == 2
    assert "run.years=0 is not 1 to 100" in capsys.readouterr().err


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


# Served


@pytest.fixture(scope="session")
def client(made):
    testclient = pytest.importorskip("starlette.testclient")
    from sim.workshop.server import application

    _, workshop, kept, _ = made
    with testclient.TestClient(application(workshop, kept), base_url="http://127.0.0.1") as one:
        yield one


def finished(client, run: str) -> dict:
    """The last status of a run."""
    status = {}
    with client.stream("GET", f"/runs/{run}/events") as stream:
        for line in stream.iter_lines():
            if line.startswith("data: "):
                status = json.loads(line[6:])
    return status


def test_a_live_run_gives_what_the_command_line_gives(client, made):
    _, _, kept, _ = made
    asked = {
        "scenario": "executive_heads_4000",
        "settings": {"policy.executive_heads.number": 3000},
        "replicates": 2,
    }
    answer = client.post("/runs", json=asked)
    assert answer.status_code == 201
    run = answer.json()["run"]
    status = finished(client, run)
    assert status["state"] == "done", status["message"]
    assert status["years_done"] == status["years"] == 2 * YEARS
    at = [
        point.resolved["policy"].get("executive_heads", {}).get("number") for point in kept.points
    ]
    place = at.index(3000)
    result = client.get(f"/runs/{run}").json()
    earlier = [quantities(measures) for measures in kept.measures]
    wanted = point_chunks(
        kept.measures[place], kept.records[place], kept.records[0], earlier, ENSEMBLE
    )
    assert result["chunks"] == wanted
    assert result["point"] == len(kept.points)


def test_a_later_live_run_is_compared_with_the_earlier_one(client):
    asked = {"scenario": "head_pay", "replicates": 1}
    runs = [client.post("/runs", json=asked).json()["run"] for _ in range(2)]
    assert all(finished(client, run)["state"] == "done" for run in runs)
    one, two = [client.get(f"/runs/{run}").json() for run in runs]
    assert two["point"] == one["point"] + 1
    rows = opened_chunk(two["chunks"]["estimates"], "<f4").reshape(two["point"] + 1, 4, -1)
    assert np.nan_to_num(rows[one["point"]][0], nan=0).tolist() == [0] * rows.shape[2]
    assert np.isnan(rows[:, 1:3]).all() and not rows[:, 3].any()  # one future has no interval


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"scenario": "nobody"}, "there is no such scenario"),
        ({"scenario": "baseline", "replicates": 3}, "run.replicates=3 is not 1 to 2"),
        ({"scenario": "baseline", "settings": {"run.years": 99}}, "run.years cannot be changed"),
        ({"scenario": "baseline", "settings": {"world.path": "/etc/passwd"}}, "cannot be changed"),
        ({"scenario": "baseline", "settings": {"model.money.suply_day": 1}}, "did you mean"),
        (
            {"scenario": "baseline", "settings": {"model.money.supply_day": "1,run.years=9"}},
            "is not",
        ),
        (
            {"scenario": "baseline", "settings": {"policy.head_pay.supplement": 1}},
            "which is not chosen",
        ),
        (
            {"scenario": "head_pay", "settings": {"policy.head_pay.supplement": 99_999}},
            "policy.head_pay.supplement=99999 is not 0 to 30,000 £ a year",
        ),
        ({"scenario": "baseline", "world": "file"}, "nothing else"),
        (["baseline"], "nothing else"),
    ],
)
def test_what_may_not_be_asked_is_refused_in_words(client, asked, why):
    answer = client.post("/runs", json=asked)
    assert answer.status_code == 400
    assert why in answer.json()["message"]


def test_other_sites_and_other_hosts_are_refused(client):
    body = json.dumps({"scenario": "baseline"})
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    for headers in (
        {"origin": "http://evil.example", "content-type": "application/json"},
        {"content-type": "text/plain"},
        {"origin": "null", "content-type": "application/json"},
    ):
        assert client.post("/runs", content=body, headers=headers).status_code == 403
    big = client.post("/runs", json={"scenario": "x" * 20_000})
    assert big.status_code == 413
    assert (
        client.post("/runs", content="{", headers={"content-type": "application/json"}).status_code
        == 400
    )
    assert client.get("/runs/1").status_code == client.delete("/runs/1").status_code == 404


def test_runs_wait_in_a_short_queue_and_can_be_cancelled(client, made):
    _, workshop, _, _ = made
    runs = []
    for _ in range(1 + workshop.limits["waiting"]):
        runs.append(
            client.post("/runs", json={"scenario": "baseline", "replicates": 2}).json()["run"]
        )
    assert client.post("/runs", json={"scenario": "baseline"}).status_code == 429
    for run in reversed(runs):
        assert client.delete(f"/runs/{run}").json()["state"] in ("cancelled", "done")
    deadline = time.monotonic() + 20
    while (last := client.post("/runs", json={"scenario": "baseline"})).status_code != 201:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    client.delete(f"/runs/{last.json()['run']}")


def test_the_served_page_offers_live_runs_and_the_file_does_not(client, made):
    served = client.get("/")
    assert served.headers["cache-control"] == "no-store"
    assert "connect-src 'self'" in served.text.replace("&#39;", "'")
    assert "connect-src 'none'" in made[0].read_text(encoding="utf-8").replace("&#39;", "'")
    facts = json.loads(re.search(r'id="facts">(.*?)</script>', served.text, re.DOTALL)[1])
    names = [one["name"] for one in facts["live"]["scenarios"]]
    assert "executive_heads_4000" in names


def test_a_workshop_too_large_to_serve_is_refused():
    workshop = gather.read_workshop()
    with pytest.raises(SettingError, match="31 years are more than the limit of 30"):
        requests.check_can_serve(
            workshop, synthetic(150), load("baseline", [*WORLD, "run.years=31"]), 8080
        )
    with pytest.raises(SettingError, match="--port 80 is not"):
        requests.check_can_serve(workshop, synthetic(150), load("baseline", WORDS), 80)


def test_a_live_run_from_the_page_itself(browser, made):
    uvicorn = pytest.importorskip("uvicorn")
    from sim.workshop.server import application

    _, workshop, kept, _ = made
    server = uvicorn.Server(
        uvicorn.Config(application(workshop, kept), host="127.0.0.1", port=0, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    tab = browser.new_page()
    faults = []
    tab.on("console", lambda said: faults.append(said.text))
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.goto(f"http://127.0.0.1:{port}/")
    tab.wait_for_selector("html[data-ready=yes]", timeout=30_000)
    tab.locator("#live summary").click()
    tab.get_by_label("Other settings").fill("model.money.supply_day=250")
    tab.get_by_role("button", name="Simulate").click()
    tab.wait_for_selector("#live [role=alert]:has-text('Done: your run 1')", timeout=60_000)
    tab.wait_for_selector("h1:has-text('your run 1')")
    assert faults == []
    tab.get_by_role("button", name="Simulate").click()
    tab.wait_for_selector("#live [role=alert]:has-text('Done: your run 2')", timeout=60_000)
    first = tab.locator("#choose-a option", has_text="Your run 1").get_attribute("value")
    tab.locator("#choose-a select").select_option(first)
    tab.wait_for_selector("#map-a-title:has-text('Your run 1')")
    assert "No clear change" in tab.locator("#sentences").inner_text()  # the same run twice
    assert faults == []
    tab.get_by_label("Other settings").fill("model.money.supply_day=-1")
    tab.get_by_role("button", name="Simulate").click()
    tab.wait_for_selector("#live .wrong:has-text('model.money.supply_day=-1 is not')")
    tab.close()
    server.should_exit = True
    thread.join(timeout=30)
