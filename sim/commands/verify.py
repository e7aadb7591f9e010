"""``small-schools verify``: whether a folder of results comes out again."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from sim.errors import SettingError

DIFFERENT = 1
KEYS = ["year", "replicate", "scenario", "group", "measure"]
SWEEP_KEYS = ["point", "replicate", "scenario", "group", "measure"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which results, and how many of their replicates."""
    command.add_argument("folder", help="a folder of results of run, compare or sweep")
    command.add_argument(
        "--sample", type=int, metavar="N", help="only the first N replicates, or points of a sweep"
    )
    command.add_argument("--quiet", action="store_true", help="no progress bar")


def do(asked: Any) -> int:
    """Run it again and say identical, or name the first difference."""
    from sim.results.folder import Folder

    folder = Folder.of(asked.folder, "compare", "sweep")
    return _verify_sweep(asked, folder) if folder.design else _verify_runs(asked, folder)


def _verify_runs(asked: Any, folder: Any) -> int:
    from sim.engine import trace
    from sim.runs import ensemble

    recorded = folder.measures
    kept = sorted(recorded.replicate.unique())
    if asked.sample is not None and not 1 <= asked.sample <= len(kept):
        raise SettingError(f"--sample {asked.sample} is not 1 to {len(kept)} replicates")
    count = asked.sample or int(kept[-1]) + 1
    done = ensemble.run([_as_recorded(one, count) for one in folder.settings], asked.quiet)
    both, same = _held_together(recorded[recorded.replicate < count], done.values(), KEYS)
    parted = _where_states_part(trace.read(folder.path), done)
    if same.all() and not parted:
        print(f"identical: {len(both):,} values of {both.replicate.nunique()} replicates")
        return 0
    was, now = folder.manifest["world_digest"], done.world.digest
    other = "" if was == now else f"\nthe schools are not those of the folder: {now}, not {was}"
    print(_first_difference(both, same, KEYS[:3]) + parted + other)
    return DIFFERENT


def _verify_sweep(asked: Any, folder: Any) -> int:
    """Run the points of a sweep again, with nothing kept from before."""
    import pandas as pd

    from sim.runs.store import Store
    from sim.runs.sweep import plan

    count = len(folder.points) if asked.sample is None else asked.sample
    if not 1 <= count <= len(folder.points):
        raise SettingError(f"--sample {asked.sample} is not 1 to {len(folder.points)} points")
    recorded = folder.table("values.parquet", filters=[("point", "<", count)])
    with tempfile.TemporaryDirectory() as place:
        store = Store(Path(place))
        replicates = (recorded.groupby("point").replicate.max() + 1).tolist()
        points = folder.points.iloc[:count]
        planned = plan(folder.design, folder.words, store, replicates, points)
        faults = store.fill(planned, planned.missing, asked.quiet)
        if faults:
            raise SettingError(
                f"{folder.path}: {len(faults)} runs failed now: {faults[0].splitlines()[0]}"
            )
        now = pd.concat([point.table() for point in planned.results()])
    both, same = _held_together(recorded, now, SWEEP_KEYS)
    if same.all():
        print(f"identical: {len(both):,} values of {count} points")
        return 0
    print(_first_difference(both, same, SWEEP_KEYS[:3]))
    return DIFFERENT


def _held_together(recorded: Any, now: Any, keys: list[str]) -> tuple[Any, Any]:
    """Both values in each row, and which are the same."""
    both = recorded.merge(now, on=keys, how="left", suffixes=("_recorded", "_now"))
    same = (both.value_recorded == both.value_now) | (
        both.value_recorded.isna() & both.value_now.isna()
    )
    return both, same


def _first_difference(both: Any, same: Any, order: list[str]) -> str:
    """How many values differ, and which is the first."""
    first, told = both[~same].sort_values(order, kind="stable"), ""
    for row in first.head(1).itertuples():
        told = ", first in " + ", ".join(f"{name} {getattr(row, name)}" for name in order)
        told += f": {row.measure} of {row.group} was {row.value_recorded:.9g} "
        told += f"and is {row.value_now:.9g}"
    return f"{len(first):,} of {len(both):,} values differ{told}"


def _as_recorded(resolved: dict[str, Any], replicates: int) -> Any:
    """The settings of a folder, to be run here; older folders lack some."""
    from sim.parameters import config

    history = resolved["run"].get("branch_from", "")
    here = {"engine": "local", "scheduler": "", "trace": 1, "save_year": 0}
    return config.restore(resolved, replicates=replicates, branch_from=history, **here)


def _where_states_part(before: list[Any], done: Any) -> str:
    """Where the first replicate first became another, for each scenario in which it did."""
    from sim.engine import trace

    pairs = zip(done.settings, before, done.traces, strict=False)
    told = [(one.scenario, trace.first_difference(was, now)) for one, was, now in pairs]
    return "".join(f"\nreplicate 0 of {name} parts {text}" for name, text in told if text)
