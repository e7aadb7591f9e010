"""The leadership pipeline: how heads come, stay and move on over the years."""

from __future__ import annotations

from pathlib import Path

from sim.figures import captions, style
from sim.figures.over_time import over_time
from sim.results import labels
from sim.results.folder import Folder

PANELS = (
    "head_leaver_rate", "head_retention_5y", "head_move_to_larger_rate", "acting_head_share",
)  # fmt: skip


def draw(results: Folder) -> list[Path]:
    """Four measures of leadership in small schools over the years, by scenario."""
    return draw_panels(results, PANELS, "leadership_pipeline", "share each year")


def draw_panels(results: Folder, panels: tuple[str, ...], name: str, what: str) -> list[Path]:
    """Measures over the years, four on paper and two on each screen.

    The first gives the title, and which scenarios are in colour.
    """
    most = style.most_rows(2)
    if most and len(panels) > most:
        rest = draw_panels(results, panels[most:], f"{name}_more", what)
        return draw_panels(results, panels[:most], name, what) + rest
    figure, axes = style.begin(11, 7.4, len(panels) // 2, 2)
    coloured = captions.in_colour(results, panels[0])
    ends = [
        f"{labels.title(measure)}: {over_time(axis, results, measure, coloured)}"
        for axis, measure in zip(axes.flat, panels, strict=True)
    ]
    caption = style.Caption(
        title=captions.main_result(results, panels[0]),
        subtitle=f"Small schools (fewer than 150 pupils), {what}{captions.in_grey(results)}",
        source=captions.source(results),
        alt=f"{len(panels)} line charts of small schools over "
        f"{results.manifest['years']} years. At the end: {'; '.join(ends)}.",
    )
    return style.finish(figure, results.path, name, caption)
