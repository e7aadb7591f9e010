"""What ``run`` and ``compare`` have in common."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from sim.errors import INTERRUPTED


def add_output_arguments(command: argparse.ArgumentParser) -> None:
    """Where results go, and how much is said on the way."""
    command.add_argument("--output", metavar="DIR", help="folder for the results")
    command.add_argument("--overwrite", action="store_true", help="replace results in DIR")
    command.add_argument("--no-figures", action="store_true", help="write no pictures")
    command.add_argument("--quiet", action="store_true", help="no progress bar, no table")


def simulate(asked: Any, scenarios: list[str], overrides: list[str]) -> int:
    """Run scenarios, write the results and say what changed; returns the exit code."""
    from sim import config

    settings = [config.load(scenario, overrides) for scenario in scenarios]
    from sim.experiments import comparison, ensemble, results

    folder = results.choose_folder("-vs-".join(reversed(scenarios)), asked.output, asked.overwrite)
    ensemble.world_of(settings[0])  # a bad file is told at once
    done = ensemble.run(settings, asked.quiet)
    manifest = results.write(done, folder, not asked.no_figures)
    if not asked.quiet:
        print(f"\n{comparison.headlines(done)}\n")
        replicates, years = manifest["replicates"], manifest["years"]
        print(f"{manifest['schools']:,} schools, {years} years, {replicates} replicates", end=" ")
        print(f"in {manifest['simulate_seconds']:.0f} s; digest {manifest['digest'][:12]}")
    print(f"results: {folder}")
    if not asked.no_figures:
        print(f"figures: {folder / 'figures'}")
    if done.stopped:
        print(
            f"small-schools: stopped; {len(done.replicates)} finished replicates were kept",
            file=sys.stderr,
        )
        return INTERRUPTED
    return 0
