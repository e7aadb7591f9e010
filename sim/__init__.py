"""Small Schools: how England's primary schools find and keep leaders, work together and teach."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
_VERBS = (
    "attribute", "compare", "discover", "frontier", "information", "regret", "run",
    "sensitivity", "sweep", "thresholds",
)  # fmt: skip
__all__ = ["Model", "__version__", *_VERBS]

_HOMES = {"Model": "sim.model"} | {verb: "sim.api" for verb in _VERBS}


def __getattr__(name: str) -> Any:
    """``from sim import Model``, imported only when asked for: Mesa takes a second."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
