"""``small-schools attribute``: how much of an improvement of small schools is due to each cause."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands.simulate import add_output_arguments, check_ended
from sim.errors import SettingError


def add_arguments(command: argparse.ArgumentParser) -> None:
    """A scenario, settings, what improved and where, and where results go."""
    words = "a scenario and name=value settings; run.years is the last year of the improvement"
    command.add_argument("words", nargs="*", metavar="WORD", help=words)
    command.add_argument(
        "--outcome",
        default="progress",
        help="progress, below_floor or good_ofsted: which is shown (all are written)",
    )
    command.add_argument(
        "--selected-on",
        default="lowest_fifth",
        help="lowest_fifth, below_floor or none: the bad year before for which schools were chosen",
    )
    command.add_argument(
        "--causes",
        "--players",  # its earlier name
        metavar="FILE",
        help="causes of your own, in a file like configs/attribution.yaml",
    )
    add_output_arguments(command)


def do(asked: Any) -> None:
    """Run every combination of the causes, and write what each adds to the improvement."""
    from sim.attribution import attribute as attribution
    from sim.attribution.causes import read_question, settings_for
    from sim.results import outputs

    names = [word for word in asked.words if "=" not in word]
    if len(names) > 1:
        raise SettingError(f"attribute takes one scenario, not {', '.join(names)}")
    question = read_question(asked.causes)
    words = [word for word in asked.words if "=" in word]
    whole = settings_for((names or [attribution.SCENARIO])[0], words, question.years)
    folder = outputs.choose_folder(f"attribute-{whole.scenario}", asked.output, asked.overwrite)
    found = attribution.attribute(whole, question, asked.outcome, asked.selected_on, asked.quiet)
    with outputs.filled(folder) as draft:
        attribution.write(found, draft)
        if not asked.no_figures:
            from sim.figures import draw_all

            draw_all(draft)
    if not asked.quiet:
        print(found)
    print(f"results: {folder}")
    check_ended(found.stopped, len(found.replicates))
