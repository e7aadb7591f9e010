"""``small-schools run``: simulate one scenario."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands import output
from sim.errors import SettingError


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Settings, and where results go."""
    words = "settings as name=value, and scenario=NAME (default: baseline)"
    command.add_argument("words", nargs="*", metavar="WORD", help=words)
    output.add_arguments(command)


def do(asked: Any) -> None:
    """Simulate the scenario that is named last, or the baseline."""
    from sim import api

    scenario, words = "baseline", []
    for word in asked.words:
        name, is_setting, value = word.partition("=")
        if not is_setting:
            raise SettingError(f"{word!r} is not of the form name=value (scenario={word}?)")
        if name == "scenario":
            scenario = value
        else:
            words.append(word)
    folder = output.choose(asked, scenario)
    output.write(asked, api.run(scenario, *words, quiet=asked.quiet), folder)
