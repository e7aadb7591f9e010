"""The validation scoreboard: how far each simulated value is from the observed one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.figures import style

FURTHEST = 12.0  # standard deviations; what is further is drawn here, and named


def draw(scores: pd.DataFrame, folder: Path) -> list[Path]:
    """A row for each target, kept-back ones first; orange where it fails."""
    table = scores.sort_values(["use", "target"], ascending=[False, True]).reset_index(drop=True)
    figure, axes = style.begin(10, max(1.6 + 0.24 * len(table), 3.2), 1, 1)
    axis = axes[0, 0]
    colours = [style.DARK_BLUE if passes else style.ORANGE for passes in table.passes]
    place = table.distance.clip(-FURTHEST, FURTHEST)
    axis.axvspan(-2, 2, color="#E8EEF4", zorder=0)
    axis.axvline(0, color=style.GREY, lw=0.9)
    axis.scatter(place, table.index, c=colours, s=34, zorder=3)
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
    names = [f"{row.target}{' *' if row.use == 'validate' else ''}" for row in table.itertuples()]
    axis.set_yticks(table.index, names, fontsize=8)
    axis.set_ylim(len(table) - 0.4, -0.6)
    axis.set_xlim(-FURTHEST - 1, FURTHEST + 1)
    axis.set_xlabel("simulated minus observed, in standard deviations of both uncertainties")
    axis.grid(axis="y", visible=False)
    kept = table[table.use == "validate"]
    words = {
        "title": f"{table.passes.sum()} of {len(table)} targets met; "
        f"{kept.passes.sum()} of the {len(kept)} kept back",
        "subtitle": "* kept back. Blue: the 90% intervals meet; orange: they do not",
        "source": "Simulated by small-schools. Sources of targets: configs/validation/targets.yaml",
        "alt": "; ".join(f"{r.target} {r.distance:+.1f}" for r in table.itertuples()),
    }
    return style.finish(figure, folder, "scoreboard", words)
