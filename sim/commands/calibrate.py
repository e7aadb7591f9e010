"""``small-schools calibrate``: find parameter sets that reproduce observed facts."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands import output


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Settings, and where results go."""
    words = "settings as name=value, such as calibration.points=200 or world.authorities=40"
    command.add_argument("words", nargs="*", metavar="WORD", help=words)
    output.add_arguments(command)


def do(asked: Any) -> None:
    """Rule parameter sets out in waves, and write a sample of those that are left."""
    from sim import api

    folder = output.choose(asked, "calibration")
    with output.resumable():
        result = api.calibrate(*asked.words, quiet=asked.quiet)
    output.write(asked, result, folder)
    print(f"to ship the sample, copy {folder / 'ensemble.csv'} to configs/calibration/")
