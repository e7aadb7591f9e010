"""Try to break the simulator, from a seed: kill it, move it to another machine, mix its policies.

    python benchmarks/strength.py [--only mutants kills places mixtures] [--seed S] [--times N]

`mutants` changes the rules and runs their tests (benchmarks/mutants.py). `kills` ends commands
with SIGKILL at random moments, and runs them again. `places` compares the bytes that Python
versions, settings of the system and ways to share work give. `mixtures` adds up the accounts of
random policies with random settings. What was found goes into docs/assurance.md attempt by
attempt, and is kept in outputs/strength until the code changes, so that a trial that was stopped
goes on. The exit code is 1 where anything broke.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

import psutil
import strength_places as elsewhere
import yaml

from sim.runs.code import WHOLE_PACKAGE, code

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "assurance.md"
KEPT = ROOT / "outputs" / "strength"
FOUND = r"(<!--{}-->\n).*?(<!--/-->)"  # a place in the page, by the name of a trial
NOT_HERE = "not to be had here"  # tried again another time, and no fault
RUNNER = """
import sys
from pathlib import Path
from sim.commands.main import main
from sim.results import outputs
from sim.runs import store
outputs.home = lambda: Path(sys.argv[1])
if "--one-by-one" in sys.argv:
    sys.argv.remove("--one-by-one")
    store.MOST_TOGETHER, store.ENOUGH = 1, 0
if __name__ == "__main__":
    sys.exit(main(sys.argv[2:]))
"""
WORLD = ["world=synthetic", "world.schools=80", "run.years=2", "run.warm_up=1"]
DESIGN = {
    "description": "two numbers",
    "kind": "grid",
    "scenarios": ["baseline", "executive_heads_4000"],
    "vary": {"policy.executive_heads.number": [3000, 6000]},
    "settings": [*WORLD, "run.replicates=8"],
}
COMPARED = ["compare", *WORLD, "run.replicates=8"]
PATIENCE = 1200  # seconds for a command
TOGETHER = 100  # compositions in an attempt

Said = tuple[str, bool]  # what was found, and whether all held
Attempts = Iterator[tuple[str, Callable[[], Said]]]


class Home:
    """A folder where commands keep their results, and the runner that sends them there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.runner = folder, folder / "runner.py"
        folder.mkdir(parents=True)
        self.runner.write_text(RUNNER)
        (folder / "design.yaml").write_text(yaml.safe_dump(DESIGN))

    def begin(self, words: list[str], python: str = sys.executable, **variables: str):
        """Start a command."""
        line = [python, str(self.runner), str(self.folder), *words]
        others = {"PYTHONHASHSEED"} | ({"PYTHONPATH"} if python != sys.executable else set())
        clean = {name: value for name, value in os.environ.items() if name not in others}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(line, env={**clean, **variables}, **quiet)

    def finish(self, words: list[str], python: str = sys.executable, **variables: str) -> str:
        """Run a command to its end; what it said where it failed."""
        return said_at_end(self.begin(words, python, **variables))


def said_at_end(process: subprocess.Popen[str]) -> str:
    """What a command said last where it failed, or nothing."""
    try:
        said = process.communicate(timeout=PATIENCE)[1].strip()
    except subprocess.TimeoutExpired:
        process.kill()
        return f"not done after {PATIENCE} s"
    return "" if process.returncode == 0 else said.splitlines()[-1] if said else "failed"


def commands(compared: Path) -> dict[str, list[str]]:
    """Commands that write, without where to; the report is of what was compared."""
    few = ["points=40", "most_waves=1", "candidates=12", "sets=5", "cut_off=6"]
    short = ["world=synthetic", "world.schools=80", "run.years=6", "run.warm_up=1"]
    return {
        "run": ["run", *WORLD, "run.replicates=4"],
        "compare": COMPARED,
        "sweep": ["sweep", str(compared.parent / "design.yaml")],
        "report": ["report", str(compared)],
        "workshop": ["workshop", *WORLD, "run.replicates=2"],
        "calibrate": ["calibrate", *short, *(f"calibration.{word}" for word in few)],
    }


