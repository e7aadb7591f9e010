"""What it would be worth to know each parameter, when a policy is to be chosen."""

from pathlib import Path

import pandas as pd

from sim.figures import style
from sim.results import labels
from sim.results.folder import Folder
from sim.results.outcome import Outcome

MOST = 15  # parameters that are drawn


def draw(
    results: Folder, outcome: Outcome, table: pd.DataFrame, folder: Path, name: str
) -> list[Path]:
    """What knowing each parameter adds, and how many policies change places by it."""
    rows = table.head(MOST).reset_index(drop=True)
    rows[["worth", "worth_by_luck"]] *= outcome.scale
    rows[["reordered", "reordered_by_luck"]] *= 100
    figure, axes = style.begin(folder / name, 12.5, 2.4 + 0.3 * len(rows), 2, sharey=True)
    for axis, column in zip(axes, ("worth", "reordered"), strict=True):
        style.bars(axis, rows.parameter.map(labels.setting_and_group), rows[column])
        axis.plot(rows[f"{column}_by_luck"], rows.index, "|", color=style.ORANGE, ms=13, mew=2.5)
    axes[0].set_xlabel(f"how much better the choice would be, {outcome.unit}")
    axes[1].set_xlabel("% of pairs of scenarios that change places")
    return figure.finish(
        title=_title(rows),
        subtitle=f"{outcome}. Left: the gain from choosing with the parameter known; "
        "right: scenarios that change places between its lowest and highest values",
        source="Simulated by small-schools: expected value of partial perfect information.",
        alt="; ".join(
            f"{row.parameter} {row.worth:.3g}, {row.reordered:.0f}% of pairs"
            for row in rows.itertuples()
        ),
        key=[
            (
                "|",
                "what the largest would exceed one time in ten by luck alone",
                style.ORANGE,
            )
        ],
    )


def _title(rows: pd.DataFrame) -> str:
    """Which parameter seems most worth knowing, if it is worth more than luck would show."""
    first = rows.iloc[0]
    if first.worth <= first.worth_by_luck:
        return "No parameter is clearly worth knowing: luck alone would show as much"
    name = labels.capitalised(labels.setting_and_group(first.parameter))
    return f"{name} seems most worth knowing"
