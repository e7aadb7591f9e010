"""How partnerships of small schools deepen, change form and are left over the years."""

from __future__ import annotations

from pathlib import Path

from sim.figures.pipeline import draw_panels
from sim.results.folder import Folder

PANELS = (
    "partnership_depth_mean", "agreement_share", "federated_share", "partners_left_share",
)  # fmt: skip


def draw(results: Folder) -> list[Path]:
    """Four measures of partnership in small schools over the years, by scenario."""
    what = "each year; depth from 0, isolated, to 5, one governing body"
    return draw_panels(results, PANELS, "partnership_over_time", what)
