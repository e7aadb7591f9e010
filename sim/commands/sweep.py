"""``small-schools sweep``: many points of settings, resumable."""

from __future__ import annotations

import argparse
import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

from sim.commands.simulate import add_output_arguments
from sim.errors import Interrupted, SettingError, SmallSchoolsError

SHOWN = (("ks2_progress_mean", "small"), ("head_leaver_rate", "small"), ("cost_per_pupil", "small"))


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which design, with what changed, and where results go."""
    command.add_argument("design", nargs="?", help="an experiment of configs/experiment, or a file")
    command.add_argument("words", nargs="*", metavar="WORD", help="name=value settings for all")
    command.add_argument("--afresh", action="store_true", help="use nothing kept from before")
    command.add_argument("--plan", action="store_true", help="say what would be done, and stop")
    add_output_arguments(command)


def do(asked: Any) -> None:
    """Carry out a design and tabulate what it found; running it again goes on where it stopped."""
    from sim import designs
    from sim.results import outputs
    from sim.runs.store import Store

    if not asked.design:
        for name, description in designs.designs().items():
            print(f"{name:26} {description}")
        return
    design = designs.read_design(asked.design)
    place = Path(tempfile.mkdtemp()) if asked.afresh else outputs.home() / ".store"
    try:
        _swept(asked, design, Store(place))
    except KeyboardInterrupt:
        raise Interrupted("stopped; run it again and it goes on from there") from None
    finally:
        if asked.afresh:
            shutil.rmtree(place, ignore_errors=True)


def _swept(asked: Any, design: Any, store: Any) -> None:
    from sim.results import outputs
    from sim.runs.sweep import plan

    planned = plan(design, asked.words, store)
    if not asked.quiet or asked.plan:
        print(planned.as_text())
    if asked.plan:
        return
    folder = outputs.choose_folder(f"sweep-{design.name}", asked.output, asked.overwrite)
    with outputs.filled(folder) as draft:
        planned, faults = planned.run(asked.quiet)
        planned.write(draft)
        if faults:
            (draft.path / "failed.txt").write_text("\n".join(faults), encoding="utf-8")
        else:
            _analyse(draft, not asked.no_figures)
    print(f"results: {folder}")
    if faults:
        raise SmallSchoolsError(f"{len(faults)} runs failed; the rest was kept: see failed.txt")


def _analyse(draft: Any, pictures: bool) -> None:
    """The sensitivity of what is shown, and the curve or bars of it."""
    import pandas as pd

    from sim.analyse import sensitivity
    from sim.results.outcome import Outcome

    tables = []
    for measure, group in SHOWN:
        # A measure that some point lacks has none.
        with contextlib.suppress(SettingError):
            table = sensitivity.analyse(draft, Outcome(measure, group))
            tables.append(table.assign(measure=measure, group=group))
    if tables:
        draft.write_table("sensitivity.csv", pd.concat(tables))
    if pictures:
        from sim.figures import draw_all

        draw_all(draft)
