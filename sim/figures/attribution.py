"""The parts of an improvement, from zero to the total, and its causes on a scale of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, MaxNLocator

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
    scale, unit = (100, "percentage points") if outcome.unit == "share" else (1, outcome.unit)
    groups = _by_selection(results, scale)
    chosen = groups[manifest["selected_on"]]
    figure, axes = style.begin(12.5, 6.0, 1, 2)
    _waterfall(axes[0, 0], chosen, f"{labels.capitalised(outcome.meaning)}, {unit} gained", unit)
    causes = chosen.index.drop([REGRESSION, BACKGROUND, TOTAL])
    _causes(axes[0, 1], groups, list(causes), unit)
    first, last = manifest["years"]
    in_words = "; ".join(f"{_name(p)} {_interval(row)}" for p, row in chosen.iterrows())
    caption = style.Caption(
        title=_title(chosen, unit, last - first),
        subtitle=f"{labels.capitalised(SELECTIONS[manifest['selected_on']])}; gain from year "
        f"{first} to year {last} of {labels.scenario(manifest['scenario'])}",
        source=f"Simulated by small-schools: {chosen.schools.iloc[0]:.0f} schools on average in "
        f"{manifest['replicates']} replicates. Means with 90% intervals (thick); thin: where 90% "
        "of single replicates lie. Exact Shapley values of the causes;\n"
        "background: what all small schools gain with every cause absent; "
        "regression to the mean: what these gain beyond that.",
        alt=f"A waterfall in {unit}: {in_words}.",
    )
    return style.finish(figure, results.path, "attribution", caption)


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
    most = parts["mean"].abs().idxmax()
    gained = f"{total['mean']:+.2f} {unit} in {years} years"
    text = f"{parts.share[most]:.0%} of {gained} is due to {_name(most)}"
    if PARTNERSHIP not in parts.index.drop(most):
        return text
    partners = parts.loc[PARTNERSHIP]
    share = f"{partners.share:.0%}"
    if share.strip("-") == "0%" or partners.low <= 0 <= partners.high:
        return f"{text}; next to nothing to partnership"
    return f"{text}; {share} to partnership"


def _waterfall(axis: Any, rows: pd.DataFrame, title: str, unit: str) -> None:
    means = rows["mean"].to_numpy()
    ends = np.append(np.cumsum(means[:-1]), means[-1])
    starts = np.append(np.append(0, ends[:-2]), 0)
    at = np.arange(len(rows))
    colours = [style.GREY] * 2 + [style.TURQUOISE] * (len(rows) - 3) + [style.DARK_BLUE]
    axis.barh(at, ends - starts, left=starts, color=colours, height=0.62)
    # The intervals are of the part, drawn where the part ends.
    axis.hlines(at, starts + rows.one_low, starts + rows.one_high, color="black", lw=0.8)
    axis.hlines(at, starts + rows.low, starts + rows.high, color="black", lw=3)
    axis.vlines(ends[:-1], at[:-1] + 0.31, at[1:] - 0.31, color=style.GREY, lw=0.8)
    reach = np.maximum(np.maximum(starts, ends), starts + rows.one_high.to_numpy())
    width = max(reach.max(), 0) - min((starts + rows.one_low).min(), 0)
    for row, (mean, x) in enumerate(zip(means, reach, strict=True)):
        axis.text(
            x + 0.02 * width,
            row,
            f"{round(mean, 2) + 0.0:+.2f}",
            va="center",
            fontsize=10,
            bbox=CLEAR,
        )
    axis.set_xlim(right=max(reach.max(), 0) + 0.16 * width)
    axis.axvline(0, color=style.GREY, lw=0.9)
    _finish(axis, [_name(part) for part in rows.index], title, unit)


def _causes(axis: Any, groups: dict[str, pd.DataFrame], causes: list[str], unit: str) -> None:
    colours = (style.DARK_BLUE, style.ORANGE)
    for place, (name, rows) in enumerate(groups.items()):
        own = rows.loc[causes]
        at = np.arange(len(causes)) + (place - (len(groups) - 1) / 2) * 0.26
        axis.hlines(at, own.low, own.high, color=colours[place], lw=2.4)
        axis.plot(own["mean"], at, "o", color=colours[place], ms=7)
        label = "all small schools" if name == EVERYBODY else "the schools selected"
        axis.text(0.98, 0.99 - 0.05 * place, f"● {label}", color=colours[place], weight="bold",
                  ha="right", va="top", transform=axis.transAxes)  # fmt: skip
    axis.axvline(0, color=style.GREY, lw=0.9)
    _finish(axis, [_name(name) for name in causes], "Causes only, on a larger scale", unit)
    axis.set_ylim(len(causes) - 0.5, -0.9)


def _finish(axis: Any, names: list[str], title: str, unit: str) -> None:
    style.name_rows(axis, names)
    axis.set(title=title, xlabel=unit)
    axis.xaxis.set_major_locator(MaxNLocator(5))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+g}" if value else "0"))


def _name(part: Any) -> str:
    return str(part).replace("_", " ")


def _interval(row: pd.Series) -> str:
    return cell(Estimate(row["mean"], row.low, row.high), signed=True)
