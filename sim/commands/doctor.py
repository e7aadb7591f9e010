"""``small-schools doctor``: check the installation."""

from __future__ import annotations

import argparse
import os
import platform
import time
from typing import Any


def add_arguments(command: argparse.ArgumentParser) -> None:
    """None."""


def do(asked: Any) -> None:
    """Print what is installed and where, and simulate two years of Lincolnshire."""
    from sim.model import Model
    from sim.parameters.ledger import entries, folder
    from sim.results.outputs import home
    from sim.results.provenance import PACKAGES, installed
    from sim.world import england, lincolnshire

    print(f"python      {platform.python_version()} on {platform.system()}, {os.cpu_count()} cores")
    for package in PACKAGES:
        print(f"{package:11} {installed(package)}")
    print(f"settings    {len(entries())} in {folder()}")
    print(f"England     {len(england()):,} schools ({england().digest})")
    writable = os.access(home() if home().exists() else home().parent, os.W_OK)
    print(f"outputs     {home()} {'can' if writable else 'CANNOT'} be written")
    start = time.perf_counter()
    Model(lincolnshire()).run(2)
    print(f"self-test   two years of Lincolnshire in {time.perf_counter() - start:.1f} s: works")
