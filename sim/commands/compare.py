"""``small-schools compare``: several scenarios with the same luck."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands.simulate import add_output_arguments, simulate
from sim.errors import SettingError


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Scenarios, settings, and where results go."""
    words = "scenarios and name=value settings"
    command.add_argument("words", nargs="*", metavar="WORD", help=words)
    add_output_arguments(command)


def do(asked: Any) -> int:
    """Several scenarios with the same luck; the first is what others are compared with."""
    names = [w for w in asked.words if "=" not in w] or ["baseline", "executive_heads_4000"]
    overrides = [w for w in asked.words if "=" in w]
    if any(w.startswith("scenario=") for w in overrides):
        raise SettingError("compare takes scenarios by name: small-schools compare NAME NAME")
    if len(set(names)) != len(names) or len(names) == 1:
        raise SettingError("compare needs two scenarios or more, each named once")
    return simulate(asked, names, overrides)
