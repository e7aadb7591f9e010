"""The spread of KS2 progress by roll, simulated against published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.figures import style
from sim.figures.bands import draw_marks
from sim.results import labels
from sim.world.bands import BANDS, band_of

if TYPE_CHECKING:
    from sim.figures.gallery import Results

ROLLS = (25, 50, 100, 200, 400, 800)


def draw(results: Results) -> list[Path]:
    """A funnel of simulated schools, and their spread by roll band beside the published one."""
    figure, axes = style.begin(12, 5.6, 1, 2)
    _funnel(axes[0, 0], results)
    spread, at = axes[0, 1], np.arange(len(BANDS))
    found = [results.level(results.first, "ks2_progress_sd", band) for band in BANDS]
    published = published_spread()
    draw_marks(spread, 0, at, found)
    spread.plot(at, published, "D", color=style.ORANGE, ms=6.5)
    style.name_ticks(spread, at, BANDS)
    spread.set(xlabel="pupils on roll", ylabel="standard deviation, points")
    spread.set_ylim(0, 1.12 * np.nanmax([published, *zip(*found, strict=True)]))
    spread.set_title("Spread between schools")
    spread.grid(axis="x", visible=False)
    pairs = [
        (band, f[0], p) for band, f, p in zip(BANDS, found, published, strict=True)
        if np.isfinite(f[0])
    ]  # fmt: skip
    listed = "; ".join(f"{band} {here:.2f} and {there:.2f}" for band, here, there in pairs)
    text = {
        "title": _title(pairs),
        "subtitle": "KS2 progress, scaled-score points, mean of reading, writing and maths; "
        f"{results.called(results.first)}",
        "source": results.source,
        "alt": f"Standard deviation by roll, simulated and published: {listed}.",
    }
    key = [("●", "simulated", style.DARK_BLUE), ("◆", "published 2019, England", style.ORANGE)]
    return style.finish(figure, results.folder, "ks2_spread_by_roll", text, key)


def _title(pairs: list[tuple[str, float, float]]) -> str:
    band, here, there = max(pairs, key=lambda pair: abs(pair[1] / pair[2] - 1))
    most = max(pairs, key=lambda pair: pair[1])[0]
    return (
        f"Results spread most with {labels.roll(most)} pupils; the spread is furthest from the "
        f"published one with {labels.roll(band)}: {here:.2f} against {there:.2f} points"
    )


def _funnel(axis: Any, results: Results) -> None:
    """Schools of the first scenario in its last year, one replicate."""
    schools = results.maps[results.maps.scenario == results.first]
    schools = schools[schools.pupils > 0].dropna(subset=["ks2_progress"])
    axis.scatter(schools.pupils, schools.ks2_progress, s=4 if len(schools) > 2000 else 9,
                 alpha=0.3, color=style.DARK_BLUE, lw=0, rasterized=True)  # fmt: skip
    axis.axhline(0, color=style.GREY, lw=0.8)
    axis.set_xscale("log")
    axis.set_xticks(ROLLS, [str(roll) for roll in ROLLS])
    axis.minorticks_off()
    axis.set(xlabel="pupils on roll", ylabel="KS2 progress, points")
    axis.set_title(f"Simulated schools, last year of one replicate: {len(schools):,}")


def published_spread() -> list[float]:
    """The standard deviation of published progress in each roll band, all England, points."""
    from sim.world import england

    world = england()
    band = band_of(world.pupils)
    return [float(np.nanstd(world.ks2_progress[band == b])) for b in range(len(BANDS))]