def content(path: Path) -> str:
    """A digest of what a command wrote: tables and pages, without times and places."""
    files = sorted([*path.rglob("*.csv"), *path.rglob("*.npy")]) if path.is_dir() else [path]
    whole = sha256()
    for file in files:
        whole.update(re.sub(rb"20\d\d-\d\d-\d\d[T ]?[\d:]*", b"", file.read_bytes()))
    return whole.hexdigest()


def outcome(home: Home, words: list[str], output: Path) -> str:
    """What a command gives: a digest of its result, or why there is none."""
    return home.finish([*words, "--output", str(output)]) or content(output)


def kills(folder: Path, seed: int, times: int) -> Attempts:
    """End commands at random moments; each then runs to its end, and gives what it always gives."""
    home, choose = Home(folder), random.Random(seed)
    asked = commands(folder / "compare")

    @cache
    def usual(name: str) -> tuple[str, float]:
        """What a command gives that is left alone, and how many seconds it takes."""
        if name == "report":
            usual("compare")
        began = time.monotonic()
        return outcome(home, asked[name], folder / name), time.monotonic() - began

    def attempt(number: int, name: str, share: float) -> Said:
        expected, lasts = usual(name)
        here = Home(folder / str(number))
        result, again = here.folder / "result", here.folder / "again"
        process = here.begin([*asked[name], "--output", str(result)])
        time.sleep(share * lasts)
        workers = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.communicate()
        faults = ["workers went on"] if psutil.wait_procs(workers, timeout=60)[1] else []
        if result.exists() and content(result) != expected:
            faults.append("half of a result in its place")
        if outcome(here, asked[name], again) != expected:
            faults.append("another result afterwards")
        shutil.rmtree(here.folder)
        return "; ".join(faults) or "the same result afterwards", not faults

    for number in range(times):
        name, share = choose.choice(sorted(asked)), choose.random()
        yield f"kill {number}: {name} after {share:.0%}", partial(attempt, number, name, share)


def places(folder: Path, seed: int, times: int) -> Attempts:
    """One comparison, and one sweep, wherever and however they are run."""
    home = Home(folder)

    def digest(way: elsewhere.Way, name: str) -> str:
        """Of what a command gives when it is run in a way, or why there is none."""
        python = way.python(folder)
        if not python:
            return NOT_HERE
        output = home.folder / name
        words = (
            ["sweep", str(folder / "design.yaml")] if way.sweeps else [*COMPARED, "--no-figures"]
        )
        words = [*words, *way.words, "--output", str(output)]
        if way.on_cluster:
            fault = elsewhere.on_cluster(
                folder / f"{name}.json",
                lambda more: home.begin([*words, *more], **elsewhere.KERNELS_OFF),
            )
        else:
            fault = home.finish(words, python, **elsewhere.KERNELS_OFF | way.variables)
        if fault:
            return fault
        shown = content(output), json.loads((output / "manifest.json").read_text()).get("digest")
        return sha256(repr(shown[:1] if way.sweeps else shown[1:]).encode()).hexdigest()

    @cache
    def usual(sweeps: bool) -> str:
        return digest(elsewhere.Way(["run.workers=1"], sweeps=sweeps), f"usual-{sweeps}")

    def attempt(way: elsewhere.Way, name: str) -> Said:
        found = digest(way, name)
        same = found == usual(way.sweeps)
        return "the same bytes" if same else found, same

    for number, (label, way) in enumerate(elsewhere.ways().items()):
        yield label, partial(attempt, way, str(number))


