"""The calibration as an experiment: waves of runs, and then a sample of parameter sets to ship."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from sim.analyse.scoreboard import of_targets
from sim.analyse.targets import Target
from sim.calibration.emulator import Emulator
from sim.calibration.matching import Goal, Match, Unknowns, Wave
from sim.designs import Design
from sim.errors import SettingError, did_you_mean
from sim.parameters import calibrated, ledger
from sim.parameters.config import load
from sim.results.draft import Draft
from sim.runs.engines import run_tasks
from sim.runs.ensemble import with_defaults
from sim.runs.store import Store
from sim.runs.sweep import plan
from sim.showing import Drawn

Simulated = Callable[[np.ndarray], np.ndarray]  # from points of the unit cube to (sets, targets)
SHIPPED, SHIPPED_PLACES = "ensemble.csv", 6
TWINS = 0.5  # of the values that two sets have in common
MOST_NARROWED = 10  # parameters, by which samples and their coverage are judged
OWN = "calibration."  # the settings of the calibration itself begin so
DEFAULTS = {
    "world": "sample", "run.years": 12, "run.warm_up": 8, "run.replicates": 1,
    "run.parameters": calibrated.LEDGER,
}  # fmt: skip


@dataclass(repr=False)
class Calibration(Drawn):
    """The result of a calibration."""

    waves: pd.DataFrame  # a row each: points, fraction kept, volume, how well emulators predict
    ranges: pd.DataFrame  # for each parameter its prior, and the range of the sample
    sets: pd.DataFrame  # the sample: calibrated parameter sets, in random order
    fit: pd.DataFrame  # each target beside what the sample gives
    settings: dict[str, Any]  # of the calibration itself
    overrides: list[str]  # settings of its runs

    def write(self, folder: Draft) -> None:
        """Tables, the sample as it is shipped, and how it was made."""
        # The ledger's present values come first: a set does not overrule a value changed since.
        ledgers = [{name: ledger.entries()[name].value for name in self.sets}]
        shipped = pd.concat([pd.DataFrame(ledgers), self.sets.round(SHIPPED_PLACES)])
        shipped.to_csv(folder.path / SHIPPED, index=False)
        manifest = {
            "digest": hashlib.sha256((folder.path / SHIPPED).read_bytes()).hexdigest(),
            "settings": self.settings,
            "words": self.overrides,
            "volume_left": float(self.waves.volume.iloc[-1]),
            "sets": len(self.sets),
        }
        entries = [ledger.entries()[name] for name in self.ranges.parameter]
        rows = [(one.name, one.unit, one.meaning) for one in entries]
        dictionary = pd.DataFrame(rows, columns=["parameter", "unit", "meaning"])
        tables = {"waves.csv": self.waves, "ranges.csv": self.ranges, "fit.csv": self.fit,
                  "seen.csv": self.fit[["target", "measure", "group", "observed"]]}  # fmt: skip
        folder.write(tables, [], manifest, str(self), dictionary)

    def table(self) -> pd.DataFrame:
        """For each parameter its prior, and the range of the sample."""
        return self.ranges

    def tables(self) -> list[tuple[str, pd.DataFrame, str]]:
        """The waves, the ranges of parameters, and how the sample fits."""
        return [("Waves", self.waves, ""), ("Ranges", self.ranges, ""), ("Fit", self.fit, "")]

    def __str__(self) -> str:
        """The waves, the parameters they narrow down most, and how the sample fits."""
        most = self.ranges.sort_values("narrowed", ascending=False).head(20)
        shown = partial(pd.DataFrame.to_string, index=False, float_format="{:.3g}".format)
        parts = [shown(table) for table in (self.waves, most, self.fit)]
        if calibrated.path().exists():
            parts.append(agreement(self.ranges, pd.DataFrame(calibrated.sets())))
        return "\n\n".join(parts)

    __repr__ = __str__


def settings(
    overrides: Sequence[str], defaults: Mapping[str, Any] = DEFAULTS
) -> tuple[dict[str, Any], list[str]]:
    """The calibration's own settings, and the overrides of those of its runs."""
    known = ledger.read(ledger.folder() / "calibration" / "settings.yaml")
    asked = {name: entry.value for name, entry in known.items()}
    for name, _, value in (one.partition("=") for one in overrides if one.startswith(OWN)):
        if name not in known:
            raise SettingError(f"there is no setting {name!r}{did_you_mean(name, known)}")
        asked[name] = known[name].from_text(value)
    others = with_defaults(defaults, [one for one in overrides if not one.startswith(OWN)])
    load("baseline", others)  # refuses settings that cannot be, before anything runs
    return {name.removeprefix(OWN): value for name, value in asked.items()}, others


