"""Measures by size of school, a mark for each roll band and scenario: vacancies, weak teaching."""

from pathlib import Path
from typing import Any

import numpy as np

from sim.figures import captions, style
from sim.measures import KNOWN
from sim.results import labels
from sim.results.folder import Folder
from sim.results.intervals import Estimate
from sim.world.bands import BANDS

SPACE = 0.16  # between scenarios, of the space between bands
MOST = 3  # panels beside each other


def draw_vacancies(results: Folder) -> list[Path]:
    """Vacancies, readvertisement and acting heads."""
    panels = ("leader_lost_rate", "head_readvertised_share", "acting_head_share")
    what = "Share a year, mean of the last years, by pupils on roll; small: fewer than 150 pupils"
    return _draw(results, "vacancies_by_size", (12.5, 5.2), panels, panels[1], what)


def draw_weak_teaching(results: Folder) -> list[Path]:
    """Exposure to weak teaching, in one year and in several."""
    panels = ("weak_teacher_exposure", "repeat_weak_exposure")
    what = "Share of pupils, mean of the last years; with mixed ages pupils keep a teacher longer"
    return _draw(results, "weak_teaching_by_size", (11, 5.4), panels, panels[1], what)


def draw_chosen(results: Folder) -> list[Path]:
    """The measures that were asked for, some in each figure."""
    what = "Mean of the last years, by pupils on roll; small: fewer than 150 pupils"
    chosen, paths = tuple(map(str, results.to_show)), []
    for first in range(0, len(chosen), MOST):
        panels = chosen[first : first + MOST]
        name = f"chosen_by_size{f'_{first // MOST + 1}' if first else ''}"
        paths += _draw(results, name, (max(8, 4.2 * len(panels)), 5.2), panels, panels[0], what)
    return paths


def _draw(
    results: Folder,
    name: str,
    size: tuple[float, float],
    panels: tuple[str, ...],
    lead: str,
    what: str,
) -> list[Path]:
    """A panel for each measure; ``lead`` gives the title, and which scenarios are in colour."""
    figure, axes = style.begin(results.path / name, *size, len(panels))
    coloured = captions.in_colour(results, lead)
    in_words = [_panel(*both, results, coloured) for both in zip(axes, panels, strict=True)]
    key = list(zip(style.GLYPHS, map(results.called, coloured), style.COLOURS, strict=False))
    return figure.finish(
        key=key if len(key) > 1 else (),
        title=_title(results, lead),
        subtitle=f"{what}{captions.in_grey(results)}",
        source=captions.source(results),
        alt=f"Marks by roll band. {'. '.join(in_words)}.",
    )


def _title(results: Folder, measure: str) -> str:
    """How a measure differs between small and other schools, and in which scenario it changes."""
    what, both = f"{labels.title(measure)}, small schools against others", []
    shown = [results.first, *captions.furthest(results, measure)[:1]]
    for scenario in shown:
        levels = (results.level(scenario, measure, group).mean for group in ("small", "other"))
        both.append(" against ".join(labels.amount(level, measure) for level in levels))
    return f"{what}: " + f"; {results.called(shown[-1])}: ".join(both)


def _panel(axis: Any, measure: str, results: Folder, coloured: list[str]) -> str:
    """Draw the last years' means, some scenarios in colour; returns them in words."""
    levels = {s: [results.level(s, measure, b) for b in BANDS] for s in results.compared}
    for scenario in results.compared:
        if scenario not in coloured:
            axis.plot([one.mean for one in levels[scenario]], color=style.PALE, lw=0.8, zorder=1)
    for place, scenario in enumerate(coloured):
        shift = (place - (len(coloured) - 1) / 2) * SPACE
        marks(axis, levels[scenario], place, shift)
    axis.set(title=(title := labels.title(measure)), xlabel="pupils on roll")
    style.name_ticks(axis, range(len(BANDS)), BANDS)
    style.name_unit(axis, KNOWN[measure].unit)
    style.from_zero(axis, 1.02)
    in_words = []
    for scenario in coloured:
        by_band = zip(levels[scenario], BANDS, strict=True)
        listed = [f"{labels.amount(level.mean, measure)} at {band}" for level, band in by_band]
        in_words.append(f"{results.called(scenario)} {', '.join(listed)}")
    return f"{title}: {'; '.join(in_words)}"


def marks(axis: Any, by_band: list[Estimate], place: int = 0, shift: float = 0) -> None:
    """Means by roll band joined by a thin line, with intervals, in a scenario's colour and mark."""
    colour, marker, dashes = style.COLOURS[place], style.MARKERS[place], style.DASHES[place]
    at = np.arange(len(BANDS)) + shift
    style.marks(axis, at, by_band, color=colour, marker=marker, ms=5.5, lw=1, ls=dashes)
