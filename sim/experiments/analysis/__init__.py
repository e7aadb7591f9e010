"""What finished results say: a question a file, each a function of numbers and then of a folder."""

from sim.experiments.analysis import (
    discover,
    frontier,
    information,
    regret,
    sensitivity,
    thresholds,
)

__all__ = ["discover", "frontier", "information", "regret", "sensitivity", "thresholds"]
