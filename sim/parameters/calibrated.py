"""Parameter sets: a sample of those that reproduce what is observed, or of all that were thinkable.

``small-schools calibrate`` makes the sample. With ``run.parameters=ensemble`` replicates take
its sets in turn, so that intervals include what is not known of the parameters. With
``run.parameters=prior`` each parameter is drawn from its prior, as if nothing had been observed.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType

from sim.errors import SettingError
from sim.parameters import ledger

LEDGER, ENSEMBLE, PRIOR = "ledger", "ensemble", "prior"
USE_ENSEMBLE = f"run.parameters={ENSEMBLE}"
SHORT_FORMS = {"model=calibrated": USE_ENSEMBLE, "model=ledger": f"run.parameters={LEDGER}"}


def path() -> Path:
    """Where the sample is kept."""
    return ledger.folder() / "calibration" / "ensemble.csv"


@cache
def sets() -> tuple[Mapping[str, float], ...]:
    """The parameter sets, by full name of the parameter.

    A parameter whose value in the ledger has changed since the calibration is left out: the new
    value was chosen later. Raises SettingError where there is no sample.
    """
    try:
        with path().open(encoding="utf-8", newline="") as file:
            known, *rows = list(csv.DictReader(file))
    except (OSError, ValueError) as error:
        remedy = "small-schools calibrate makes the sample"
        raise SettingError(f"{USE_ENSEMBLE}: {path()} cannot be read; {remedy}") from error
    now = ledger.entries()
    names = [n for n in known if n in now and float(known[n]) == now[n].value]
    return tuple(MappingProxyType({n: float(row[n]) for n in names}) for row in rows)


@cache
def digest(drawn: str) -> str:
    """A short name for what decides the sets drawn; empty for the ledger's values."""
    if drawn == LEDGER:
        return ""
    priors = {name: entry.prior for name, entry in ledger.uncertain().items()}
    content = [priors] if drawn == PRIOR else [sorted(one.items()) for one in sets()]
    return blake2b(repr(content).encode(), digest_size=8).hexdigest()


def of_number(number: int, drawn: str = ENSEMBLE) -> Mapping[str, float]:
    """A parameter set by its number; calibrated ones are in random order, taken in turn."""
    return from_prior(number) if drawn == PRIOR else sets()[number % len(sets())]


def from_prior(number: int) -> dict[str, float]:
    """A set of parameters, each uniform over its prior, independently."""

    def uniform(name: str) -> float:
        key = blake2b(f"{name} {number}".encode(), digest_size=8).digest()
        return int.from_bytes(key, "little") / 2**64

    ends = {name: entry.prior for name, entry in ledger.uncertain().items() if entry.prior}
    return {name: low + (high - low) * uniform(name) for name, (low, high) in ends.items()}
