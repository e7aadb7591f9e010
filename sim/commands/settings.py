"""``small-schools settings``: explain a setting: its value, range, unit and source."""

from __future__ import annotations

import argparse
from typing import Any

from sim.errors import SettingError

MOST_EXPLAINED = 12  # more are listed, a line each


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Which settings."""
    words = "a setting, a group, or a part of a name; all if not given"
    command.add_argument("name", nargs="?", default="", help=words)


def do(asked: Any) -> None:
    """Explain the settings of this name; if there are none, those with it in their name."""
    from sim.parameters import ledger
    from sim.parameters.config import did_you_mean

    entries, name = ledger.entries(), asked.name
    chosen = {one: entry for one, entry in entries.items() if f".{one}".endswith(f".{name}")}
    chosen = chosen or {one: entry for one, entry in entries.items() if name in one}
    if not chosen:
        raise SettingError(f"there is no setting {name!r}{did_you_mean(name, entries)}")
    if len(chosen) <= MOST_EXPLAINED:
        print("\n\n".join(ledger.explain(entry) for entry in chosen.values()))
        return
    for one, entry in chosen.items():
        print(f"{one:44} {f'{entry.value} {entry.unit}':34} {entry.status}")
