"""The calibration as an experiment: waves, and then a sample to ship."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from threadpoolctl import threadpool_limits

from sim.analyse.targets import Target
from sim.analyse.validation import over_years
from sim.calibration.emulator import Emulator
from sim.calibration.matching import Goal, Match, Unknowns, Wave
from sim.designs.design import Design
from sim.errors import SettingError
from sim.measures.registry import GROUPS, MEASURES
from sim.parameters import ledger
from sim.parameters.config import did_you_mean, load
from sim.runs import sweep
from sim.runs.engines import spread
from sim.runs.store import Store

UNITS = ("share", "points", "correlation")
SHIPPED_PLACES = 6
FEW_YEARS = ("world=sample", "run.years=12", "run.warm_up=8", "run.replicates=1")


@dataclass
class Calibration:
    """What a calibration found."""

    waves: pd.DataFrame  # a row each: points, share left, volume, how well emulators foretell
    ranges: pd.DataFrame  # for each parameter what was thought possible and what is left
    sets: pd.DataFrame  # the sample: parameter sets that are not ruled out, in random order
    fit: pd.DataFrame  # each target beside what the sample gives


def settings(words: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """The calibration's own settings, with those that words change, and the other words."""
    known = ledger.read(ledger.folder() / "calibration" / "settings.yaml")
    asked = {name: entry.value for name, entry in known.items()}
    for word in (word for word in words if word.startswith("calibration.")):
        name, _, value = word.partition("=")
        if name not in known:
            raise SettingError(f"there is no setting {name!r}{did_you_mean(name, known)}")
        asked[name] = yaml.safe_load(value)
        known[name].check(asked[name])
    others = [word for word in words if not word.startswith("calibration.")]
    given = {word.partition("=")[0] for word in others}
    others = [word for word in FEW_YEARS if word.partition("=")[0] not in given] + others
    load("baseline", others)  # what cannot be is told before anything runs
    return {name.rpartition(".")[2]: value for name, value in asked.items()}, others


def simulate(
    table: pd.DataFrame, targets: Sequence[Target], words: Sequence[str], seed: int, quiet: bool,
    store: Store,
) -> np.ndarray:  # fmt: skip
    """What each parameter set gives for each target, each with luck of its own: (sets, targets)."""
    points = table.assign(**{"run.seed": seed + np.arange(len(table))})
    design = Design("calibrate", "", "list", ["baseline"])
    planned = sweep.plan(design, words, store, points=points)
    faults = sweep.carry_out(planned, store, quiet)
    if faults:
        raise SettingError(f"{len(faults)} runs of the calibration failed; the first: {faults[0]}")
    kept = [store.get(planned.settings(point)[0], 0) for point in range(len(points))]
    means = over_years(np.stack([found for found in kept if found is not None]))
    at = [(GROUPS.index(t.group), list(MEASURES).index(t.measure)) for t in targets]
    return np.stack([means[:, group, measure] for group, measure in at], axis=1)


@threadpool_limits.wrap(limits=1)  # many small matrices: threads would only wait for each other
def calibrate(
    targets: Sequence[Target],
    asked: dict[str, Any],
    words: Sequence[str],
    store: Store,
    quiet: bool = False,
    say: Callable[[str], None] = lambda text: None,
) -> Calibration:
    """Rule parameter sets out in waves, then draw those to ship; ``asked`` are its settings.

    Stopped and started again it finds the runs it has made in the store.
    """
    seed = int(asked["seed"])
    best = {unit: asked[f"discrepancy_{unit}"] for unit in UNITS}
    goal, match = Goal.of_targets(targets, best), Match(Unknowns.of_ledger(), seed)
    rows = []
    for number in range(int(asked["most_waves"])):
        unit = match.design(int(asked["points"]))
        runs = _simulated(match, unit, targets, words, number, quiet, store)
        emulators = fit(unit, runs, load("baseline", words).run)
        share = match.add(Wave(goal, emulators, asked["cut_off"], may_miss=int(number == 0)))
        explained = float(np.median([one.explained for one in emulators]))
        rows.append((number + 1, len(unit), share, match.volume, explained))
        said = f"{share:.3g} of what was left, {match.volume:.2g} of all"
        say(f"wave {number + 1} leaves {said}; emulators explain {explained:.0%}")
        if number and share > asked["still"]:
            break
    unit = match.sample()
    luck = np.random.default_rng(seed)
    unit = unit[luck.choice(len(unit), int(asked["candidates"]), replace=False)]
    runs = _simulated(match, unit, targets, words, len(rows), quiet, store)
    worst = goal.distance(runs).max(axis=1)
    sound = np.flatnonzero(worst <= asked["cut_off"])[: int(asked["sets"])]
    say(f"{(worst <= asked['cut_off']).sum()} of {len(unit)} candidates are not ruled out")
    if not sound.size:
        raise ArithmeticError("no candidate reproduces the targets")
    sets = match.unknowns.table(unit[sound])
    waves = pd.DataFrame(rows, columns=["wave", "points", "left", "volume", "explained"])
    return Calibration(
        waves, ranges(match.unknowns, sets), sets, beside(targets, goal, runs[sound])
    )


