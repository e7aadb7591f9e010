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
    from sim.results import folder as results

    settings = config.load("baseline", asked.words)
    folder = results.choose_folder("claims", asked.output, asked.overwrite)
    plotted, judged = claims.examine(settings, asked.quiet)
    with results.filled(folder) as draft:
        plotted.to_csv(draft / "points.csv", index=False, float_format="%.6g")
        judged.to_csv(draft / "contrasts.csv", index=False, float_format="%.6g")
        results.write_settings([settings], draft)
        text = claims.as_text(judged)
        (draft / "README.md").write_text(f"# Claims\n\n```\n{text}\n```\n", encoding="utf-8")
        if not asked.no_figures:
            from sim.figures import draw_all

            draw_all(draft)
    if not asked.quiet:
        print(text)
    print(f"results: {folder}")
