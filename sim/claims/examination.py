"""An examination: replicates in which every claim is looked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.claims import registry
from sim.claims.registry import as_text, judge
from sim.parameters.config import Settings
from sim.results.draft import Draft
from sim.results.provenance import manifest
from sim.runs.code import code
from sim.runs.ensemble import each_replicate, world_of
from sim.runs.replicate import warmed_up
from sim.showing import Drawn
from sim.world import World


@dataclass(frozen=True, repr=False)
class Examination(Drawn):
    """All claims in the replicates of some settings.

    ``plotted`` has a row for each replicate and value to plot; ``judged`` one for each contrast:
    its mean over replicates, standard error, p value (``chance``) and whether it is ``shown``, see
    :func:`~sim.claims.registry.judge`.
    """

    world: World
    settings: Settings
    plotted: pd.DataFrame
    judged: pd.DataFrame

    def write(self, folder: Draft) -> None:
        """Both tables, and what was run."""
        rows = [(name, "", claim.statement) for name, claim in registry.CLAIMS.items()]
        dictionary = pd.DataFrame(rows, columns=["signature", "unit", "meaning"])
        tables = {"points.csv": self.plotted, "contrasts.csv": self.judged}
        about = manifest(self.world, self.settings, code())
        folder.write_left_out(self.world)
        folder.write(tables, [self.settings], about, str(self), dictionary)

    def table(self) -> pd.DataFrame:
        """A row for each contrast, with the claim that rests on it and whether it is shown."""
        claims = self.judged.signature.map(lambda name: registry.CLAIMS[name].statement)
        return self.judged.assign(claim=claims)

    def __str__(self) -> str:
        return as_text(self.judged)

    __repr__ = __str__

    def tables(self) -> list[tuple[str, pd.DataFrame, str]]:
        """The contrasts of all claims, under what "shown" means."""
        shown = ["claim", "contrast", "mean", "error", "replicates", "shown"]
        return [(as_text(self.judged).splitlines()[0], self.table()[shown], "")]


def examine(settings: Settings, quiet: bool = True) -> Examination:
    """Look for every claim in the replicates of these settings."""
    world = world_of([settings], quiet)
    done = each_replicate(replicate, world, [settings], len(registry.CLAIMS), quiet)
    replicates = sorted(done, key=lambda one: one[0])
    plotted = pd.DataFrame(
        [row for _, rows, _ in replicates for row in rows],
        columns=["signature", "replicate", "panel", "series", "x", "value"],
    )
    contrasts = pd.DataFrame(
        [row for _, _, rows in replicates for row in rows],
        columns=["signature", "replicate", "contrast", "value"],
    )
    return Examination(world, settings, plotted, judge(contrasts, settings.sets))


def replicate(
    world: World, settings: Sequence[Settings], number: int, tick: Callable[[Any], Any]
) -> tuple[int, list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """One replicate of all claims: its number, values to plot, and contrasts; a row each."""
    one = settings[0]
    start = warmed_up(world, one, number)
    plotted, contrasts = [], []
    for name, claim in registry.CLAIMS.items():
        evidence = claim.evidence(start)
        plotted += [(name, number, *key, value) for key, value in evidence.plotted.items()]
        contrasts += [(name, number, key, value) for key, value in evidence.contrasts.items()]
        tick(start)
    return number, plotted, contrasts
