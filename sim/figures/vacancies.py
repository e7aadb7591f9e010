"""Vacancies, readvertisement and acting heads by size of school."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.figures import style
from sim.figures.bands import by_band, key, small_and_other

if TYPE_CHECKING:
    from sim.figures.gallery import Results

LEAD = "head_readvertised_share"
PANELS = ("head_leaver_rate", LEAD, "acting_head_share")


def draw(results: Results) -> list[Path]:
    """Three measures of recruitment by roll band."""
    figure, axes = style.begin(12.5, 5.2, 1, 3)
    shown = results.in_colour(LEAD)
    said = [by_band(a, results, panel, shown) for a, panel in zip(axes.flat, PANELS, strict=True)]
    words = {
        "title": small_and_other(results, LEAD),
        "subtitle": "Share a year, mean of the last years, by pupils on roll; small: fewer than "
        f"150 pupils{results.grey}",
        "source": results.source,
        "alt": f"Marks by roll band. {'. '.join(said)}.",
    }
    return style.finish(figure, results.folder, "vacancies_by_size", words, key(results, shown))
