"""``small-schools regret``: how robust policies are across futures."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands.analyse import add_arguments as add_folder
from sim.commands.analyse import write


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which results, and which outcome in them."""
    add_folder(command, scenario=False)


def do(asked: Any) -> None:
    """Mean and largest regret of each scenario, and how often it is best."""
    from sim.analyse import regret
    from sim.figures import regret as figure
    from sim.results.folder import Folder
    from sim.results.outcome import Outcome

    found, outcome = Folder.of(asked.folder), Outcome(asked.measure, asked.group)
    table = regret.analyse(found, outcome)
    write(asked, found.path, {"": table}, figure.draw, outcome, table)
