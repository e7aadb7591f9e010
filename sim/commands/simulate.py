"""What ``run`` and ``compare`` have in common."""

from __future__ import annotations

import argparse
from typing import Any

from sim.errors import STOPPED, EngineLost, Interrupted
from sim.parameters.config import Settings

MOST_NAMES = 3  # more are not told in a folder's name


def add_output_arguments(command: argparse.ArgumentParser) -> None:
    """Where results go, and how much is said on the way."""
    command.add_argument("--output", metavar="DIR", help="folder for the results")
    command.add_argument("--overwrite", action="store_true", help="replace results in DIR")
    command.add_argument("--no-figures", action="store_true", help="write no pictures")
    command.add_argument("--quiet", action="store_true", help="no progress bar, no table")


def simulate(asked: Any, settings: list[Settings]) -> None:
    """Run scenarios, write the results and say what changed."""
    from sim.results import outputs
    from sim.results.folder import Folder
    from sim.results.summary import headlines
    from sim.runs import ensemble

    names = [one.scenario for one in settings]
    title = "-vs-".join(reversed(names)) if len(names) <= MOST_NAMES else f"{len(names)}-{names[0]}"
    folder = outputs.choose_folder(title, asked.output, asked.overwrite)
    done = ensemble.run(settings, asked.quiet)
    with outputs.filled(folder) as draft:
        draft.write_comparison(done)
        if not asked.no_figures:
            from sim.figures import draw_all

            draw_all(draft)
    manifest = Folder(folder).manifest
    if not asked.quiet:
        print(f"\n{headlines(done)}\n")
        replicates, years = manifest["replicates"], manifest["years"]
        print(f"{manifest['schools']:,} schools, {years} years, {replicates} replicates", end=" ")
        print(f"in {manifest['simulate_seconds']:.0f} s; digest {manifest['digest'][:12]}")
    print(f"results: {folder}")
    if not asked.no_figures:
        print(f"figures: {folder / 'figures'}")
    check_ended(done.stopped, len(done.replicates))


def check_ended(stopped: str, kept: int) -> None:
    """Where the work ended early, say why and how much was kept, by an error."""
    if stopped:
        cause = Interrupted if stopped == STOPPED else EngineLost
        raise cause(f"{stopped}; {kept} finished replicates were kept")
