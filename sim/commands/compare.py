"""``small-schools compare``: compare scenarios, with the same random draws."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands import output

MOST_NAMES = 3  # in the name of a folder


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Scenarios, settings, and where results go."""
    words = "names of scenarios, which are compared with the first; settings as name=value"
    command.add_argument("words", nargs="*", metavar="WORD", help=words)
    command.add_argument(
        "--switch-off",
        metavar="MECHANISM",
        action="append",
        default=[],
        help="compare the scenario with itself without a mechanism; benefit, cost, partnership "
        "and all stand for several, each in turn (small-schools scenarios lists them)",
    )
    output.add_arguments(command)


def do(asked: Any) -> None:
    """Simulate the scenarios; the first is what others are compared with."""
    from sim import api

    names = api.compared(asked.words, asked.switch_off)
    names += [f"{names[0]}_without_{mechanism}" for mechanism in asked.switch_off]
    short = "-vs-".join(reversed(names)) if len(names) <= MOST_NAMES else f"{len(names)}-{names[0]}"
    folder = output.choose(asked, short)
    result = api.compare(*asked.words, switch_off=asked.switch_off, quiet=asked.quiet)
    output.write(asked, result, folder)
