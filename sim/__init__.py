"""Small Schools: how England's primary schools find and keep leaders, work together and teach."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
_VERBS = (
    "attribute", "back_test", "calibrate", "compare", "coverage", "draw_figures", "examine_claims",
    "frontier", "move_graph", "profile", "regret", "run", "save", "scenario_discovery",
    "sensitivity", "sweep", "switching_values", "thresholds", "validate", "value_of_information",
    "verify", "workshop_page", "write_report",
)  # fmt: skip
_FORMER = {"discover": "scenario_discovery", "information": "value_of_information"}
__all__ = ["Model", "Scenario", "__version__", *_VERBS]


def __dir__() -> list[str]:
    return __all__


def __getattr__(name: str) -> Any:
    """``from sim import Model``, imported only when asked for: Mesa takes a second."""
    name = _FORMER.get(name, name)
    if name == "Model":
        return import_module("sim.model").Model
    if name == "Scenario":
        return import_module("sim.parameters.scenario").Scenario
    if name in _VERBS:
        return getattr(import_module("sim.api"), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
