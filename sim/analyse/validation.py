"""The baseline compared with observed facts: which it reproduces, and whether it stays stable."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import yaml

from sim.analyse.scoreboard import parts, scoreboard, summary
from sim.analyse.targets import Target
from sim.measures import GROUPS, MEASURES
from sim.parameters import config, ledger
from sim.parameters.calibrated import LEDGER, PRIOR
from sim.results.draft import Draft
from sim.results.ensemble import Ensemble
from sim.results.intervals import Estimate
from sim.results.provenance import manifest_of
from sim.results.summary import aligned
from sim.runs import ensemble
from sim.runs.ensemble import with_defaults
from sim.showing import Drawn

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
SCORES, DRIFTS = (38, 26, 26, 18, 10), (34, 12, 12, 12, 12)  # widths
SHOWN = ["target", "observed", "observed_low", "observed_high", "simulated", "simulated_low",
         "simulated_high", "distance", "passes", "could_hardly_fail"]  # fmt: skip
FAILS, HARDLY_FAILS = "  FAILS", "  could hardly fail"


@dataclass(frozen=True, repr=False)
class Validation(Drawn):
    """A simulated baseline with its scores, see :mod:`scoreboard`, and :func:`drift`."""

    ensemble: Ensemble
    scores: pd.DataFrame
    drifts: pd.DataFrame
    drift_years: int

    def write(self, folder: Draft) -> None:
        """Both tables, how they came about, and the text."""
        tables = {"scoreboard.csv": self.scores, "drift.csv": self.drifts}
        folder.write(tables, self.ensemble.settings, manifest_of(self.ensemble), str(self))

    def table(self) -> pd.DataFrame:
        """The scores: a row for each target."""
        return self.scores

    def __str__(self) -> str:
        return f"{_scores_as_text(self.scores)}\n{_drift_as_text(self.drifts, self.drift_years)}"

    __repr__ = __str__

    def tables(self) -> list[tuple[str, pd.DataFrame, str]]:
        """The scores by what they can show, and whether the baseline is stable."""
        scores = [(title, rows[SHOWN], "") for title, rows in parts(self.scores)]
        stable = _drift_as_text(self.drifts, self.drift_years).splitlines()[0]
        return [(summary(self.scores), pd.DataFrame(), ""), *scores, (stable, self.drifts, "")]


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
