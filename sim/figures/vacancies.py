"""Vacancies, readvertisement and acting heads by size of school."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.figures import style
from sim.figures.bands import by_band, small_and_other

if TYPE_CHECKING:
    from sim.figures.gallery import Results

PANELS = (
    ("head_leaver_rate", "Schools whose head left"),
    ("head_readvertised_share", "Vacancies advertised again"),
    ("acting_head_share", "Posts with an acting head"),
)


def draw(results: Results) -> list[Path]:
    """Three measures of recruitment by roll band."""
    figure, axes = style.begin(12.5, 5, 1, 3)
    said = [by_band(a, results, *panel) for a, panel in zip(axes.flat, PANELS, strict=True)]
    small, other = small_and_other(results, "head_readvertised_share")
    words = {
        "title": f"Small schools re-advertise {small:.0%} of headships, others {other:.0%}",
        "subtitle": "Mean of the last years, by pupils on roll; small: fewer than 150 pupils, "
        f"{style.called(results.scenarios[0])}",
        "source": results.source,
        "alt": f"Dots by roll band. {'. '.join(said)}.",
    }
    return style.finish(figure, results.folder, "vacancies_by_size", words, results.scenarios)
