"""What a claim is, and what claims share: simulating a scenario and recording its schools."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.measures import GROUPS, MEASURES
from sim.model import Model
from sim.parameters.config import load

SMALL_ROLL, REMOTE_KM = 150, 3.0  # pupils; to the third nearest school

Plotted = dict[tuple[str, str, Any], float]  # by panel of the figure, series, and x
Recorded = Mapping[str, Callable[[Model], Any]]  # what to record of the schools after each year
History = dict[str, np.ndarray]  # what was recorded: (years, schools) each, or (years,)
NOTHING: Recorded = {}


@dataclass(frozen=True)
class Evidence:
    """What one replicate shows: values to plot, and contrasts that should be above zero."""

    plotted: Plotted
    contrasts: dict[str, float]


@dataclass(frozen=True)
class Claim:
    """A claim in words, and the function that gives evidence from a model after its warm-up.

    ``false_alarm`` is the chance that a contrast is called shown when there is no difference.
    """

    statement: str
    evidence: Callable[[Model], Evidence]
    false_alarm: float = 0.01


def claim(statement: str) -> Callable[[Callable[[Model], Evidence]], Claim]:
    """Above a function: makes it the claim for which it gives evidence."""
    return lambda evidence: Claim(statement, evidence)


def simulate(
    start: Model, scenario: str, years: int, recorded: Recorded = NOTHING, *overrides: str
) -> tuple[Model, History]:
    """Branch from ``start``, run a scenario, and record its schools after each year."""
    model = start.branch(load(scenario, overrides).policies)
    return model, record(model, years, recorded)


def record(model: Model, years: int, recorded: Recorded) -> History:
    """Run a model for some years; what each of ``recorded`` gives after each."""
    history: dict[str, list[np.ndarray]] = {name: [] for name in recorded}
    for _ in range(years):
        model.step()
        for name, value_of in recorded.items():
            history[name].append(np.array(value_of(model)))
    return {name: np.array(values) for name, values in history.items()}


def by_year(panel: str, series: Mapping[str, Iterable[float]], first: int = 1) -> Plotted:
    """Values to plot of some series over the years, from the first."""
    return {
        (panel, name, year): value
        for name, values in series.items()
        for year, value in enumerate(values, first)
    }


def measured(model: Model, measure: str, group: str, years: int = 5) -> float:
    """The mean of a measure over the last years."""
    values = model.measures[-years:, GROUPS.index(group), list(MEASURES).index(measure)]
    return float(np.nanmean(values))


def expected_progress(model: Model) -> np.ndarray:
    """Year 6 progress before the random draw of each cohort, (schools,)."""
    return model.schools.progress[-1]


def is_small(model: Model) -> np.ndarray:
    """Which schools have fewer than 150 pupils, bool (schools,)."""
    return model.schools.pupils < SMALL_ROLL


def has_head(model: Model) -> np.ndarray:
    """Which schools have a head, acting or permanent, bool (schools,)."""
    return model.schools.head.row >= 0


def by_size_and_place(model: Model) -> dict[str, np.ndarray]:
    """Small remote schools, small schools near others, and larger ones; bool (schools,) each."""
    small, remote = is_small(model), model.neighbours[1][3] >= REMOTE_KM
    return {
        "small, remote": small & remote,
        "small, near others": small & ~remote,
        "larger": ~small,
    }


def mean_effect(effects: np.ndarray) -> np.ndarray:
    """Means over schools of (n, years); nan where there are none, as in small worlds."""
    return effects.mean(axis=0) if len(effects) else np.full(effects.shape[1], np.nan)
