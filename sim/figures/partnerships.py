"""How partnerships of small schools deepen, change form and are paid for over the years."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.figures import style
from sim.figures.over_time import over_time

if TYPE_CHECKING:
    from sim.figures.gallery import Results

PANELS = (
    ("partnership_depth_mean", "Depth of partnership, 0 to 5"),
    ("agreement_share", "With a binding written agreement, or deeper"),
    ("federated_share", "In a federation or academy trust"),
    ("partners_left_share", "Left their partnership in the year"),
)


def draw(results: Results) -> list[Path]:
    """Four measures of partnership in small schools over the years, by scenario."""
    figure, axes = style.begin(11, 7.4, 2, 2)
    ends = {
        title: over_time(axis, results, measure, title)
        for axis, (measure, title) in zip(axes.flat, PANELS, strict=True)
    }
    deeper = style.change(results.measures, "partnership_depth_mean", "small")
    words = {
        "title": style.told(
            deeper,
            "Partnerships of small schools lose depth",
            "Partnerships of small schools deepen",
            "Partnerships of small schools stay as deep as they are",
        ),
        "subtitle": "Small schools (fewer than 150 pupils), each year",
        "source": results.source,
        "alt": f"Four line charts over {results.manifest['years']} years. At the end, "
        + "; ".join(f"{name}: {', '.join(values)}" for name, values in ends.items())
        + ".",
    }
    return style.finish(figure, results.folder, "partnership_over_time", words)
