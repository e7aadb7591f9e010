"""``small-schools run``: one scenario."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands.simulate import add_output_arguments, simulate
from sim.errors import SettingError


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Settings, and where results go."""
    command.add_argument("words", nargs="*", metavar="WORD", help="name=value settings")
    add_output_arguments(command)


def do(asked: Any) -> None:
    """One scenario, ``baseline`` unless scenario=NAME is given."""
    from sim.parameters import config

    chosen = [w.split("=", 1)[1] for w in asked.words if w.startswith("scenario=")]
    plain = [w for w in asked.words if "=" not in w]
    if plain:
        raise SettingError(f"{plain[0]!r} is not of the form name=value (scenario={plain[0]}?)")
    overrides = [w for w in asked.words if not w.startswith("scenario=")]
    simulate(asked, [config.load(chosen[-1] if chosen else "baseline", overrides)])
