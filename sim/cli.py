"""The command line: ``small-schools``. What is slow to import is imported when it is needed."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from sim import __version__
from sim.errors import Interrupted, SettingError, SmallSchoolsError

COMMANDS = {  # each is a module of sim.commands, imported when it is asked for
    "run": "simulate one scenario",
    "compare": "simulate several scenarios with the same luck, and compare them",
    "attribute": "share an improvement out among its causes",
    "signatures": "whether simulated schools show the claims of Hill (2014)",
    "report": "write one self-contained page from a folder of results",
    "sweep": "simulate many points of settings, resumably",
    "sensitivity": "which settings move an outcome most in a sweep",
    "discover": "in which futures of a sweep a policy fails",
    "frontier": "what outcomes cost, and which policies are beaten",
    "regret": "how robust policies are across futures",
    "information": "which unknown would most change the choice of a policy",
    "thresholds": "how much of a setting is enough",
    "cache": "show or prune what sweeps have kept",
    "verify": "run a folder of results again: is it identical?",
    "calibrate": "find parameter sets that reproduce what is observed",
    "validate": "hold the baseline against what is observed",
    "scenarios": "list the scenarios and mechanisms",
    "settings": "explain settings: value, range, unit, source",
    "workshop": "write a page on which people compare what-ifs, or serve it",
    "figures": "draw the figures of a folder of results",
    "doctor": "check the installation",
}

EXAMPLES = """\
examples:
  small-schools run world=lincolnshire run.years=5
  small-schools compare baseline executive_heads_4000 run.replicates=20
"""


class Parser(argparse.ArgumentParser):
    """Says what was meant when a word is wrong, in one line."""

    def error(self, message: str) -> NoReturn:
        """End with exit code 2."""
        raise SettingError(message.replace("argument command: ", ""))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, that of the error, 130 for Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(
                errors="replace"
            )  # a console that lacks a letter still shows the rest
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
    """Understand the command line."""
    parser = Parser(
        prog="small-schools",
        description="Simulate England's primary schools: heads, teachers, partnerships.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"small-schools {__version__}")
    commands = parser.add_subparsers(metavar="command")
    for name, what in COMMANDS.items():
        command = commands.add_parser(name, help=what, description=what)
        if name in arguments[:1]:
            module = import_module(f"sim.commands.{name}")
            module.add_arguments(command)
            command.set_defaults(do=module.do)
    words = [word for word in arguments if not word.startswith("-")]
    if words and arguments[0] == words[0] and words[0] not in COMMANDS:
        close = difflib.get_close_matches(words[0], COMMANDS, n=1)
        hint = f"; did you mean {close[0]}?" if close else f"; there are {', '.join(COMMANDS)}"
        raise SettingError(f"there is no command {words[0]!r}{hint}")
    asked = parser.parse_args(arguments)
    if not hasattr(asked, "do"):
        parser.print_help()
        raise SystemExit(0)
    return asked
