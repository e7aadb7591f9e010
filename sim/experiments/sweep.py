"""A sweep: every point of a design, each replicate simulated once and kept."""

from __future__ import annotations

import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.config import Settings
from sim.experiments.comparison import LAST_YEARS, interval
from sim.experiments.designs import Design
from sim.experiments.ensemble import cores, past_of, progress, simulate, spread
from sim.experiments.store import Store
from sim.measures import GROUPS, MEASURES

MOST_TOGETHER = 8  # scenarios in a task: enough to share a past, few enough to lose little
SECONDS, MEGABYTES = 6e-6, 0.004  # for a school-year, and for a kept year: for the estimate


@dataclass(frozen=True)
class Plan:
    """What a sweep will do: all runs, and of them the tasks that are not kept yet."""

    points: pd.DataFrame
    settings: list[list[Settings]]  # for each point, its scenarios
    tasks: list[tuple[list[Settings], int]]
    runs: int

    def in_words(self, schools: int) -> str:
        """How much there is to do."""
        left = sum(len(group) for group, _ in self.tasks)
        years = sum(one.run.years + one.run.warm_up for group, _ in self.tasks for one in group)
        workers = cores(self.settings[0][0].run.workers)
        minutes = years * (schools * SECONDS + 0.005) / workers / 60
        return (
            f"{len(self.points)} points, {self.runs} runs, {self.runs - left} kept from before; "
            f"{left} to do in {len(self.tasks)} tasks: about {minutes:.1f} minutes on {workers} "
            f"cores and {years * MEGABYTES:.0f} MB"
        )


def plan(design: Design, words: Sequence[str], store: Store) -> Plan:
    """Check every point, and find what is not kept yet; scenarios alike are run once."""
    points = design.table()
    usual = design.usual(words)
    settings = [design.settings_of(point, usual) for point in points.to_dict("records")]
    tasks, runs = to_do([one for group in settings for one in group], store)
    return Plan(points, settings, tasks, runs)


def to_do(wanted: Iterable[Settings], store: Store) -> tuple[list[tuple[list[Settings], int]], int]:
    """The tasks that are not kept yet, of scenarios that share a past; and how many runs in all."""
    waiting: dict[tuple[str, int], dict[Path, Settings]] = defaultdict(dict)
    known: set[Path] = set()
    for one in wanted:
        for number in range(one.run.replicates):
            path = store.path(one, number)
            if path not in known and not store.has(one, number):
                waiting[past_of(one), number][path] = one
            known.add(path)
    tasks = [
        (list(group.values())[first : first + MOST_TOGETHER], number)
        for (_, number), group in waiting.items()
        for first in range(0, len(group), MOST_TOGETHER)
    ]
    return tasks, len(known)


def work(settings: list[Settings], number: int, store: Store) -> str:
    """Simulate and keep some scenarios that share a past; returns what went wrong, if anything."""
    try:
        found = simulate(settings, number)
        for one, measures in zip(settings, found.measures, strict=True):
            store.put(one, number, measures)
    except Exception:  # one point's failure must not stop the rest: it is told at the end
        return f"{settings[0].resolved}\nreplicate {number}\n{traceback.format_exc()}"
    return ""


def carry_out(
    planned: Plan, store: Store, quiet: bool, work: Callable[..., str] = work
) -> list[str]:
    """Do what is not kept yet; returns what went wrong. Stopped, it goes on where it was."""
    tasks = [(group, number, store) for group, number in planned.tasks]
    faults = []
    with progress(len(tasks), quiet) as bar:
        workers = min(cores(planned.settings[0][0].run.workers), max(len(tasks), 1))
        for fault in spread(work, tasks, workers):
            bar.update()
            faults += [fault] if fault else []
    return faults


def collect(planned: Plan, store: Store) -> pd.DataFrame:
    """Means of the last years: a row for each point, scenario, replicate, group and measure."""
    axes = [GROUPS, list(MEASURES)]
    index = pd.MultiIndex.from_product(axes, names=["group", "measure"]).to_frame(index=False)
    tables = []
    for point, settings in enumerate(planned.settings):
        for one in settings:
            for number in range(one.run.replicates):
                measures = store.get(one, number)
                if measures is None:  # it failed, and was told
                    continue
                values = measures[-LAST_YEARS:].mean(axis=0).ravel()
                place = {"point": point, "scenario": one.scenario, "replicate": number}
                tables.append(index.assign(**place, value=values))
    return pd.concat(tables, ignore_index=True)


def digest(found: pd.DataFrame) -> str:
    """A name for the values of all points, whatever the order they were found in."""
    keys = ["point", "scenario", "replicate", "group", "measure"]
    values = found.sort_values(keys, kind="stable")["value"].to_numpy(dtype="<f4")
    return sha256(np.where(np.isnan(values), np.float32(np.nan), values).tobytes()).hexdigest()


def differences(found: pd.DataFrame) -> pd.DataFrame:
    """Each point's paired difference of the last scenario from the first, or the level of one.

    Mean with its 90 % interval, by point, group and measure.
    """
    names = list(dict.fromkeys(found.scenario))
    keys = ["point", "group", "measure", "replicate"]
    wide = found.pivot(index=keys, columns="scenario", values="value")
    change = wide[names[-1]] - (wide[names[0]] if len(names) > 1 else 0)
    rows = []
    for key, values in change.groupby(["point", "group", "measure"], sort=False):
        rows.append((*key, *interval(np.asarray(values), axis=0)))
    return pd.DataFrame(rows, columns=["point", "group", "measure", "mean", "low", "high"])


def sensitivity(design: Design, change: pd.DataFrame, measure: str, group: str) -> pd.DataFrame:
    """How much each setting moves a measure: a row each, with ``low`` and ``high`` where known.

    Sobol first-order and total shares of variance, Morris mean elementary effects, the
    span of one_at_a_time, or for other designs standardised regression coefficients.
    """
    chosen = change[(change.measure == measure) & (change.group == group)]
    values: Any = chosen.sort_values("point")["mean"].to_numpy(dtype=float)
    points = design.table()
    if design.kind == "sobol":
        from SALib.analyze import sobol

        got = sobol.analyze(design.problem, values, calc_second_order=False, seed=design.seed)
        return _indices(
            points, total=(got["ST"], got["ST_conf"]), first=(got["S1"], got["S1_conf"])
        )
    if design.kind == "morris":
        from SALib.analyze import morris

        got = morris.analyze(design.problem, points.to_numpy(), values, seed=design.seed)
        return _indices(points, effect=(got["mu_star"], got["mu_star_conf"]))
    if design.kind == "one_at_a_time":
        rows = []
        for name in points:
            at = values[(points[name] != points[name].iloc[0]).to_numpy()]
            rows.append((name, "from usual", 0.0, *(np.sort([at.min(), at.max()]) - values[0])))
        return pd.DataFrame(rows, columns=["setting", "index", "value", "low", "high"])
    numbers = points.select_dtypes("number")
    scaled = (numbers - numbers.mean()) / numbers.std(ddof=0)
    weights, *_ = np.linalg.lstsq(scaled.to_numpy(), values - values.mean(), rcond=None)
    return _indices(numbers, coefficient=(weights / values.std(), np.full(len(weights), np.nan)))


def _indices(points: pd.DataFrame, **found: tuple[Any, Any]) -> pd.DataFrame:
    return pd.concat(
        pd.DataFrame(
            {
                "setting": list(points),
                "index": name,
                "value": value,
                "low": np.asarray(value) - np.asarray(half),
                "high": np.asarray(value) + np.asarray(half),
            }
        )
        for name, (value, half) in found.items()
    )