@threadpool_limits.wrap(limits=1)  # many small matrices: threads would only wait for each other
def calibrate(
    targets: Sequence[Target], overrides: Sequence[str], store: Store, quiet: bool = True
) -> Calibration:
    """Rule parameter sets out in waves, then draw those to ship.

    ``overrides`` are of settings of the calibration and of its runs. Runs are kept in the store, so
    that a calibration that was stopped continues from there. Raises SettingError where no
    parameter set reproduces the targets.
    """
    asked, others = settings(overrides)
    say: Callable[[str], None] = (lambda text: None) if quiet else print
    run = load("baseline", others).run
    check_years(targets, run)
    goal = Goal.of_targets(targets)
    match = Match(Unknowns.of_ledger(), int(asked["seed"]))

    def simulated(inputs: np.ndarray) -> np.ndarray:
        seed = 1_000_000 * match.seed + 10_000 * len(match.waves)
        return simulate(match.unknowns.table(inputs), targets, others, seed, quiet, store)

    waves = rule_out(match, goal, simulated, asked, run, say)
    inputs, runs = choose(match, goal, simulated, asked, say)
    sets = match.unknowns.table(inputs)
    fit = beside(targets, goal, runs)
    return Calibration(waves, ranges(match.unknowns, sets), sets, fit, asked, others)


def check_years(targets: Sequence[Target], run: Any) -> None:
    """Raise SettingError where a target is of a year after the last."""
    last = max(targets, key=lambda one: one.year)
    if last.year > run.years:
        raise SettingError(f"run.years={run.years} ends before year {last.year}, of {last.name}")


def rule_out(
    match: Match,
    goal: Goal,
    simulated: Simulated,
    asked: dict[str, Any],
    run: Any,
    say: Callable[[str], None],
) -> pd.DataFrame:
    """Add waves to the match until one rules out little more; a row for each wave.

    ``run`` says on how many workers emulators are fitted.
    """
    rows = []
    for number in range(1, int(asked["most_waves"]) + 1):
        inputs = match.design(int(asked["points"]))
        emulators = fit(inputs, simulated(inputs), run)
        fraction = match.add(Wave(goal, emulators, asked["cut_off"], may_miss=int(number == 1)))
        explained = float(np.median([one.explained for one in emulators]))
        rows.append((number, len(inputs), fraction, match.volume, explained))
        kept = f"{fraction:.3g} of the sets that were left, {match.volume:.2g} of all"
        say(f"wave {number} leaves {kept}; emulators explain {explained:.0%}")
        if number > 1 and fraction > asked["still"]:
            break
    return pd.DataFrame(rows, columns=["wave", "points", "left", "volume", "explained"])


def choose(
    match: Match,
    goal: Goal,
    simulated: Simulated,
    asked: dict[str, Any],
    say: Callable[[str], None],
) -> tuple[np.ndarray, np.ndarray]:
    """Sets to ship, whose own runs meet every target and no two of which are twins; those runs."""
    sample = match.sample()
    rng = np.random.default_rng(match.seed)
    candidates = sample[rng.choice(len(sample), int(asked["candidates"]), replace=False)]
    runs = simulated(candidates)
    fits = np.flatnonzero(goal.distance(runs).max(axis=1) <= asked["cut_off"])
    say(f"{len(fits)} of {len(candidates)} candidates are not ruled out")
    if not fits.size:
        raise SettingError("no candidate reproduces the targets")
    shipped = fits[without_twins(candidates[fits])][: int(asked["sets"])]
    return candidates[shipped], runs[shipped]


def without_twins(sets: np.ndarray) -> np.ndarray:
    """The places of sets that share no more than half of their values with any before them.

    Two states of one chain are alike in what it has not drawn afresh between them.
    """
    kept: list[int] = []
    for place, one in enumerate(sets):
        if not ((sets[kept] == one).mean(axis=1) > TWINS).any():
            kept.append(place)
    return np.array(kept)


def simulate(
    table: pd.DataFrame, targets: Sequence[Target], overrides: Sequence[str], seed: int,
    quiet: bool, store: Store,
) -> np.ndarray:  # fmt: skip
    """What each set gives for each target, each run with a seed of its own: (sets, targets)."""
    return of_targets(measures(table, ["baseline"], overrides, seed, quiet, store)[0], targets)


