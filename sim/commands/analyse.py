"""The commands that ask a question of finished results. They differ in what they ask alone.

The command NAME prints what ``sim.api.NAME`` answers, and writes it beside a figure from
``sim.figures.NAME``. To add one: these two, and a line in :data:`ANALYSES`.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.errors import SettingError, writing

OUTCOME = ("measure", "group")
OPTIONS: dict[str, tuple[str, type, str]] = {  # what each takes, and its help
    "measure": ("NAME", str, "a measure from docs/measures.md (default: ks2_progress_mean)"),
    "group": ("NAME", str, "a group of schools: small, all or a roll band (default: small)"),
    "scenario": ("NAME", str, "the scenario compared with the first (default: the last)"),
    "below": ("X", float, "it fails below X (default: 0)"),
    "above": ("X", float, "it fails above X"),
    "level": ("X", float, "say where the change crosses X"),
    "within": ("FRACTION", float, "of the best gain, that may be missing (default: 0.05)"),
    "cost": ("NAME", str, "the measure of cost (default: cost_per_pupil)"),
}


@dataclass(frozen=True)
class Analysis:
    """A command: what it asks, and which options it has beside the outcome."""

    name: str
    question: str
    options: tuple[str, ...] = ()
    folders: str | int = 1  # how many it reads, as argparse has it
    parts: tuple[str, ...] = ("",)  # the ends of the names of its tables

    def add_arguments(self, command: argparse.ArgumentParser) -> None:
        """Which results, what is asked of them, and where the answer goes."""
        words = "a folder of results of sweep or compare"
        command.add_argument("folders", nargs=self.folders, metavar="folder", help=words)
        for name in (*OUTCOME, *self.options):
            metavar, kind, words = OPTIONS[name]  # defaults are those of the API
            command.add_argument(
                f"--{name}", metavar=metavar, type=kind, help=words, default=argparse.SUPPRESS
            )
        words = "folder for the answer (default: that of the results)"
        command.add_argument("--output", metavar="DIR", help=words)
        command.add_argument("--no-figures", action="store_true", help="draw no figure")

    def do(self, asked: Any) -> None:
        """Print the tables that answer it, write each as CSV, draw them, and say where they are.

        Those that answered the same question of the same outcome before are replaced.
        """
        from sim import api
        from sim.results.folder import Folder
        from sim.results.outcome import Outcome

        verb, given = self.name.replace("-", "_"), vars(asked)
        measured = {name: given[name] for name in OUTCOME if name in given}
        options = _sides({name: given[name] for name in self.options if name in given})
        answer = getattr(api, verb)(*asked.folders, **measured, **options)
        outcome, target = Outcome(**measured), Path(asked.output or asked.folders[0])
        stem = f"{verb}_{outcome.measure}_{outcome.group}"
        with writing(f"--output {target}"):
            target.mkdir(parents=True, exist_ok=True)
            tables = answer if isinstance(answer, tuple) else (answer,)
            for table, part in zip(tables, self.parts, strict=True):
                _write(table, target / f"{stem}{part}.csv")
            if not asked.no_figures:
                figure, results = import_module(f"sim.figures.{verb}"), Folder(asked.folders[0])
                files = figure.draw(results, outcome, answer, target, stem, **options)
                print(f"figure: {files[1]}")


def _write(table: Any, file: Path) -> None:
    table.to_csv(file, index=False, float_format="%.6g")
    text = table.to_string(index=False, float_format=lambda value: f"{value:.4g}")
    print("none found" if table.empty else text, f"table: {file}", sep="\n")


def _sides(options: dict[str, Any]) -> dict[str, Any]:
    """Options; ``below`` or ``above`` becomes a level, and whether what lies above it fails."""
    sides = [side for side in ("below", "above") if side in options]
    if len(sides) > 1:
        raise SettingError("give --below or --above, not both")
    for side in sides:
        options |= {"level": options.pop(side), "above": side == "above"}
    return options


ANALYSES = {
    one.name: one
    for one in (
        Analysis("sensitivity", "which settings change an outcome most in a sweep", ("scenario",)),
        Analysis(
            "scenario-discovery",
            "under which settings of a sweep a policy fails",
            ("scenario", "below", "above"),
            parts=("", "_peeling"),
        ),
        Analysis("thresholds", "how much of a setting is enough", ("scenario", "level", "within")),
        Analysis("frontier", "which policies give most for their cost", ("cost",), folders="+"),
        Analysis("regret", "how robust policies are across possible futures"),
        Analysis("value-of-information", "which parameter is most worth knowing"),
    )
}
