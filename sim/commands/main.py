"""The entry point of ``small-schools``: which commands there are, and how one of them is run.

A command is a module, or an :class:`Analysis`, with ``add_arguments(parser)`` and ``do(asked)``,
which returns an exit code or nothing. What is slow to import is imported when it is needed, so that
help comes at once.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from sim import __version__
from sim.commands.analyse import ANALYSES
from sim.errors import Interrupted, SettingError, SmallSchoolsError

COMMANDS = {
    "run": "simulate one scenario",
    "compare": "compare scenarios, with the same random draws",
    "attribute": "share an improvement out among its causes",
    "claims": "test what Hill (2014) claims on the simulated schools",
    "validate": "compare the baseline with observed facts",
    "calibrate": "find parameter sets that reproduce observed facts",
    "sweep": "simulate a scenario at many settings; can be resumed",
    **{name: analysis.question for name, analysis in ANALYSES.items()},
    "report": "write one page about a folder of results",
    "figures": "draw the figures of a folder of results again",
    "verify": "run a folder of results again: is it identical?",
    "workshop": "write or serve a page on which to compare policies",
    "scenarios": "list the scenarios and mechanisms",
    "settings": "explain a setting: its value, range, unit and source",
    "cache": "show or delete the runs that were kept",
    "doctor": "check the installation",
}
ALIASES = {
    "signatures": "claims",
    "discover": "scenario-discovery",
    "information": "value-of-information",
}
ABOUT = """\
Simulate England's primary schools: heads, teachers, partnerships.

commands:"""
EXAMPLES = """\
small-schools COMMAND --help explains a command. Examples:
  small-schools run world=lincolnshire run.years=5
  small-schools compare baseline executive_heads_4000 run.replicates=20
"""


class Parser(argparse.ArgumentParser):
    """Raises what is wrong with the arguments instead of printing the usage."""

    def error(self, message: str) -> NoReturn:
        """Raise SettingError with argparse's message."""
        raise SettingError(message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, that of an error, or 130 after Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console that lacks a letter still shows the rest
            stream.reconfigure(errors="replace")
    try:
        asked = parse(sys.argv[1:] if arguments is None else arguments)
        return asked.do(asked) or 0
    except SmallSchoolsError as error:
        print(f"small-schools: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("small-schools: stopped before any replicate was done", file=sys.stderr)
        return Interrupted.exit_code
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stderr.close()
        return 0


def parse(arguments: Sequence[str]) -> Any:
    """The command and its arguments; SettingError where they make no sense."""
    parser = Parser(
        usage="small-schools [-h] [--version] command ...",
        description="\n".join([ABOUT, *(f"  {name:22}{what}" for name, what in COMMANDS.items())]),
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"small-schools {__version__}")
    words = list(arguments) or ["--help"]
    chosen = ""
    for place in [place for place, word in enumerate(words) if not word.startswith("-")][:1]:
        words[place] = chosen = command_called(words[place])
    subparsers = parser.add_subparsers(
        prog="small-schools", dest="command", required=True, help=argparse.SUPPRESS
    )
    for name, description in COMMANDS.items():
        command = subparsers.add_parser(name, description=description)
        if name == chosen:
            implementation = ANALYSES.get(name) or import_module(f"sim.commands.{name}")
            implementation.add_arguments(command)
            command.set_defaults(do=implementation.do)
    return parser.parse_args(words)


def command_called(word: str) -> str:
    """The name of a command, from it or its alias; SettingError with the closest for another."""
    if word in COMMANDS or word in ALIASES:
        return ALIASES.get(word, word)
    close = difflib.get_close_matches(word, [*COMMANDS, *ALIASES], n=1)
    hint = f"did you mean {ALIASES.get(close[0], close[0])}?" if close else "see --help"
    raise SettingError(f"there is no command {word!r}; {hint}")
