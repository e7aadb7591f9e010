"""``small-schools validate``: the baseline beside what is observed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sim.commands.simulate import add_output_arguments
from sim.parameters import calibrated as plausible

USUAL = {"run.years": 30, "run.replicates": 20, "run.parameters": plausible.ENSEMBLE}


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Settings, targets, and where results go."""
    command.add_argument("words", nargs="*", metavar="WORD", help="name=value settings")
    command.add_argument("--targets", metavar="FILE", help="targets of your own, as YAML")
    add_output_arguments(command)


def do(asked: Any) -> None:
    """Simulate, compare with each target, say which fail, and write the scoreboard."""
    from sim.analyse import validation
    from sim.parameters import config
    from sim.results import folder as results
    from sim.runs import ensemble

    given = {word.split("=")[0] for word in asked.words}
    usual = [f"{name}={value}" for name, value in USUAL.items() if name not in given]
    settings = config.load("baseline", [*usual, *asked.words])
    targets = validation.read_targets(Path(asked.targets) if asked.targets else None)
    folder = results.choose_folder("validation", asked.output, asked.overwrite)
    done = ensemble.run([settings], asked.quiet)
    scores, drifts = validation.scoreboard(done, targets), validation.drift(done)
    text = validation.in_words(scores, drifts, settings.run.years)
    with results.filled(folder) as draft:
        scores.to_csv(draft / "scoreboard.csv", index=False, float_format="%.6g")
        drifts.to_csv(draft / "drift.csv", index=False, float_format="%.6g")
        results.write_record(done, draft)
        (draft / "README.md").write_text(f"# Validation\n\n```\n{text}\n```\n", encoding="utf-8")
        if not asked.no_figures:
            from sim.figures import draw_all

            draw_all(draft)
    if not asked.quiet:
        print(text)
    print(f"results: {folder}")
