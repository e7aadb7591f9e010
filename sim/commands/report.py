"""``small-schools report``: one page from a folder of results."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sim.errors import OutputError, writing


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which results, and where the page goes."""
    command.add_argument("folder", help="a folder of results of run or compare")
    command.add_argument("--output", metavar="FILE", help="the page; in the folder if not given")
    command.add_argument("--overwrite", action="store_true", help="replace FILE")


def do(asked: Any) -> None:
    """Write the page and say where."""
    from sim.report import write_report

    folder = Path(asked.folder)
    output = Path(asked.output) if asked.output else folder / "report.html"
    if asked.output and output.exists() and not asked.overwrite:
        raise OutputError(f"--output {output} exists; add --overwrite to replace it")
    with writing(f"--output {output}"):
        print(f"report: {write_report(folder, output)}")
