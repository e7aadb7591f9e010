"""The scoreboard: each observed fact beside what the model gives, and what may be said of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.analyse.targets import CALIBRATE, REPORT, VALIDATE, Target, as_judged
from sim.errors import SettingError
from sim.measures import GROUPS, MEASURES
from sim.results import labels
from sim.results.ensemble import mean_of_known
from sim.results.intervals import tails

PASSES, HARDLY = 2.0, 0.9  # standard deviations; a fraction of sets drawn from the prior


def of_targets(measures: np.ndarray, targets: Sequence[Target]) -> np.ndarray:
    """What each target is of, in its year or the mean over years: (runs, targets).

    ``measures`` are (runs, years, groups, measures), of which some take years to begin.
    """
    means = mean_of_known(measures, axis=1)
    found = []
    for one in targets:
        of = measures[:, one.year - 1] if one.year else means
        found.append(of[:, GROUPS.index(one.group), list(MEASURES).index(one.measure)])
    return np.stack(found, axis=1)


def scoreboard(
    targets: Sequence[Target], done: np.ndarray, prior: np.ndarray, alike: np.ndarray
) -> pd.DataFrame:
    """Each target beside what the model gives: how far off, and whether it could have failed.

    ``done``, ``prior`` and ``alike`` are measures of runs, (runs, years, groups, measures): with
    the sets to be judged, with sets drawn from the prior, and with one set and other draws. A
    target of a year that they do not reach is left out, and one that is known in no run of some of
    them, as of a band without schools; one that the shipped sets were chosen by counts as used.
    Raises SettingError where none is left.
    """
    targets = [one for one in as_judged(targets) if one.year <= done.shape[1]]
    in_sight = {(one.measure, one.group) for one in targets if one.use == CALIBRATE}
    runs = [of_targets(measures, targets).T for measures in (done, prior, alike) if targets]
    rows = []
    for target, *values in zip(targets, *runs, strict=True):
        known = [one[~np.isnan(one)] for one in values]
        if all(one.size for one in known):
            independent = (target.measure, target.group) not in in_sight
            rows.append(score(target, *known) | {"independent": independent})
    if not rows:
        raise SettingError("no target is known in these runs: they have too few schools or years")
    return pd.DataFrame(rows)


def score(
    target: Target, simulated: np.ndarray, prior: np.ndarray, alike: np.ndarray
) -> dict[str, object]:
    """A target beside what single replicates give, (replicates,) each.

    ``distance`` is from the observed value to the mean of the replicates, in standard deviations
    of observation, of the model at its best, and of chance in a replicate; it ``passes`` within
    :data:`PASSES`. ``sets_within`` is the fraction of replicates that do by themselves, and
    ``prior_within`` of those drawn from the prior: a target that nearly all of those meet
    ``could_hardly_fail``.
    """
    chance = alike.std(ddof=1) if len(alike) > 1 else 0.0
    error = float(np.hypot(target.error, chance))

    def off(values: Any) -> Any:
        gap = values - target.observed
        return gap / error if error else np.where(gap == 0, 0.0, np.copysign(np.inf, gap))

    distance = float(off(simulated.mean()))
    low, high = tails(simulated)
    prior_low, prior_high = tails(prior)
    prior_within = float((np.abs(off(prior)) <= PASSES).mean())
    return {
        "target": target.name,
        "what": labels.title(target.measure, _schools(target.group)),
        "use": target.use,
        "observed": target.observed,
        "observed_low": target.low,
        "observed_high": target.high,
        "simulated": simulated.mean(),
        "simulated_low": low,
        "simulated_high": high,
        "error": error,
        "distance": distance,
        "passes": bool(abs(distance) <= PASSES),
        "sets_within": float((np.abs(off(simulated)) <= PASSES).mean()),
        "prior_low": prior_low,
        "prior_high": prior_high,
        "prior_within": prior_within,
        "could_hardly_fail": prior_within >= HARDLY,
        "period": target.period,
        "year": target.year,
        "population": target.population,
        "source": target.source,
        "because": target.because,
        "moved": target.moved,
    }


def _schools(group: str) -> str:
    return "schools" if group == "all" else labels.schools(group)


def in_words(scores: pd.DataFrame) -> pd.Series:
    """What each target is, with its period where another of the same use is the same."""
    if "what" not in scores:  # as in scoreboards of earlier versions
        return scores.target.map(labels.setting).map(labels.capitalised)
    dated = scores.period.notna()  # a user's own facts need not be
    told_apart = scores.duplicated(["what", "use"], keep=False) & dated
    return scores.what.where(~told_apart, scores.what + ", " + scores.period.astype(str))


def summary(scores: pd.DataFrame) -> str:
    """What a sceptic would ask, in sentences: of those kept back first."""
    lines = []
    for title, rows in parts(scores):
        hard = rows[~rows.could_hardly_fail]
        lines.append(
            f"{title}: {rows.passes.sum()} of {len(rows)} within {PASSES:g} standard deviations"
            + (
                f", {hard.passes.sum()} of the {len(hard)} that could fail; a single set within "
                f"{rows.sets_within.mean():.0%} of them, one from the prior "
                f"{rows.prior_within.mean():.0%}"
                if len(rows)
                else ""
            )
        )
    return "\n".join(lines)


def parts(scores: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The rows of a scoreboard by what they can show, with a title for each."""
    kept, same = scores.use == VALIDATE, ~scores.independent
    found = [
        ("Kept back", scores[kept & ~same]),
        ("Kept back, but of a measure and group in sight elsewhere", scores[kept & same]),
        ("Used to set the parameters", scores[scores.use == CALIBRATE]),
        ("Reported only", scores[scores.use == REPORT]),
    ]
    return [(title, rows) for title, rows in found if len(rows)]
