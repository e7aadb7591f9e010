"""``small-schools claims``: whether simulated schools show the claims of Hill (2014)."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands.simulate import add_output_arguments


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Settings, and where results go."""
    command.add_argument("words", nargs="*", metavar="WORD", help="name=value settings")
    add_output_arguments(command)


def do(asked: Any) -> None:
    """Look for every claim, say which are shown, and draw each."""
    from sim.claims import registry as claims
    from sim.parameters import config
    from sim.results import outputs

    settings = config.load("baseline", asked.words)
    folder = outputs.choose_folder("claims", asked.output, asked.overwrite)
    plotted, judged = claims.examine(settings, asked.quiet)
    with outputs.filled(folder) as draft:
        claims.write(settings, plotted, judged, draft)
        if not asked.no_figures:
            from sim.figures import draw_all

            draw_all(draft)
    if not asked.quiet:
        print(claims.as_text(judged))
    print(f"results: {folder}")