def mixtures(folder: Path, seed: int, times: int) -> Attempts:
    """Three policies at a time, with settings anywhere in their ranges, on two worlds."""
    test = "tests/test_accounts.py::test_any_three_policies_with_any_settings_add_up"

    def attempt(first: int, count: int) -> Said:
        drawn = f"--hypothesis-seed={1000 * seed + first}"
        line = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", drawn, test]
        few = {**os.environ, "SMALL_SCHOOLS_EXAMPLES": str(count)}
        tried = subprocess.run(line, cwd=ROOT, env=few, capture_output=True, text=True)
        held = tried.returncode == 0
        return "all add up" if held else tried.stdout.strip().splitlines()[-1], held

    for first in range(0, times, TOGETHER):
        last = min(first + TOGETHER, times)
        yield f"compositions {first + 1} to {last}", partial(attempt, first, last - first)


def mutants(folder: Path, seed: int, times: int) -> Attempts:
    """Changes to the rules, each of which the tests by hand should notice."""

    def attempt() -> Said:
        line = [sys.executable, str(ROOT / "benchmarks" / "mutants.py")]
        tried = subprocess.run(line, cwd=ROOT, capture_output=True, text=True)
        noticed = re.search(r"^noticed: (.*?\))", tried.stdout, re.M)
        lines = (tried.stderr or tried.stdout).strip().splitlines()
        return f"noticed: {noticed[1]}" if noticed else lines[-1], tried.returncode == 0

    yield "one change at a time in the rules", attempt


TRIALS = {
    "mutants": (mutants, 1),
    "kills": (kills, 50),
    "places": (places, 1),
    "mixtures": (mixtures, 2_000),
}
SUMMED = {
    "kills": "{tried} of {times} kills, seed {seed}: the same result afterwards",
    "mixtures": "{tried} of {parts} times {together} compositions, seed {seed}: all add up",
}

Row = tuple[str, str, bool]


def kept(file: Path) -> dict[str, Row]:
    """What attempts at this code found, by what was tried; a line cut short is tried again."""
    rows = {}
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if row[1] != NOT_HERE:
            rows[row[0]] = tuple(row)
    return rows


def write(name: str, rows: list[Row], seed: int, times: int) -> None:
    """Put what a trial has found so far into the page: what held together, faults one by one."""
    table = [f"| tried on the code {code(WHOLE_PACKAGE)} | found |", "| --- | --- |"]
    if name in SUMMED:
        held = sum(whole for *_, whole in rows)
        parts = -(-times // TOGETHER)
        numbers = {"tried": len(rows), "times": times, "parts": parts, "together": TOGETHER}
        label = SUMMED[name].format(**numbers, seed=seed)
        table.append(f"| {label} | {held} of {len(rows)} |")
        rows = [row for row in rows if not row[2]]
    table += [f"| {about} | {said.replace('|', '/')} |" for about, said, _ in rows]
    text, there = re.subn(
        FOUND.format(name),
        lambda found: found[1] + "\n".join(table) + "\n" + found[2],
        PAGE.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    assert there == 1, name
    PAGE.write_text(text, encoding="utf-8")


def try_all(name: str, seed: int, times: int) -> int:
    """Make the attempts of a trial that are not kept yet; how many broke something."""
    file = KEPT / f"{name}-{seed}-{code(WHOLE_PACKAGE)}.jsonl"
    KEPT.mkdir(parents=True, exist_ok=True)
    before, rows = kept(file), []
    with tempfile.TemporaryDirectory() as folder:
        for label, attempt in TRIALS[name][0](Path(folder) / name, seed, times):
            if label not in before:
                row = (label, *attempt())
                with file.open("a", encoding="utf-8") as kept_rows:
                    kept_rows.write(json.dumps(row) + "\n")
                before[label] = row
            print(*before[label][:2], sep=": ", flush=True)
            rows.append(before[label])
            write(name, rows, seed, times)
    return sum(not whole and said != NOT_HERE for _, said, whole in rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=TRIALS, default=list(TRIALS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--times", type=int, help="kills, or mixtures")
    asked = parser.parse_args()
    broken = 0
    for name in asked.only:
        broken += try_all(name, asked.seed, asked.times or TRIALS[name][1])
    return min(broken, 1)


if __name__ == "__main__":
    sys.exit(main())
