"""What a command is, and what several share: settings, and a folder that results are written to."""

import argparse
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import STOPPED, EngineLost, Interrupted, OutputError

Argument = tuple[tuple[str, ...], dict[str, Any]]  # what argparse takes for it


class Command(NamedTuple):
    """What a command does, in a phrase and as a function, which returns an exit code or nothing."""

    name: str
    what: str
    arguments: tuple[Argument, ...]
    do: Callable[[Any], int | None]

    def add_to(self, parser: argparse.ArgumentParser) -> None:
        """Make a parser one for this command."""
        for names, options in self.arguments:
            parser.add_argument(*names, **options)
        parser.set_defaults(do=self.do)


def command(what: str, *arguments: Argument) -> Callable[[Callable[[Any], int | None]], Command]:
    """Make a function of the arguments, as they were parsed, the command of its name."""
    return lambda do: Command(do.__name__.replace("_", "-"), what, arguments, do)


def argument(*names: str, **options: Any) -> Argument:
    """An argument of a command, as ``argparse`` takes it."""
    return names, options


def settings(meaning: str = "settings as name=value") -> Argument:
    """Settings; some commands take names of scenarios among them."""
    return argument("settings", nargs="*", metavar="WORD", help=meaning)


DIR = "folder for the results (default: a new one in outputs)"
MEASURES = argument(
    "--measures", metavar="A,B", default="", help="measures to show, of docs/measures.md"
)
RESULTS = (
    argument("--output", metavar="DIR", help=DIR),
    argument("--overwrite", action="store_true", help="replace the results in DIR"),
    argument("--no-figures", action="store_true", help="draw no figures"),
    argument("--excel", action="store_true", help="write the tables to results.xlsx too"),
    argument("--quiet", action="store_true", help="no progress bar, no table"),
)


def simulate(asked: Any, name: str, verb: Callable[..., Any], *first: Any, **options: Any) -> Any:
    """Write and print what a verb of the API gives; returns it and its folder.

    Raises OutputError if the folder cannot be written, before anything runs. Where the work ended
    early, raises an error that says why, and how much was kept.
    """
    from sim.results import outputs

    if asked.excel:
        from sim.results import workbook

        workbook.check()
    folder = outputs.choose_folder(in_a_name(name), asked.output, asked.overwrite)
    result = verb(*first, *asked.settings, quiet=asked.quiet, **options)
    from sim.answers import fill  # slow to import: only now, when progress has been shown

    written = fill(result, folder, asked.overwrite, not asked.no_figures, asked.excel)
    if not asked.quiet:
        print(f"{result}\n")
    print(f"results: {written}")
    check_place(asked.output, written)
    if stopped := getattr(result, "stopped", ""):
        cause = Interrupted if stopped == STOPPED else EngineLost
        raise cause(f"{stopped}; {len(result.replicates)} finished replicates were kept")
    return result, written


def in_a_name(text: str) -> str:
    """A scenario, which may be a path, or a group of schools, as every system can name a file."""
    return re.sub(r"[^\w.-]+", "-", text.replace("<", "under"))


def check_place(output: str | None, written: Path) -> None:
    """Raise OutputError where another command has written to ``--output`` meanwhile."""
    if output and written != Path(output):
        raise OutputError(f"--output {output} was created meanwhile: this is {written}")


@contextmanager
def resumable() -> Iterator[None]:
    """Of work whose runs are kept one by one: say after Ctrl-C that it can be resumed."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted("stopped; run it again and it goes on from there") from None
