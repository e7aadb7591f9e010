"""Histories: states of a year, saved with the results, from which policies branch.

``run.save_year=N`` of a single scenario saves each replicate at the end of year N;
``run.branch_from=FOLDER`` goes on from there. Years of policies then count from the branch,
so that the results are those of an uninterrupted run in which they begin N years later.
What acted before and is not asked for again has ended.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from sim.errors import SettingError
from sim.parameters import calibrated, ledger
from sim.parameters.config import Settings
from sim.runs.code import code
from sim.world import World

if TYPE_CHECKING:
    from sim.model import Model

FOLDER, ABOUT = "states", "history.json"


def check(world: World, settings: Sequence[Settings]) -> None:
    """Raise SettingError where a state cannot be saved, or a branch not be begun."""
    for one in settings:
        run = one.run
        if run.save_year and len(settings) > 1:
            raise SettingError(f"run.save_year={run.save_year} needs a run of one scenario")
        if run.save_year > run.years:
            raise SettingError(f"run.save_year={run.save_year} is after run.years={run.years}")
        if run.branch_from:
            _check_branch(world, one)


def _check_branch(world: World, one: Settings) -> None:
    from sim.measures import LAST_YEARS

    run = one.run
    asked, past = f"run.branch_from={run.branch_from}", history(run.branch_from)
    for what, was, now in (
        ("world", past["world"], world.digest),
        ("version of the code", past["code"], code()),
        *((name, past["decided"].get(name), value) for name, value in _decided(one).items()),
    ):
        if was != now:
            both = f" ({was}, not {now})" if not isinstance(was, dict) else _difference(was, now)
            raise SettingError(f"{asked} holds states of another {what}{both}")
    if run.replicates > past["replicates"]:
        most = f"holds {past['replicates']} replicates"
        raise SettingError(f"{asked} {most}; run.replicates={run.replicates} asks for more")
    if run.years < past["year"] + LAST_YEARS:
        least = f"{past['year'] + LAST_YEARS} years: {LAST_YEARS} after the branch"
        raise SettingError(f"{asked} needs {least}, not run.years={run.years}")


def _decided(one: Settings) -> dict[str, Any]:
    """What decides a past, beside the world and the code, as plain values."""
    asked = one.resolved["run"]
    names = [name for name in ("seed", "warm_up", "parameters", "sets") if name in asked]
    return {f"run.{name}": asked[name] for name in names} | {
        "version of the calibrated sets": calibrated.digest(one.run.parameters),
        "model": one.resolved["model"],
    }


def _difference(was: dict[str, Any], now: dict[str, Any]) -> str:
    """The first parameter of which a past had another value."""
    for group, values in now.items():
        for name, value in values.items():
            before = was.get(group, {}).get(name)
            if before != value:
                return f".{group}.{name} ({before}, not {value})"
    return ""


def history(folder: str) -> dict[str, Any]:
    """What is known of saved states. Raises SettingError where there are none."""
    path = Path(folder) / FOLDER / ABOUT
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        remedy = "run a scenario with run.save_year=N and --output it"
        raise SettingError(f"run.branch_from={folder} holds no states: {remedy}") from error


def digest(run: Any) -> tuple[str, ...]:
    """The digest of the states that a run branches from; empty for one that does not."""
    return (history(run.branch_from)["digest"],) if run.branch_from else ()


def files(states: Mapping[int, bytes], world: World, one: Settings) -> dict[str, bytes]:
    """The files of a folder of results that hold states of replicates, and what decided them."""
    content = sha256()
    for _, state in sorted(states.items()):
        content.update(state)
    about = {
        "year": one.run.save_year,
        "replicates": len(states),
        "world": world.digest,
        "code": code(),
        "digest": content.hexdigest(),
        "decided": _decided(one),
    }
    named = {f"{FOLDER}/{number}.npz": state for number, state in states.items()}
    return named | {f"{FOLDER}/{ABOUT}": (json.dumps(about, indent=1) + "\n").encode()}


def begin(world: World, one: Settings, number: int) -> Model:
    """The model of one replicate at the end of the saved year."""
    from sim.engine import snapshot
    from sim.engine.draws import replicate_seed
    from sim.engine.scheduler import all_at_once
    from sim.model import Model

    path = Path(one.run.branch_from) / FOLDER / f"{number}.npz"
    try:
        seed = replicate_seed(one.run.seed, number)
        model = Model.empty(world, one.model, seed, all_at_once)
        snapshot.restore(path.read_bytes(), model)
    except (OSError, ValueError, KeyError, BadZipFile, zlib.error) as error:
        raise SettingError(f"run.branch_from: {path} cannot be read") from error
    return model


def policies(one: Settings, year: int) -> dict[str, Any]:
    """The policies with their years counted from the branch."""
    later = {}
    for name, settings in one.policies.items():
        dates = {date: getattr(settings, date) + year for date in ledger.DATES}
        later[name] = SimpleNamespace(**(vars(settings) | dates))
    return later
