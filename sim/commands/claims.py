"""``small-schools claims``: test what Hill (2014) claims on the simulated schools."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands import output


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Settings, and where results go."""
    command.add_argument("words", nargs="*", metavar="WORD", help="settings as name=value")
    output.add_arguments(command)


def do(asked: Any) -> None:
    """Examine every claim, say which are shown, and draw each."""
    from sim import api

    folder = output.choose(asked, "claims")
    output.write(asked, api.examine_claims(*asked.words, quiet=asked.quiet), folder)
