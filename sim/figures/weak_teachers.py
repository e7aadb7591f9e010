"""Weak teaching by size of school: met this year, and met again and again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.figures import style
from sim.figures.bands import by_band, small_and_other

if TYPE_CHECKING:
    from sim.figures.gallery import Results

PANELS = (
    ("weak_teacher_exposure", "Pupils with a weak teacher this year"),
    ("repeat_weak_exposure", "Year 6 with two or more such years"),
)


def draw(results: Results) -> list[Path]:
    """Exposure to weak teaching by roll band."""
    figure, axes = style.begin(11, 5.2, 1, 2)
    said = [by_band(a, results, *panel) for a, panel in zip(axes.flat, PANELS, strict=True)]
    small, other = small_and_other(results, "repeat_weak_exposure")
    words = {
        "title": f"Weak teaching twice or more: small schools {small:.0%}, others {other:.0%}",
        "subtitle": "Share of pupils; mixed ages keep them longer with one teacher; last years, "
        f"{style.called(results.scenarios[0])}",
        "source": results.source,
        "alt": f"Dots by roll band. {'. '.join(said)}.",
    }
    return style.finish(figure, results.folder, "weak_teaching_by_size", words, results.scenarios)