def _simulated(
    match: Match, unit: np.ndarray, targets: Sequence[Target], words: Sequence[str], number: int,
    quiet: bool, store: Store,
) -> np.ndarray:  # fmt: skip
    first = 1_000_000 * match.seed + 10_000 * number
    return simulate(match.unknowns.table(unit), targets, words, first, quiet, store)


def fit(unit: np.ndarray, runs: np.ndarray, run: Any) -> list[Emulator]:
    """An emulator of each target; ``run`` says on how many workers."""
    tasks = [(unit, output, place) for place, output in enumerate(runs.T)]
    found = sorted(spread(_fit_one, tasks, run, len(tasks)), key=lambda one: one[0])
    return [emulator for _, emulator in found]


def _fit_one(unit: np.ndarray, output: np.ndarray, place: int) -> tuple[int, Emulator]:
    with threadpool_limits(1):
        return place, Emulator(unit, output)


def ranges(unknowns: Unknowns, sets: pd.DataFrame) -> pd.DataFrame:
    """What was thought possible, what is left (5, 50, 95 %), and how much that says."""
    found = sets.quantile([0.05, 0.5, 0.95]).T.set_axis(["left_5", "left_50", "left_95"], axis=1)
    table = pd.DataFrame({"low": unknowns.low, "high": unknowns.high}, index=unknowns.names)
    table = table.join(found)
    table["narrowed"] = 1 - (table.left_95 - table.left_5) / (0.9 * (table.high - table.low))
    return table.rename_axis("parameter").reset_index()


def write(found: Calibration, asked: dict[str, Any], words: Sequence[str], folder: Path) -> None:
    """Tables, the sample as it is shipped, and how it came about."""
    tables = {"waves": found.waves, "ranges": found.ranges, "fit": found.fit}
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, float_format="%.6g")
    # The ledger's values of the day come first: what has changed since is left alone.
    ledgers = [{name: ledger.entries()[name].value for name in found.sets}]
    shipped = pd.concat([pd.DataFrame(ledgers), found.sets.round(SHIPPED_PLACES)])
    shipped.to_csv(folder / "ensemble.csv", index=False)
    record = {
        "digest": hashlib.sha256((folder / "ensemble.csv").read_bytes()).hexdigest(),
        "settings": asked,
        "words": list(words),
        "volume_left": float(found.waves.volume.iloc[-1]),
        "sets": len(found.sets),
    }
    (folder / "manifest.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    text = f"# Calibration\n\n```\n{in_words(found)}\n```\n"
    (folder / "README.md").write_text(text, encoding="utf-8")


def in_words(found: Calibration) -> str:
    """The waves, what they narrowed down most, and how the sample fits."""
    most = found.ranges.sort_values("narrowed", ascending=False).head(20)
    return "\n\n".join(
        table.to_string(index=False, float_format=lambda value: f"{value:.3g}")
        for table in (found.waves, most, found.fit)
    )


def alike(ranges: pd.DataFrame, shipped: pd.DataFrame) -> pd.Series:
    """How far the range left of each parameter is that of another sample: 1 the same, 0 apart."""
    ends = shipped.quantile([0.05, 0.95])
    one = ranges.set_index("parameter").reindex(shipped.columns)
    shared = np.minimum(one.left_95, ends.loc[0.95]) - np.maximum(one.left_5, ends.loc[0.05])
    either = np.maximum(one.left_95, ends.loc[0.95]) - np.minimum(one.left_5, ends.loc[0.05])
    return shared.clip(lower=0) / either


def beside(targets: Sequence[Target], goal: Goal, runs: np.ndarray) -> pd.DataFrame:
    """Each target with what the sample gives for it."""
    low, mid, high = np.quantile(runs, [0.05, 0.5, 0.95], axis=0)
    return pd.DataFrame(
        {
            "target": goal.names,
            "observed": goal.observed,
            "observed_low": [t.low for t in targets],
            "observed_high": [t.high for t in targets],
            "left_5": low,
            "left_50": mid,
            "left_95": high,
        }
    )
