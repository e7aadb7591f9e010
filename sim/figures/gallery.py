"""All the figures of a folder of results. To add one: a file here, and a line in ``FIGURES``."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.config import SWITCHED_OFF
from sim.figures import (
    clusters_map,
    cost_and_gain,
    gains,
    ks2_spread,
    partnerships,
    pipeline,
    smallness,
    vacancies,
    weak_teachers,
)

FIGURES: tuple[Callable[[Results], list[Path]], ...] = (
    pipeline.draw,
    partnerships.draw,
    vacancies.draw,
    weak_teachers.draw,
    ks2_spread.draw,
    clusters_map.draw,
    gains.draw,
    cost_and_gain.draw,
    smallness.draw,
)


@dataclass(frozen=True)
class Results:
    """A folder of results as the figures read it."""

    folder: Path  # where figures go
    measures: pd.DataFrame  # scenario, replicate, year, group, measure, value
    maps: pd.DataFrame  # a row for each school and scenario
    gains: pd.DataFrame  # how change is spread over schools
    manifest: dict[str, Any]

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios, the first being what others are compared with."""
        return [name for name in self.manifest["scenarios"] if SWITCHED_OFF not in name]

    @property
    def switched_off(self) -> list[str]:
        """Names of those that are a scenario without one mechanism."""
        return [name for name in self.manifest["scenarios"] if SWITCHED_OFF in name]

    @property
    def source(self) -> str:
        """Where the numbers come from, for the foot of a figure."""
        m = self.manifest
        return (
            f"Simulated by small-schools: {m['schools']:,} schools, {m['replicates']} replicates, "
            f"{m['years']} years. Bands and bars: 90% intervals of means. Data: DfE, OS; OGL v3.0."
        )


def draw_all(folder: Path) -> list[Path]:
    """Draw every figure of a folder of results into its ``figures``; returns the files."""
    results = Results(
        folder=folder / "figures",
        measures=pd.read_parquet(folder / "measures.parquet"),
        maps=pd.read_parquet(folder / "maps.parquet"),
        gains=pd.read_csv(folder / "who_gains.csv"),
        manifest=json.loads((folder / "manifest.json").read_text(encoding="utf-8")),
    )
    return [path for draw in FIGURES for path in draw(results)]
