"""The baseline compared with observed facts: which it reproduces, and whether it stays stable."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import yaml

from sim.analyse.targets import CALIBRATE, REPORT, VALIDATE, Target, as_judged
from sim.measures import GROUPS, MEASURES
from sim.parameters import config, ledger
from sim.parameters.calibrated import LEDGER, PRIOR
from sim.results.ensemble import Ensemble, mean_of_known
from sim.results.folder import Folder
from sim.results.html import as_html
from sim.results.intervals import Estimate, tails
from sim.results.provenance import manifest_of
from sim.results.summary import aligned
from sim.runs import ensemble
from sim.runs.ensemble import with_defaults

USUAL = {"run.years": 12, "run.replicates": 20}
DRIFT_YEARS = {"run.years": 30}
# What moves the system on, so that what is left is whether the model has settled.
STILL = [
    "model.academies.converting=0",
    "model.academies.sponsoring=0",
    "model.closures.chance=0",
    "model.closures.amalgamating=0",
]
AT_EITHER_END = 5  # years whose means are compared for drift
ALIKE = ["run.replicates=8"]  # runs with one set, for what chance does
PASSES, HARDLY = 2.0, 0.9  # standard deviations; a fraction of sets drawn from the prior
SCORES, DRIFTS = (38, 26, 26, 18, 10), (34, 12, 12, 12, 12)  # widths
SHOWN = ["target", "observed", "observed_low", "observed_high", "simulated", "simulated_low",
         "simulated_high", "distance", "passes", "could_hardly_fail"]  # fmt: skip
FAILS, HARDLY_FAILS = "  FAILS", "  could hardly fail"


@dataclass(frozen=True, repr=False)
class Validation:
    """A simulated baseline with its scores, see :func:`scoreboard`, and :func:`drift`."""

    ensemble: Ensemble
    scores: pd.DataFrame
    drifts: pd.DataFrame
    drift_years: int

    def write(self, folder: Folder) -> None:
        """Both tables, how they came about, and the text."""
        tables = {"scoreboard.csv": self.scores, "drift.csv": self.drifts}
        folder.write(tables, self.ensemble.settings, manifest_of(self.ensemble), str(self))

    def table(self) -> pd.DataFrame:
        """The scores: a row for each target."""
        return self.scores

    def __str__(self) -> str:
        return f"{_scores_as_text(self.scores)}\n{_drift_as_text(self.drifts, self.drift_years)}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        scores = [(title, rows[SHOWN], "") for title, rows in parts(self.scores)]
        stable = _drift_as_text(self.drifts, self.drift_years).splitlines()[0]
        return as_html(
            [(summary(self.scores), pd.DataFrame(), ""), *scores, (stable, self.drifts, "")]
        )


def validate(targets: Sequence[Target], overrides: Sequence[str], quiet: bool = True) -> Validation:
    """Simulate the baseline and score it; for :data:`USUAL`, unless overrides say otherwise.

    Three times more: with sets drawn from the prior, as if nothing had been observed; with the
    same set throughout, which shows what chance alone does; and longer, with nothing that changes
    the system, which shows whether the model drifts.
    """
    chosen = with_defaults(USUAL, overrides)
    done, prior, alike, still = (
        ensemble.run([config.load("baseline", words)], quiet)
        for words in (
            chosen,
            [*chosen, f"run.parameters={PRIOR}"],
            [*chosen, *ALIKE, f"run.parameters={LEDGER}"],
            [*with_defaults(USUAL | DRIFT_YEARS, overrides), *STILL],
        )
    )
    board = scoreboard(targets, *(one.measures[0] for one in (done, prior, alike)))
    return Validation(done, board, drift(still), still.measures.shape[2])


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
    target of a year that they do not reach is left out; one that the shipped sets were chosen by
    counts as used.
    """
    targets = [one for one in as_judged(targets) if one.year <= done.shape[1]]
    in_sight = {(one.measure, one.group) for one in targets if one.use == CALIBRATE}
    runs = (of_targets(measures, targets).T for measures in (done, prior, alike))
    return pd.DataFrame(
        [
            score(target, *values) | {"independent": (target.measure, target.group) not in in_sight}
            for target, *values in zip(targets, *runs, strict=True)
        ]
    )


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


def drift(ensemble: Ensemble) -> pd.DataFrame:
    """How far the baseline moves from its first years to its last, against the stated limits."""
    path = ledger.folder() / "validation" / "drift.yaml"
    limits = yaml.safe_load(path.read_text(encoding="utf-8"))
    values = ensemble.measures[0].mean(axis=0, dtype=np.float64)[:, GROUPS.index("all")]
    rows = []
    for name, rule in limits.items():
        series = values[:, list(MEASURES).index(name)]
        first, last = series[:AT_EITHER_END].mean(), series[-AT_EITHER_END:].mean()
        moved = last / first - 1 if rule["relative"] else last - first
        rows.append((name, first, last, moved, rule["limit"], bool(abs(moved) <= rule["limit"])))
    return pd.DataFrame(rows, columns=["measure", "first", "last", "moved", "limit", "passes"])


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


def _scores_as_text(scores: pd.DataFrame) -> str:
    lines = [summary(scores), ""]
    for title, rows in parts(scores):
        lines += [title, aligned(SCORES, "", "observed", "simulated", "prior", "distance")]
        for row in rows.itertuples():
            ranges = (
                Estimate(row.observed, row.observed_low, row.observed_high),
                Estimate(row.simulated, row.simulated_low, row.simulated_high),
            )
            prior = f"{row.prior_low:.3f} to {row.prior_high:.3f}"
            cells = (*(f"{one:.3f}" for one in ranges), prior, f"{row.distance:.1f}")
            marks = FAILS * (not row.passes) + HARDLY_FAILS * bool(row.could_hardly_fail)
            lines.append(aligned(SCORES, row.target, *cells) + marks)
            lines += [f"  {row.moved}"] * bool(row.moved)
        lines.append("")
    return "\n".join(lines)


def _drift_as_text(drifts: pd.DataFrame, years: int) -> str:
    met = f"{drifts.passes.sum()} of {len(drifts)} within limits"
    head = f"Stable over {years} years without conversion or closures: {met}"
    lines = [head, aligned(DRIFTS, "", "first", "last", "moved", "limit")]
    for row in drifts.itertuples():
        cells = (f"{value:.4g}" for value in (row.first, row.last, row.moved, row.limit))
        lines.append(aligned(DRIFTS, row.measure, *cells) + FAILS * (not row.passes))
    return "\n".join(lines)
