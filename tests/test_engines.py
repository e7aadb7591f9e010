"""Engines: the same bytes from one process, several, or a cluster, also where a worker dies."""

import importlib
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from test_house import ROOT
from test_school_files import write_schools

from sim.commands.main import main
from sim.designs import Design
from sim.errors import EngineLost, SettingError
from sim.measures import MEASURES
from sim.parameters.config import load
from sim.results.provenance import digest
from sim.runs import engines, ensemble, script
from sim.runs.engines import cores, run_tasks
from sim.runs.replicate import simulate
from sim.runs.store import Store
from sim.runs.sweep import plan
from sim.world import load_world

WORLD = ["world=synthetic", "world.schools=80", "run.years=2", "run.replicates=8", "run.warm_up=1"]


def asked(*words):
    return load("baseline", [*WORLD, *words])


def tasks(count=8):
    one = asked()
    return [(load_world(one.world), [one], number) for number in range(count)]


def test_there_is_a_worker_for_each_core_unless_said_otherwise():
    assert cores(0) == cores(None) == len(os.sched_getaffinity(0))
    assert cores(3) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell")
def test_the_memory_of_a_process_is_not_that_of_who_began_it():
    much = np.ones(100_000_000)  # 800 MB
    told = "from sim.runs.replicate import memory_mb; print(memory_mb())"
    program = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True)
    assert 20 < float(program.stdout) < much.nbytes / 1e6 / 2


@pytest.fixture(scope="module")
def expected():
    return [simulate(*task).measures for task in tasks()]


