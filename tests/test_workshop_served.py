"""The served page: live runs, and what is refused."""

import asyncio
import gc
import json
import multiprocessing
import os
import re
import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

import numpy as np
import pytest
from workshop_data import WORDS, WORLD, YEARS, opened_chunk

from sim.commands.main import main
from sim.errors import SettingError
from sim.parameters.calibrated import ENSEMBLE
from sim.parameters.config import load
from sim.workshop import gather, prepare, requests
from sim.workshop.chunks import point_chunks
from sim.workshop.estimates import quantities
from sim.workshop.live import Run
from sim.world import synthetic


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
            "policy.head_pay.supplement=99999 is not a whole number from 0 to 30,000 £ a year",
        ),
        ({"scenario": "baseline", "world": "file"}, "nothing else"),
        (["baseline"], "nothing else"),
        ({"scenario": "\ud800"}, "scenario=?: there is no such scenario"),
    ],
)
def test_what_may_not_be_asked_is_refused_in_words(client, asked, why):
    kind = {"content-type": "application/json"}
    answer = client.post("/runs", content=json.dumps(asked), headers=kind)
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


@pytest.fixture(scope="module")
def served(made):
    """The application as it is served: the server's thread, the server and its port."""
    uvicorn = pytest.importorskip("uvicorn")
    from sim.workshop.server import MANNER, application

    _, workshop, kept, _ = made
    server = uvicorn.Server(uvicorn.Config(application(workshop, kept), port=0, **MANNER))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    yield thread, server, server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(timeout=30)


def begun(port: int) -> socket.socket:
    """A client that has sent a part of its request, and sends no more."""
    client = socket.create_connection((requests.HOST, port), timeout=20)
    kind = "content-type: application/json\r\ncontent-length: 100"
    client.sendall(f"POST /runs HTTP/1.1\r\nHost: {requests.HOST}\r\n{kind}\r\n\r\n{{".encode())
    return client


def test_a_request_that_does_not_arrive_is_given_up_and_others_are_answered(served, monkeypatch):
    monkeypatch.setattr("sim.workshop.server.SLOWEST", 0.5)
    _, _, port = served
    slow = [begun(port) for _ in range(20)]
    for client in slow[10:]:
        client.close()  # these vanish
    assert urlopen(f"http://{requests.HOST}:{port}/", timeout=10).status == 200
    for client in slow[:10]:
        assert client.recv(200).startswith(b"HTTP/1.1 408")
        client.close()


def test_a_connection_that_asks_for_nothing_is_given_up(served, monkeypatch):
    monkeypatch.setattr("sim.workshop.server.SLOWEST", 0.5)
    page = f"GET / HTTP/1.1\r\nHost: {requests.HOST}\r\n\r\n".encode()
    for sent in (b"", page[:20], page + page[:20]):
        with socket.create_connection((requests.HOST, served[2]), timeout=20) as client:
            client.sendall(sent)
            while client.recv(65_536):
                pass


def test_a_thousand_requests_leave_nothing_behind(client, made):
    def held() -> int:
        gc.collect()
        return len(gc.get_objects())

    def many(count: int) -> None:
        for number in range(count):
            assert client.get("/runs/1").status_code == 404
            assert client.post("/runs", json={"scenario": f"none {number}"}).status_code == 400

    many(100)
    before = held()
    many(400)
    assert held() < before + 400


def test_the_death_of_a_runs_process_is_told(client):
    run = client.post("/runs", json={"scenario": "baseline", "replicates": 2}).json()["run"]
    while not (found := multiprocessing.active_children()):
        time.sleep(0.01)
    for process in found:
        process.kill()
    status = finished(client, run)
    assert (status["state"], status["message"]) == ("failed", "the run ended before its time")
    again = client.post("/runs", json={"scenario": "baseline", "replicates": 1}).json()["run"]
    assert finished(client, again)["state"] == "done"


def test_a_run_that_ends_while_its_status_is_sent_is_told_as_ended():
    server = pytest.importorskip("sim.workshop.server")
    run = Run(settings=load("baseline"))

    async def follow() -> list[str]:
        told = []
        async for event in server._events(run):
            told.append(json.loads(event[6:])["state"])
            run.state = "failed"
        return told

    with ThreadPoolExecutor(1) as elsewhere:  # a browser's loop may be running here
        assert elsewhere.submit(asyncio.run, follow()).result() == ["waiting", "failed"]


def half_a_message(connection, *_):
    """As of a process that is killed while it sends."""
    os.write(connection.fileno(), struct.pack("!i", 100) + b"a part")


def test_death_in_the_middle_of_a_message_is_told_too(client, monkeypatch):
    monkeypatch.setattr("sim.workshop.live._simulate", half_a_message)
    run = client.post("/runs", json={"scenario": "baseline", "replicates": 1}).json()["run"]
    status = finished(client, run)
    assert (status["state"], status["message"]) == ("failed", "the run ended before its time")


def test_a_live_run_from_the_page_itself(browser, served):
    port = served[2]
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
    assert "So few futures have no interval" in tab.locator("#sentences").inner_text()
    assert faults == []
    tab.get_by_label("Other settings").fill("model.money.supply_day=-1")
    tab.get_by_role("button", name="Simulate").click()
    tab.wait_for_selector("#live .wrong:has-text('model.money.supply_day=-1 is not')")
    tab.close()


def test_a_slow_client_does_not_hold_up_the_end(served):  # the last test of those served
    thread, server, port = served
    with begun(port):
        server.should_exit = True
        thread.join(timeout=10)
        assert not thread.is_alive()


def test_a_port_in_use_is_told_before_anything_is_simulated(monkeypatch, capsys):
    monkeypatch.setattr(prepare, "gather", None)
    with socket.create_server((requests.HOST, 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["workshop", "--serve", "--port", port, *WORDS]) == 2
    assert f"--port {port} cannot be used (Address already in use" in capsys.readouterr().err
