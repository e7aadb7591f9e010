"""Vacancies, readvertisement and acting heads by size of school."""

from __future__ import annotations

from pathlib import Path

from sim.figures import captions, style
from sim.figures.bands import by_band, key, small_and_other
from sim.results.folder import Folder

LEAD = "head_readvertised_share"
PANELS = ("head_leaver_rate", LEAD, "acting_head_share")


def draw(results: Folder) -> list[Path]:
    """Three measures of recruitment by roll band."""
    figure, axes = style.begin(12.5, 5.2, 1, 3)
    coloured = captions.in_colour(results, LEAD)
    panels = [
        by_band(a, results, panel, coloured) for a, panel in zip(axes.flat, PANELS, strict=True)
    ]
    caption = style.Caption(
        title=small_and_other(results, LEAD),
        subtitle="Share a year, mean of the last years, by pupils on roll; small: fewer than "
        f"150 pupils{captions.in_grey(results)}",
        source=captions.source(results),
        alt=f"Marks by roll band. {'. '.join(panels)}.",
    )
    return style.finish(figure, results.path, "vacancies_by_size", caption, key(results, coloured))
