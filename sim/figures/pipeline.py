"""The leadership pipeline: how heads come, stay and move on over the years."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.figures import style
from sim.figures.over_time import over_time

if TYPE_CHECKING:
    from sim.figures.gallery import Results

PANELS = (
    ("head_leaver_rate", "Schools whose head left or moved"),
    ("head_retention_5y", "New heads still leading after 5 years"),
    ("head_move_to_larger_rate", "Heads who moved to lead more pupils"),
    ("acting_head_share", "Posts with an acting head, or none"),
)


def draw(results: Results) -> list[Path]:
    """Four measures of leadership in small schools over the years, by scenario."""
    figure, axes = style.begin(11, 7.4, 2, 2)
    ends = {}
    for axis, (measure, title) in zip(axes.flat, PANELS, strict=True):
        ends[title] = over_time(axis, results, measure, title)
    kept = style.change(results.measures, "head_move_to_larger_rate", "small")
    title = style.told(
        kept,
        "Fewer heads of small schools move on to larger ones",
        "More heads of small schools move on to larger ones",
        "How heads of small schools come, stay and move on",
    )
    said = "; ".join(f"{name}: {', '.join(values)}" for name, values in ends.items())
    words = {
        "title": title,
        "subtitle": "Small schools (fewer than 150 pupils), share each year",
        "source": results.source,
        "alt": f"Four line charts over {results.manifest['years']} years. At the end, {said}.",
    }
    return style.finish(figure, results.folder, "leadership_pipeline", words)
