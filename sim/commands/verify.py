"""``small-schools verify``: run a folder of results again: is it identical?"""

from __future__ import annotations

import argparse
from typing import Any

DIFFERENT = 1  # the exit code


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which results, and how many of their replicates."""
    command.add_argument("folder", help="a folder of results of run, compare or sweep")
    words = "only the first N replicates, or points of a sweep"
    command.add_argument("--sample", type=int, metavar="N", help=words)
    command.add_argument("--quiet", action="store_true", help="no progress bar")


def do(asked: Any) -> int:
    """Run it again, and say that it is identical, or what differs first."""
    from sim import api

    result = api.verify(asked.folder, asked.sample, quiet=asked.quiet)
    print(result)
    return 0 if result.identical else DIFFERENT
