"""The command line: ``small-schools``. What is slow to import is imported when it is needed."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from sim import __version__
from sim.errors import SettingError

INTERRUPTED = 130

EXAMPLES = """\
examples:
  small-schools run world=lincolnshire run.years=5
  small-schools compare baseline executive_heads_4000 run.replicates=20
  small-schools run policy=executive_heads policy.executive_heads.number=3000
  small-schools settings supply_day
"""


class Parser(argparse.ArgumentParser):
    """Says what was meant when a word is wrong, in one line."""

    def error(self, message: str) -> NoReturn:
        """End with exit code 2."""
        raise SettingError(message.replace("argument command: ", ""))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, 2 for what cannot be done, 130 for Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(
                errors="replace"
            )  # a console that lacks a letter still shows the rest
    try:
        asked = parse(sys.argv[1:] if arguments is None else arguments)
        return asked.do(asked) or 0
    except SettingError as error:
        print(f"small-schools: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("small-schools: stopped before any replicate was done", file=sys.stderr)
        return INTERRUPTED
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
    for name, (do, what) in COMMANDS.items():
        command = commands.add_parser(name, help=what, description=what)
        command.set_defaults(do=do)
        _add_arguments(command, name)
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


def _add_arguments(command: argparse.ArgumentParser, name: str) -> None:
    if name in ("run", "compare"):
        words = "name=value settings" if name == "run" else "scenarios and name=value settings"
        command.add_argument("words", nargs="*", metavar="WORD", help=words)
        command.add_argument("--output", metavar="DIR", help="folder for the results")
        command.add_argument("--overwrite", action="store_true", help="replace results in DIR")
        command.add_argument("--no-figures", action="store_true", help="write no pictures")
        command.add_argument("--quiet", action="store_true", help="no progress bar, no table")
    if name == "settings":
        command.add_argument("name", nargs="?", help="a setting, a group, or part of a name")
    if name == "figures":
        command.add_argument("folder", help="a folder of results")


def run(asked: Any) -> int:
    """One scenario, ``baseline`` unless scenario=NAME is given."""
    chosen = [w.split("=", 1)[1] for w in asked.words if w.startswith("scenario=")]
    plain = [w for w in asked.words if "=" not in w]
    if plain:
        raise SettingError(f"{plain[0]!r} is not of the form name=value (scenario={plain[0]}?)")
    overrides = [w for w in asked.words if not w.startswith("scenario=")]
    return _simulate(asked, chosen[-1:] or ["baseline"], overrides)


def compare(asked: Any) -> int:
    """Several scenarios with the same luck; the first is what others are compared with."""
    names = [w for w in asked.words if "=" not in w] or ["baseline", "executive_heads_4000"]
    overrides = [w for w in asked.words if "=" in w]
    if any(w.startswith("scenario=") for w in overrides):
        raise SettingError("compare takes scenarios by name: small-schools compare NAME NAME")
    if len(set(names)) != len(names) or len(names) == 1:
        raise SettingError("compare needs two scenarios or more, each named once")
    return _simulate(asked, names, overrides)


def _simulate(asked: Any, scenarios: list[str], overrides: list[str]) -> int:
    from sim import config

    settings = [config.load(scenario, overrides) for scenario in scenarios]
    from sim.experiments import comparison, ensemble, results

    folder = results.choose_folder("-vs-".join(reversed(scenarios)), asked.output, asked.overwrite)
    ensemble.world_of(settings[0])  # a bad file is told at once
    done = ensemble.run(settings, asked.quiet)
    manifest = results.write(done, folder, not asked.no_figures)
    if not asked.quiet:
        print(f"\n{comparison.headlines(done)}\n")
        replicates, years = manifest["replicates"], manifest["years"]
        print(f"{manifest['schools']:,} schools, {years} years, {replicates} replicates", end=" ")
        print(f"in {manifest['simulate_seconds']:.0f} s; digest {manifest['digest'][:12]}")
    print(f"results: {folder}")
    if not asked.no_figures:
        print(f"figures: {folder / 'figures'}")
    if done.stopped:
        print(
            f"small-schools: stopped; {len(done.replicates)} finished replicates were kept",
            file=sys.stderr,
        )
        return INTERRUPTED
    return 0


def scenarios(asked: Any) -> None:
    """What there is to run and compare."""
    from sim import config

    for name, description in config.scenarios().items():
        print(f"{name:24} {description}")


def settings(asked: Any) -> None:
    """Any setting: its value, range, unit, meaning, source and status."""
    from sim import ledger

    entries = ledger.entries()
    wanted = asked.name or ""
    found = {
        name: e for name, e in entries.items() if name == wanted or name.endswith(f".{wanted}")
    }
    found = found or {name: e for name, e in entries.items() if wanted in name}
    if not found:
        from sim.config import did_you_mean

        raise SettingError(f"there is no setting {wanted!r}{did_you_mean(wanted, entries)}")
    if len(found) <= 12:
        print("\n\n".join(ledger.explain(entry) for entry in found.values()))
        return
    for name, entry in found.items():
        value = f"{entry.value} {entry.unit}"
        print(f"{name:44} {value:34} {entry.status}")


def figures(asked: Any) -> None:
    """Draw the figures of a folder of results again."""
    from pathlib import Path

    from sim.figures import draw_all

    folder = Path(asked.folder)
    if not (folder / "manifest.json").exists():
        raise SettingError(f"{folder} is not a folder of results: it has no manifest.json")
    for path in draw_all(folder):
        print(path)


def doctor(asked: Any) -> None:
    """Whether everything needed is here and works."""
    from sim.doctor import examine

    examine()


COMMANDS = {
    "run": (run, "simulate one scenario"),
    "compare": (compare, "simulate several scenarios with the same luck, and compare them"),
    "scenarios": (scenarios, "list the scenarios"),
    "settings": (settings, "explain settings: value, range, unit, source"),
    "figures": (figures, "draw the figures of a folder of results"),
    "doctor": (doctor, "check the installation"),
}
