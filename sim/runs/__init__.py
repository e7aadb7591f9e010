"""Carrying out runs: ensembles, engines, the store, histories and sweeps."""

from typing import Any


def nothing(model: Any) -> None:
    """Take no notice of a year."""


# Side by side in one model. With more schools a year takes longer than the fixed cost it saves; of
# more futures numbers of agents cannot tell whose they are, see `draws.OWN_BITS`.
MOST_SCHOOLS, MOST_FUTURES = 16_000, 2_048


def futures_together(schools: int) -> int:
    """How many futures of a world of so many schools stand side by side in one model at most."""
    return max(min(MOST_SCHOOLS // schools, MOST_FUTURES), 1)
