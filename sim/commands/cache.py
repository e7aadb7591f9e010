"""``small-schools cache``: show or delete the runs that were kept."""

from __future__ import annotations

import argparse
from typing import Any


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Whether to delete."""
    words = "delete the runs of other versions of the code"
    command.add_argument("--prune", action="store_true", help=words)


def do(asked: Any) -> None:
    """What is kept, by version of the code; only the present one's can be used again."""
    from sim import api

    store = api.kept_runs()
    if asked.prune:
        store.prune()
    for name, runs, megabytes in store.versions():
        now = " (this version)" if name == store.code else ""
        print(f"{name}  {runs:8,} runs  {megabytes:10.1f} MB{now}")
    print(f"kept in {store.folder}")
