"""What is measured each year, a declaration each, and what is recorded of each school."""

# The order of these files is the order of measures in every result, and so part of its digest.
# isort: off
from sim.measures import schools, leadership, teaching, results, partnerships, money  # noqa: F401
# isort: on

from sim.measures.own import KNOWN, own_measures
from sim.measures.registry import (
    GROUPS,
    MEASURES,
    Measure,
    chosen_measures,
    headline_measures,
    measure,
    measured,
)
from sim.measures.school_history import LAST_YEARS

__all__ = [
    "GROUPS",
    "KNOWN",
    "LAST_YEARS",
    "MEASURES",
    "Measure",
    "chosen_measures",
    "headline_measures",
    "measure",
    "measured",
    "own_measures",
]
