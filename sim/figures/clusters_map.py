"""A map of who is led from where: each school joined to the base of its leader."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from sim.figures import captions, style
from sim.results.folder import Folder
from sim.results.labels import counted

CLOSE_UP = 60.0  # km across
SMALL = 150
MANY = 100  # schools in a square worth a close-up
KEY = [
    ("▲", f"fewer than {SMALL} pupils", style.ORANGE),
    ("●", "other schools", style.DARK_BLUE),
    ("–", "to the leader's base", style.TURQUOISE),
]


def draw(results: Folder) -> list[Path]:
    """The scenario with most shared headship, whole, and a close-up of it and of the first."""
    shown = max(results.compared, key=lambda s: results.level(s, "executive_led_share", "all").mean)
    schools = results.schools_of(shown)
    near = list(dict.fromkeys([results.first, shown]))
    size = (12.5, 6.6 if len(near) > 1 else 8.2)
    figure, (whole, *axes) = style.begin(results.path / "map_of_clusters", *size, 1 + len(near))
    corner = _close_up(schools)
    _whole(whole, schools, corner)
    for axis, scenario in zip(axes, near, strict=True):
        _near(axis, results.schools_of(scenario), corner)
        axis.set_title(results.called(scenario))
    led = _led(schools)
    leaders = led.base.nunique()
    away = led.km_to_base[led.base != led.index]
    far = f"95% within {away.quantile(0.95):.0f} km; " if len(away) else ""
    return figure.finish(
        title=_title(schools),
        subtitle=f"{results.called(shown)}, last year of one replicate; {far}"
        f"close-up: {CLOSE_UP:.0f} km across",
        source=captions.source(results),
        alt=f"Maps of {len(schools):,} schools under {results.called(shown)}, {len(led):,} "
        f"of them led from {counted(leaders, 'base')}.",
        key=KEY,
    )


def _led(schools: pd.DataFrame) -> pd.DataFrame:
    """The open schools that are led with others."""
    return schools[(schools.base.map(schools.schools_led) > 1) & (schools.pupils > 0)]


def _title(schools: pd.DataFrame) -> str:
    """How many leaders lead several schools, how many schools that is, and how far they go."""
    led, count = _led(schools), int((schools.pupils > 0).sum())
    leaders, away = led.base.nunique(), led.km_to_base[led.base != led.index]
    if not leaders:
        return f"No leader leads several of the {count:,} schools"
    lead = f"{counted(leaders, 'leader')} of several schools {'lead' + 's' * (leaders == 1)}"
    km = f"; to the others they go {away.mean():.1f} km on average" if len(away) else ""
    return f"{lead} {len(led) / count:.0%} of the {count:,} schools{km}"


def _whole(axis: Any, schools: pd.DataFrame, corner: tuple[float, float]) -> None:
    _map(axis, schools, size=1.3 if len(schools) > 2000 else 6, width=0.5)
    axis.add_patch(Rectangle(corner, CLOSE_UP, CLOSE_UP, fill=False, ec="black", lw=1.4, zorder=3))
    axis.set_title(f"All {len(schools):,} schools")


def _near(axis: Any, schools: pd.DataFrame, corner: tuple[float, float]) -> None:
    left, bottom = corner
    inside = schools.easting.between(left - CLOSE_UP, left + 2 * CLOSE_UP)
    inside &= schools.northing.between(bottom - CLOSE_UP, bottom + 2 * CLOSE_UP)
    _map(axis, schools, size=22, width=1.1, only=inside.to_numpy())
    axis.set(xlim=(left, left + CLOSE_UP), ylim=(bottom, bottom + CLOSE_UP))
    axis.spines[:].set(visible=True, color="black")
    scale = [left + 2, left + 12], [bottom + 1.5] * 2
    axis.plot(*scale, color="black", lw=3, solid_capstyle="butt")
    axis.text(left + 7, bottom + 2.3, "10 km", ha="center", fontsize=9)


def _map(axis: Any, schools: pd.DataFrame, size: float, width: float, only: Any = True) -> None:
    place, base = schools[["easting", "northing"]].to_numpy(), schools.base.to_numpy()
    away = (base != np.arange(len(schools))) & only
    ends = np.stack([place[away], place[base[away]]], axis=1)
    lines = LineCollection(list(ends), colors=style.TURQUOISE, lw=width, rasterized=True, zorder=1)
    axis.add_collection(lines)
    small = (schools.pupils < SMALL).to_numpy()
    for chosen, colour, marker in ((~small, style.DARK_BLUE, "o"), (small, style.ORANGE, "^")):
        at = place[chosen & only].T
        axis.scatter(*at, s=size, c=colour, marker=marker, lw=0, rasterized=True, zorder=2)
    axis.set(aspect="equal", xticks=[], yticks=[])
    axis.grid(visible=False)
    axis.spines[:].set_visible(False)


def _close_up(schools: pd.DataFrame) -> tuple[float, float]:
    """The corner of the square with the largest fraction of small schools, of those with many."""
    corners = schools[["easting", "northing"]] // CLOSE_UP * CLOSE_UP
    small = (schools.pupils < SMALL).groupby([corners.easting, corners.northing])
    share = small.mean()[small.size() >= min(MANY, small.size().max())]
    east, north = share.idxmax()
    return float(east), float(north)
