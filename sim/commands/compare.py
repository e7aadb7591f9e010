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
    command.add_argument(
        "--switch-off",
        metavar="MECHANISM",
        action="append",
        default=[],
        help="compare the scenario with itself without a mechanism, or without each of a side "
        "(benefit, cost, partnership) or of all in turn; small-schools scenarios lists them",
    )
    add_output_arguments(command)


def do(asked: Any) -> None:
    """Several scenarios with the same luck; the first is what others are compared with."""
    from sim.parameters import calibrated, config

    off = [name for given in asked.switch_off for name in _mechanisms(given)]
    names = [w for w in asked.words if "=" not in w]
    names = names or (["baseline"] if off else ["baseline", "executive_heads_4000"])
    given = [w for w in asked.words if "=" in w]
    overrides = [*calibrated.comparison_default(given), *given]
    if any(w.startswith("scenario=") for w in overrides):
        raise SettingError("compare takes scenarios by name: small-schools compare NAME NAME")
    if len({*names, *off}) != len(names) + len(off) or len(names) + len(off) == 1:
        raise SettingError("compare needs two scenarios or more, each named once")
    settings = [config.load(name, overrides) for name in names]
    settings += [config.load_without(one, names[0], overrides) for one in off]
    simulate(asked, settings)


def _mechanisms(given: str) -> list[str]:
    """One mechanism by name, or all of a side: benefit, cost, partnership."""
    from sim.parameters import config

    sides = {name: mechanism["side"] for name, mechanism in config.mechanisms().items()}
    return [name for name, side in sides.items() if given in (side, "all")] or [given]
