"""``small-schools attribute``: whose doing an improvement of small schools is."""

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
        "--players", metavar="FILE", help="players of your own, as configs/attribution.yaml"
    )
    add_output_arguments(command)


def do(asked: Any) -> None:
    """Live every combination of the players, share out the improvement, and write the shares."""
    from sim.attribution import causes as players
    from sim.attribution import counterfactual as attribution
    from sim.results import folder as results

    names = [word for word in asked.words if "=" not in word]
    if len(names) > 1:
        raise SettingError(f"attribute takes one scenario, not {', '.join(names)}")
    game = players.read_game(asked.players)
    words = [word for word in asked.words if "=" in word]
    whole = players.settings_for((names or [attribution.SCENARIO])[0], words, game.years)
    folder = results.choose_folder(f"attribute-{whole.scenario}", asked.output, asked.overwrite)
    found = attribution.attribute(whole, game, asked.outcome, asked.selected_on, asked.quiet)
    with results.filled(folder) as draft:
        attribution.write(found, draft, pictures=not asked.no_figures)
    if not asked.quiet:
        print(found)
    print(f"results: {folder}")
    check_ended(found.stopped, len(found.replicates))
