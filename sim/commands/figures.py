"""``small-schools figures``: the figures of a folder of results."""

from __future__ import annotations

import argparse
from typing import Any

from sim.errors import OutputError, SettingError


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
        help="only this format; may be given again for another",
    )


def do(asked: Any) -> None:
    """Draw the figures of a folder of results again."""
    from sim.figures import draw_all
    from sim.figures.style import FORMATS, Look
    from sim.results.folder import Folder

    look = Look(asked.theme, tuple(asked.format or FORMATS))
    try:
        paths = draw_all(Folder(asked.folder), look)
    except OSError as error:
        raise OutputError(f"figures of {asked.folder}: {error.strerror or error}") from error
    if not paths:
        raise SettingError(f"{asked.folder} is not a folder of results with anything to draw")
    for path in paths:
        print(path)
