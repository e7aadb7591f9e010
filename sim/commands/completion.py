"""Completion in a shell: commands, options, scenarios, designs, and settings with their values.

argcomplete calls the program again with the line that is being typed, once a shell was told to.
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sim.commands.command import Command


def complete(commands: Iterable[Command]) -> None:
    """Tell the shell how the line may go on, and end the process."""
    import argcomplete

    parser = argparse.ArgumentParser(prog="small-schools")
    parsers = parser.add_subparsers()
    for one in commands:
        own = parsers.add_parser(one.name)
        one.add_to(own)
        for action in own._actions:
            if action.dest in _WORDS:
                action.completer = _WORDS[action.dest]  # type: ignore[attr-defined]
    argcomplete.autocomplete(parser)


def words(prefix: str, parsed_args: Any, **_: Any) -> list[str]:
    """Words that a command may take: a scenario or design, a setting, or a value after its name."""
    from sim.parameters import ledger
    from sim.parameters.named import scenarios

    name, equals, _value = prefix.partition("=")
    if not equals:
        names = [*scenarios(), *_designs(parsed_args)]
        return names + [f"{one}=" for one in (*_OPTIONS, *ledger.entries())]
    if name in _OPTIONS:
        known: Iterable[str] = scenarios() if name == "scenario" else ledger.options(name)
    else:
        entry = ledger.entries().get(name)
        known = (entry.choices or [str(entry.value)]) if entry else []
    return [f"{name}={one}" for one in known]


def _settings(**_: Any) -> Iterator[str]:
    from sim.parameters import ledger

    yield from ledger.entries()


def _designs(asked: Any) -> Mapping[str, str]:
    from sim.designs import designs

    return designs() if hasattr(asked, "afresh") else {}  # an option of sweeps alone


_OPTIONS = ("scenario", "policy", "world")
_WORDS = {"settings": words, "name": _settings}
