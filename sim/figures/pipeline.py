"""The leadership pipeline: how heads come, stay and move on over the years."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.figures import style
from sim.figures.over_time import over_time

if TYPE_CHECKING:
    from sim.figures.gallery import Results

LEAD = "head_leaver_rate"
PANELS = (
    (LEAD, "Schools whose head left or moved"),
    ("head_retention_5y", "New heads still leading after 5 years"),
    ("head_move_to_larger_rate", "Schools whose head moved on to more pupils"),
    ("acting_head_share", "Leaders' posts with an acting head, or nobody"),
)


def draw(results: Results) -> list[Path]:
    """Four measures of leadership in small schools over the years, by scenario."""
    return draw_panels(results, PANELS, "leadership_pipeline", "share each year")


def draw_panels(
    results: Results, panels: tuple[tuple[str, str], ...], name: str, what: str
) -> list[Path]:
    """Measures over the years, four on paper and two on each screen; the first is the finding.

    It also chooses which scenarios are in colour.
    """
    most = style.most_rows(2)
    if most and len(panels) > most:
        rest = draw_panels(results, panels[most:], f"{name}_more", what)
        return draw_panels(results, panels[:most], name, what) + rest
    figure, axes = style.begin(11, 7.4, len(panels) // 2, 2)
    lead = panels[0][0]
    shown = results.in_colour(lead)
    ends = [
        f"{title}: {over_time(axis, results, measure, title, shown)}"
        for axis, (measure, title) in zip(axes.flat, panels, strict=True)
    ]
    words = {
        "title": results.finding(lead),
        "subtitle": f"Small schools (fewer than 150 pupils), {what}{results.grey}",
        "source": results.source,
        "alt": f"{len(panels)} line charts of small schools over "
        f"{results.manifest['years']} years. At the end: {'; '.join(ends)}.",
    }
    return style.finish(figure, results.folder, name, words)
