"""``small-schools figures``: draw the figures of a folder of results again."""

from __future__ import annotations

import argparse
from typing import Any


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Whose figures, for what and in which formats."""
    command.add_argument("folder", help="a folder of results of any command")
    command.add_argument(
        "--theme",
        choices=("print", "projector"),
        default="print",
        help="projector: 16:9 with larger type and thicker lines, in figures-projector",
    )
    command.add_argument(
        "--format",
        action="append",
        choices=("svg", "png", "pdf"),
        help="only this format; can be repeated",
    )


def do(asked: Any) -> None:
    """Draw them, and list the files."""
    from sim import api

    for path in api.draw_figures(asked.folder, asked.theme, asked.format or ()):
        print(path)
