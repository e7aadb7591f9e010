"""How robust policies are: regret across futures, and how often each is best."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from sim.figures import style
from sim.results import labels
from sim.results.folder import Folder
from sim.results.outcome import Outcome


def draw(
    results: Folder, outcome: Outcome, table: pd.DataFrame, folder: Path, name: str
) -> list[Path]:
    """Bars of mean regret with the largest as a mark, and how often each is best; least on top."""
    rows = table.sort_values("mean_regret", kind="stable").copy()
    rows[[name for name in rows if "_regret" in name]] *= outcome.scale
    at, names = range(len(rows)), [labels.scenario(scenario) for scenario in rows.scenario]
    figure, axes = style.begin(12, 2.4 + 0.36 * len(rows), 1, 2)
    left, right = axes.flat
    _bars(left, rows.mean_regret, rows.mean_regret_low, rows.mean_regret_high, names)
    left.plot(rows.max_regret, at, "|", color=style.DARK_PINK, ms=14, mew=2.5)
    left.set_title("Mean regret, and the largest (mark)")
    left.set_xlabel(outcome.unit)
    best, low, high = (100 * rows[f"best_share{end}"] for end in ("", "_low", "_high"))
    _bars(right, best, low, high, [""] * len(names))
    right.set(title="Futures in which it is best", xlabel="% of futures", xlim=(0, 100))
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


def _bars(axis: Any, mean: pd.Series, low: pd.Series, high: pd.Series, names: list[str]) -> None:
    """A bar for each option, with its interval."""
    axis.barh(range(len(mean)), mean, color=style.DARK_BLUE, height=0.6)
    axis.hlines(range(len(mean)), low, high, color=style.ORANGE, lw=2)
    style.name_rows(axis, names)
