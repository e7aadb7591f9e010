"""A back-test: fitted to facts known at one time, does the model foresee those of later years?

Beside it stand rules that need no model. Which facts were known, and which are to be forecast,
stands in ``configs/validation/back_test.yaml``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from sim.analyse.targets import CALIBRATE, Target, with_facts
from sim.calibration.matching import Goal
from sim.calibration.run import settings as calibration_settings
from sim.engine import draws
from sim.errors import SettingError
from sim.measures import GROUPS, MEASURES
from sim.parameters import ledger
from sim.parameters.calibrated import PRIOR
from sim.parameters.config import Settings, load
from sim.parameters.documents import read_yaml
from sim.parameters.evidence import facts
from sim.results.draft import Draft
from sim.results.intervals import tails
from sim.results.provenance import digest, manifest
from sim.runs.code import code
from sim.runs.engines import run_tasks
from sim.runs.ensemble import world_of
from sim.runs.replicate import warmed_up
from sim.world import World

DEFAULTS = {
    "run.start_year": 2012, "run.years": 12, "run.warm_up": 8,
    "run.replicates": 240, "run.sets": 240, "run.parameters": PRIOR,
}  # fmt: skip
FITTED, FORECAST = {"world": "sample"}, {"world": "england"}  # where sets are fitted, and used
MOST = 20  # sets that forecast
AT_START = "academies_2012"  # the fact that holds as the simulation begins
RIVALS: dict[str, Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]] = {
    "persistence": lambda when, known, later: np.full(len(later), known[-1]),
    "mean": lambda when, known, later: np.full(len(later), known.mean()),
    "line": lambda when, known, later: (
        np.polyval(np.polyfit(when, known, 1), later)
        if len(known) > 1
        else np.full(len(later), np.nan)
    ),
}  # what each makes of the values known and the years that they are of


@dataclass(frozen=True)
class Series:
    """Facts of one kind: by the year that each is of, its key in the register of evidence."""

    name: str
    measure: str
    known: Mapping[float, str]
    later: Mapping[float, str]
    after: int = 0  # years from the one that a fact is of to the one in which it is seen
    discrepancy: float | None = None  # as of a target; None where nothing is fitted to it
    rivals: Sequence[str] = ("persistence", "mean")  # that a forecast has to beat

    def target(self) -> Target:
        """What is known as one target: the mean, as uncertain as the facts differ."""
        given = {
            "measure": self.measure, "group": "all", "use": CALIBRATE,
            "facts": list(self.known.values()), "discrepancy": self.discrepancy,
        }  # fmt: skip
        return Target.of(with_facts(given), name=self.name)

    def simulated(self, years: np.ndarray, measures: np.ndarray, when: Any) -> np.ndarray:
        """What runs give for facts of some years: (runs, facts).

        ``measures`` are (runs, years, groups, measures); ``years`` are those simulated, (years,).
        What was seen before the first of them is held against the first.
        """
        seen = np.array([*when]) + self.after
        values = measures[:, :, GROUPS.index("all"), list(MEASURES).index(self.measure)]
        return np.array([np.interp(seen, years, run) for run in values])

    def forecast(self, years: np.ndarray, measures: np.ndarray) -> pd.DataFrame:
        """Each later fact beside what the runs give, and what each rival does."""
        when, known = np.array([*self.known]), _values(self.known)
        later, runs = np.array([*self.later]), self.simulated(years, measures, self.later)
        low, high = tails(runs)
        observed = _values(self.later)
        return pd.DataFrame(
            {
                "series": self.name,
                "year": later,
                "observed": observed,
                "model": runs.mean(axis=0),
                "model_low": low,
                "model_high": high,
                "within": (low <= observed) & (observed <= high),
            }
            | {name: rule(when, known, later) for name, rule in RIVALS.items()}
        )


@dataclass(frozen=True, repr=False)
class BackTest:
    """Forecasts, and how far each errs; see :func:`back_test`."""

    world: World
    settings: Settings
    measures: np.ndarray  # of the sets that forecast, (runs, years, groups, measures)
    sets: pd.DataFrame  # of each run how far off what was known, in standard deviations
    forecasts: pd.DataFrame
    errors: pd.DataFrame

    def write(self, folder: Draft) -> None:
        """The tables, and what was run."""
        about = manifest(self.world, self.settings, code())
        about |= {"digest": digest(self.measures[None]), "kept": int(self.sets.kept.sum())}
        tables = {"forecast.csv": self.forecasts, "errors.csv": self.errors, "sets.csv": self.sets}
        folder.write(tables, [self.settings], about, str(self))

    def table(self) -> pd.DataFrame:
        """Each later fact beside what the model and simple rules forecast."""
        return self.forecasts

    def __str__(self) -> str:
        shown = partial(pd.DataFrame.to_string, index=False, float_format="{:.3f}".format)
        kept = f"{self.sets.kept.sum()} of {len(self.sets)} sets are not ruled out"
        errors = "Mean absolute error, in percentage points"
        table = shown(self.errors, float_format="{:.1f}".format)
        return "\n\n".join([kept, shown(self.forecasts), f"{errors}\n\n{table}"])

    __repr__ = __str__


def back_test(overrides: Sequence[str], quiet: bool = True) -> BackTest:
    """Rule sets of the prior out by what was known, and hold what the others give against the rest.

    Raises SettingError where every set is ruled out, or the simulation ends too soon.
    """
    asked, words = calibration_settings(overrides, DEFAULTS | FITTED)
    one = load("baseline", words)
    every = read_series()
    fitted = [series for series in every if series.discrepancy is not None]
    years = one.model.calendar.start_year + np.arange(1, one.run.years + 1)
    last = max(max(series.later) + series.after for series in every)
    if last > years[-1]:
        raise SettingError(f"run.years={len(years)} ends in {years[-1]}, before {last:g}")
    runs = simulate(one, range(one.run.replicates), quiet)[1]
    values = [series.simulated(years, runs, series.known).mean(axis=1) for series in fitted]
    goal = Goal.of_targets([series.target() for series in fitted])
    sets = pd.DataFrame(goal.distance(np.stack(values, axis=1)), columns=goal.names)
    sets["kept"] = (sets <= asked["cut_off"]).all(axis=1)
    if not sets.kept.any():
        raise SettingError(f"all run.replicates={len(sets)} sets are ruled out by what was known")
    there = load("baseline", calibration_settings(overrides, DEFAULTS | FORECAST)[1])
    world, measures = simulate(there, np.flatnonzero(sets.kept)[:MOST], quiet)
    forecasts = pd.concat([one.forecast(years, measures) for one in every])
    return BackTest(world, there, measures, sets, forecasts, errors(every, forecasts))


def simulate(one: Settings, numbers: Iterable[int], quiet: bool) -> tuple[World, np.ndarray]:
    """The world as it was, and the measures of sets of the prior by their numbers, in order."""
    world = with_academies(world_of([one], quiet), float(facts()[AT_START]["value"]))
    tasks = [(world, one.of_replicate(int(number)), int(number)) for number in numbers]
    done = dict(run_tasks(replicate, tasks, one.run, len(tasks)))
    return world, np.stack([done[number] for _, _, number in tasks])


def replicate(world: World, one: Settings, number: int) -> tuple[int, np.ndarray]:
    """The number of a set, and its measures: (years, groups, measures)."""
    return number, warmed_up(world, one, number).run(one.run.years).measures


def read_series() -> list[Series]:
    """All series to be forecast."""
    given = read_yaml(ledger.folder() / "validation" / "back_test.yaml")
    return [Series(name, **values) for name, values in given.items()]


def with_academies(world: World, fraction: float) -> World:
    """The world when this fraction of its schools were academies, drawn from those that are."""
    now = max(float((world.academy == 1).mean()), fraction)
    already = draws.uniform(0, world.urn, 0, "academy already") < fraction / now
    left = np.where((world.academy == 1) & ~already, 0, world.academy)
    return replace(world, academy=left.astype(world.academy.dtype))


def errors(every: Sequence[Series], forecasts: pd.DataFrame) -> pd.DataFrame:
    """By how many percentage points each forecast errs in the mean, and whether the model wins."""
    rows = []
    for series in every:
        rows_of = forecasts[forecasts.series == series.name]
        off = {
            name: 100 * float((rows_of[name] - rows_of.observed).abs().mean())
            for name in ("model", *RIVALS)
        }
        wins = all(off["model"] < off[rival] for rival in series.rivals)
        counts = {"facts": len(rows_of), "within": int(rows_of.within.sum())}
        rows.append({"series": series.name, **counts, **off, "wins": wins})
    return pd.DataFrame(rows)


def _values(keys: Mapping[float, str]) -> np.ndarray:
    return np.array([float(facts()[key]["value"]) for key in keys.values()])
