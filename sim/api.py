"""The commands from Python: ``sim.compare("baseline", "executive_heads_4000").table()``.

Words are those of the command line, such as ``"run.years=5"``. On systems that
start processes afresh, call these under ``if __name__ == "__main__":`` or with
``"run.workers=1"``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim import analyse
from sim.analyse.frontier import COST
from sim.attribution import attribute as attribution
from sim.attribution.causes import read_question, settings_for
from sim.designs import Design, read_design
from sim.errors import SettingError
from sim.parameters import calibrated, config
from sim.results import outputs
from sim.results.folder import Folder
from sim.results.outcome import Outcome
from sim.results.points import Point
from sim.results.summary import headlines, summarise
from sim.runs import ensemble
from sim.runs.store import Store
from sim.runs.sweep import Plan, plan

MEASURE, GROUP = Outcome.measure, Outcome.group


@dataclass
class Comparison:
    """What a run or comparison found; shown as its closing table."""

    ensemble: ensemble.Ensemble

    def table(self) -> pd.DataFrame:
        """Means with 90 % intervals by scenario, year, group, measure; then paired differences."""
        return summarise(self.ensemble)

    def values(self) -> pd.DataFrame:
        """Every value: scenario, replicate, year, group, measure."""
        return self.ensemble.values()

    def save(self, folder: str | Path, pictures: bool = True) -> Path:
        """Write the folder that the command writes; OutputError where it exists."""
        chosen = outputs.choose_folder("comparison", str(folder), overwrite=False)
        with outputs.filled(chosen) as draft:
            draft.write_comparison(self.ensemble)
            if pictures:
                from sim.figures import draw_all

                draw_all(draft)
        return chosen

    def __repr__(self) -> str:
        return headlines(self.ensemble)

    def _repr_html_(self) -> str:
        return f"<pre>{self!r}</pre>"


def run(scenario: str = "baseline", *words: str) -> Comparison:
    """One scenario."""
    return Comparison(ensemble.run([config.load(scenario, words)], quiet=True))


def compare(*words: str) -> Comparison:
    """Scenarios, the first of which is what others are compared with, and settings.

    Each replicate has a calibrated parameter set of its own, unless ``run.parameters=ledger``.
    """
    names = [word for word in words if "=" not in word]
    overrides = [word for word in words if "=" in word]
    if not names:
        raise SettingError("compare needs a scenario by name")
    overrides = [*calibrated.comparison_default(overrides), *overrides]
    settings = [config.load(name, overrides) for name in names]
    return Comparison(ensemble.run(settings, quiet=True))


@dataclass
class Sweep:
    """What a sweep found at each point."""

    plan: Plan
    faults: list[str]

    @property
    def points(self) -> pd.DataFrame:
        """The settings of each point."""
        return self.plan.table()

    def values(self) -> pd.DataFrame:
        """Every value: point, scenario, replicate, group, measure, value."""
        return self._joined(point.table() for point in self.each())

    def table(self) -> pd.DataFrame:
        """The paired difference of the last scenario from the first at each point."""
        found = self._joined(point.differences() for point in self.each())
        return found.join(self.points, on="point")

    def each(self) -> Iterator[Point]:
        """What was found at one point after the other, for sweeps too large for memory."""
        return self.plan.results()

    def save(self, folder: str | Path) -> Path:
        """Write the folder that analyses read; OutputError where it exists."""
        chosen = outputs.choose_folder("sweep", str(folder), overwrite=False)
        with outputs.filled(chosen) as draft:
            self.plan.write(draft)
        return chosen

    @staticmethod
    def _joined(tables: Iterator[pd.DataFrame]) -> pd.DataFrame:
        return pd.concat(list(tables), ignore_index=True)


def sweep(design: str | Design, *words: str) -> Sweep:
    """A design by name, file or object; what is kept from before is not run again."""
    chosen = design if isinstance(design, Design) else read_design(design)
    return Sweep(*plan(chosen, words, Store(outputs.home() / ".store")).run(quiet=True))


def sensitivity(
    folder: str | Path, measure: str = MEASURE, group: str = GROUP, scenario: str = ""
) -> pd.DataFrame:
    """Which settings move an outcome most in a folder of a sweep."""
    found = Folder.of(folder)
    return analyse.sensitivity.analyse(found, Outcome(measure, group), scenario)


def scenario_discovery(
    folder: str | Path,
    measure: str = MEASURE,
    group: str = GROUP,
    scenario: str = "",
    level: float = 0,
    above: bool = False,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """In which futures of a sweep a policy fails: limits of boxes, and how they were peeled."""
    found, outcome = Folder.of(folder), Outcome(measure, group)
    return analyse.scenario_discovery.analyse(found, outcome, scenario, level, above)


def frontier(
    *folders: str | Path, measure: str = MEASURE, group: str = GROUP, cost: str = COST
) -> pd.DataFrame:
    """What outcomes cost in folders of sweeps or comparisons, and which options are beaten."""
    found = [Folder.of(folder) for folder in folders]
    return analyse.frontier.analyse(found, Outcome(measure, group), cost)


def regret(folder: str | Path, measure: str = MEASURE, group: str = GROUP) -> pd.DataFrame:
    """How robust scenarios are across the futures of a folder."""
    return analyse.regret.analyse(Folder.of(folder), Outcome(measure, group))


def value_of_information(
    folder: str | Path, measure: str = MEASURE, group: str = GROUP
) -> pd.DataFrame:
    """What knowing each parameter would add to the best choice among a comparison's scenarios."""
    return analyse.value_of_information.analyse(Folder.of(folder), Outcome(measure, group))


def thresholds(
    folder: str | Path,
    measure: str = MEASURE,
    group: str = GROUP,
    scenario: str = "",
    level: float | None = None,
) -> pd.DataFrame:
    """How much of the one setting that varies is enough, and where the outcome is at a level."""
    found, outcome = Folder.of(folder), Outcome(measure, group)
    return analyse.thresholds.analyse(found, outcome, scenario, level)


def attribute(
    scenario: str = attribution.SCENARIO,
    *words: str,
    outcome: str = attribution.OUTCOME,
    selected_on: str = attribution.SELECTED_ON,
    causes: str | Path | None = None,
) -> attribution.Attribution:
    """How much of an improvement of small schools is due to each cause.

    ``causes`` is a file like ``configs/attribution.yaml``, which is the default.

    ``outcome`` and ``selected_on`` choose what is shown; its table has them all.
    """
    question = read_question(causes)
    whole = settings_for(scenario, words, question.years)
    return attribution.attribute(whole, question, outcome, selected_on)
