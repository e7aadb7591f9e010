"""``small-schools scenarios``: what there is to run and compare."""

from __future__ import annotations

import argparse
from typing import Any


def add_arguments(command: argparse.ArgumentParser) -> None:
    """None."""


def do(asked: Any) -> None:
    """Each scenario with what it is."""
    from sim import config

    for name, description in config.scenarios().items():
        print(f"{name:26} {description}")
