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
        if pd.notna(row.low):
            axis.axvspan(row.low, row.high, color=colour, alpha=0.15, lw=0)
        axis.axvline(row.value, color=colour, lw=1.6)
        label = f" {row.where}: {_round(row.value)}"
        axis.text(row.value, axis.get_ylim()[1], label, color=colour, weight="bold", va="bottom")
    return figure.finish(
        title=f"{_answer(table, setting)}: {labels.setting_and_group(str(setting.name))}",
        subtitle=f"{outcome}: {results.difference(scenario)}",
        source="Simulated by small-schools; mean of the last years; bands: where the mean curve "
        "has its threshold, 90% confidence",
        alt=in_words,
    )


def _answer(table: pd.DataFrame, setting: pd.Series) -> str:
    best, enough = (table.set_index("where").loc[where] for where in ("best", "enough"))
    least, most = setting.min(), setting.max()
    if pd.isna(best.low):
        return f"{_round(enough.value)} may be about enough: replicates are too few to tell"
    if (best.low, best.high) == (least, most):
        return "How much is enough cannot be told: no value is clearly better than another"
    if best.low == most:
        return f"It is best at the largest value, {_round(most)}: more may be better"
    text = f"{_round(enough.value)} is about enough ({_round(enough.low)} to {_round(enough.high)})"
    return f"{text}; more than {_round(most)} may be better" if best.high == most else text


def _round(value: float) -> str:
    """Three digits: more would promise more than is known."""
    return f"{float(f'{value:.3g}'):,g}"
