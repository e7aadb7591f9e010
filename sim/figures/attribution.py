"""The parts of an improvement, from zero to the total, and its causes on a scale of their own."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from sim.attribution.outcomes import BACKGROUND, OUTCOMES, REGRESSION, SELECTIONS, TOTAL
from sim.figures import style
from sim.results import labels
from sim.results.folder import Folder
from sim.results.intervals import Estimate
from sim.results.summary import cell

EVERYBODY, PARTNERSHIP = "none", "partnership"
CLEAR = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}  # behind a number, over lines


def draw(results: Folder) -> list[Path]:
    """A waterfall of the parts, and beside it the causes for these and for all small schools."""
    manifest, outcome = results.manifest, OUTCOMES[results.manifest["outcome"]]
    unit, groups = outcome.unit_of_change, _by_selection(results, outcome.scale)
    chosen = groups[manifest["selected_on"]]
    figure, (left, right) = style.begin(results.path / "attribution", 12.5, 6.0, 2)
    _waterfall(left, chosen)
    _label(left, chosen, f"{labels.capitalised(outcome.meaning)}, {unit} gained", unit)
    causes = chosen.drop([REGRESSION, BACKGROUND, TOTAL])
    _causes(right, {name: rows.loc[causes.index] for name, rows in groups.items()})
    _label(right, causes, "Causes only, on a larger scale", unit)
    right.set_ylim(len(causes) - 0.5, -0.9)
    first, last = manifest["years"]
    in_words = "; ".join(f"{_name(p)} {_interval(row)}" for p, row in chosen.iterrows())
    return figure.finish(
        title=_title(chosen, unit, last - first),
        subtitle=f"{labels.capitalised(SELECTIONS[manifest['selected_on']])}; gain from year "
        f"{first} to year {last} of {labels.scenario(manifest['scenario'])}",
        source=f"Simulated by small-schools: {chosen.schools.iloc[0]:.0f} schools on average in "
        f"{manifest['replicates']} replicates. Thick: {results.intervals}; thin: where "
        "90% of single replicates lie. Exact Shapley values of the causes;\n"
        "background: what all small schools gain with every cause absent; "
        "regression to the mean: what these gain beyond that.",
        alt=f"A waterfall in {unit}: {in_words}.",
    )


def _by_selection(results: Folder, scale: float) -> dict[str, pd.DataFrame]:
    """The parts of the improvement in the schools selected, and in all small schools."""
    table = results.table("shares.csv")
    table[["mean", "low", "high", "one_low", "one_high"]] *= scale
    table = table[table.outcome == results.manifest["outcome"]]
    names = dict.fromkeys((results.manifest["selected_on"], EVERYBODY))
    return {name: table[table.selected_on == name].set_index("part") for name in names}


def _title(chosen: pd.DataFrame, unit: str, years: int) -> str:
    total, parts = chosen.loc[TOTAL], chosen.drop(index=TOTAL)
    if np.isnan(total.share):
        return f"There may be no improvement to explain: {_interval(total)} {unit} in {years} years"
    gained, clear = f"{total['mean']:+.2f} {unit} in {years} years", parts.apply(_clear, axis=1)
    if not clear.any():
        return f"Of {gained} no part is clearly due to any cause"
    most = parts["mean"].abs()[clear].idxmax()
    text = f"{parts.share[most]:.0%} of {gained} is due to {_name(most)}"
    if PARTNERSHIP not in parts.index.drop(most):
        return text
    if not clear[PARTNERSHIP]:
        return f"{text}; none of it clearly to partnership"
    share = f"{parts.share[PARTNERSHIP]:.0%}"
    little = share.strip("-") == "0%"
    return f"{text}; {'next to nothing' if little else share} to partnership"


def _clear(row: pd.Series) -> bool:
    """Whether its interval excludes zero."""
    return bool(Estimate(row["mean"], row.low, row.high).excludes_zero)


def _waterfall(axis: Any, rows: pd.DataFrame) -> None:
    """Each part from where the one before ends, then the total, with intervals at their ends."""
    at, means = np.arange(len(rows)), rows["mean"].to_numpy()
    starts = np.append(np.cumsum(means[:-1]) - means[:-1], 0)
    ends = starts + means
    colours = [style.GREY] * 2 + [style.TURQUOISE] * (len(rows) - 3) + [style.DARK_BLUE]
    axis.barh(at, means, left=starts, color=colours, height=0.62)
    axis.hlines(at, starts + rows.one_low, starts + rows.one_high, color="black", lw=0.8)
    axis.hlines(at, starts + rows.low, starts + rows.high, color="black", lw=3)
    axis.vlines(ends[:-1], at[:-1] + 0.31, at[1:] - 0.31, color=style.GREY, lw=0.8)
    reach = np.max([starts, ends, starts + rows.one_high], axis=0)
    right = max(reach.max(), 0)
    width = right - min((starts + rows.one_low).min(), 0)
    for row, x in enumerate(reach):
        number = f"{means[row]:+z.2f}"
        axis.text(x + 0.02 * width, row, number, va="center", fontsize=10, bbox=CLEAR)
    axis.set_xlim(right=right + 0.16 * width)


def _causes(axis: Any, groups: dict[str, pd.DataFrame]) -> None:
    """Each cause with its interval, a colour for each group of schools."""
    for place, (name, rows) in enumerate(groups.items()):
        at = np.arange(len(rows)) + (place - (len(groups) - 1) / 2) * 0.26
        colour = style.COLOURS[place]
        estimates = rows[["mean", "low", "high"]].to_numpy()
        style.marks(axis, at, estimates, lying=True, color=colour, ms=7)
        label = "all small schools" if name == EVERYBODY else "the schools selected"
        axis.text(0.98, 0.99 - 0.05 * place, f"● {label}", color=colour, weight="bold",
                  ha="right", va="top", transform=axis.transAxes)  # fmt: skip


def _label(axis: Any, rows: pd.DataFrame, title: str, unit: str) -> None:
    axis.axvline(0, color=style.GREY, lw=0.9)
    style.name_rows(axis, list(map(_name, rows.index)))
    axis.set(title=title, xlabel=unit)
    axis.xaxis.set_major_locator(MaxNLocator(5))
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:+g}" if value else "0")


def _name(part: Any) -> str:
    return str(part).replace("_", " ")


def _interval(row: pd.Series) -> str:
    return cell(Estimate(row["mean"], row.low, row.high), signed=True)
