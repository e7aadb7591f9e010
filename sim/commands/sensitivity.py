"""``small-schools sensitivity``: which settings move an outcome most."""

from __future__ import annotations

from typing import Any

from sim.commands.analyse import add_arguments, write

__all__ = ["add_arguments", "do"]


def do(asked: Any) -> None:
    """Sobol, Morris, a tornado or regression, as the design of the sweep has it."""
    from sim.analyse import sensitivity
    from sim.figures import sensitivity as figure
    from sim.results.folder import Folder
    from sim.results.outcome import Outcome

    found, outcome = Folder.of(asked.folder), Outcome(asked.measure, asked.group)
    table, scenario = (
        sensitivity.analyse(found, outcome, asked.scenario),
        found.chosen(asked.scenario),
    )
    write(asked, found.path, {"": table}, figure.draw, found, outcome, scenario, table)
