"""What finished results say: a question a file, each a function of numbers and then of a folder."""

from sim.analyse import frontier, regret, sensitivity, thresholds
from sim.analyse import scenario_discovery as discover
from sim.analyse import value_of_information as information

__all__ = ["discover", "frontier", "information", "regret", "sensitivity", "thresholds"]
