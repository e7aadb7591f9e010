"""``small-schools validate``: compare the baseline with observed facts."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands import output


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Settings, targets, and where results go."""
    command.add_argument("words", nargs="*", metavar="WORD", help="settings as name=value")
    words = "observed facts of your own, in a file like configs/validation/targets.yaml"
    command.add_argument("--targets", metavar="FILE", help=words)
    output.add_arguments(command)


def do(asked: Any) -> None:
    """Simulate the baseline, compare it with each target, and say which fail."""
    from sim import api

    folder = output.choose(asked, "validation")
    result = api.validate(*asked.words, targets=asked.targets, quiet=asked.quiet)
    output.write(asked, result, folder)
