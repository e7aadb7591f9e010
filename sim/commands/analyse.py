"""What the commands that analyse finished results have in common."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sim.errors import writing


def add_arguments(command: argparse.ArgumentParser, scenario: bool = True) -> None:
    """Which results, and which outcome in them."""
    command.add_argument("folder", help="a folder of results of sweep or compare")
    add_outcome(command)
    if scenario:
        words = "its change from the first scenario; the last if not given"
        command.add_argument("--scenario", default="", metavar="NAME", help=words)


def add_outcome(command: argparse.ArgumentParser) -> None:
    """Which outcome, and where the answer goes."""
    words = "a measure; docs/measures.md lists them (ks2_progress_mean)"
    command.add_argument("--measure", default="ks2_progress_mean", metavar="NAME", help=words)
    words = "a group of schools: small, all, or a roll band (small)"
    command.add_argument("--group", default="small", metavar="NAME", help=words)
    words = "where the answer goes, if not into the folder of the results"
    command.add_argument("--output", metavar="DIR", help=words)
    command.add_argument("--no-figures", action="store_true", help="draw nothing")


def write(
    asked: Any, folder: Path, tables: Mapping[str, Any], draw: Callable[..., list[Path]], *what: Any
) -> None:
    """Print the tables, write each as CSV, draw ``what`` was found, and say where.

    What was there of the same question about the same outcome is replaced.
    """
    target = Path(asked.output) if asked.output else folder
    name = f"{draw.__module__.rsplit('.', 1)[1]}_{asked.measure}_{asked.group}"
    said = []
    with writing(f"--output {target}"):
        target.mkdir(parents=True, exist_ok=True)
        for part, table in tables.items():
            path = target / f"{name}{part}.csv"
            table.to_csv(path, index=False, float_format="%.6g")
            text = table.to_string(index=False, float_format=lambda value: f"{value:.4g}")
            said += ["none found" if table.empty else text, f"table: {path}"]
        if not asked.no_figures:
            said.append(f"figure: {draw(*what, target, name)[1]}")
    print("\n".join(said))
