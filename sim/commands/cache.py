"""``small-schools cache``: what sweeps have kept."""

from __future__ import annotations

import argparse
from typing import Any


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Whether to forget."""
    command.add_argument("--prune", action="store_true", help="forget other versions' results")


def do(asked: Any) -> None:
    """What is kept by version of the code; only the present one's can be used again."""
    from sim.results.outputs import home
    from sim.runs.store import Store

    store = Store(home() / ".store")
    if asked.prune:
        store.prune()
    for name, files, megabytes in store.versions():
        now = " (this version)" if name == store.code else ""
        print(f"{name}  {files:8,} runs  {megabytes:10.1f} MB{now}")
    print(f"kept in {store.folder}")
