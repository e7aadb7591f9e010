"""The standard deviation of KS2 progress by roll, simulated against published."""

from pathlib import Path
from typing import Any

import numpy as np

from sim.figures import by_size, captions, style
from sim.results import labels
from sim.results.folder import Folder
from sim.world import england
from sim.world.bands import BANDS, band_of

ROLLS = (25, 50, 100, 200, 400, 800)


def draw(results: Folder) -> list[Path]:
    """A funnel of simulated schools, and their spread by roll band beside the published one."""
    figure, (left, right) = style.begin(results.path / "ks2_spread_by_roll", 12, 5.6, 2)
    _funnel(left, results)
    both = _spread(right, results)
    listed = "; ".join(f"{band} {here:.2f} and {there:.2f}" for band, here, there in both)
    return figure.finish(
        title=_title(both),
        subtitle="KS2 progress, scaled-score points, mean of reading, writing and maths; "
        f"{results.called(results.first)}",
        source=captions.source(results),
        alt=f"Standard deviation by roll, simulated and published: {listed}.",
        key=[("●", "simulated", style.DARK_BLUE), ("◆", "published 2019, England", style.ORANGE)],
    )


def _title(both: list[tuple[str, float, float]]) -> str:
    if not both:
        return "Too few schools to tell how far results spread"
    band, here, there = max(both, key=lambda row: abs(row[1] - row[2]))
    widest = max(both, key=lambda row: row[1])[0]
    return (
        f"Results differ most between schools with {labels.roll(widest)} pupils; the spread is "
        f"furthest from the published one with {labels.roll(band)}: {here:.2f} against "
        f"{there:.2f} points"
    )


def _funnel(axis: Any, results: Folder) -> None:
    """Schools of the first scenario in its last year, one replicate."""
    schools = results.schools_of(results.first)
    schools = schools[schools.pupils > 0].dropna(subset=["ks2_progress"])
    axis.scatter(schools.pupils, schools.ks2_progress, s=4 if len(schools) > 2000 else 9,
                 alpha=0.3, color=style.DARK_BLUE, lw=0, rasterized=True)  # fmt: skip
    axis.axhline(0, color=style.GREY, lw=0.8)
    axis.set_xscale("log")
    axis.set_xticks(ROLLS, map(str, ROLLS))
    axis.minorticks_off()
    axis.set(xlabel="pupils on roll", ylabel="KS2 progress, points")
    axis.set_title(f"Simulated schools, last year of one replicate: {len(schools):,}")


def _spread(axis: Any, results: Folder) -> list[tuple[str, float, float]]:
    """Draw the simulated and the published spread; returns both for each band that has schools."""
    simulated = [results.level(results.first, "ks2_progress_sd", band) for band in BANDS]
    world = england()
    band = band_of(world.pupils)
    published = [float(np.nanstd(world.ks2_progress[band == b])) for b in range(len(BANDS))]
    by_size.marks(axis, simulated)
    axis.plot(published, "D", color=style.ORANGE, ms=6.5)
    style.name_ticks(axis, range(len(BANDS)), BANDS)
    axis.set(xlabel="pupils on roll", ylabel="standard deviation, points")
    axis.set_ylim(0, 1.12 * np.nanmax([published, *zip(*simulated, strict=True)]))
    axis.set_title("Spread between schools")
    means = [level.mean for level in simulated]
    both = zip(BANDS, means, published, strict=True)
    return [row for row in both if np.isfinite(row[1])]
