"""The baseline beside observed facts: which it reproduces, and whether it keeps still."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from sim.errors import SettingError
from sim.measures.registry import GROUPS, MEASURES
from sim.parameters.ledger import folder
from sim.runs.ensemble import Ensemble
from sim.world.bands import BANDS, band_of

USES = ("calibrate", "validate")
NINETY = 1.645  # standard errors on each side that hold 90 %
SETTLING = 5  # years at either end that are compared for drift


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
    use: str


def read_targets(path: Path | None = None) -> list[Target]:
    """Targets from a file like ``configs/validation/targets.yaml``, which is the default.

    To those of the default the published spread and mean of KS2 progress are added.
    Raises SettingError, naming the target, where one lacks something.
    """
    chosen = path or folder() / "validation" / "targets.yaml"
    try:
        given = yaml.safe_load(chosen.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingError(f"--targets {chosen} cannot be read ({type(error).__name__})") from error
    if not isinstance(given, dict):
        raise SettingError(f"--targets {chosen} holds no targets by name")
    targets = [_target(name, values) for name, values in given.items()]
    return targets + ([] if path else published_progress())


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


def published_progress() -> list[Target]:
    """Spread and mean of published KS2 progress by roll, of every other authority each."""
    from sim.world import england

    world = england()
    band, known = band_of(world.pupils), np.isfinite(world.ks2_progress)
    targets = []
    for half, use in enumerate(USES):
        for place, name in enumerate(BANDS):
            at = known & (band == place) & (world.authority % 2 == half)
            values, count = world.ks2_progress[at], int(at.sum())
            spread = float(values.std(ddof=1))
            words = (f"{count} schools in {'even' if half == 0 else 'odd'} authorities, 2018/19",)
            for measure, found, error in (
                ("ks2_progress_sd", spread, spread / np.sqrt(2 * count)),
                ("ks2_progress_mean", float(values.mean()), spread / np.sqrt(count)),
            ):
                ends = (found - NINETY * error, found + NINETY * error)
                source = "DfE performance tables 2018/19, the packaged school file"
                label = f"{measure}_{name}_{use}"
                targets.append(Target(label, measure, name, found, *ends, *words, source, use))
    return targets


def over_years(measures: np.ndarray) -> np.ndarray:
    """Means over years, axis -3 of (..., years, groups, measures); some take years to begin."""
    known = np.isfinite(measures).sum(axis=-3)
    total = np.nansum(measures, axis=-3, dtype=np.float64)
    return np.where(known > 0, total / np.maximum(known, 1), np.nan)


def scoreboard(ensemble: Ensemble, targets: list[Target]) -> pd.DataFrame:
    """Each target with the simulated mean over years, its 90 % interval and a verdict.

    The interval is of single replicates, which are possible histories as the
    observed one is. ``passes`` where it meets the observed interval; ``distance``
    is between the two means, in standard deviations of both uncertainties.
    """
    means = over_years(ensemble.measures[0])
    rows = []
    for target in targets:
        found = means[:, GROUPS.index(target.group), list(MEASURES).index(target.measure)]
        mean, spread = found.mean(), found.std(ddof=1) if len(found) > 1 else 0.0
        low, high = mean - NINETY * spread, mean + NINETY * spread
        error = np.hypot((target.high - target.low) / (2 * NINETY), spread)
        rows.append(
            {
                "target": target.name,
                "use": target.use,
                "observed": target.observed,
                "observed_low": target.low,
                "observed_high": target.high,
                "simulated": mean,
                "simulated_low": low,
                "simulated_high": high,
                "distance": (mean - target.observed) / error if error else np.nan,
                "passes": bool(low <= target.high and high >= target.low),
                "population": target.population,
                "source": target.source,
            }
        )
    return pd.DataFrame(rows)


def drift(ensemble: Ensemble) -> pd.DataFrame:
    """How far the baseline moves from its first years to its last, against the stated limits."""
    limits = yaml.safe_load((folder() / "validation" / "drift.yaml").read_text(encoding="utf-8"))
    values = ensemble.measures[0].mean(axis=0, dtype=np.float64)[:, GROUPS.index("all")]
    rows = []
    for name, rule in limits.items():
        series = values[:, list(MEASURES).index(name)]
        first, last = series[:SETTLING].mean(), series[-SETTLING:].mean()
        moved = last / first - 1 if rule["relative"] else last - first
        rows.append((name, first, last, moved, rule["limit"], bool(abs(moved) <= rule["limit"])))
    return pd.DataFrame(rows, columns=["measure", "first", "last", "moved", "limit", "passes"])


def in_words(scores: pd.DataFrame, drifts: pd.DataFrame, years: int) -> str:
    """Both tables as text: kept-back targets apart, failures called so."""
    head = f"{'':34}{'observed':>28}{'simulated':>28}{'distance':>10}"
    titles = ("Kept back, to validate", "Had in sight when values were set")
    lines = []
    for title, use in zip(titles, reversed(USES), strict=True):
        rows = scores[scores.use == use]
        lines += [f"{title}: {rows.passes.sum()} of {len(rows)} pass", head]
        for row in rows.itertuples():
            observed = _span(row.observed, row.observed_low, row.observed_high)
            simulated = _span(row.simulated, row.simulated_low, row.simulated_high)
            verdict = "" if row.passes else "  FAILS"
            lines.append(
                f"{row.target:34}{observed:>28}{simulated:>28}{row.distance:>10.1f}{verdict}"
            )
        lines.append("")
    still = f"Keeps still over {years} years: {drifts.passes.sum()} of {len(drifts)} within limits"
    lines += [still, f"{'':34}{'first':>12}{'last':>12}{'moved':>12}{'limit':>12}"]
    for row in drifts.itertuples():
        numbers = "".join(f"{v:>12.4g}" for v in (row.first, row.last, row.moved, row.limit))
        lines.append(f"{row.measure:34}{numbers}{'' if row.passes else '  FAILS'}")
    return "\n".join(lines)


def _span(value: float, low: float, high: float) -> str:
    return f"{value:.3f} ({low:.3f} to {high:.3f})"
