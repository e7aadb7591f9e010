"""Provenance: what was run, with what, and a digest of the numbers that came of it."""

import hashlib
import platform
import shlex
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from sim.measures import GROUPS, MEASURES
from sim.parameters import calibrated
from sim.parameters.config import Settings
from sim.results.ensemble import Ensemble
from sim.world import World
from sim.world.reading import holdings

FROM_PYTHON = "from Python"
PACKAGES = ("small-schools", "mesa", "numpy", "scipy", "pandas", "hydra-core")


def digest(measures: np.ndarray) -> str:
    """A name for the numbers themselves, whatever the workers, folder, time or scenarios' names.

    Scenarios that are the same count once, so that a policy that changes nothing keeps the digest.
    """
    content = hashlib.sha256(repr((GROUPS, list(MEASURES))).encode())
    counted: set[bytes] = set()
    for scenario in measures:
        values = np.where(np.isnan(scenario), np.float32(np.nan), scenario.astype("<f4"))
        scenario_bytes = (values + np.float32(0)).tobytes()  # no negative zero
        if scenario_bytes not in counted:
            counted.add(scenario_bytes)
            content.update(scenario_bytes)
    return content.hexdigest()


def manifest(world: World, settings: Settings, code: str) -> dict[str, Any]:
    """What every command records of what it ran: the world, the seed, versions and the time."""
    return {
        "seed": settings.run.seed,
        "world": holdings(world),
        "world_digest": world.digest,
        "schools": len(world),
        "years": settings.run.years,
        "money_in_prices_of": settings.model.money.price_year,
        "parameters": settings.run.parameters,
        "sets": settings.sets,
        "parameter_sets": calibrated.digest(settings.run.parameters),
        "code": code,
        "versions": {
            "python": platform.python_version(),
            **{one: installed(one) for one in PACKAGES},
        },
        "command": command(),
        "written": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }


def manifest_of(ensemble: Ensemble) -> dict[str, Any]:
    """The manifest of a run or comparison."""
    first = ensemble.settings[0]
    return {
        "digest": digest(ensemble.measures),
        "scenarios": ensemble.scenarios,
        "replicates": len(ensemble.replicates),
        "replicates_asked": first.run.replicates,
        "workers": ensemble.workers,
        "simulate_seconds": round(ensemble.seconds, 2),
        "peak_memory_mb": round(ensemble.memory_mb, 1),
        "identities": ensemble.identities,
        **manifest(ensemble.world, first, ensemble.code),
    }


def command() -> str:
    """The command line that asked for it; of what was asked from Python, that it was."""
    program = Path(sys.argv[0])
    if program.stem != PACKAGES[0] and program.parts[-2:] != ("sim", "__main__.py"):
        return FROM_PYTHON
    return shlex.join([PACKAGES[0], *sys.argv[1:]])


def installed(package: str) -> str:
    """The version of a package."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
