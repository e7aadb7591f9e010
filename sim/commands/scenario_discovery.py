"""``small-schools scenario-discovery``: in which futures a policy fails."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands.analyse import add_arguments as add_folder
from sim.commands.analyse import write


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which results, and what counts as failing."""
    add_folder(command)
    ends = command.add_mutually_exclusive_group()
    ends.add_argument("--below", type=float, metavar="X", help="it fails below X (0)")
    ends.add_argument("--above", type=float, metavar="X", help="it fails above X")


def do(asked: Any) -> None:
    """Boxes of settings that hold many of the points at which it fails, and few others."""
    from sim.analyse import scenario_discovery
    from sim.figures import scenario_discovery as figure
    from sim.results.folder import Folder
    from sim.results.outcome import Outcome

    found, outcome = Folder.of(asked.folder), Outcome(asked.measure, asked.group)
    above = asked.above is not None
    level = asked.above if above else asked.below or 0.0
    boxes, steps = scenario_discovery.analyse(found, outcome, asked.scenario, level, above)
    failing = f"{outcome} {'above' if above else 'below'} {level:g}"
    what = (found, failing, found.chosen(asked.scenario), boxes, steps)
    write(asked, found.path, {"": boxes, "_peeling": steps}, figure.draw, *what)
