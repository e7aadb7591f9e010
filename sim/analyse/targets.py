"""Observed facts that the baseline should reproduce, each with the interval in which it lies."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import SettingError, check_known, within
from sim.measures import GROUPS, MEASURES
from sim.measures.results import beyond_authority
from sim.parameters.documents import Described, read_yaml
from sim.parameters.evidence import facts, in_words
from sim.parameters.ledger import folder
from sim.world import england
from sim.world.bands import BANDS, band_of

USES = CALIBRATE, VALIDATE, REPORT = ("calibrate", "validate", "report")
NINETY = 1.645  # standard errors on each side that hold 90 %
PUBLISHED = "[schools_england_2019]"
PROGRESS_PERIOD = "2018/19"
PROGRESS_DISCREPANCY = 0.08  # points: means of neighbouring roll bands differ by 0.1 to 0.4
APART = 3.5  # SDs of the others of a series that one of them may lie from their mean
SEEN = "kept back only from the next calibration: the shipped parameter sets were chosen by it"
INTAKE = "intake beyond what progress scores allow for is not modelled"


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
    use: str  # values are set by it, it is kept back to validate them, or it is only reported
    discrepancy: float = 0.0  # how far the model may be from it at its best: an SD
    because: str = ""
    year: int = 0  # of the simulation, of which it is; 0 for the mean of all years
    moved: str = ""  # what became of it, if its use has changed
    period: str = ""  # of the observation

    @property
    def error(self) -> float:
        """The standard deviation of observation and of the model at its best together."""
        return float(np.hypot((self.high - self.low) / (2 * NINETY), self.discrepancy))


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
            targets.append(Target.of(with_facts(values), name=name))
            _check(targets[-1])
    return targets + ([] if path else list(published_progress()))


def calibrated_to() -> list[Target]:
    """The targets that parameter sets are chosen by."""
    return [target for target in read_targets() if target.use == CALIBRATE]


def as_judged(targets: Sequence[Target]) -> list[Target]:
    """Targets as a score may count them: as used, whichever of them the shipped sets have seen.

    ``configs/calibration/seen.csv`` says by what those were chosen. A target is one of these by its
    name or, under another, by its value.
    """
    path = folder() / "calibration" / "seen.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {(row["measure"], row["group"], row["target"]) for row in rows}
    values = {(row["measure"], row["group"], f"{float(row['observed']):.6g}") for row in rows}

    def seen(one: Target) -> bool:
        of = (one.measure, one.group)
        return (*of, one.name) in names or (*of, f"{one.observed:.6g}") in values

    return [
        replace(one, use=CALIBRATE, moved=SEEN) if one.use == VALIDATE and seen(one) else one
        for one in targets
    ]


def with_facts(values: Any) -> Any:
    """What a target says, with the facts it rests on in place of their keys.

    Of several it is the mean, and its 90 % interval that of one like them. Raises SettingError for
    a fact outside its own interval, or far from the others: a slip would widen the interval of all.
    """
    if not isinstance(values, dict) or "facts" not in values:
        return values
    values = dict(values)
    keys = values.pop("facts")
    check_known("configs/evidence/facts.csv", keys, facts())
    rows = [facts()[key] for key in keys]
    observed = [float(row["value"]) for row in rows]
    for place, (key, row) in enumerate(zip(keys, rows, strict=True)):
        _check_fact(key, row, observed[:place] + observed[place + 1 :])
    mean = float(np.mean(observed))
    if len(rows) == 1:
        low, high = float(rows[0]["low"]), float(rows[0]["high"])
    else:
        away = NINETY * float(np.std(observed, ddof=1))
        low, high = mean - away, mean + away
    periods = [row["period"] for row in rows]
    when = periods[0] if len(rows) == 1 else f"{periods[0]} to those of {periods[-1].split()[-1]}"
    return values | {
        "observed": mean,
        "low": low,
        "high": high,
        "population": f"{rows[-1]['quantity']}; {rows[0]['population']}; {when}",
        "period": when,
        "source": in_words(", ".join(dict.fromkeys(f"[{row['reference']}]" for row in rows))),
    }


def _check_fact(key: str, row: Mapping[str, str], others: Sequence[float]) -> None:
    """Raise SettingError where a fact is outside its interval, or nothing like the others."""
    value, low, high = (float(row[name] or "nan") for name in ("value", "low", "high"))
    if value < low or value > high:
        raise SettingError(f"fact {key}: {value} is not {low} to {high}, its 90% interval")
    if len(others) > 1 and abs(value - np.mean(others)) > APART * np.std(others, ddof=1):
        raise SettingError(
            f"fact {key}: {value} is more than {APART} standard deviations from the others, "
            f"{min(others)} to {max(others)}"
        )


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
    if MEASURES[target.measure].unit == "share" and not 0 <= target.low <= target.high <= 1:
        raise SettingError(f"{target.low} to {target.high} is not 0 to 1, as a share is")
    if target.year < 0:
        raise SettingError(f"year={target.year} is neither a year of the simulation nor 0, for all")


def published_progress() -> Iterator[Target]:
    """Published KS2 progress by roll, first in even authorities, then in odd ones.

    Its SD, and the mean beyond that of the authority, as authorities differ by more than the
    model knows of. Values are set by the first half; the second is kept back. The bare means are
    reported.
    """
    world = england()
    published, band = np.isfinite(world.ks2_progress), band_of(world.pupils)
    beyond = beyond_authority(world.ks2_progress, world.authority, published)
    for half, (use, which) in enumerate(zip((CALIBRATE, VALIDATE), ("even", "odd"), strict=True)):
        for group in ("all", *BANDS):
            chosen = published & (world.authority % 2 == half)
            if group != "all":
                chosen &= band == BANDS.index(group)
            values, within = world.ks2_progress[chosen], beyond[chosen]
            sd, size = float(values.std(ddof=1)), values.size
            about = f"{size} schools in {which} authorities, {PROGRESS_PERIOD}"
            error = sd / np.sqrt(size)
            mean = (values.mean(), error, use if group == "all" else REPORT)
            by_roll = {
                "ks2_progress_sd": (sd, error / np.sqrt(2), use),
                "ks2_beyond_authority": (within.mean(), within.std(ddof=1) / np.sqrt(size), use),
            }
            wanted = {"ks2_progress_mean": mean} | (by_roll if group != "all" else {})
            for measure, (observed, error, used) in wanted.items():
                low, high = observed - NINETY * error, observed + NINETY * error
                yield Target(
                    f"{measure}_{group}_{use}", measure, group,
                    float(observed), float(low), float(high), about, in_words(PUBLISHED), used,
                    PROGRESS_DISCREPANCY, INTAKE, period=PROGRESS_PERIOD,
                )  # fmt: skip
