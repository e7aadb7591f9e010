"""``small-schools sweep``: many points of settings, resumable."""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from sim.commands.simulate import add_output_arguments

SOME_FAILED = 1
SHOWN = (("ks2_progress_mean", "small"), ("head_leaver_rate", "small"), ("cost_per_pupil", "small"))


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which design, with what changed, and where results go."""
    command.add_argument("design", nargs="?", help="an experiment of configs/experiment, or a file")
    command.add_argument("words", nargs="*", metavar="WORD", help="name=value settings for all")
    command.add_argument("--afresh", action="store_true", help="use nothing kept from before")
    command.add_argument("--plan", action="store_true", help="say what would be done, and stop")
    add_output_arguments(command)


def do(asked: Any) -> int:
    """Carry out a design and tabulate what it found; running it again goes on where it stopped."""
    import yaml

    from sim.experiments import designs, results, sweep
    from sim.experiments.ensemble import world_of
    from sim.experiments.store import Store

    if not asked.design:
        for name, description in designs.designs().items():
            print(f"{name:26} {description}")
        return 0
    design = designs.read_design(asked.design)
    place = Path(tempfile.mkdtemp()) if asked.afresh else results.home() / ".store"
    store = Store(place)
    planned = sweep.plan(design, asked.words, store)
    if not asked.quiet or asked.plan:
        print(planned.in_words(len(world_of(planned.settings[0][0]))))
    if asked.plan:
        return 0
    folder = results.choose_folder(f"sweep-{design.name}", asked.output, asked.overwrite)
    faults = sweep.carry_out(planned, store, asked.quiet)
    found = sweep.collect(planned, store)
    change = sweep.differences(found)
    with results.filled(folder) as draft:
        plain = dataclasses.asdict(design) | {"words": list(asked.words)}
        (draft / "design.yaml").write_text(yaml.safe_dump(plain, sort_keys=False), encoding="utf-8")
        planned.points.to_csv(draft / "points.csv")
        found.to_parquet(draft / "values.parquet", index=False)
        manifest = {"digest": sweep.digest(found), "runs": planned.runs, "code": store.code}
        (draft / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
        change.to_csv(draft / "differences.csv", index=False, float_format="%.6g")
        tables = [
            sweep.sensitivity(design, change, *what).assign(measure=what[0], group=what[1])
            for what in SHOWN
            if len(planned.points) > 1 and not faults
        ]
        results.write_tables(tables, draft / "sensitivity.csv")
        if faults:
            (draft / "failed.txt").write_text("\n".join(faults), encoding="utf-8")
        if not asked.no_figures and not faults:
            from sim.figures import draw_all

            draw_all(draft)
    if asked.afresh:
        shutil.rmtree(place, ignore_errors=True)
    print(f"results: {folder}")
    if faults:
        words = f"{len(faults)} tasks failed; the rest was kept: see failed.txt"
        print(f"small-schools: {words}", file=sys.stderr)
        return SOME_FAILED
    return 0
