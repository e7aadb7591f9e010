"""The baseline compared with observed facts: which it reproduces, and whether it stays stable."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import yaml

from sim.analyse.targets import CALIBRATE, NINETY, VALIDATE, Target
from sim.measures import GROUPS, MEASURES
from sim.parameters import config, ledger
from sim.parameters.calibrated import ENSEMBLE
from sim.results.ensemble import Ensemble, mean_of_known
from sim.results.folder import Folder
from sim.results.intervals import Estimate
from sim.results.provenance import manifest_of
from sim.results.summary import aligned
from sim.runs import ensemble
from sim.runs.ensemble import with_defaults

USUAL = {"run.years": 30, "run.replicates": 20, "run.parameters": ENSEMBLE}
AT_EITHER_END = 5  # years whose means are compared for drift
SCORES, DRIFTS, FAILS = (34, 28, 28, 10), (34, 12, 12, 12, 12), "  FAILS"  # widths; a mark
TITLES = {VALIDATE: "Held out for validation", CALIBRATE: "Used to set the parameters"}


@dataclass(frozen=True)
class Validation:
    """A simulated baseline with its scores, see :func:`scoreboard`, and :func:`drift`."""

    ensemble: Ensemble
    scores: pd.DataFrame
    drifts: pd.DataFrame

    def write(self, folder: Folder) -> None:
        """Both tables, how they came about, and the text."""
        tables = {"scoreboard.csv": self.scores, "drift.csv": self.drifts}
        folder.write(tables, self.ensemble.settings, manifest_of(self.ensemble), str(self))

    def __str__(self) -> str:
        return f"{_scores_as_text(self.scores)}\n{_drift_as_text(self.drifts, self.years)}"

    @property
    def years(self) -> int:
        """Years simulated."""
        return self.ensemble.measures.shape[2]


def validate(targets: Sequence[Target], overrides: Sequence[str], quiet: bool = True) -> Validation:
    """Simulate the baseline and score it; for :data:`USUAL`, unless overrides say otherwise."""
    done = ensemble.run([config.load("baseline", with_defaults(USUAL, overrides))], quiet)
    return Validation(done, scoreboard(done, targets), drift(done))


def of_targets(measures: np.ndarray, targets: Sequence[Target]) -> np.ndarray:
    """The mean over years of what each target is of: (runs, targets).

    ``measures`` are (runs, years, groups, measures), of which some take years to begin.
    """
    means = mean_of_known(measures, axis=1)
    places = [(GROUPS.index(one.group), list(MEASURES).index(one.measure)) for one in targets]
    return np.stack([means[:, *place] for place in places], axis=1)


def scoreboard(ensemble: Ensemble, targets: Sequence[Target]) -> pd.DataFrame:
    """Each target with the simulated mean over years, its 90 % interval and a verdict.

    The interval is of single replicates, which are possible histories as the observed one is.
    """
    by_target = of_targets(ensemble.measures[0], targets).T
    return pd.DataFrame([score(*both) for both in zip(targets, by_target, strict=True)])


def score(target: Target, simulated: np.ndarray) -> dict[str, object]:
    """A target beside what single replicates give, (replicates,).

    ``passes`` where the two 90 % intervals meet; ``distance`` is between the two means, in
    standard deviations of both uncertainties.
    """
    mean, sd = simulated.mean(), simulated.std(ddof=1) if len(simulated) > 1 else 0.0
    low, high = mean - NINETY * sd, mean + NINETY * sd
    error = np.hypot((target.high - target.low) / (2 * NINETY), sd)
    return {
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


def _scores_as_text(scores: pd.DataFrame) -> str:
    lines = []
    for use, title in TITLES.items():
        rows = scores[scores.use == use]
        lines.append(f"{title}: {rows.passes.sum()} of {len(rows)} pass")
        lines.append(aligned(SCORES, "", "observed", "simulated", "distance"))
        for row in rows.itertuples():
            observed = Estimate(row.observed, row.observed_low, row.observed_high)
            simulated = Estimate(row.simulated, row.simulated_low, row.simulated_high)
            cells = (f"{observed:.3f}", f"{simulated:.3f}", f"{row.distance:.1f}")
            lines.append(aligned(SCORES, row.target, *cells) + FAILS * (not row.passes))
        lines.append("")
    return "\n".join(lines)


def _drift_as_text(drifts: pd.DataFrame, years: int) -> str:
    head = f"Stable over {years} years: {drifts.passes.sum()} of {len(drifts)} within limits"
    lines = [head, aligned(DRIFTS, "", "first", "last", "moved", "limit")]
    for row in drifts.itertuples():
        cells = (f"{value:.4g}" for value in (row.first, row.last, row.moved, row.limit))
        lines.append(aligned(DRIFTS, row.measure, *cells) + FAILS * (not row.passes))
    return "\n".join(lines)
