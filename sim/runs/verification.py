"""Whether a folder of results is the same when it is simulated again."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sim.engine import trace
from sim.errors import SettingError, SmallSchoolsError
from sim.measures import own
from sim.parameters import config, plugins
from sim.parameters.config import Settings
from sim.results.ensemble import Ensemble
from sim.results.folder import Folder
from sim.runs import ensemble
from sim.runs.store import Store
from sim.runs.sweep import plan

OF_A_COMPARISON = ["year", "replicate", "scenario", "group", "measure"]  # in the order compared
OF_A_SWEEP = ["point", "replicate", "scenario", "group", "measure"]


@dataclass(frozen=True)
class Verification:
    """Whether the values are identical, and in words what differs first."""

    identical: bool
    text: str

    def __str__(self) -> str:
        return self.text


def verify(folder: Folder, sample: int | None = None, quiet: bool = True) -> Verification:
    """Simulate a comparison or sweep again, or its first ``sample`` replicates or points."""
    for one in folder.settings:
        plugins.check(one.get(config.OUTSIDE, {}))
    own.check(folder.manifest.get("measures", {}))
    run_again = _sweep if folder.design else _comparison
    return run_again(folder, sample, quiet)


def _comparison(folder: Folder, sample: int | None, quiet: bool) -> Verification:
    recorded = folder.measures
    kept = sorted(recorded.replicate.unique())
    _check(sample, len(kept), "replicates")
    count = sample or int(kept[-1]) + 1
    done = ensemble.run([_as_recorded(one, count) for one in folder.settings], quiet)
    recorded = recorded[recorded.replicate < count]
    first = _first_difference(recorded, done.values(), OF_A_COMPARISON)
    differences = [first] if first else []
    differences += _where_states_part(trace.read(folder.path), done)
    if differences:
        was, now = folder.manifest["world_digest"], done.world.digest
        if was != now:
            differences.append(f"the schools are not those of the folder: {now}, not {was}")
        return Verification(False, "\n".join(differences))
    return _identical(recorded, f"{recorded.replicate.nunique()} replicates")


def _sweep(folder: Folder, sample: int | None, quiet: bool) -> Verification:
    """Simulate points again, with no run kept from before."""
    _check(sample, len(folder.points), "points")
    points = folder.points.iloc[:sample]
    recorded = folder.table("values.parquet", filters=[("point", "<", len(points))])
    replicates = (recorded.groupby("point").replicate.max() + 1).tolist()
    assert folder.design is not None
    with tempfile.TemporaryDirectory() as place:
        store = Store(Path(place))
        again = plan(folder.design, folder.overrides, store, replicates, points)
        if faults := store.fill(again, again.missing, quiet):
            why = faults[0].splitlines()[0]
            raise SmallSchoolsError(f"{folder.path}: {len(faults)} runs failed now: {why}")
        now = pd.concat([point.table() for point in again.results()])
    if first := _first_difference(recorded, now, OF_A_SWEEP):
        return Verification(False, first)
    return _identical(recorded, f"{len(points)} points")


def _check(sample: int | None, most: int, what: str) -> None:
    if sample is not None and not 1 <= sample <= most:
        raise SettingError(f"--sample {sample} is not 1 to {most} {what}")


def _identical(recorded: pd.DataFrame, of: str) -> Verification:
    return Verification(True, f"identical: {len(recorded):,} values of {of}")


def _first_difference(recorded: pd.DataFrame, now: pd.DataFrame, keys: list[str]) -> str:
    """How many values differ, and which is the first; empty where none does."""
    both = recorded.merge(now, on=keys, how="left", suffixes=("", "_now"))
    same = (both.value == both.value_now) | (both.value.isna() & both.value_now.isna())
    different = both[~same].sort_values(keys[:3], kind="stable")
    if different.empty:
        return ""
    first = different.iloc[0]
    where = ", ".join(f"{key} {first[key]}" for key in keys[:3])
    return (
        f"{len(different):,} of {len(both):,} values differ, first in {where}: {first.measure} of "
        f"{first.group} was {first.value:.9g} and is {first.value_now:.9g}"
    )


def _as_recorded(resolved: dict[str, Any], replicates: int) -> Settings:
    """The settings of a folder, to be simulated on this machine; older folders lack some."""
    history = resolved["run"].get("branch_from", "")
    here = {"engine": "local", "scheduler": "", "trace": 1, "save_year": 0, "measures": ""}
    return config.restore(resolved, replicates=replicates, branch_from=history, **here)


def _where_states_part(recorded: Sequence[Any], done: Ensemble) -> list[str]:
    """For each scenario in which the states of replicate 0 part: where they first do."""
    pairs = zip(done.scenarios, recorded, done.traces, strict=False)
    firsts = [(scenario, trace.first_difference(was, now)) for scenario, was, now in pairs]
    return [f"replicate 0 of {scenario} parts {first}" for scenario, first in firsts if first]
