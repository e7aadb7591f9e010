"""What calibration leaves of the priors: the parameters it narrows most."""

from pathlib import Path
from typing import Any

import pandas as pd

from sim.figures import style
from sim.parameters import ledger
from sim.results.folder import Folder

SHOWN = 30  # parameters
MANY = 0.1  # of the priors; a larger fraction is told in per cent


def draw(results: Folder) -> list[Path]:
    """A bar for each of the parameters that are narrowed most, within the range allowed."""
    ranges = results.table("ranges.csv").sort_values("narrowed", ascending=False)
    shown = ranges.head(SHOWN).reset_index(drop=True)
    limits = (
        f"{row.parameter} {row.left_5:.3g} to {row.left_95:.3g} of {row.low:.3g} to {row.high:.3g}"
        for row in shown.itertuples()
    )
    figure, [axis] = style.begin(results.path / "calibration", 10, 1.8 + 0.25 * len(shown))
    _rows(axis, shown)
    return figure.finish(
        title=_title(results.manifest["volume_left"]),
        subtitle=f"The {len(shown)} of {len(ranges)} parameters narrowed most. Grey: the prior; "
        f"blue: 90% of the {results.manifest['sets']} calibrated sets, which reproduce the "
        "targets; line: their median",
        source="Simulated by small-schools: history matching against the targets of "
        "configs/validation/targets.yaml that are not kept back.",
        alt=f"Calibrated ranges of parameters, and their priors: {'; '.join(limits)}.",
        key=[("◆", "the ledger's value", style.ORANGE)],
    )


def _title(left: float) -> str:
    """What fraction of the priors is left."""
    if not left:
        return "No parameter set that was tried reproduces what is observed"
    some = f"{left:.0%}" if left > MANY else f"One in {1 / left:,.0f}"
    verb = "reproduce" if left > MANY else "reproduces"
    return f"{some} of the parameter sets of the priors {verb} what is observed"


def _rows(axis: Any, shown: pd.DataFrame) -> None:
    """Ranges from 0 to 1, so that parameters of all units can stand below one another."""
    entries = ledger.entries()
    values = shown[["left_5", "left_50", "left_95"]].T
    values.loc["usual"] = [float(entries[name].value) for name in shown.parameter]
    within, at = ((values - shown.low) / (shown.high - shown.low)).T, shown.index
    axis.hlines(at, 0, 1, color="#DADADA", lw=7)
    axis.hlines(at, within.left_5, within.left_95, color=style.DARK_BLUE, lw=7)
    axis.plot(within.left_50, at, "|", color="white", ms=9, mew=2)
    axis.scatter(within.usual, at, c=style.ORANGE, marker="D", s=22, zorder=3)
    names = [name.removeprefix("model.").replace("_", " ") for name in shown.parameter]
    style.name_rows(axis, names, fontsize=8)
    axis.set_xlim(-0.03, 1.03)
    axis.set_xticks([0, 1], ["lowest of the prior", "highest"])
