"""``small-schools sweep``: simulate a scenario at many settings; can be resumed."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sim.commands import output
from sim.errors import SmallSchoolsError


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which design, with what changed, and where results go."""
    words = "a name in configs/experiment, or a file; without one, the names are listed"
    command.add_argument("design", nargs="?", help=words)
    words = "settings as name=value, which hold at all points"
    command.add_argument("words", nargs="*", metavar="WORD", help=words)
    command.add_argument("--afresh", action="store_true", help="ignore the runs that were kept")
    command.add_argument("--plan", action="store_true", help="say what would be done, and stop")
    output.add_arguments(command)


def do(asked: Any) -> None:
    """Simulate a design; what is kept from before is not simulated again."""
    from sim import api
    from sim.designs import designs

    if not asked.design:
        for name, description in designs().items():
            print(f"{name:26} {description}")
        return
    with _store(asked.afresh) as store, output.resumable():
        if asked.plan:
            print(api.plan_sweep(asked.design, *asked.words, store=store).as_text())
            return
        folder = output.choose(asked, f"sweep-{Path(asked.design).stem}")
        result = api.sweep(asked.design, *asked.words, store=store, quiet=asked.quiet)
        output.write(asked, result, folder)
    if result.faults:
        count = len(result.faults)
        raise SmallSchoolsError(f"{count} runs failed; the others were kept: see failed.txt")


@contextmanager
def _store(afresh: bool) -> Iterator[Any]:
    """The usual store of runs, or an empty one that is deleted afterwards."""
    from sim import api
    from sim.runs.store import Store

    if not afresh:
        yield api.kept_runs()
        return
    with TemporaryDirectory() as place:
        yield Store(Path(place))
