"""``small-schools calibrate``: which parameter sets reproduce what is observed."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands.simulate import add_output_arguments
from sim.errors import SettingError


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Settings, and where results go."""
    words = "name=value settings, such as calibration.points=200 or world.authorities=40"
    command.add_argument("words", nargs="*", metavar="WORD", help=words)
    add_output_arguments(command)


def do(asked: Any) -> None:
    """Rule parameter sets out in waves, and write a sample of what is left."""
    try:
        from sim.calibration import run
    except ImportError as error:
        raise SettingError(
            f"calibrate needs {error.name}: pip install 'small-schools[calibrate]'"
        ) from error
    import pandas as pd

    from sim.analyse.targets import CALIBRATE, read_targets
    from sim.parameters import calibrated
    from sim.results import outputs
    from sim.runs.store import Store

    chosen, words = run.settings(asked.words)
    folder = outputs.choose_folder("calibration", asked.output, asked.overwrite)
    targets = [target for target in read_targets() if target.use == CALIBRATE]
    say = (lambda text: None) if asked.quiet else print
    store = Store(outputs.home() / ".store")
    try:
        found = run.calibrate(targets, chosen, words, store, asked.quiet, say)
    except ArithmeticError as error:
        raise SettingError(str(error)) from error
    with outputs.filled(folder) as draft:
        run.write(found, chosen, words, draft)
        if not asked.no_figures:
            from sim.figures import draw_all

            draw_all(draft)
    if calibrated.path().exists():
        same = run.overlap(found.ranges, pd.DataFrame(calibrated.sets()))
        least = f"least for {same.idxmin()}: {same.min():.0%}"
        print(f"ranges shared with the sample shipped: {same.median():.0%} (median), {least}")
    print(f"results: {folder}")
    print(f"to ship the sample, copy {folder / 'ensemble.csv'} to configs/calibration/")
