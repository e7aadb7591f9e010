"""Figures: a file each, drawn from a folder of results and nothing else.

Here is which figures there are of the results of each command: a new one is a file and a line.
"""

from collections.abc import Callable
from pathlib import Path

from sim.figures import (
    attribution,
    by_size,
    calibration,
    claims,
    clusters_map,
    cost_and_gain,
    gains,
    ks2_spread,
    over_time,
    scoreboard,
    smallness,
    style,
    sweeps,
)
from sim.results.folder import Folder

FIGURES: dict[str, tuple[Callable[[Folder], list[Path]], ...]] = {
    "compare": (
        over_time.draw_pipeline,
        over_time.draw_partnerships,
        by_size.draw_vacancies,
        by_size.draw_weak_teaching,
        ks2_spread.draw,
        clusters_map.draw,
        gains.draw,
        cost_and_gain.draw,
        smallness.draw,
    ),
    "sweep": (sweeps.draw,),
    "validate": (scoreboard.draw,),
    "claims": (claims.draw,),
    "attribute": (attribution.draw,),
    "calibrate": (calibration.draw,),
}


def draw_all(results: Folder, look: style.Look | None = None) -> list[Path]:
    """Draw every figure of a folder of results; returns the files, none where there is nothing."""
    with style.using(look or style.Look()):
        return [path for draw in FIGURES.get(results.command, ()) for path in draw(results)]
