"""``small-schools thresholds``: how much of a setting is enough."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands.analyse import add_arguments as add_folder
from sim.commands.analyse import write
from sim.errors import SettingError


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which results, and what to look for."""
    add_folder(command)
    words = "where the change crosses X"
    command.add_argument("--level", type=float, metavar="X", help=words)
    words = "share of the gain that is let go where it is called enough (0.05)"
    command.add_argument("--within", type=float, default=0.05, metavar="SHARE", help=words)


def do(asked: Any) -> None:
    """Where an outcome is best, nearly so, and at a level, over the one setting that varies."""
    from sim.analyse import thresholds
    from sim.figures import thresholds as figure
    from sim.results.folder import Folder
    from sim.results.outcome import Outcome

    if not 0 <= asked.within < 1:
        raise SettingError(f"--within {asked.within:g} is not a share from 0 to less than 1")
    found, outcome = Folder.of(asked.folder), Outcome(asked.measure, asked.group)
    table = thresholds.analyse(found, outcome, asked.scenario, asked.level, asked.within)
    what = (found, outcome, found.chosen(asked.scenario), table)
    write(asked, found.path, {"": table}, figure.draw, *what)
