"""Weak teaching by size of school: met this year, and met again and again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.figures import style
from sim.figures.bands import by_band, key, small_and_other

if TYPE_CHECKING:
    from sim.figures.gallery import Results

LEAD = "repeat_weak_exposure"
PANELS = ("weak_teacher_exposure", LEAD)


def draw(results: Results) -> list[Path]:
    """Exposure to weak teaching by roll band."""
    figure, axes = style.begin(11, 5.4, 1, 2)
    shown = results.in_colour(LEAD)
    said = [by_band(a, results, panel, shown) for a, panel in zip(axes.flat, PANELS, strict=True)]
    words = {
        "title": small_and_other(results, LEAD),
        "subtitle": "Share of pupils, mean of the last years; with mixed ages pupils keep a "
        f"teacher longer{results.grey}",
        "source": results.source,
        "alt": f"Marks by roll band. {'. '.join(said)}.",
    }
    return style.finish(figure, results.folder, "weak_teaching_by_size", words, key(results, shown))
