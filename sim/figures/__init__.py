"""Figures: a file each, drawn from a folder of results and nothing else.

Here is which figures there are of the results of each command: a new one is a file and a line.
"""

from collections.abc import Callable
from pathlib import Path

from sim.errors import SettingError, did_you_mean
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

Draw = Callable[[Folder], list[Path]]
FIGURES: dict[str, dict[str, Draw]] = {
    "compare": {
        "pipeline": over_time.draw_pipeline,
        "partnerships": over_time.draw_partnerships,
        "vacancies": by_size.draw_vacancies,
        "weak_teaching": by_size.draw_weak_teaching,
        "ks2_spread": ks2_spread.draw,
        "clusters": clusters_map.draw,
        "who_gains": gains.draw,
        "cost_and_gain": cost_and_gain.draw,
        "smallness": smallness.draw,
    },
    "sweep": {"sweep": sweeps.draw},
    "validate": {"scoreboard": scoreboard.draw},
    "claims": {"claims": claims.draw},
    "attribute": {"attribution": attribution.draw},
    "calibrate": {"calibration": calibration.draw},
}
# Of a comparison in place of the others, where measures were asked for.
OF_CHOSEN: dict[str, Draw] = {"over_time": over_time.draw_chosen, "by_size": by_size.draw_chosen}


def draw_all(results: Folder, look: style.Look | None = None) -> list[Path]:
    """Draw every figure of a folder of results; returns the files, none where there is nothing."""
    with style.using(look or style.Look()):
        return [path for draw in _figures(results).values() for path in draw(results)]


def draw_one(results: Folder, name: str = "") -> style.Picture:
    """A figure by its name, or the first that there is, without its files.

    Raises SettingError, with the names, for another, or where there is nothing to draw.
    """
    usual = _figures(results)
    known = usual | FIGURES.get(results.command, {})
    if name and name not in known:
        hint, listed = did_you_mean(name, known), f"; there are {', '.join(known)}"
        told = hint if hint == listed else f"{hint}{listed}"
        raise SettingError(f"there is no figure {name!r}{told}")
    with style.using(style.Look(formats=())) as drawn:
        for draw in [known[name]] if name else usual.values():
            draw(results)
            if drawn:
                return drawn[0]
    raise SettingError(f"these results have nothing to draw{f' as {name!r}' if name else ''}")


def _figures(results: Folder) -> dict[str, Draw]:
    """The figures of a folder of results, of the measures that were asked for where some were."""
    if results.command == "compare" and results.to_show:
        return OF_CHOSEN
    return FIGURES.get(results.command, {})
