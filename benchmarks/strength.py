"""Try to break the simulator, from a seed: kill it, move it to another machine, mix its policies.

    python benchmarks/strength.py [kills] [places] [mixtures] [--seed S] [--times N]

`kills` ends commands with SIGKILL at random moments, and runs them again. `places` compares the
bytes that Python versions, settings of the system and numbers of workers give. `mixtures` adds up
the accounts of random policies with random settings. What was found goes into docs/assurance.md;
the exit code is 1 where anything broke.
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
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import psutil
import yaml

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "assurance.md"
FOUND = r"(<!--{}-->\n).*?(<!--/-->)"  # a place in the page, by the name of a trial
RUNNER = """
import sys
from pathlib import Path
from sim.commands.main import main
from sim.results import outputs
outputs.home = lambda: Path(sys.argv[1])
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
COMPARED = ["compare", *WORLD, "run.replicates=4"]
PATIENCE = 600  # seconds for a command


class Home:
    """A folder where commands keep their results, and the runner that sends them there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.runner = folder, folder / "runner.py"
        folder.mkdir()
        self.runner.write_text(RUNNER)
        (folder / "design.yaml").write_text(yaml.safe_dump(DESIGN))

    def begin(self, words: list[str], python: str = sys.executable, **variables: str):
        """Start a command."""
        line = [python, str(self.runner), str(self.folder), *words]
        clean = {name: value for name, value in os.environ.items() if name != "PYTHONHASHSEED"}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(line, env={**clean, **variables}, **quiet)

    def finish(self, words: list[str], python: str = sys.executable, **variables: str) -> str:
        """Run a command to its end; what it said where it failed."""
        process = self.begin(words, python, **variables)
        said = process.communicate(timeout=PATIENCE)[1].strip()
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


def kills(folder: Path, seed: int, times: int) -> Iterator[tuple[str, str, bool]]:
    """End commands at random moments; each then runs to its end, and gives what it always gives."""
    home, choose = Home(folder), random.Random(seed)
    asked, expected, lasts = commands(folder / "compare"), {}, {}
    for name, words in asked.items():
        began = time.monotonic()
        expected[name] = outcome(home, words, folder / name)
        lasts[name] = time.monotonic() - began
    for number in range(times):
        name = choose.choice(sorted(asked))
        after = choose.uniform(0, lasts[name])
        home = Home(folder / str(number))
        output = home.folder / "result"
        process = home.begin([*asked[name], "--output", str(output)])
        time.sleep(after)
        workers = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.communicate()
        faults = ["workers went on"] if psutil.wait_procs(workers, timeout=60)[1] else []
        if output.exists() and content(output) != expected[name]:
            faults.append("half of a result in its place")
        again = home.folder / "again"
        if outcome(home, asked[name], again) != expected[name]:
            faults.append("another result afterwards")
        about = f"kill {number}: {name} after {after:.1f} of {lasts[name]:.1f} s"
        yield about, "; ".join(faults) or "the same result afterwards", not faults
        shutil.rmtree(home.folder)


def places(folder: Path, seed: int, times: int) -> Iterator[tuple[str, str, bool]]:
    """One comparison, wherever and however it is run."""
    home, digests = Home(folder), {}
    off = {"SMALL_SCHOOLS_KERNELS": "off"}
    vectors = "AVX512F AVX512CD AVX512_SKX"
    ways: dict[str, tuple[str, list[str], dict[str, str]]] = {
        "one worker": (sys.executable, ["run.workers=1"], off),
        "two workers": (sys.executable, ["run.workers=2"], off),
        "compiled kernels": (sys.executable, [], {"SMALL_SCHOOLS_KERNELS": "on"}),
        "hashes from another seed": (sys.executable, [], off | {"PYTHONHASHSEED": "7"}),
        "one thread": (sys.executable, [], off | {"OMP_NUM_THREADS": "1"}),
        "another time zone": (sys.executable, [], off | {"TZ": "Pacific/Auckland"}),
        "the C locale": (sys.executable, [], off | {"LC_ALL": "C", "LANG": "C"}),
        "no AVX-512": (sys.executable, [], off | {"NPY_DISABLE_CPU_FEATURES": vectors}),
        "no AVX2": (sys.executable, [], off | {"NPY_DISABLE_CPU_FEATURES": f"{vectors} AVX2 FMA3"}),
    }
    for label, python in pythons(folder):
        ways[label] = python, [], off
    for number, (label, (python, words, variables)) in enumerate(ways.items()):
        output = home.folder / str(number)
        fault = "not to be had here" if not python else ""
        if python:
            asked = [*COMPARED, *words, "--no-figures", "--output", str(output)]
            fault = home.finish(asked, python, **variables)
        if not fault:
            digests[label] = json.loads((output / "manifest.json").read_text())["digest"]
        first = next(iter(digests.values()), "")
        same = digests.get(label) == first
        said = fault or ("the same bytes" if same else f"{digests[label][:12]}, not {first[:12]}")
        yield label, said, same or not python


def pythons(folder: Path) -> Iterator[tuple[str, str]]:
    """Pythons that the package is installed for afresh: each version, and the oldest libraries."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    floors = folder / "floors.txt"
    oldest = [re.sub(r">=([\d.]+).*", r"==\1", one) for one in project["dependencies"]]
    floors.write_text("\n".join(oldest) + "\n")
    ours = ["--constraint", str(ROOT / "constraints.txt")]
    asked = {f"Python {v}": (f"python{v}", ours) for v in ("3.11", "3.12", "3.13")}
    asked["Python 3.11, the oldest libraries"] = "python3.11", ["--constraint", str(floors)]
    asked["Python 3.13, the newest libraries"] = "python3.13", []
    for number, (label, (python, words)) in enumerate(asked.items()):
        place = folder / f"python-{number}"
        program = shutil.which(python) or ""
        install = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", *words]
        try:
            subprocess.run([program or "-", "-m", "venv", place], check=True, capture_output=True)
            subprocess.run([*install, str(ROOT)], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            yield label, ""
        else:
            yield label, str(place / "bin" / "python")


def mixtures(folder: Path, seed: int, times: int) -> Iterator[tuple[str, str, bool]]:
    """Three policies at a time, with settings anywhere in their ranges, on two worlds."""
    test = "tests/test_accounts.py::test_any_three_policies_with_any_settings_add_up"
    line = [sys.executable, "-m", "pytest", "-q", f"--hypothesis-seed={seed}", str(ROOT / test)]
    tried = subprocess.run(
        line,
        cwd=ROOT,
        env={**os.environ, "SMALL_SCHOOLS_EXAMPLES": str(times)},
        capture_output=True,
        text=True,
    )
    last = tried.stdout.strip().splitlines()[-1]
    said = "all add up" if tried.returncode == 0 else last
    yield f"{times} compositions of three policies", said, tried.returncode == 0


TRIALS = {"kills": (kills, 50), "places": (places, 1), "mixtures": (mixtures, 2_000)}


def write(name: str, rows: list[tuple[str, str, bool]], seed: int) -> None:
    """Put what a trial found into the page: faults one by one, and what held together."""
    held = [about for about, _, whole in rows if whole]
    table = ["| tried | found |", "| --- | --- |"]
    if name == "kills":
        table.append(f"| {len(rows)} kills, seed {seed} | {len(held)} times the same result |")
        rows = [row for row in rows if not row[2]]
    table += [f"| {about} | {said} |" for about, said, _ in rows]
    text, there = re.subn(
        FOUND.format(name),
        lambda found: found[1] + "\n".join(table) + "\n" + found[2],
        PAGE.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    assert there == 1, name
    PAGE.write_text(text, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trials", nargs="*", choices=[[], *TRIALS], default=[])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--times", type=int, help="kills, or mixtures")
    asked = parser.parse_args()
    broken = 0
    for name in asked.trials or TRIALS:
        trial, times = TRIALS[name]
        with tempfile.TemporaryDirectory() as folder:
            rows = []
            for row in trial(Path(folder) / name, asked.seed, asked.times or times):
                print(*row[:2], sep=": ", flush=True)
                rows.append(row)
        broken += sum(not whole for *_, whole in rows)
        write(name, rows, asked.seed)
    return min(broken, 1)


if __name__ == "__main__":
    sys.exit(main())
