"""What a run or comparison produced, as it goes from the runs to the results."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.measures import GROUPS, LAST_YEARS, MEASURES, Measure, chosen_measures
from sim.parameters.config import Settings
from sim.world import World


@dataclass
class Ensemble:
    """Scenarios × replicates in one world; the first scenario is what others are compared with.

    ``measures`` is float32, (scenarios, replicates, years, groups, measures); ``maps``
    has the schools at the end of the first replicate of each scenario.
    """

    world: World
    settings: list[Settings]  # of each scenario
    replicates: list[int]
    measures: np.ndarray
    maps: list[dict[str, np.ndarray]]
    outcomes: np.ndarray  # float32, (scenarios, replicates, outcomes, schools)
    workers: int
    seconds: float
    memory_mb: float
    code: str  # a digest of the code that was run
    identities: dict[str, float]  # of the accounts: the largest relative error of each
    stopped: str = ""  # why there are fewer replicates than asked for
    states: dict[str, bytes] = field(default_factory=dict)  # files, where states are saved
    traces: list[dict[str, np.ndarray]] = field(default_factory=list)  # of the first replicate

    @property
    def sets(self) -> np.ndarray:
        """Which parameter set each replicate has: (replicates,)."""
        return np.array(self.replicates) % self.settings[0].sets

    @property
    def scenarios(self) -> list[str]:
        """Their names."""
        return [one.scenario for one in self.settings]

    @property
    def to_show(self) -> list[Measure]:
        """The measures that were asked for; none where the usual are to be shown."""
        return chosen_measures(self.settings[0].run.measures)

    def values(self) -> pd.DataFrame:
        """Every value: a row for each scenario, replicate, year, group and measure."""
        table = each_of(
            scenario=named(self.scenarios),
            replicate=np.array(self.replicates, dtype=np.int32),
            year=np.arange(1, self.measures.shape[2] + 1, dtype=np.int32),
            group=named(GROUPS),
            measure=named(MEASURES),
        )
        return table.assign(value=self.measures.ravel())


def each_of(**axes: Any) -> pd.DataFrame:
    """A row for each combination of values along some axes, the last varying fastest."""
    index = pd.MultiIndex.from_product(axes.values(), names=list(axes))
    return index.to_frame(index=False)


def named(names: Iterable[str]) -> pd.Categorical:
    """Names as categories, which take less room than text, in their order."""
    return pd.Categorical(list(names), categories=list(names))


def last_years(values: np.ndarray) -> np.ndarray:
    """The mean over the last years of (scenarios, replicates, years, ...), of those known."""
    return mean_of_known(values[:, :, -LAST_YEARS:], axis=2)


def mean_of_known(values: np.ndarray, axis: int) -> np.ndarray:
    """The mean of those that have a value; nan where none has."""
    known = np.isfinite(values).sum(axis=axis)
    total = np.nansum(values, axis=axis, dtype=np.float64)
    return np.where(known > 0, total / np.maximum(known, 1), np.nan)
