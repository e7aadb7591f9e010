"""``small-schools report``: write one page about a folder of results."""

from __future__ import annotations

import argparse
from typing import Any


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which results, and where the page goes."""
    command.add_argument("folder", help="a folder of results of run or compare")
    command.add_argument(
        "--output", metavar="FILE", help="the page (default: report.html in the folder)"
    )
    command.add_argument("--overwrite", action="store_true", help="replace FILE")


def do(asked: Any) -> None:
    """Write the page, and say where it is."""
    from sim import api

    print(f"report: {api.write_report(asked.folder, asked.output, asked.overwrite)}")
