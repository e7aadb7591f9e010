"""How much is enough: the curve of an outcome over one setting, with where it stops improving."""

from pathlib import Path

import pandas as pd

from sim.figures import style
from sim.figures.sweeps import curve
from sim.results import labels
from sim.results.folder import Folder
from sim.results.outcome import Outcome


def draw(
    results: Folder,
    outcome: Outcome,
    table: pd.DataFrame,
    folder: Path,
    name: str,
    scenario: str = "",
    **_: float,
) -> list[Path]:
    """The mean change at each value with its interval; bands where a threshold may lie."""
    setting = results.varied().iloc[:, 0]
    figure, [axis] = style.begin(folder / name, 10, 5.6)
    in_words = curve(axis, results, outcome, scenario)
    axis.set_title("")
    known = table[table.value.notna() & (table["where"] != "best")]
    for row, colour in zip(known.itertuples(), (style.ORANGE, style.TURQUOISE), strict=False):
        axis.axvspan(row.low, row.high, color=colour, alpha=0.15, lw=0)
        axis.axvline(row.value, color=colour, lw=1.6)
        label = f" {row.where}: {_round(row.value)}"
        axis.text(row.value, axis.get_ylim()[1], label, color=colour, weight="bold", va="bottom")
    return figure.finish(
        title=f"{_answer(table, setting)}: {labels.setting_and_group(str(setting.name))}",
        subtitle=f"{outcome}: {results.difference(scenario)}",
        source="Simulated by small-schools; mean of the last years; 90% intervals over resampled "
        "replicates",
        alt=in_words,
    )


def _answer(table: pd.DataFrame, setting: pd.Series) -> str:
    best, enough = (table.set_index("where").loc[where] for where in ("best", "enough"))
    if best.value == setting.max():
        return f"It is best at the largest value, {_round(best.value)}: more may be better"
    ends = f"{_round(enough.low)} to {_round(enough.high)}"
    return f"{_round(enough.value)} is about enough ({ends})"


def _round(value: float) -> str:
    """Three digits: more would promise more than is known."""
    return f"{float(f'{value:.3g}'):,g}"
