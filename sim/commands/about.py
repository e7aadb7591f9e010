"""The commands that tell of the simulator itself: its settings, what it keeps, if it works."""

import os
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sim.commands.command import argument, command
from sim.commands.command import settings as settings_argument
from sim.errors import SettingError, did_you_mean

if TYPE_CHECKING:
    from sim.world import World

MOST_EXPLAINED = 12  # settings; more are listed, a line each


@command("list the scenarios and mechanisms")
def scenarios(asked: Any) -> None:
    from sim.parameters.named import mechanisms, scenarios

    for name, description in scenarios().items():
        print(f"{name:26} {description}")
    print("\nMechanisms, for small-schools compare --switch-off NAME (or a side, or all):")
    for name, mechanism in mechanisms().items():
        print(f"{name:26} {mechanism['description']} ({mechanism['side']})")


@command(
    "explain a setting: its value, range, unit and source",
    argument(
        "name",
        nargs="?",
        default="",
        help="a setting, a group, or a part of a name; all if not given",
    ),
)
def settings(asked: Any) -> None:
    from sim.parameters import ledger

    entries, name = ledger.entries(), ledger.SHORT_NAMES.get(asked.name, asked.name)
    chosen = {one: entry for one, entry in entries.items() if f".{one}".endswith(f".{name}")}
    chosen = chosen or {one: entry for one, entry in entries.items() if name in one}
    if not chosen:
        raise SettingError(f"there is no setting {name!r}{did_you_mean(name, entries)}")
    if len(chosen) <= MOST_EXPLAINED:
        print("\n\n".join(ledger.explain(entry) for entry in chosen.values()))
        return
    for one, entry in chosen.items():
        print(f"{one:44} {f'{entry.value} {entry.unit}':34} {entry.status}")


@command(
    "show or delete the runs that were kept",
    argument("--prune", action="store_true", help="delete the runs of other versions of the code"),
)
def cache(asked: Any) -> None:
    from sim import api

    store = api.kept_runs()
    if asked.prune:
        store.prune()
    for name, runs, megabytes in store.versions():
        now = " (this version)" if name == store.code else ""
        print(f"{name}  {runs:8,} runs  {megabytes:10.1f} MB{now}")
    print(f"kept in {store.folder}")


@command(
    "check the installation, and say what each world holds",
    argument(
        "settings",
        nargs="*",
        metavar="WORD",
        help="a world to describe too, such as world=register world.path=edubasealldata.csv",
    ),
)
def doctor(asked: Any) -> None:
    import platform

    from sim.engine import kernels
    from sim.model import Model
    from sim.parameters.ledger import entries, folder
    from sim.results.outputs import home
    from sim.results.provenance import PACKAGES, installed
    from sim.world import england, lincolnshire, sample, synthetic
    from sim.world.reading import describe

    print(f"python      {platform.python_version()} on {platform.system()}, {os.cpu_count()} cores")
    for package in PACKAGES:
        print(f"{package:11} {installed(package)}")
    print(f"settings    {len(entries())} in {folder()}")
    packaged = (england(), lincolnshire(), sample(24), synthetic(1000))
    for world in (*packaged, *_worlds_of(asked.settings)):
        print(f"world       {world.name}: {describe(world)} ({world.digest})")
    kept = f"kept in {kernels.folder()}" if kernels.available() else "none"
    print(f"kernels     {kept} (small-schools[fast]; for {kernels.WORTH_FROM:,} schools or more)")
    writable = os.access(home() if home().exists() else home().parent, os.W_OK)
    print(f"outputs     {home()} {'can' if writable else 'CANNOT'} be written")
    start = time.perf_counter()
    Model(lincolnshire()).run(2)
    print(f"self-test   two years of Lincolnshire in {time.perf_counter() - start:.1f} s: works")


@command(
    "say where the time of a simulated year goes",
    settings_argument("a scenario (default: baseline), and settings as name=value"),
)
def profile(asked: Any) -> None:
    import sim

    print(sim.profile(*asked.settings))


def _worlds_of(words: Sequence[str]) -> "Iterator[World]":
    """The world that settings choose, if there are any, after a word on what was left out of it."""
    from sim.parameters.config import load
    from sim.runs.ensemble import world_of

    if words:
        yield world_of([load("baseline", words)], quiet=False)
