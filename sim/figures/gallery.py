"""All the figures of a folder of results. To add one: a file here, and a line in ``FIGURES``."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sim.figures import (
    attribution,
    calibration,
    clusters_map,
    cost_and_gain,
    gains,
    ks2_spread,
    partnerships,
    pipeline,
    scoreboard,
    signatures,
    smallness,
    style,
    sweeps,
    vacancies,
    weak_teachers,
)
from sim.measures import LAST_YEARS
from sim.parameters.calibrated import ENSEMBLE, LEDGER
from sim.parameters.config import SWITCHED_OFF
from sim.results import labels
from sim.results.intervals import Estimate, estimate

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
    names: dict[str, str]  # what each scenario is called
    _kept: dict[Any, Any] = field(default_factory=dict)

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios, the first being what others are compared with."""
        return [name for name in self.manifest["scenarios"] if SWITCHED_OFF not in name]

    @property
    def first(self) -> str:
        """The scenario that others are compared with."""
        return self.scenarios[0]

    @property
    def others(self) -> list[str]:
        """The scenarios that are compared with the first."""
        return self.scenarios[1:]

    @property
    def switched_off(self) -> list[str]:
        """Names of those that are a scenario without one mechanism."""
        return [name for name in self.manifest["scenarios"] if SWITCHED_OFF in name]

    @cached_property
    def _places(self) -> Any:
        return self.measures.groupby(["measure", "group"], observed=True).indices

    @property
    def parameters(self) -> str:
        """Whether replicates share the ledger's parameters, or each has a set of its own."""
        return self.manifest.get("parameters", LEDGER)

    def series(self, measure: str, group: str) -> pd.DataFrame:
        """Values of a measure in a group of schools, (years, scenarios and replicates)."""
        if (measure, group) not in self._kept:
            part = self.measures.iloc[self._places[measure, group]]
            wide = part.pivot(index="year", columns=["scenario", "replicate"], values="value")
            self._kept[measure, group] = wide
        return self._kept[measure, group]

    def called(self, scenario: str) -> str:
        """A scenario in plain words."""
        return self.names.get(scenario, labels.scenario(scenario))

    def last(self, scenario: str, measure: str, group: str) -> pd.Series:
        """A measure's means over the last years, one for each replicate."""
        key = measure, group, scenario
        if key not in self._kept:
            self._kept[key] = self.series(measure, group)[scenario].iloc[-LAST_YEARS:].mean()
        return self._kept[key]

    def level(self, scenario: str, measure: str, group: str = "small") -> Estimate:
        """A measure's mean over the last years and its interval over replicates."""
        return estimate(self.last(scenario, measure, group), self.parameters)

    def change(self, scenario: str, measure: str, group: str = "small") -> Estimate:
        """A measure's paired change from the first scenario, in the last years."""
        values = self.last(scenario, measure, group) - self.last(self.first, measure, group)
        return estimate(values, self.parameters)

    def contribution(self, off: str, measure: str, group: str = "small") -> Estimate:
        """What a mechanism does to a measure: with it minus without it, in the last years."""
        base = off.split(SWITCHED_OFF)[0]
        values = self.last(base, measure, group) - self.last(off, measure, group)
        return estimate(values, self.parameters)

    def furthest(self, measure: str, group: str = "small") -> list[str]:
        """The scenarios other than the first, those that change a measure most before others."""
        return sorted(self.others, key=lambda s: -abs(self.change(s, measure, group)[0]))

    def in_colour(self, measure: str) -> list[str]:
        """At most four scenarios: the first, and those that change a measure most."""
        chosen = self.furthest(measure)[: len(style.COLOURS) - 1]
        return [s for s in self.scenarios if s == self.first or s in chosen]

    def finding(self, measure: str) -> str:
        """What is found of a measure in small schools, in a sentence without its stop."""
        what, group = labels.measure(measure, "small schools"), "small"
        if not self.others:
            level = labels.amount(self.level(self.first, measure, group)[0], measure)
            return f"{labels.capitalised(what)}: {level}"
        most, count = self.furthest(measure, group)[0], len(self.others)
        if not self.change(most, measure, group).excludes_zero:
            none = (
                labels.capitalised(self.called(most))
                if count == 1
                else f"None of {count} scenarios"
            )
            verb = "does not surely change" if count == 1 else "surely changes"
            return f"{none} {verb} the {what}"
        before, after = (self.level(s, measure, group)[0] for s in (self.first, most))
        told = f"from {labels.amount(before, measure)} to {labels.amount(after, measure)}"
        if count == 1:
            moves = "falls" if after < before else "rises"
            name = labels.capitalised(self.called(most))
            return f"{name}: the {what} {moves} {told}"
        return f"Of {count} scenarios, {self.called(most)} moves the {what} most, {told}"

    @property
    def grey(self) -> str:
        """What lines in grey are, where there are more scenarios than colours."""
        more = len(self.scenarios) - len(style.COLOURS)
        return f"; in grey the {more} others that change it less" if more > 0 else ""

    @property
    def source(self) -> str:
        """Where the numbers come from, for the foot of a figure."""
        m, plural = self.manifest, "" if self.manifest["replicates"] == 1 else "s"
        over = "over plausible parameter sets" if self.parameters == ENSEMBLE else "of means"
        bars = f"bands and bars: 90% intervals {over}" if plural else "one replicate: no interval"
        return (
            f"Simulated by small-schools: {m['schools']:,} schools, {m['replicates']} replicate"
            f"{plural}, {m['years']} years; {bars}. Data: DfE, OS; OGL v3.0."
        )


def read(folder: Path) -> Results:
    """The results of ``run`` or ``compare`` in a folder."""
    resolved = yaml.load((folder / "config.yaml").read_text(encoding="utf-8"), _LOADER)
    return Results(
        folder=folder / "figures",
        measures=pd.read_parquet(folder / "measures.parquet"),
        maps=pd.read_parquet(folder / "maps.parquet"),
        gains=pd.read_csv(folder / "who_gains.csv"),
        manifest=json.loads((folder / "manifest.json").read_text(encoding="utf-8")),
        names=labels.scenario_names(resolved),
    )


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, faster where it was built


def _comparison(folder: Path) -> list[Path]:
    results = read(folder)
    return [path for draw in FIGURES for path in draw(results)]


KINDS: dict[str, Callable[[Path], list[Path]]] = {  # a file that tells what a folder holds
    "measures.parquet": _comparison,
    "scoreboard.csv": scoreboard.draw_folder,
    "contrasts.csv": signatures.draw_folder,
    "differences.csv": sweeps.draw_folder,
    "shares.csv": attribution.draw_folder,
    "ranges.csv": calibration.draw_folder,
}


def draw_all(folder: Path, look: style.Look | None = None) -> list[Path]:
    """Draw every figure of a folder of results; returns the files, none for a folder of others."""
    with style.seen(look or style.Look()):
        return [
            path
            for sign, draw in KINDS.items()
            if (folder / sign).exists()
            for path in draw(folder)
        ]
