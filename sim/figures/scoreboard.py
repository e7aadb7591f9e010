"""The validation scoreboard: how far each simulated value is from the observed one."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analyse.scoreboard import PASSES, in_words, parts
from sim.analyse.targets import CALIBRATE, REPORT, VALIDATE
from sim.figures import style
from sim.results import labels
from sim.results.folder import Folder

FURTHEST = 12.0  # standard deviations; what is further is drawn here, and named
ON_SCREEN = 18  # rows that can be read


def draw(results: Folder) -> list[Path]:
    """A row for each target: orange where it fails, hollow where it hardly can."""
    scores = results.table("scoreboard.csv")
    judged = scores[scores.use != REPORT]
    shown = pd.concat([rows for _, rows in parts(judged if len(judged) else scores)])
    shown["named"] = in_words(shown)
    furthest = shown.distance.abs().nlargest(style.most_rows(ON_SCREEN)).index
    table = shown.loc[shown.index.isin(furthest)].reset_index(drop=True)
    left = f". The {len(table)} furthest of {len(shown)}" if len(table) < len(shown) else ""
    size = (12.5, max(1.6 + 0.24 * len(table), 3.2))
    figure, [axis] = style.begin(results.path / "scoreboard", *size)
    _rows(axis, table)
    return figure.finish(
        title=_title(shown),
        subtitle=f"* kept back from setting the model's values; ~ used elsewhere in England{left}",
        source="Simulated by small-schools. Facts and sources: configs/evidence/facts.csv",
        alt="Simulated minus observed, in standard deviations: "
        + "; ".join(f"{r.named} {r.distance:+.1f}" for r in table.itertuples()),
        key=[
            ("●", f"within {PASSES:g} standard deviations", style.DARK_BLUE),
            ("◆", "further off", style.ORANGE),
            ("○", "could hardly fail: nearly every set of the prior is within too", style.GREY),
            ("▬", "90% of sets drawn from the prior", style.GREY),
        ],
    )


def _title(shown: pd.DataFrame) -> str:
    """How many facts the model comes near, of those that say most of it."""
    kept, independent = shown.use == VALIDATE, shown.independent.astype(bool)
    told = [
        f"{of.passes.sum()} of {len(of)} {what}"
        for of, what in (
            (shown[kept & independent], "facts kept back"),
            (shown[kept & ~independent], "kept back elsewhere in England"),
            (shown[shown.use == CALIBRATE], "used to set it"),
        )
        if len(of)
    ]
    told = told or [f"{shown.passes.sum()} of {labels.counted(len(shown), 'fact')}"]
    return f"The model comes near {labels.listed(told)}"


def _rows(axis: Any, table: pd.DataFrame) -> None:
    """A mark for each target; what lies beyond the panel stands at its edge, with its distance."""
    place = table.distance.clip(-FURTHEST, FURTHEST)
    axis.axvspan(-PASSES, PASSES, color="#E8EEF4", zorder=0)
    axis.axvline(0, color=style.GREY, lw=0.9)
    ends = [(table[side] - table.observed) / table.error for side in ("prior_low", "prior_high")]
    low, high = (one.clip(-FURTHEST, FURTHEST) for one in ends)
    axis.hlines(table.index, low, high, color=style.PALE, lw=5, zorder=1)
    for met, marker, colour in ((True, "o", style.DARK_BLUE), (False, "D", style.ORANGE)):
        rows = table[table.passes == met]
        fill = np.where(rows.could_hardly_fail, "white", colour)
        axis.scatter(place[rows.index], rows.index, c=fill, edgecolors=colour, s=34,
                     marker=marker, zorder=3)  # fmt: skip
    for at, distance in table.distance[table.distance.abs() > FURTHEST].items():
        inwards = -1 if distance > 0 else 1
        axis.annotate(f"{distance:+.0f}", (place[at], at), (9 * inwards, 0), fontsize=8,
                      textcoords="offset points", va="center", color=style.ORANGE,
                      ha="right" if distance > 0 else "left")  # fmt: skip
    marks = np.where(table.use != "validate", "", np.where(table.independent, " *", " ~"))
    style.name_rows(axis, list(table.named + marks), fontsize=8)
    end = max(4, place.abs().max()) + 1  # as wide as it must be, and never so narrow that 2 is far
    axis.set_xlim(-end, end)
    axis.set_xlabel("simulated minus observed, in standard deviations (shaded: 2)")
