"""Carrying out runs: ensembles, engines, the store, histories and sweeps."""

from typing import Any


def nothing(model: Any) -> None:
    """Take no notice of a year."""
