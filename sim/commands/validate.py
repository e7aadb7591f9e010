"""``small-schools validate``: compare the baseline with observed facts."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sim.commands.simulate import add_output_arguments


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Settings, targets, and where results go."""
    command.add_argument("words", nargs="*", metavar="WORD", help="name=value settings")
    command.add_argument("--targets", metavar="FILE", help="targets of your own, as YAML")
    add_output_arguments(command)


def do(asked: Any) -> None:
    """Simulate, compare with each target, say which fail, and write the scoreboard."""
    from sim.analyse.targets import read_targets
    from sim.analyse.validation import validate
    from sim.results import outputs

    targets = read_targets(Path(asked.targets) if asked.targets else None)
    folder = outputs.choose_folder("validation", asked.output, asked.overwrite)
    validation = validate(targets, asked.words, asked.quiet)
    with outputs.filled(folder) as draft:
        validation.write(draft)
        if not asked.no_figures:
            from sim.figures import draw_all

            draw_all(draft)
    if not asked.quiet:
        print(validation)
    print(f"results: {folder}")
