"""How robust policies are: regret across futures, and how often each is best."""

from pathlib import Path

import pandas as pd

from sim.figures import style
from sim.results import labels
from sim.results.folder import Folder
from sim.results.outcome import Outcome

NAMED = 3  # others, too many to name in a title
LUCK = {True: "chance left out", False: "too high: one draw of a future counts its luck as known"}


def draw(
    results: Folder, outcome: Outcome, table: pd.DataFrame, folder: Path, name: str
) -> list[Path]:
    """Bars of mean regret with the largest as a mark, and how often each is best; least on top."""
    rows = table.assign(option=table.scenario.map(labels.scenario))
    rows = rows.sort_values("mean_regret", kind="stable")
    rows[[column for column in rows if "_regret" in column]] *= outcome.scale
    rows[["best_share", "best_share_low", "best_share_high"]] *= 100
    figure, (left, right) = style.begin(folder / name, 12, 2.4 + 0.36 * len(rows), 2, sharey=True)
    style.bars(left, rows.option, rows.mean_regret, rows.mean_regret_low, rows.mean_regret_high)
    left.plot(rows.max_regret, range(len(rows)), "|", color=style.DARK_PINK, ms=14, mew=2.5)
    left.set(title="Mean regret, and the largest (mark)", xlabel=outcome.unit)
    style.bars(right, rows.option, rows.best_share, rows.best_share_low, rows.best_share_high)
    right.set(title="Futures in which it is best", xlabel="% of futures", xlim=(0, 100))
    return figure.finish(
        title=_title(rows),
        subtitle=f"{outcome}: what is lost against the best in each of "
        f"{table.futures.iloc[0]} futures",
        source="Simulated by small-schools; mean of the last years; lines: 90% intervals over "
        f"resampled futures; {LUCK[table.draws.iloc[0] > 1]}",
        alt="; ".join(
            f"{row.option} mean regret {row.mean_regret:.3g}, largest {row.max_regret:.3g}, "
            f"best in {row.best_share:.0f}%"
            for row in rows.itertuples()
        ),
    )


def _title(rows: pd.DataFrame) -> str:
    """With which option least is lost, and which others may be as good; ``rows`` least first."""
    first, others = rows.iloc[0], rows.iloc[1:]
    near = others.option[others.mean_regret_low <= first.mean_regret_high]
    text = f"Least is lost, on average, with {first.option}"
    if near.empty:
        return text
    names = " and ".join(near) if len(near) < NAMED else f"{len(near)} others"
    return f"{text}; {names} may be as good"
