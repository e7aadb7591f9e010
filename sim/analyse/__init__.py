"""What finished results say: a question a file, each a function of numbers and then of a folder."""

from sim.analyse import (
    frontier,
    regret,
    scenario_discovery,
    sensitivity,
    thresholds,
    value_of_information,
)

__all__ = [
    "frontier", "regret", "scenario_discovery", "sensitivity", "thresholds",
    "value_of_information",
]  # fmt: skip
