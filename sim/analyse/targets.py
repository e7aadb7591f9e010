"""Observed facts that the baseline should reproduce, each with the interval in which it lies."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.errors import SettingError, within
from sim.measures import GROUPS, MEASURES
from sim.parameters.documents import Described, read_yaml
from sim.parameters.ledger import folder
from sim.world import england
from sim.world.bands import BANDS, band_of

USES = CALIBRATE, VALIDATE = ("calibrate", "validate")
NINETY = 1.645  # standard errors on each side that hold 90 %
PUBLISHED = "DfE performance tables 2018/19, the packaged school file"


@dataclass(frozen=True)
class Target(Described):
    """An observed fact; the truth lies between ``low`` and ``high`` with 90 %."""

    name: str
    measure: str
    group: str
    observed: float
    low: float
    high: float
    population: str
    source: str
    use: str  # whether values are set by it, or it is held out to validate them


def read_targets(path: Path | None = None) -> list[Target]:
    """Targets from a file like ``configs/validation/targets.yaml``, which is the default.

    To those of the default are added the published mean and SD of KS2 progress. Raises
    SettingError, naming the target, where one lacks something.
    """
    chosen = path or folder() / "validation" / "targets.yaml"
    given = read_yaml(chosen)
    if not isinstance(given, dict) or not given:
        raise SettingError(f"--targets {chosen} has no targets by name")
    targets = []
    for name, values in given.items():
        with within(f"--targets {chosen}: target {name}"):
            targets.append(Target.of(values, name=name))
            _check(targets[-1])
    return targets + ([] if path else list(published_progress()))


def _check(target: Target) -> None:
    for what, value, known in (
        ("measure", target.measure, MEASURES),
        ("group", target.group, GROUPS),
        ("use", target.use, USES),
    ):
        if value not in known:
            raise SettingError(f"{what}={value} is not one of {', '.join(known)}")
    if not target.low <= target.observed <= target.high:
        raise SettingError(f"observed={target.observed} is not within low and high")


def published_progress() -> Iterator[Target]:
    """Published KS2 progress by roll: its SD and mean, first in even authorities, then in odd ones.

    Values are set by the first half; the second is held out.
    """
    world = england()
    published, band = np.isfinite(world.ks2_progress), band_of(world.pupils)
    for half, (use, authorities) in enumerate(zip(USES, ("even", "odd"), strict=True)):
        for number, name in enumerate(BANDS):
            chosen = published & (band == number) & (world.authority % 2 == half)
            values = world.ks2_progress[chosen]
            population = f"{values.size} schools in {authorities} authorities, 2018/19"
            sd = float(values.std(ddof=1))
            for measure, observed, error in (
                ("ks2_progress_sd", sd, sd / np.sqrt(2 * values.size)),
                ("ks2_progress_mean", float(values.mean()), sd / np.sqrt(values.size)),
            ):
                low, high = observed - NINETY * error, observed + NINETY * error
                label = f"{measure}_{name}_{use}"
                yield Target(label, measure, name, observed, low, high, population, PUBLISHED, use)
