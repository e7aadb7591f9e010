"""Small Schools: how England's primary schools find and keep leaders, work together and teach."""

from typing import Any

__version__ = "0.1.0"
__all__ = ["Model", "__version__"]


def __getattr__(name: str) -> Any:
    """``from sim import Model``, imported only when asked for: Mesa takes a second."""
    if name == "Model":
        from sim.model import Model

        return Model
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
