"""Observed facts that the baseline should reproduce, each with the interval in which it lies."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from sim.errors import SettingError
from sim.measures import GROUPS, MEASURES
from sim.parameters.ledger import folder
from sim.world import england
from sim.world.bands import BANDS, band_of

USES = CALIBRATE, VALIDATE = ("calibrate", "validate")
NINETY = 1.645  # standard errors on each side that hold 90 %
PUBLISHED = "DfE performance tables 2018/19, the packaged school file"


@dataclass(frozen=True)
class Target:
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
    try:
        given = yaml.safe_load(chosen.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingError(f"--targets {chosen} cannot be read ({type(error).__name__})") from error
    if not isinstance(given, dict):
        raise SettingError(f"--targets {chosen} has no targets by name")
    targets = [_target(name, values) for name, values in given.items()]
    return targets + ([] if path else list(published_progress()))


def _target(name: str, values: Any) -> Target:
    try:
        target = Target(name=name, **values)
    except TypeError as error:
        raise SettingError(f"target {name}: {str(error).split(')', 1)[-1].strip()}") from error
    for what, value, known in (
        ("measure", target.measure, MEASURES),
        ("group", target.group, GROUPS),
        ("use", target.use, USES),
    ):
        if value not in known:
            raise SettingError(f"target {name}: {what}={value} is not one of {', '.join(known)}")
    if not target.low <= target.observed <= target.high:
        raise SettingError(f"target {name}: observed={target.observed} is not within low and high")
    return target


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