def measures(
    table: pd.DataFrame, scenarios: Sequence[str], overrides: Sequence[str], seed: int,
    quiet: bool, store: Store,
) -> np.ndarray:  # fmt: skip
    """One run of each set in each scenario: (scenarios, sets, years, groups, measures)."""
    points = table.assign(**{"run.seed": seed + np.arange(len(table))})
    design = Design("calibrate", "", "list", list(scenarios))
    planned = plan(design, overrides, store, points=points)
    if faults := store.fill(planned, planned.missing, quiet):
        first = faults[0].splitlines()[0]
        raise SettingError(f"{len(faults)} runs of the calibration failed; the first: {first}")
    runs = [[store.get(*one, 0) for one in planned.at(point)] for point in range(len(points))]
    return np.stack([np.stack([run for run in of if run is not None]) for of in runs], axis=1)


def fit(inputs: np.ndarray, runs: np.ndarray, run: Any) -> list[Emulator]:
    """An emulator of each target; ``run`` says on how many workers.

    Raises SettingError where a run gives no value of a target.
    """
    if unknown := np.count_nonzero(~np.isfinite(runs).all(axis=0)):
        schools = "too few schools (world.authorities) or years (run.years)"
        raise SettingError(
            f"{unknown} of {runs.shape[1]} values are not known in some run: {schools}"
        )
    tasks = [(inputs, output, place) for place, output in enumerate(runs.T)]
    fitted = sorted(run_tasks(_fit_one, tasks, run, len(tasks)), key=lambda one: one[0])
    return [emulator for _, emulator in fitted]


def _fit_one(inputs: np.ndarray, output: np.ndarray, place: int) -> tuple[int, Emulator]:
    with threadpool_limits(1):
        return place, Emulator(inputs, output)


def ranges(unknowns: Unknowns, sets: pd.DataFrame) -> pd.DataFrame:
    """Each parameter's prior, its 5, 50 and 95 % points in the sample, and how much narrower."""
    table = pd.DataFrame({"low": unknowns.low, "high": unknowns.high}, index=unknowns.names)
    quantiles = sets.quantile([0.05, 0.5, 0.95]).T
    table = table.join(quantiles.set_axis(["left_5", "left_50", "left_95"], axis=1))
    table["narrowed"] = 1 - (table.left_95 - table.left_5) / (0.9 * (table.high - table.low))
    return table.rename_axis("parameter").reset_index()


def beside(targets: Sequence[Target], goal: Goal, runs: np.ndarray) -> pd.DataFrame:
    """Each target with what the sample gives for it."""
    low, mid, high = np.quantile(runs, [0.05, 0.5, 0.95], axis=0)
    return pd.DataFrame(
        {
            "target": goal.names,
            "measure": [t.measure for t in targets],
            "group": [t.group for t in targets],
            "observed": goal.observed,
            "observed_low": [t.low for t in targets],
            "observed_high": [t.high for t in targets],
            "left_5": low,
            "left_50": mid,
            "left_95": high,
        }
    )


def agreement(found: pd.DataFrame, shipped: pd.DataFrame) -> str:
    """How far the ranges found are those of another sample, where this narrows them most.

    Elsewhere any two samples agree, and the bare prior with both: it stands beside.
    """
    ends, prior = shipped.quantile([0.05, 0.95]), found.set_index("parameter")
    prior = prior.loc[shipped.columns, ["low", "high"]]
    width = prior.high - prior.low
    most = ((ends.loc[0.95] - ends.loc[0.05]) / width).nsmallest(MOST_NARROWED).index
    bare = prior.assign(left_5=prior.low + 0.05 * width, left_95=prior.high - 0.05 * width)
    shared = overlap(found, shipped)[most].median()
    by_prior = overlap(bare.rename_axis("parameter").reset_index(), shipped)[most].median()
    return (
        f"of the {MOST_NARROWED} parameters that the sample shipped narrows most, "
        f"{shared:.0%} of the range is shared (median); the bare prior shares {by_prior:.0%}"
    )


def overlap(ranges: pd.DataFrame, shipped: pd.DataFrame) -> pd.Series:
    """How much of each parameter's range is that of another sample: 1 the same, 0 apart."""
    ends = shipped.quantile([0.05, 0.95])
    one = ranges.set_index("parameter").reindex(shipped.columns)
    shared = np.minimum(one.left_95, ends.loc[0.95]) - np.maximum(one.left_5, ends.loc[0.05])
    either = np.maximum(one.left_95, ends.loc[0.95]) - np.minimum(one.left_5, ends.loc[0.05])
    return shared.clip(lower=0) / either
