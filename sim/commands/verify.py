"""``small-schools verify``: whether a folder of results comes out again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sim.errors import SettingError

DIFFERENT = 1


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which results, and how many of their replicates."""
    command.add_argument("folder", help="a folder of results of run or compare")
    command.add_argument("--sample", type=int, metavar="N", help="only the first N replicates")
    command.add_argument("--quiet", action="store_true", help="no progress bar")


def do(asked: Any) -> int:
    """Run it again and say identical, or name the first difference."""
    import pandas as pd
    import yaml

    from sim import config
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
    settings = [config.restore(one, replicates=count) for one in resolved]
    again = results.tidy(ensemble.run(settings, asked.quiet))
    keys = ["year", "replicate", "scenario", "group", "measure"]
    both = recorded[recorded.replicate < count].merge(
        again, on=keys, how="left", suffixes=("_recorded", "_now")
    )
    same = (both.value_recorded == both.value_now) | (
        both.value_recorded.isna() & both.value_now.isna()
    )
    if same.all():
        print(f"identical: {len(both):,} values of {both.replicate.nunique()} replicates")
        return 0
    first = both[~same].sort_values(keys[:3], kind="stable").iloc[0]
    print(
        f"{(~same).sum():,} of {len(both):,} values differ, first in year {first.year}, replicate "
        f"{first.replicate}, scenario {first.scenario}: {first.measure} of {first.group} was "
        f"{first.value_recorded:.9g} and is {first.value_now:.9g}"
    )
    return DIFFERENT
