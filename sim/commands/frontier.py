"""``small-schools frontier``: what outcomes cost, and which options are beaten."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands.analyse import add_outcome, write


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which results, what is gained and what it costs."""
    words = "folders of results of compare or sweep, in which the first scenario is the same"
    command.add_argument("folders", nargs="+", metavar="folder", help=words)
    add_outcome(command)
    words = "the measure that counts as cost (cost_per_pupil)"
    command.add_argument("--cost", default="cost_per_pupil", metavar="NAME", help=words)


def do(asked: Any) -> None:
    """Outcome against cost of each policy and intensity, and those no other beats."""
    from sim.analyse import frontier
    from sim.figures import frontier as figure
    from sim.results.folder import Folder
    from sim.results.outcome import Outcome

    found = [Folder.of(folder) for folder in asked.folders]
    outcome = Outcome(asked.measure, asked.group)
    table = frontier.analyse(found, outcome, asked.cost)
    write(asked, found[0].path, {"": table}, figure.draw, outcome, asked.cost, table)
