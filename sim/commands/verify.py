"""``small-schools verify``: whether a folder of results comes out again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sim.errors import SettingError

DIFFERENT = 1
KEYS = ["year", "replicate", "scenario", "group", "measure"]


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which results, and how many of their replicates."""
    command.add_argument("folder", help="a folder of results of run or compare")
    command.add_argument("--sample", type=int, metavar="N", help="only the first N replicates")
    command.add_argument("--quiet", action="store_true", help="no progress bar")


def do(asked: Any) -> int:
    """Run it again and say identical, or name the first difference."""
    import pandas as pd
    import yaml

    from sim import trace
    from sim.experiments import ensemble, results

    folder = Path(asked.folder)
    try:
        resolved = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
        recorded = pd.read_parquet(folder / "measures.parquet")
    except (OSError, ValueError) as error:
        raise SettingError(f"{folder} is not a folder of results of run or compare") from error
    kept = sorted(recorded.replicate.unique())
    if asked.sample is not None and not 1 <= asked.sample <= len(kept):
        raise SettingError(f"--sample {asked.sample} is not 1 to {len(kept)} replicates")
    count = asked.sample or int(kept[-1]) + 1
    done = ensemble.run([_as_recorded(one, count) for one in resolved], asked.quiet)
    both = recorded[recorded.replicate < count].merge(
        results.tidy(done), on=KEYS, how="left", suffixes=("_recorded", "_now")
    )
    same = (both.value_recorded == both.value_now) | (
        both.value_recorded.isna() & both.value_now.isna()
    )
    parted = _where_states_part(trace.read(folder), done)
    if same.all() and not parted:
        print(f"identical: {len(both):,} values of {both.replicate.nunique()} replicates")
        return 0
    first = both[~same].sort_values(KEYS[:3], kind="stable")
    print(f"{len(first):,} of {len(both):,} values differ", end="")
    for row in first.head(1).itertuples():
        print(
            f", first in year {row.year}, replicate {row.replicate}, scenario {row.scenario}: "
            f"{row.measure} of {row.group} was {row.value_recorded:.9g} and is {row.value_now:.9g}",
            end="",
        )
    print(parted)
    return DIFFERENT


def _as_recorded(resolved: dict[str, Any], replicates: int) -> Any:
    """The settings of a folder, to be run here; older folders lack some."""
    from sim import config

    history = resolved["run"].get("branch_from", "")
    here = {"engine": "local", "scheduler": "", "trace": 1, "save_year": 0}
    return config.restore(resolved, replicates=replicates, branch_from=history, **here)


def _where_states_part(before: list[Any], done: Any) -> str:
    """Where the first replicate first became another, for each scenario in which it did."""
    from sim import trace

    pairs = zip(done.settings, before, done.traces, strict=False)
    told = [(one.scenario, trace.first_difference(was, now)) for one, was, now in pairs]
    return "".join(f"\nreplicate 0 of {name} parts {text}" for name, text in told if text)
