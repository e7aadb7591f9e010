"""``small-schools figures``: the figures of a folder of results."""

from __future__ import annotations

import argparse
from typing import Any

from sim.errors import SettingError


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Whose figures."""
    command.add_argument("folder", help="a folder of results")


def do(asked: Any) -> None:
    """Draw the figures of a folder of results again."""
    from pathlib import Path

    from sim.figures import draw_all

    folder = Path(asked.folder)
    for needed in ("manifest.json", "measures.parquet"):
        if not (folder / needed).exists():
            words = f"a folder of results of run or compare: it has no {needed}"
            raise SettingError(f"{folder} is not {words}")
    for path in draw_all(folder):
        print(path)
