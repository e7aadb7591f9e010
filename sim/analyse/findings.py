"""A folder of results as the analyses read it: of a sweep, or of a comparison, which is one point.

An outcome is a measure in a group of schools, the mean of the last years, of one measure and
group at a time, so that memory does not grow with the number of measures.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from sim.designs import Design
from sim.errors import SettingError
from sim.measures import GROUPS, LAST_YEARS, MEASURES
from sim.parameters.config import did_you_mean
from sim.results import labels

RESAMPLES, RESAMPLING_SEED = 1000, 0  # for bootstraps, which give the same bytes each time


@dataclass(frozen=True)
class Outcome:
    """A measure in a group of schools."""

    measure: str = "ks2_progress_mean"
    group: str = "small"

    def __post_init__(self) -> None:
        for name, known in (("measure", MEASURES), ("group", GROUPS)):
            given = getattr(self, name)
            if given not in known:
                hint = did_you_mean(given, known)
                raise SettingError(f"{name}={given}: there is no {name} {given!r}{hint}")

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is. Raises SettingError where neither is."""
        return MEASURES[self.measure].sign

    @property
    def unit(self) -> str:
        """The unit in which its changes are shown."""
        return MEASURES[self.measure].unit_of_change

    @property
    def scale(self) -> int:
        """What its changes are multiplied by where they are shown."""
        return MEASURES[self.measure].scale

    def __str__(self) -> str:
        return labels.capitalised(labels.measure(self.measure, labels.schools(self.group)))


@dataclass(frozen=True)
class Findings:
    """A folder of results. ``points`` has the settings of each point, a row each."""

    folder: Path
    scenarios: list[str]  # the first is what others are compared with
    points: pd.DataFrame
    design: Design | None = None  # None for a comparison

    def levels(self, outcome: Outcome) -> pd.DataFrame:
        """The outcome: a row for each point and replicate, a column for each scenario."""
        sweep = self.design is not None
        path = self.folder / ("values.parquet" if sweep else "measures.parquet")
        chosen = [("measure", "==", outcome.measure), ("group", "==", outcome.group)]
        table = pd.read_parquet(path, filters=chosen)
        if not sweep:
            table = table[table.year > table.year.max() - LAST_YEARS].assign(point=0)
        keys = ["point", "replicate", "scenario"]
        means = table.groupby(keys, observed=True)["value"].mean().astype(float)
        return means.unstack("scenario")[self.scenarios]

    def changes(self, outcome: Outcome, scenario: str = "") -> pd.Series:
        """A scenario, by default the last, minus the first: paired, by point and replicate."""
        levels, chosen = self.levels(outcome), self.chosen(scenario)
        first = levels[self.scenarios[0]] if len(self.scenarios) > 1 else 0
        return (levels[chosen] - first).dropna()

    def chosen(self, scenario: str) -> str:
        """A scenario by name, or the last. Raises SettingError where there is none such."""
        if scenario and scenario not in self.scenarios:
            raise SettingError(f"--scenario {scenario} is not one of {', '.join(self.scenarios)}")
        return scenario or self.scenarios[-1]

    def varied(self) -> pd.DataFrame:
        """The settings that vary, where they are numbers; SettingError where there are none."""
        numbers = self.points.select_dtypes("number")
        varied = numbers.loc[:, numbers.nunique() > 1]
        if varied.empty:
            raise SettingError(f"{self.folder} is not a sweep in which a number varies")
        return varied


def read(folder: str | Path) -> Findings:
    """Read a folder of a sweep or of a comparison. Raises SettingError for another."""
    folder = Path(folder)
    try:
        if (folder / "design.yaml").exists():
            plain = yaml.safe_load((folder / "design.yaml").read_text(encoding="utf-8"))
            plain.pop("words")
            design = Design(**plain)
            points = pd.read_csv(folder / "points.csv", index_col="point")
            settings = points.drop(columns="replicates", errors="ignore")
            return Findings(folder, design.scenarios, settings, design)
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if not (folder / "measures.parquet").exists():
            raise FileNotFoundError
        return Findings(folder, manifest["scenarios"], pd.DataFrame(index=[0]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingError(f"{folder} is not a folder of results of sweep or compare") from error


def resampled(replicates: int) -> Iterator[np.ndarray]:
    """For a bootstrap: rows drawn with replacement, (replicates,) each time."""
    chance = np.random.default_rng(RESAMPLING_SEED)
    return (chance.integers(replicates, size=replicates) for _ in range(RESAMPLES))
