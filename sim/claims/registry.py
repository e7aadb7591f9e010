"""All claims, and whether simulated schools show them.

Each replicate gives one value of each contrast; a contrast is called shown where a one-sided
t test over replicates that it is above zero rejects at the claim's false-alarm rate.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from scipy.special import stdtr

from sim.claims.careers import careers
from sim.claims.claim import Claim
from sim.claims.cluster_size import cluster_size
from sim.claims.departures import departures
from sim.claims.federations import federations
from sim.claims.rural import rural
from sim.claims.schemes import schemes
from sim.claims.teaching_schools import teaching_schools
from sim.claims.weak_teacher import weak_teacher
from sim.parameters.config import Settings
from sim.results.folder import Folder
from sim.results.html import as_html
from sim.results.provenance import manifest
from sim.runs.code import code
from sim.runs.ensemble import each_replicate, world_of
from sim.runs.replicate import warmed_up
from sim.world import World

CLAIMS: dict[str, Claim] = {
    "weak_teacher": weak_teacher,
    "careers": careers,
    "rural": rural,
    "federations": federations,
    "schemes": schemes,
    "teaching_schools": teaching_schools,
    "departures": departures,
    "cluster_size": cluster_size,
}


@dataclass(frozen=True, repr=False)
class Examination:
    """All claims in the replicates of some settings.

    ``plotted`` has a row for each replicate and value to plot; ``judged`` one for each contrast:
    its mean over replicates, standard error, p value (``chance``) and whether it is ``shown``.
    """

    world: World
    settings: Settings
    plotted: pd.DataFrame
    judged: pd.DataFrame

    def write(self, folder: Folder) -> None:
        """Both tables, and what was run."""
        rows = [(name, "", claim.statement) for name, claim in CLAIMS.items()]
        dictionary = pd.DataFrame(rows, columns=["signature", "unit", "meaning"])
        tables = {"points.csv": self.plotted, "contrasts.csv": self.judged}
        about = manifest(self.world, self.settings, code())
        folder.write_left_out(self.world)
        folder.write(tables, [self.settings], about, str(self), dictionary)

    def table(self) -> pd.DataFrame:
        """A row for each contrast, with the claim that rests on it and whether it is shown."""
        claims = self.judged.signature.map(lambda name: CLAIMS[name].statement)
        return self.judged.assign(claim=claims)

    def __str__(self) -> str:
        return as_text(self.judged)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        shown = ["claim", "contrast", "mean", "error", "replicates", "shown"]
        return as_html([(as_text(self.judged).splitlines()[0], self.table()[shown], "")])


def examine(settings: Settings, quiet: bool = True) -> Examination:
    """Look for every claim in the replicates of these settings."""
    world = world_of([settings], quiet)
    done = each_replicate(replicate, world, [settings], len(CLAIMS), quiet)
    replicates = sorted(done, key=lambda one: one[0])
    plotted = pd.DataFrame(
        [row for _, rows, _ in replicates for row in rows],
        columns=["signature", "replicate", "panel", "series", "x", "value"],
    )
    contrasts = pd.DataFrame(
        [row for _, _, rows in replicates for row in rows],
        columns=["signature", "replicate", "contrast", "value"],
    )
    return Examination(world, settings, plotted, judge(contrasts))


def replicate(
    world: World, settings: Sequence[Settings], number: int, tick: Callable[[Any], Any]
) -> tuple[int, list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """One replicate of all claims: its number, values to plot, and contrasts; a row each."""
    one = settings[0]
    start = warmed_up(world, one, number)
    plotted, contrasts = [], []
    for name, claim in CLAIMS.items():
        evidence = claim.evidence(start)
        plotted += [(name, number, *key, value) for key, value in evidence.plotted.items()]
        contrasts += [(name, number, key, value) for key, value in evidence.contrasts.items()]
        tick(start)
    return number, plotted, contrasts


def judge(contrasts: pd.DataFrame) -> pd.DataFrame:
    """Of each contrast its mean over replicates, standard error, p value, and whether shown."""
    grouped = contrasts.groupby(["signature", "contrast"], sort=False)["value"]
    judged = grouped.agg(mean="mean", error="sem", replicates="count").reset_index()
    judged["chance"] = stdtr(judged.replicates - 1, -judged["mean"] / judged.error)
    judged["shown"] = judged.chance <= [CLAIMS[name].false_alarm for name in judged.signature]
    return judged


def as_text(judged: pd.DataFrame) -> str:
    """Each claim, and of each contrast whether it is shown."""
    lines = ["Shown: above zero by a one-sided t test over replicates, at the rate of false alarm."]
    for name, rows in judged.groupby("signature", sort=False):
        claim = CLAIMS[str(name)]
        lines += ["", f"{claim.statement} (false alarm {claim.false_alarm:.0%})"]
        for row in rows.itertuples():
            verdict = "shown    " if row.shown else "NOT shown"
            lines.append(f"  {verdict}  {row.contrast}: {row.mean:+.3g} (se {row.error:.2g})")
    return "\n".join(lines)
