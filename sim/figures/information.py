"""What it would be worth to know each parameter, when a policy is to be chosen."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.experiments.analysis.findings import Outcome
from sim.figures import style

MOST = 15  # parameters that are drawn


def draw(outcome: Outcome, table: pd.DataFrame, folder: Path, name: str) -> list[Path]:
    """A bar for each parameter, most on top, with what luck alone would seem worth."""
    rows = table.head(MOST).reset_index(drop=True)
    rows[["worth", "by_luck"]] *= outcome.scale
    known = rows[rows.worth > rows.by_luck]
    figure, axes = style.begin(11, 2.2 + 0.3 * len(rows))
    axis = axes[0, 0]
    axis.barh(rows.index, rows.worth, color=style.DARK_BLUE, height=0.6)
    axis.plot(rows.by_luck, rows.index, "|", color=style.ORANGE, ms=13, mew=2.5)
    axis.set_yticks(rows.index, [style.setting(parameter) for parameter in rows.parameter])
    axis.set_ylim(len(rows) - 0.4, -0.6)
    axis.grid(axis="y", visible=False)
    axis.set_xlabel(f"better by so much if it were known, {outcome.unit}")
    title = "No single unknown would change the choice of a policy more than luck would"
    if len(known):
        title = f"{style.setting(known.parameter.iloc[0]).capitalize()} is most worth knowing"
    words = {
        "title": title,
        "subtitle": f"{outcome}: what knowing a parameter would add, on average, by a better "
        "choice among the scenarios",
        "source": "Simulated by small-schools: expected value of partial perfect information.",
        "alt": "; ".join(
            f"{row.parameter} {row.worth:.3g}, by luck {row.by_luck:.3g}"
            for row in rows.itertuples()
        ),
    }
    key = [("|", "what one unknown in ten that does nothing would seem worth", style.ORANGE)]
    return style.finish(figure, folder, name, words, key)
