"""``small-schools value-of-information``: which parameter is most worth knowing."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands.analyse import add_arguments as add_folder
from sim.commands.analyse import write


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which comparison, and which outcome in it."""
    add_folder(command, scenario=False)


def do(asked: Any) -> None:
    """What knowing each parameter would be worth."""
    from sim.analyse import value_of_information
    from sim.figures import value_of_information as figure
    from sim.results.folder import Folder
    from sim.results.outcome import Outcome

    found, outcome = Folder.of(asked.folder), Outcome(asked.measure, asked.group)
    table = value_of_information.analyse(found, outcome)
    write(asked, found.path, {"": table}, figure.draw, outcome, table)
