"""Where the results of a command go, and how they are shown."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.errors import STOPPED, EngineLost, Interrupted


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Where results go, and how much is printed."""
    command.add_argument(
        "--output", metavar="DIR", help="folder for the results (default: a new one in outputs)"
    )
    command.add_argument("--overwrite", action="store_true", help="replace the results in DIR")
    command.add_argument("--no-figures", action="store_true", help="draw no figures")
    command.add_argument("--quiet", action="store_true", help="no progress bar, no table")


def choose(asked: Any, name: str) -> Path:
    """The folder for results. Raises OutputError if it cannot be written, before anything runs."""
    from sim.results import outputs

    return outputs.choose_folder(name, asked.output, asked.overwrite)


def write(asked: Any, result: Any, folder: Path) -> None:
    """Write results, print them unless ``--quiet``, and say where they are.

    Where the work ended early, raise an error that says why, and how much was kept.
    """
    from sim import api

    api.save(result, folder, overwrite=asked.overwrite, figures=not asked.no_figures)
    if not asked.quiet:
        print(f"{result}\n")
    print(f"results: {folder}")
    if stopped := getattr(result, "stopped", ""):
        cause = Interrupted if stopped == STOPPED else EngineLost
        raise cause(f"{stopped}; {len(result.replicates)} finished replicates were kept")


@contextmanager
def resumable() -> Iterator[None]:
    """Of work whose runs are kept one by one: say after Ctrl-C that it can be resumed."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted("stopped; run it again and it goes on from there") from None
