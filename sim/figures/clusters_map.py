"""A map of who is led from where: each school joined to the base of its leader."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from sim.figures import style

if TYPE_CHECKING:
    from sim.figures.gallery import Results

CLOSE_UP = 60.0  # km across
SMALL = 150
MANY = 100  # schools in a square worth looking at


def draw(results: Results) -> list[Path]:
    """The last scenario's schools and clusters, whole and in a close-up."""
    schools = results.maps[results.maps.scenario == results.scenarios[-1]].reset_index(drop=True)
    figure, axes = style.begin(12.5, 8.2, 1, 2)
    whole, close = axes.flat
    left, bottom = _close_up(schools)
    _map(whole, schools, size=1.6, width=0.5)
    whole.add_patch(
        Rectangle((left, bottom), CLOSE_UP, CLOSE_UP, fill=False, ec=style.ORANGE, lw=1.6)
    )
    whole.set_title("Every school, joined to where its leader sits")
    _map(close, schools, size=26, width=1.2)
    close.set(xlim=(left, left + CLOSE_UP), ylim=(bottom, bottom + CLOSE_UP))
    close.set_title(f"Close-up: {CLOSE_UP:.0f} km across", color=style.ORANGE)
    _scale(close, left, bottom)
    shared = schools.base.map(schools.schools_led) > 1
    led = schools[shared]
    leaders, km = led.base.nunique(), float(led.km_to_base.mean()) if len(led) else 0.0
    far = float(led.km_to_base.quantile(0.95)) if len(led) else 0.0
    words = {
        "title": f"{leaders:,} leaders of several schools lead {len(led) / len(schools):.0%}, "
        f"{km:.1f} km away on average",
        "subtitle": f"{style.called(results.scenarios[-1])}, last year of one replicate; "
        f"nineteen in twenty within {far:.0f} km; pink: fewer than {SMALL} pupils",
        "source": results.source,
        "alt": f"Maps of {len(schools):,} schools, {len(led):,} joined to {leaders:,} bases.",
    }
    return style.finish(figure, results.folder, "map_of_clusters", words)


def _map(axis: Any, schools: pd.DataFrame, size: float, width: float) -> None:
    place = schools[["easting", "northing"]].to_numpy()
    away = schools.base.to_numpy() != np.arange(len(schools))
    lines = np.stack([place[away], place[schools.base[away]]], axis=1)
    axis.add_collection(
        LineCollection(list(lines), colors=style.TURQUOISE, lw=width, rasterized=True, zorder=1)
    )
    for chosen, colour in (
        (schools.pupils >= SMALL, style.DARK_BLUE),
        (schools.pupils < SMALL, style.DARK_PINK),
    ):
        axis.scatter(*place[chosen].T, s=size, c=colour, lw=0, rasterized=True, zorder=2)
    axis.set_aspect("equal")
    axis.set_xticks([])
    axis.set_yticks([])
    axis.grid(visible=False)
    for spine in axis.spines.values():
        spine.set_visible(False)


def _close_up(schools: pd.DataFrame) -> tuple[float, float]:
    """The corner of the square with the largest share of small schools, if many are in it."""
    squares = schools.assign(
        small=schools.pupils < SMALL,
        east=schools.easting // CLOSE_UP * CLOSE_UP,
        north=schools.northing // CLOSE_UP * CLOSE_UP,
    ).groupby(["east", "north"])["small"]
    share = squares.mean()[squares.size() >= min(MANY, squares.size().max())]
    return share.idxmax()


def _scale(axis: Any, left: float, bottom: float) -> None:
    axis.plot([left + 2, left + 12], [bottom + 1.5] * 2, color=style.GREY, lw=3)
    axis.text(left + 7, bottom + 2.3, "10 km", color=style.GREY, ha="center", fontsize=9)