def dask(kind, file, *options):
    words = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--scheduler-file", str(file)]
    return subprocess.Popen([*words, *options], stderr=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A real scheduler and two worker processes of one thread each."""
    file = tmp_path_factory.mktemp("dask") / "scheduler.json"
    alone = ("--nworkers", "1", "--nthreads", "1", "--no-nanny", "--no-dashboard")
    scheduler = dask("scheduler", file, "--port", "0", "--host", "127.0.0.1", "--no-dashboard")
    workers = [dask("worker", file, *alone) for _ in range(2)]
    from distributed import Client

    with Client(scheduler_file=str(file), timeout=60, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
        address = client.scheduler.address
    yield address, workers, scheduler
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


def done_with_a_death(run, victim):
    """Everything eight tasks give, one worker being killed after the first has finished."""
    found = {}
    for result in run_tasks(simulate, tasks(), run, 8):
        if not found:
            os.kill(victim(), signal.SIGKILL)
        found[result.number] = result.measures
    return [found[number] for number in range(8)]


def test_a_cluster_finishes_everything_though_a_worker_is_killed(cluster, expected):
    address, workers, _ = cluster
    run = asked("run.engine=dask", f"run.scheduler={address}").run
    found = done_with_a_death(run, lambda: workers[0].pid)
    assert workers[0].wait() == -signal.SIGKILL
    assert np.array_equal(found, expected, equal_nan=True)


def test_local_processes_finish_everything_though_one_is_killed(expected, monkeypatch):
    pools = []
    monkeypatch.setattr(
        engines, "ProcessPoolExecutor", lambda *a, **k: pools.append(Pool(*a, **k)) or pools[-1]
    )
    found = done_with_a_death(asked("run.workers=2").run, lambda: min(pools[0]._processes))
    assert len(pools) == 2
    assert np.array_equal(found, expected, equal_nan=True)


Pool = engines.ProcessPoolExecutor


def test_the_command_line_uses_the_cluster(cluster, tmp_path, capsys):
    address, *_ = cluster
    words = ["run", *WORLD, "run.engine=dask", f"run.scheduler={address}", "--no-figures"]
    assert main([*words, "--output", str(tmp_path / "far")]) == 0
    assert main(["run", *WORLD, "--no-figures", "--output", str(tmp_path / "near")]) == 0
    said = capsys.readouterr().out
    digests = [line.split("digest ")[1] for line in said.splitlines() if "digest" in line]
    assert len(digests) == 2
    assert digests[0] == digests[1]


def test_a_sweep_on_the_cluster_keeps_its_results_here(cluster, tmp_path):
    address, *_ = cluster
    vary = {"policy.executive_heads.number": [3000, 6000]}
    scenarios = ["baseline", "executive_heads_4000"]
    design = Design("x", "", "grid", scenarios, vary, settings=[*WORLD, "run.replicates=2"])
    bits = []
    for place, words in (
        ("far", ["run.engine=dask", f"run.scheduler={address}"]),
        ("near", ["run.workers=1"]),
    ):
        store = Store(tmp_path / place)
        planned, faults = plan(design, words, store).run(quiet=True)
        assert faults == []
        assert plan(design, words, store).missing.tasks == []
        bits.append([point.bytes() for point in planned.results()])
    assert bits[0] == bits[1]


def test_a_worker_that_lives_on_is_sent_the_schools_of_a_corrected_file(cluster, tmp_path):
    address, *_ = cluster
    path = tmp_path / "mine.csv"
    words = ["world=file", f"world.path={path}", "run.years=2", "run.replicates=2"]
    digests = []
    for pupils in (60, 300):
        write_schools(path, pupils)
        for place in (["run.engine=dask", f"run.scheduler={address}"], ["run.workers=1"]):
            done = ensemble.run([load("baseline", [*words, *place])], quiet=True)
            assert done.world.pupils.tolist() == [pupils] * 12
            digests.append(digest(done.measures))
    assert digests[0] == digests[1] != digests[2] == digests[3]


def test_a_worker_with_other_code_is_refused():
    with pytest.raises(SettingError, match="another version of small-schools"):
        engines._with_our_code("other", time.sleep, (0,))


def world_used(world):
    """Where a task was done, which object its world is there, and what it has of neighbours."""
    known = len(world._near)
    world.neighbours(3)
    return os.getpid(), id(world), known


def test_a_world_goes_to_each_process_and_its_neighbours_are_found_once_there():
    world = load_world(asked().world)
    world.neighbours(5)
    used = list(run_tasks(world_used, [(world,)] * 8, asked("run.workers=2").run, 8))
    assert all(place != os.getpid() for place, *_ in used)
    assert len({(place, which) for place, which, _ in used}) == len({place for place, *_ in used})
    assert sum(known == 0 for *_, known in used) == len({place for place, *_ in used})


def test_a_lost_scheduler_is_reported_in_one_line(cluster, capsys):
    address, _, scheduler = cluster
    run = asked("run.engine=dask", f"run.scheduler={address}").run
    results = run_tasks(time.sleep, [(0.2,)] * 500, run, 500)
    next(results)
    scheduler.kill()
    with pytest.raises(EngineLost, match=r"run\.scheduler=.* was lost") as message:
        list(results)
    assert "\n" not in str(message.value)


def test_what_was_finished_before_workers_were_lost_is_kept(tmp_path, monkeypatch, capsys):
    def lost_later(work, tasks, run, count, given_up):
        tasks = iter(tasks)
        yield work(*next(tasks))
        yield work(*next(tasks))
        raise EngineLost("run.scheduler='tcp://somewhere' was lost")

    monkeypatch.setattr(ensemble, "run_tasks", lost_later)
    words = ["compare", "baseline", "executive_heads_4000", *WORLD, "run.replicates=5"]
    place = tmp_path / "out"
    assert main([*words, "--no-figures", "--quiet", "--output", str(place)]) == EngineLost.exit_code
    assert "was lost; 2 finished replicates were kept" in capsys.readouterr().err
    assert json.loads((place / "manifest.json").read_text())["replicates"] == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run.engine=spark"], "one of local, dask"),
        (["run.engine=dask"], "run.scheduler=tcp://HOST:PORT"),
        (["run.engine=dask", "run.scheduler=tcp://127.0.0.1:1"], "run.scheduler='tcp"),
        (["run.engine=dask", "run.scheduler=nonsense://x"], "run.scheduler='nonsense"),
    ],
)
def test_a_bad_engine_or_address_is_reported_in_one_line(
    words, message, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(engines, "PATIENCE", 1)
    output = ["--output", str(tmp_path / "out"), "--quiet"]
    assert main(["run", *WORLD, *words, *output]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_a_task_that_kills_every_worker_is_named_and_given_up_and_the_others_are_done(monkeypatch):
    monkeypatch.setattr(engines, "MOST_DEATHS", 1)
    run, given_up = asked("run.workers=2").run, []
    tasks = [("-1",), ("import os; os._exit(3)",), ("0",), ("2",), ("3",), ("4",)]
    done = list(run_tasks(exec, tasks, run, len(tasks), given_up.append))
    assert given_up == [tasks[1]]
    assert len(done) == len(tasks) - 1
    with pytest.raises(EngineLost, match="ended from outside"):
        list(run_tasks(exec, [tasks[1]] * 2, run, 2))


SCRIPT = """
from types import SimpleNamespace
from sim.runs.engines import run_tasks
two = SimpleNamespace(engine="local", workers=2)
print(sum(run_tasks(abs, [(1,), (-2,)], two, 2)))
"""
OWN = """
from sim.measures import measured
@measured("share", "percentage of {schools} with few pupils", better=None)
def few_pupils(s):
    return s.mean(s.schools.pupils < 50)
"""
GUARD = ("print", 'if __name__ == "__main__": print')


def run_script(folder, text: str, *, in_file: bool) -> subprocess.CompletedProcess[str]:
    """Run code from a file in a folder, or from standard input."""
    (folder / "script.py").write_text(text)
    words = ["script.py"] if in_file else ["-"]
    given = None if in_file else text
    here = {**os.environ, "PYTHONPATH": str(ROOT.parent)}
    return subprocess.run(
        [sys.executable, *words], input=given, capture_output=True, text=True, cwd=folder, env=here
    )


@pytest.mark.parametrize("in_file", [True, False])
def test_a_script_needs_no_guard_and_no_file(tmp_path, in_file):
    done = run_script(tmp_path, SCRIPT, in_file=in_file)
    assert (done.stdout, done.stderr) == ("3\n", "")


@pytest.mark.parametrize(
    ("in_file", "guarded", "told"),
    [
        (True, True, ""),
        (True, False, "a script with measures of its own calls sim under if __name__"),
        (False, True, "cannot read the measures few_pupils: declare them in a module"),
    ],
)
def test_measures_of_a_script_are_read_by_workers_or_it_is_told_what_to_do(
    tmp_path, in_file, guarded, told
):
    text = OWN + (SCRIPT.replace(*GUARD) if guarded else SCRIPT)
    done = run_script(tmp_path, text, in_file=in_file)
    assert done.stderr.count("Traceback") == bool(told)
    assert told in done.stderr.strip().splitlines()[-1] if told else done.stdout == "3\n"


def test_measures_of_a_module_go_with_the_work(tmp_path, monkeypatch):
    (tmp_path / "few_pupils.py").write_text(OWN)
    monkeypatch.syspath_prepend(tmp_path)
    usual = list(MEASURES)
    alone = Store(tmp_path).name(asked(), load_world(asked().world))
    module = importlib.import_module("few_pupils")
    try:
        work = script.with_own(list(MEASURES).index)
        assert pickle.loads(pickle.dumps(work))("few_pupils") == len(usual)
        assert Store(tmp_path).name(asked(), load_world(asked().world)) != alone
        there = Store(tmp_path).name(asked(), load_world(asked().world))
        Path(module.__file__).write_text(OWN.replace("50", "60"))
        assert Store(tmp_path).name(asked(), load_world(asked().world)) not in (alone, there)
        del MEASURES["few_pupils"]  # as in a worker that cannot have it
        with pytest.raises(SettingError, match="cannot read the measures few_pupils"):
            work("few_pupils")
    finally:
        MEASURES.pop("few_pupils", None)
    assert script.with_own(abs) is abs
