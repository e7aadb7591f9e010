"""Carrying out runs: ensembles, engines, the store, histories and sweeps."""

from typing import Any


def nothing(model: Any) -> None:
    """Take no notice of a year."""


# Schools side by side in one model; with more a year takes longer than the fixed cost it saves.
MOST_SCHOOLS = 8_000
