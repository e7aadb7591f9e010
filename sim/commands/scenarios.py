"""``small-schools scenarios``: list the scenarios and mechanisms."""

from __future__ import annotations

import argparse
from typing import Any


def add_arguments(command: argparse.ArgumentParser) -> None:
    """None."""


def do(asked: Any) -> None:
    """Each with what it is."""
    from sim.parameters import config

    for name, description in config.scenarios().items():
        print(f"{name:26} {description}")
    print("\nMechanisms, for small-schools compare --switch-off NAME (or a side, or all):")
    for name, mechanism in config.mechanisms().items():
        print(f"{name:26} {mechanism['description']} ({mechanism['side']})")
