"""The commands that ask a question of finished results. They differ in what they ask alone.

The command NAME prints what ``sim.analyse.NAME`` answers, and writes it beside a figure from
``sim.figures.NAME``. To add one: these two, and a line in ``sim._ANALYSES`` and :data:`ANALYSES`.
"""

import argparse
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import sim
from sim.commands.command import Argument, Command, argument, in_a_name
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
FOLDER = "a folder of results of sweep or compare"
DIR = "folder for the answer (default: that of the results)"


def option(name: str, otherwise: str = "") -> Argument:
    """One of the ``OPTIONS``, left out where it is not given: defaults are those of the API.

    ``otherwise`` is a default that is not the usual one, in words.
    """
    metavar, kind, meaning = OPTIONS[name]
    told = f"{meaning.partition(' (default')[0]} (default: {otherwise})" if otherwise else meaning
    left_out = argparse.SUPPRESS
    return argument(f"--{name}", metavar=metavar, type=kind, help=told, default=left_out)


def answer(verb: str, options: tuple[str, ...], parts: tuple[str, ...], asked: Any) -> None:
    """Print the tables that answer a question, write each as CSV, draw them, and say where.

    Those that answered the same question of the same outcome before are replaced.
    """
    from sim.results.folder import Folder
    from sim.results.outcome import Outcome

    given = vars(asked)
    measured = {name: given[name] for name in OUTCOME if name in given}
    chosen = _sides({name: given[name] for name in options if name in given})
    found = getattr(sim, verb)(*asked.folders, **measured, **chosen)
    outcome, target = Outcome(**measured), Path(asked.output or asked.folders[0])
    stem = in_a_name(f"{verb}_{outcome.measure}_{outcome.group}")
    with writing(f"--output {target}"):
        target.mkdir(parents=True, exist_ok=True)
        tables = found if isinstance(found, tuple) else (found,)
        for table, part in zip(tables, parts, strict=True):
            _write(table, target / f"{stem}{part}.csv")
        if not asked.no_figures:
            figure, results = import_module(f"sim.figures.{verb}"), Folder(asked.folders[0])
            files = figure.draw(results, outcome, found, target, stem, **chosen)
            print(f"figure: {files[1]}")


def _write(table: Any, file: Path) -> None:
    from sim.results.cells import to_csv

    to_csv(table, file, index=False)
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


def analysis(
    name: str, question: str, *options: str, folders: Any = 1, parts: tuple[str, ...] = ("",)
) -> Command:
    """A command with some options beside the outcome.

    ``folders`` is how many it reads, as argparse has it; ``parts`` end the names of its tables.
    """
    return Command(
        name,
        question,
        (
            argument("folders", nargs=folders, metavar="folder", help=FOLDER),
            *map(option, (*OUTCOME, *options)),
            argument("--output", metavar="DIR", help=DIR),
            argument("--no-figures", action="store_true", help="draw no figure"),
        ),
        partial(answer, name.replace("-", "_"), options, parts),
    )


def switching_values(asked: Any) -> None:
    """Print what each headline hangs on, nearest first, and write all of it as CSV."""
    from sim.analyse.what_it_hangs_on import as_text
    from sim.results.cells import to_csv

    given = {name: getattr(asked, name) for name in (*OUTCOME, "scenario") if hasattr(asked, name)}
    switches, headlines = sim.switching_values(asked.folder, **given)
    print(as_text(switches, headlines))
    target = Path(asked.output or asked.folder)
    with writing(f"--output {target}"):
        target.mkdir(parents=True, exist_ok=True)
        for part, table in (("", switches), ("_headlines", headlines)):
            name = in_a_name("_".join(["switching_values", *given.values()]))
            file = target / f"{name}{part}.csv"
            to_csv(table, file, index=False)
            print(f"table: {file}")


ANALYSES = (
    analysis("sensitivity", "which settings change an outcome most in a sweep", "scenario"),
    analysis(
        "scenario-discovery",
        "under which settings of a sweep a policy fails",
        *("scenario", "below", "above"),
        parts=("", "_peeling"),
    ),
    analysis("thresholds", "how much of a setting is enough", "scenario", "level", "within"),
    analysis("frontier", "which policies give most for their cost", "cost", folders="+"),
    analysis("regret", "how robust policies are across possible futures"),
    analysis("value-of-information", "which parameter is most worth knowing"),
    Command(
        "switching-values",
        "what each headline depends on: the value that an assumption must have to change it",
        (
            argument("folder", help=FOLDER),
            option("measure", "each headline measure"),
            option("group", "small and all"),
            option("scenario", "each"),
            argument("--output", metavar="DIR", help=DIR),
        ),
        switching_values,
    ),
)
