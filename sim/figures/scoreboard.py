"""The validation scoreboard: how far each simulated value is from the observed one."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.figures import style
from sim.results import labels
from sim.results.folder import Folder

FURTHEST = 12.0  # standard deviations; what is further is drawn here, and named
ON_SCREEN = 18  # rows that can be read


def draw(results: Folder) -> list[Path]:
    """A row for each target, kept-back ones first; orange where it fails."""
    scores = results.table("scoreboard.csv")
    gap = scores.simulated - scores.observed
    exact = np.copysign(np.inf, gap).where(gap != 0, 0.0)  # where both are exact
    table = scores.assign(distance=scores.distance.fillna(exact))
    table = table.sort_values("distance", key=np.abs).tail(style.most_rows(ON_SCREEN))
    left = f". The {len(table)} furthest of {len(scores)}" if len(table) < len(scores) else ""
    table = table.sort_values(["use", "target"], ascending=[False, True]).reset_index(drop=True)
    size = (10, max(1.6 + 0.24 * len(table), 3.2))
    figure, [axis] = style.begin(results.path / "scoreboard", *size)
    _rows(axis, table)
    kept = scores[scores.use == "validate"]
    back = f"; {kept.passes.sum()} of the {len(kept)} kept back" if len(kept) else ""
    return figure.finish(
        title=f"{scores.passes.sum()} of {len(scores)} targets met{back}",
        subtitle=f"* kept back from setting the model's values{left}",
        source="Simulated by small-schools. Sources of targets: configs/validation/targets.yaml",
        alt="Simulated minus observed, in standard deviations: "
        + "; ".join(f"{labels.setting(r.target)} {r.distance:+.1f}" for r in table.itertuples()),
        key=[
            ("●", "the 90% intervals overlap", style.DARK_BLUE),
            ("◆", "they do not", style.ORANGE),
        ],
    )


def _rows(axis: Any, table: pd.DataFrame) -> None:
    """A mark for each target; what lies beyond the panel stands at its edge, with its distance."""
    place = table.distance.clip(-FURTHEST, FURTHEST)
    axis.axvspan(-2, 2, color="#E8EEF4", zorder=0)
    axis.axvline(0, color=style.GREY, lw=0.9)
    for met, marker, colour in ((True, "o", style.DARK_BLUE), (False, "D", style.ORANGE)):
        at = place[table.passes == met]
        axis.scatter(at, at.index, c=colour, s=34, marker=marker, zorder=3)
    for at, distance in table.distance[table.distance.abs() > FURTHEST].items():
        inwards = -1 if distance > 0 else 1
        axis.annotate(f"{distance:+.0f}", (place[at], at), (9 * inwards, 0), fontsize=8,
                      textcoords="offset points", va="center", color=style.ORANGE,
                      ha="right" if distance > 0 else "left")  # fmt: skip
    marks = table.use.map({"validate": " *"}).fillna("")
    style.name_rows(axis, list(table.target.map(labels.setting) + marks), fontsize=8)
    end = max(4, place.abs().max()) + 1  # as wide as it must be, and never so narrow that 2 is far
    axis.set_xlim(-end, end)
    axis.set_xlabel("simulated minus observed, in standard deviations of both (shaded: 2)")
