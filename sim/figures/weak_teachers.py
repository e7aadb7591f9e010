"""Weak teaching by size of school: in one year, and in several."""

from __future__ import annotations

from pathlib import Path

from sim.figures import captions, style
from sim.figures.bands import by_band, key, small_and_other
from sim.results.folder import Folder

LEAD = "repeat_weak_exposure"
PANELS = ("weak_teacher_exposure", LEAD)


def draw(results: Folder) -> list[Path]:
    """Exposure to weak teaching by roll band."""
    figure, axes = style.begin(11, 5.4, 1, 2)
    coloured = captions.in_colour(results, LEAD)
    panels = [
        by_band(a, results, panel, coloured) for a, panel in zip(axes.flat, PANELS, strict=True)
    ]
    caption = style.Caption(
        title=small_and_other(results, LEAD),
        subtitle="Share of pupils, mean of the last years; with mixed ages pupils keep a "
        f"teacher longer{captions.in_grey(results)}",
        source=captions.source(results),
        alt=f"Marks by roll band. {'. '.join(panels)}.",
    )
    return style.finish(
        figure, results.path, "weak_teaching_by_size", caption, key(results, coloured)
    )
