"""``small-schools settings``: any setting, explained."""

from __future__ import annotations

import argparse
from typing import Any

from sim.errors import SettingError


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which settings."""
    command.add_argument("name", nargs="?", help="a setting, a group, or part of a name")


def do(asked: Any) -> None:
    """Any setting: its value, range, unit, meaning, source and status."""
    from sim.parameters import ledger

    entries = ledger.entries()
    wanted = asked.name or ""
    found = {
        name: e for name, e in entries.items() if name == wanted or name.endswith(f".{wanted}")
    }
    found = found or {name: e for name, e in entries.items() if wanted in name}
    if not found:
        from sim.parameters.config import did_you_mean

        raise SettingError(f"there is no setting {wanted!r}{did_you_mean(wanted, entries)}")
    if len(found) <= 12:
        print("\n\n".join(ledger.explain(entry) for entry in found.values()))
        return
    for name, entry in found.items():
        value = f"{entry.value} {entry.unit}"
        print(f"{name:44} {value:34} {entry.status}")
