"""The validation scoreboard: how far each simulated value is from the observed one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.figures import style
from sim.figures.words import plain

FURTHEST = 12.0  # standard deviations; what is further is drawn here, and named
ON_SCREEN = 18  # rows that can be read


def draw_folder(folder: Path) -> list[Path]:
    """The scoreboard of a folder of ``validate``."""
    return draw(pd.read_csv(folder / "scoreboard.csv"), folder / "figures")


def draw(scores: pd.DataFrame, folder: Path) -> list[Path]:
    """A row for each target, kept-back ones first; orange where it fails."""
    table = scores.assign(distance=scores.distance.fillna(0))
    most = style.most_rows(ON_SCREEN)
    if most and most < len(table):
        table = table.loc[table.distance.abs().sort_values().index[-most:]]
    left = f". The {len(table)} furthest of {len(scores)}" if len(table) < len(scores) else ""
    table = table.sort_values(["use", "target"], ascending=[False, True]).reset_index(drop=True)
    figure, axes = style.begin(10, max(1.6 + 0.24 * len(table), 3.2), 1, 1)
    axis = axes[0, 0]
    place = table.distance.clip(-FURTHEST, FURTHEST)
    axis.axvspan(-2, 2, color="#E8EEF4", zorder=0)
    axis.axvline(0, color=style.GREY, lw=0.9)
    for met, marker in ((True, "o"), (False, "D")):
        chosen = table.passes == met
        colour = style.DARK_BLUE if met else style.ORANGE
        axis.scatter(place[chosen], table.index[chosen], c=colour, s=34, marker=marker, zorder=3)
    for at, row in table.iterrows():
        if abs(row.distance) > FURTHEST:
            side = -0.4 if row.distance > 0 else 0.4
            axis.text(
                place[at] + side,
                at,
                f"{row.distance:+.0f}",
                va="center",
                ha="right" if side < 0 else "left",
                fontsize=8,
                color=style.ORANGE,
            )
    names = [
        f"{plain(row.target)}{' *' if row.use == 'validate' else ''}" for row in table.itertuples()
    ]
    axis.set_yticks(table.index, names, fontsize=8)
    axis.set_ylim(len(table) - 0.4, -0.6)
    axis.set_xlim(-FURTHEST - 1, FURTHEST + 1)
    axis.set_xlabel("simulated minus observed, in standard deviations of both (shaded: 2)")
    axis.grid(axis="y", visible=False)
    kept = scores[scores.use == "validate"]
    words = {
        "title": f"{scores.passes.sum()} of {len(scores)} targets met; "
        f"{kept.passes.sum()} of the {len(kept)} kept back",
        "subtitle": f"* kept back from setting the model's values{left}",
        "source": "Simulated by small-schools. Sources of targets: configs/validation/targets.yaml",
        "alt": "; ".join(f"{r.target} {r.distance:+.1f}" for r in table.itertuples()),
    }
    key = [
        ("●", "the 90% intervals meet", style.DARK_BLUE),
        ("◆", "they do not", style.ORANGE),
    ]
    return style.finish(figure, folder, "scoreboard", words, key)
