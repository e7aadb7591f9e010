"""How robust policies are: regret across futures, and how often each is best."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.figures import style
from sim.results import labels
from sim.results.outcome import Outcome


def draw(outcome: Outcome, table: pd.DataFrame, folder: Path, name: str) -> list[Path]:
    """Bars of mean regret with the largest as a mark, and how often each is best; least on top."""
    rows = table.sort_values("mean_regret", kind="stable").copy()
    rows[[name for name in rows if "_regret" in name]] *= outcome.scale
    at, names = range(len(rows)), [labels.scenario(scenario) for scenario in rows.scenario]
    figure, axes = style.begin(12, 2.4 + 0.36 * len(rows), 1, 2)
    left, right = axes.flat
    left.barh(at, rows.mean_regret, color=style.DARK_BLUE, height=0.6)
    left.hlines(at, rows.mean_regret_low, rows.mean_regret_high, color=style.ORANGE, lw=2)
    left.plot(rows.max_regret, at, "|", color=style.DARK_PINK, ms=14, mew=2.5)
    left.set_title("Mean regret, and the largest (mark)")
    left.set_xlabel(outcome.unit)
    right.barh(at, 100 * rows.best_share, color=style.DARK_BLUE, height=0.6)
    ends = (100 * rows.best_share_low, 100 * rows.best_share_high)
    right.hlines(at, *ends, color=style.ORANGE, lw=2)
    right.set(title="Futures in which it is best", xlabel="% of futures", xlim=(0, 100))
    for axis, ticks in ((left, names), (right, [""] * len(names))):
        axis.set_yticks(at, ticks)
        axis.set_ylim(len(rows) - 0.4, -0.6)
        axis.grid(axis="y", visible=False)
    in_words = [
        f"{option} mean regret {row.mean_regret:.3g}, largest {row.max_regret:.3g}, "
        f"best in {row.best_share:.0%}"
        for option, row in zip(names, rows.itertuples(), strict=True)
    ]
    caption = style.Caption(
        title=f"Least is lost, on average, with {names[0]}",
        subtitle=f"{outcome}: what is lost against the best in each of "
        f"{table.futures.iloc[0]} futures",
        source="Simulated by small-schools; mean of the last years, lines: 90% intervals",
        alt="; ".join(in_words),
    )
    return style.finish(figure, folder, name, caption)
