"""Where and how benchmarks/strength.py runs one command: Pythons, libraries, systems, workers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
KERNELS_OFF = {"SMALL_SCHOOLS_KERNELS": "off"}
KILLED_TOO_LATE = "done before a worker had begun"


@dataclass(frozen=True)
class Way:
    """How a command is run: words added to it, variables of its environment, and its Python."""

    words: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    version: str = ""  # of another Python, for which the package is installed afresh
    libraries: list[str] = field(default_factory=list)  # words for pip
    sweeps: bool = False  # a sweep, and not a comparison
    on_cluster: bool = False

    def python(self, folder: Path) -> str:
        """The Python to run it by; nothing where it cannot be had."""
        return installed(self, folder) if self.version else sys.executable


def ways() -> dict[str, Way]:
    """Each way by what is told of it."""
    constraints = ["--constraint", str(ROOT / "constraints.txt")]
    without = {"`AVX-512`": ("AVX512", "X86_V4"), "`AVX2`": ("AVX512", "X86_V4", "AVX2", "FMA3")}
    return {
        "one worker, again": Way(["run.workers=1"]),
        "two workers": Way(["run.workers=2"]),
        "a sweep, its runs shared out by two workers": Way(["run.workers=2"], sweeps=True),
        "a sweep, each run in a task of its own": Way(["--one-by-one"], sweeps=True),
        "Dask with two workers, one killed": Way(on_cluster=True),
        "compiled kernels": Way(variables={"SMALL_SCHOOLS_KERNELS": "on"}),
        "hashes from another seed": Way(variables={"PYTHONHASHSEED": "7"}),
        "one thread": Way(variables={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}),
        "another time zone": Way(variables={"TZ": "Pacific/Auckland"}),
        "the C locale": Way(variables={"LC_ALL": "C", "LANG": "C"}),
        **{
            f"NumPy without {label}": Way(variables={"NPY_DISABLE_CPU_FEATURES": vectors(*names)})
            for label, names in without.items()
        },
        **{f"Python {v}": Way(version=v, libraries=constraints) for v in ("3.11", "3.12", "3.13")},
        "Python 3.11, the oldest libraries": Way(version="3.11", libraries=oldest()),
        "Python 3.13, the newest libraries": Way(version="3.13"),
    }


def vectors(*names: str) -> str:
    """What NumPy has of loops for vectors of some kinds, and this processor can do.

    The names differ between versions of NumPy; X86_V3 is AVX2 and what goes with it.
    """
    from numpy._core import _multiarray_umath as built

    kinds = {*names, "X86_V3"} if "AVX2" in names else set(names)
    here = [one for one in built.__cpu_dispatch__ if built.__cpu_features__.get(one)]
    return " ".join(one for one in here if one.startswith(tuple(kinds)))


def oldest() -> list[str]:
    """Words for pip that ask for the oldest libraries the package allows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [re.sub(r">=([\d.]+).*", r"==\1", one) for one in project["dependencies"]]


def installed(way: Way, folder: Path) -> str:
    """A Python that the package is installed for; nothing where that is not to be had."""
    place = folder / f"python-{way.version}-{'-'.join(way.libraries)[:20].replace('/', '-')}"
    program = str(place / "bin" / "python")
    begin = [shutil.which(f"python{way.version}") or "-", "-m", "venv", str(place)]
    install = [program, "-m", "pip", "install", "--quiet", str(ROOT), *way.libraries]
    try:
        for line in (begin, install):
            subprocess.run(line, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(str(getattr(error, "stderr", error)).strip()[-300:], file=sys.stderr)
        return ""
    return program


def on_cluster(file: Path, begin: Callable[[list[str]], subprocess.Popen[str]]) -> str:
    """Run a command on a cluster of two workers of which one is killed; what went wrong."""
    from distributed import Client

    def dask(kind: str, *options: str) -> subprocess.Popen[bytes]:
        words = [
            sys.executable,
            "-m",
            f"distributed.cli.dask_{kind}",
            "--scheduler-file",
            str(file),
        ]
        own = {**os.environ, **KERNELS_OFF}
        return subprocess.Popen(
            [*words, "--no-dashboard", *options], stderr=subprocess.DEVNULL, env=own
        )

    processes = [dask("scheduler", "--port", "0", "--host", "127.0.0.1")]
    try:
        alone = ("--nworkers", "1", "--nthreads", "1", "--no-nanny")
        processes += [dask("worker", *alone, "--name", str(number)) for number in range(2)]
        with Client(scheduler_file=str(file), timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            asked = begin([f"run.scheduler={client.scheduler.address}", "run.engine=dask"])
            names = {str(one["name"]): at for at, one in client.scheduler_info()["workers"].items()}
            while asked.poll() is None and not client.processing()[names["0"]]:
                time.sleep(0.02)
            late = asked.poll() is not None
            processes[1].kill()
        said = asked.communicate(timeout=600)[1].strip()
        if asked.returncode:
            return said.splitlines()[-1] if said else "failed"
        return KILLED_TOO_LATE if late else ""
    finally:
        for process in processes:
            process.kill()
            process.wait()
