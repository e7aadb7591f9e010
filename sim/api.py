"""The commands from Python: ``sim.compare("baseline", "executive_heads_4000").table()``.

Words are those of the command line, such as ``"run.years=5"``. On systems that
start processes afresh, call these under ``if __name__ == "__main__":`` or with
``"run.workers=1"``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim import config, plausible
from sim.errors import SettingError
from sim.experiments import attribution, comparison, ensemble, results
from sim.experiments import sweep as sweeps
from sim.experiments.designs import Design, read_design
from sim.experiments.players import read_game, settings_for
from sim.experiments.store import Store


@dataclass
class Comparison:
    """What a run or comparison found; shown as its closing table."""

    ensemble: ensemble.Ensemble

    def table(self) -> pd.DataFrame:
        """Means with 90 % intervals by scenario, year, group, measure; then paired differences."""
        return comparison.summarise(self.ensemble)

    def values(self) -> pd.DataFrame:
        """Every value: scenario, replicate, year, group, measure."""
        return results.tidy(self.ensemble)

    def save(self, folder: str | Path, pictures: bool = True) -> Path:
        """Write the folder that the command writes; SettingError where it exists."""
        chosen = results.choose_folder("comparison", str(folder), overwrite=False)
        results.write(self.ensemble, chosen, pictures)
        return chosen

    def __repr__(self) -> str:
        return comparison.headlines(self.ensemble)

    def _repr_html_(self) -> str:
        return f"<pre>{self!r}</pre>"


def run(scenario: str = "baseline", *words: str) -> Comparison:
    """One scenario."""
    return Comparison(ensemble.run([config.load(scenario, words)], quiet=True))


def compare(*words: str) -> Comparison:
    """Scenarios, the first of which is what others are compared with, and settings.

    Each replicate has a plausible parameter set of its own, unless ``run.parameters=ledger``.
    """
    names = [word for word in words if "=" not in word]
    overrides = [word for word in words if "=" in word]
    if not names:
        raise SettingError("compare needs a scenario by name")
    settings = [config.load(name, [plausible.CHOSEN, *overrides]) for name in names]
    return Comparison(ensemble.run(settings, quiet=True))


@dataclass
class Sweep:
    """What a sweep found at each point."""

    design: Design
    points: pd.DataFrame
    values: pd.DataFrame  # point, scenario, replicate, group, measure, value
    faults: list[str]

    def table(self) -> pd.DataFrame:
        """The paired difference of the last scenario from the first at each point."""
        return sweeps.differences(self.values).join(self.points, on="point")

    def sensitivity(self, measure: str, group: str = "all") -> pd.DataFrame:
        """How much each varied setting moves a measure."""
        return sweeps.sensitivity(self.design, sweeps.differences(self.values), measure, group)


def sweep(design: str | Design, *words: str) -> Sweep:
    """A design by name, file or object; what is kept from before is not run again."""
    chosen = design if isinstance(design, Design) else read_design(design)
    store = Store(results.home() / ".store")
    planned = sweeps.plan(chosen, words, store)
    faults = sweeps.carry_out(planned, store, quiet=True)
    return Sweep(chosen, planned.points, sweeps.collect(planned, store), faults)


def attribute(
    scenario: str = attribution.SCENARIO,
    *words: str,
    outcome: str = attribution.OUTCOME,
    selected_on: str = attribution.SELECTED_ON,
    players: str | Path | None = None,
) -> attribution.Attribution:
    """Whose doing an improvement of small schools is; ``players`` is a file that says who
    they are.

    ``outcome`` and ``selected_on`` choose what is shown; its table has them all.
    """
    game = read_game(players)
    whole = settings_for(scenario, words, game.years)
    return attribution.attribute(whole, game, outcome, selected_on)
