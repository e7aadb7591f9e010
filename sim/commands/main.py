"""The entry point of ``small-schools``: which commands there are, and how one of them is run.

What is slow to import is imported when it is needed, so that help comes at once.
"""

import argparse
import difflib
import errno
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from sim import __version__
from sim.commands import about, results, simulate
from sim.commands.analyse import ANALYSES
from sim.errors import Interrupted, OutputError, SettingError, SmallSchoolsError, did_you_mean

ALL = (
    simulate.run, simulate.compare, simulate.attribute, simulate.claims, simulate.validate,
    simulate.move_graph, simulate.calibrate, simulate.coverage, simulate.back_test, simulate.sweep,
    *ANALYSES, results.report, results.figures, results.verify, results.workshop, about.scenarios,
    about.settings, about.cache, about.doctor, about.profile,
)  # fmt: skip
COMMANDS = {one.name: one for one in ALL}
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
        """Raise SettingError with argparse's message, and a hint where an option is misspelt."""
        told, _, words = message.partition("unrecognized arguments: ")
        option = words.partition(" ")[0].partition("=")[0]
        known = [name for one in self._actions for name in one.option_strings]
        hint = did_you_mean(option, known) if words and option.startswith("-") and not told else ""
        raise SettingError(f"{message}{hint}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, that of an error, or 130 after Ctrl-C."""
    with _sigterm_as_ctrl_c():
        return _run(arguments)


@contextmanager
def _sigterm_as_ctrl_c() -> Iterator[None]:
    """Within it, what is done is kept too where the system ends a run: a cluster, ``timeout``."""

    def stop(*_: Any) -> NoReturn:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it is being kept
        raise KeyboardInterrupt

    here = threading.current_thread() is threading.main_thread()
    if not here or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _run(arguments: Sequence[str] | None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console that lacks a letter still shows the rest
            stream.reconfigure(errors="replace")
    if "_ARGCOMPLETE" in os.environ:  # a shell asks how its line may go on
        from sim.commands.completion import complete

        complete(ALL)
    try:
        asked = parse(sys.argv[1:] if arguments is None else arguments)
        code = asked.do(asked) or 0
        sys.stdout.flush()
        return code
    except SmallSchoolsError as error:
        print(f"small-schools: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("small-schools: stopped before any replicate was done", file=sys.stderr)
        return Interrupted.exit_code
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stderr.close()
        return 0
    except OSError as error:  # of results a full disk is told where they are written
        if error.filename:  # a name too long for the system, a disk that fails
            print(f"small-schools: {error.filename}: {error.strerror}", file=sys.stderr)
            return SettingError.exit_code
        if error.errno != errno.ENOSPC:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # not tried again at the end
        print(f"small-schools: the output cannot be written ({error.strerror})", file=sys.stderr)
        return OutputError.exit_code


def parse(arguments: Sequence[str]) -> Any:
    """The command and its arguments, in any order; SettingError where they make no sense."""
    words = list(arguments) or ["--help"]
    if words[0].startswith("-"):
        _about().parse_known_args(words)  # help and version end here
        raise SettingError(f"{words[0]} is not a command: a command comes first; see --help")
    command = COMMANDS[command_called(words[0])]
    parser = Parser(prog=f"small-schools {command.name}", description=command.what)
    command.add_to(parser)
    return parser.parse_intermixed_args(words[1:])


def _about() -> Parser:
    """The parser that tells of the program as a whole."""
    parser = Parser(
        usage="small-schools [-h] [--version] command ...",
        description="\n".join(
            [ABOUT, *(f"  {name:22}{one.what}" for name, one in COMMANDS.items())]
        ),
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"small-schools {__version__}")
    return parser


def command_called(word: str) -> str:
    """The name of a command, from it or its alias; SettingError with the closest for another."""
    if word in COMMANDS or word in ALIASES:
        return ALIASES.get(word, word)
    close = difflib.get_close_matches(word, [*COMMANDS, *ALIASES], n=1)
    hint = f"did you mean {ALIASES.get(close[0], close[0])}?" if close else "see --help"
    raise SettingError(f"there is no command {word!r}; {hint}")
