"""Plausible parameter sets: what it means not to know the parameters.

The calibration (``small-schools calibrate``) ships a sample of sets that reproduce
what is observed. With ``run.parameters=ensemble`` each replicate takes one of them,
so that intervals hold ignorance of the parameters, not luck alone.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType

from sim.errors import SettingError
from sim.parameters import ledger

LEDGER, ENSEMBLE = "ledger", "ensemble"
CHOSEN = f"run.parameters={ENSEMBLE}"
MODELS = {"model=calibrated": CHOSEN, "model=ledger": f"run.parameters={LEDGER}"}  # in short


def usual(words: Sequence[str]) -> list[str]:
    """What comparisons take unless told otherwise: the ensemble, but not for an older past."""
    return [] if any(word.startswith("run.branch_from=") for word in words) else [CHOSEN]


def path() -> Path:
    """Where the sample is kept."""
    return ledger.folder() / "calibration" / "ensemble.csv"


@cache
def sets() -> tuple[Mapping[str, float], ...]:
    """The parameter sets, by full name of the parameter.

    A parameter whose value in the ledger has changed since is left out: the new value,
    which somebody chose later, holds. Raises SettingError where there is no sample.
    """
    try:
        with path().open(encoding="utf-8", newline="") as file:
            known, *rows = list(csv.DictReader(file))
    except (OSError, ValueError) as error:
        words = "small-schools calibrate makes the sample"
        raise SettingError(f"run.parameters=ensemble: {path()} cannot be read; {words}") from error
    now = ledger.entries()
    names = [n for n in known if n in now and float(known[n]) == now[n].value]
    return tuple(MappingProxyType({n: float(row[n]) for n in names}) for row in rows)


def digest() -> str:
    """A short name for the sets."""
    return blake2b(
        repr([sorted(one.items()) for one in sets()]).encode(), digest_size=8
    ).hexdigest()


def of_replicate(replicate: int) -> Mapping[str, float]:
    """The parameter set of a replicate; sets are in random order, and are taken in turn."""
    return sets()[replicate % len(sets())]
