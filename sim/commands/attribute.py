"""``small-schools attribute``: share an improvement out among its causes."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands import output


def add_arguments(command: argparse.ArgumentParser) -> None:
    """A scenario, settings, what improved and where, and where results go."""
    words = "a scenario, and settings as name=value; run.years is the last year of the improvement"
    command.add_argument("words", nargs="*", metavar="WORD", help=words)
    command.add_argument(
        "--outcome",
        metavar="NAME",
        default="progress",
        help="what is shown: progress, below_floor or good_ofsted (default: progress)",
    )
    command.add_argument(
        "--selected-on",
        metavar="NAME",
        default="lowest_fifth",
        help="which schools, by the year before: lowest_fifth, below_floor, or none for all "
        "(default: lowest_fifth)",
    )
    words = "causes of your own, in a file like configs/attribution.yaml"
    command.add_argument("--causes", metavar="FILE", help=words)
    command.add_argument("--players", dest="causes", help=argparse.SUPPRESS)  # its former name
    output.add_arguments(command)


def do(asked: Any) -> None:
    """Simulate every combination of the causes, and write what each adds to the improvement."""
    from sim import api

    names = [word for word in asked.words if "=" not in word]
    folder = output.choose(asked, "-".join(["attribute", *names]))
    result = api.attribute(
        *asked.words,
        outcome=asked.outcome,
        selected_on=asked.selected_on,
        causes=asked.causes,
        quiet=asked.quiet,
    )
    output.write(asked, result, folder)
