"""Who gains and who loses: how a change is spread over schools."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.measures.school_history import SCHOOL_OUTCOMES
from sim.world import World
from sim.world.bands import BANDS, band_of

APART_KM = (1.0, 3.0)  # to the nearest other school


def groups_of(world: World) -> dict[str, np.ndarray]:
    """How schools are grouped: by roll, by distance to the nearest other, by deprivation."""
    km = world.neighbours(1)[1][0]
    apart = np.array(["under 1 km", "1 to 3 km", "over 3 km"])[np.searchsorted(APART_KM, km)]
    fifth = np.searchsorted(np.nanquantile(world.fsm, [0.2, 0.4, 0.6, 0.8]), world.fsm)
    fifths = np.array(["least", "second", "middle", "fourth", "most"])
    return {
        "roll": np.array(BANDS)[band_of(world.pupils)],
        "nearest school": apart,
        "free school meals": fifths[fifth],
    }


def by_school(outcomes: np.ndarray, scenarios: Sequence[str], world: World) -> pd.DataFrame:
    """A row for each scenario and school: means of the last years, and the change in them.

    ``outcomes`` is (scenarios, replicates, outcomes, schools). A change is from the first
    scenario, with its standard error over replicates.
    """
    level = outcomes.mean(axis=1, dtype=np.float64)
    change, count = _changes(outcomes), outcomes.shape[1]
    nothing = np.full_like(level[1:], np.nan)
    error = change.std(axis=1, ddof=1) / np.sqrt(count) if count > 1 else nothing
    groups = pd.DataFrame(groups_of(world))
    tables = []
    for place, scenario in enumerate(scenarios):
        table = groups.assign(scenario=scenario, school=np.arange(len(groups)) + 1, urn=world.urn)
        for o, name in enumerate(SCHOOL_OUTCOMES):
            table[name] = level[place, o].astype(np.float32)
            if place:
                table[f"{name}_change"] = change[place - 1, :, o].mean(axis=0).astype(np.float32)
                table[f"{name}_error"] = error[place - 1, o].astype(np.float32)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def who_gains(outcomes: np.ndarray, scenarios: Sequence[str], world: World) -> pd.DataFrame:
    """How change is spread over schools: a row for each group, scenario and outcome.

    ``gain`` and ``lose`` are the chances that a school of the group does better or worse in one
    possible history, ``close`` that it is closed in it, and is not in the first scenario. ``mean``
    and percentiles are of what schools may expect, and after a closure their pupils, chance
    averaged out: means over replicates lie further apart, and are drawn together.
    """
    changes = _changes(outcomes)
    closes = changes[:, :, list(SCHOOL_OUTCOMES).index("closed")] > 0
    rows = []
    everyone = {"all": np.full(len(world), "all")}
    for by, labels in (everyone | groups_of(world)).items():
        for group in dict.fromkeys(np.sort(labels)):
            at = labels == group
            for s, scenario in enumerate(scenarios[1:]):
                for o, (name, outcome) in enumerate(SCHOOL_OUTCOMES.items()):
                    change = outcome.sign * changes[s, :, o, at]  # (schools, replicates)
                    stays = ~closes[s][:, at].T
                    gain, lose = ((change > 0) & stays).mean(), ((change < 0) & stays).mean()
                    spread = np.quantile(outcome.sign * _expected(change), [0.1, 0.5, 0.9])
                    spread = (outcome.sign * change.mean(), *spread)
                    row = (scenario, name, outcome.unit, by, group, at.sum())
                    rows.append((*row, *spread, gain, lose, 1 - stays.mean()))
    names = "scenario outcome unit by group schools mean p10 median p90 gain lose close"
    return pd.DataFrame(rows, columns=names.split())


def _expected(change: np.ndarray) -> np.ndarray:
    """What each school may expect, from (schools, replicates): (schools,)."""
    means = change.mean(axis=1)
    if change.shape[1] < 2 or not means.var():
        return means
    luck = change.var(axis=1, ddof=1).mean() / change.shape[1]
    lasting = max(1 - luck / means.var(), 0.0)
    return means.mean() + np.sqrt(lasting) * (means - means.mean())


def _changes(outcomes: np.ndarray) -> np.ndarray:
    """From the first scenario: float64, (scenarios - 1, replicates, outcomes, schools)."""
    return outcomes[1:].astype(np.float64) - outcomes[:1]
