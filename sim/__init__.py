"""Small Schools: how England's primary schools find and keep leaders, work together and teach."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
_ANALYSES = (
    "frontier", "regret", "scenario_discovery", "sensitivity", "switching_values", "thresholds",
    "value_of_information",
)  # fmt: skip
_VERBS = (
    "attribute", "back_test", "calibrate", "compare", "coverage", "draw_figures", "examine_claims",
    "move_graph", "profile", "run", "sweep", "validate", "verify", "workshop_page", "write_report",
)  # fmt: skip
_FORMER = {"discover": "scenario_discovery", "information": "value_of_information"}
_MODULES = {
    "Model": "sim.model",
    "Scenario": "sim.parameters.scenario",
    "SettingError": "sim.errors",
    "save": "sim.answers",
    **dict.fromkeys(_VERBS, "sim.api"),
}
__all__ = ["__version__", *_ANALYSES, *_MODULES]


def __dir__() -> list[str]:
    return __all__


def __getattr__(name: str) -> Any:
    """``from sim import Model``, imported only when asked for: Mesa takes a second."""
    name = _FORMER.get(name, name)
    if name in _ANALYSES:
        return import_module(f"sim.analyse.{name}").analyse
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
