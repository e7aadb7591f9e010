"""The spread of KS2 progress by roll, simulated against published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.bands import BANDS, band_of
from sim.figures import style

if TYPE_CHECKING:
    from sim.figures.gallery import Results


def draw(results: Results) -> list[Path]:
    """A funnel of simulated schools, and their spread by roll band beside the published one."""
    figure, axes = style.begin(12, 5.4, 1, 2)
    funnel, spread = axes.flat
    schools = results.maps[results.maps.scenario == results.scenarios[0]]
    funnel.scatter(
        schools.pupils,
        schools.ks2_progress,
        s=4,
        alpha=0.25,
        color=style.DARK_BLUE,
        lw=0,
        rasterized=True,
    )
    funnel.axhline(0, color=style.GREY, lw=0.8)
    funnel.set_xscale("log")
    funnel.set_xticks([25, 50, 100, 200, 400, 800], ["25", "50", "100", "200", "400", "800"])
    funnel.minorticks_off()
    funnel.set(xlabel="pupils on roll", ylabel="KS2 progress, points", ylim=(-11, 11))
    funnel.set_title("Simulated schools in the last year")

    table = style.recent(results.measures, "ks2_progress_sd")
    table = table[table.scenario == results.scenarios[0]]
    found = [style.interval(table.loc[table.group == band, "value"]) for band in BANDS]
    published = published_spread()
    at = np.arange(len(BANDS))
    spread.plot(at, published, "D", color=style.ORANGE, ms=7)
    spread.plot(at, [f[0] for f in found], color=style.DARK_BLUE, marker="o", lw=1.6)
    spread.vlines(at, [f[1] for f in found], [f[2] for f in found], color=style.DARK_BLUE, lw=2.4)
    spread.set_xticks(at, BANDS)
    spread.set(
        xlabel="pupils on roll",
        ylabel="standard deviation, points",
        ylim=(0, 1.12 * max(published)),
    )
    spread.set_title("Spread between schools")
    spread.grid(axis="x", visible=False)
    for height, name, colour in (
        (0.3, "◆ published 2019, all England", style.ORANGE),
        (0.2, "● simulated", style.DARK_BLUE),
    ):
        spread.text(0.05, height, name, color=colour, weight="bold", transform=spread.transAxes)
    gap = max(abs(f[0] / p - 1) for f, p in zip(found, published, strict=True))
    pairs = zip(BANDS, found, published, strict=True)
    listed = "; ".join(f"{band} {f[0]:.2f} and {p:.2f}" for band, f, p in pairs)
    words = {
        "title": f"Results spread most in small schools, within {gap:.0%} of the published spread",
        "subtitle": "KS2 progress, scaled-score points, mean of reading, writing and maths; "
        f"{style.called(results.scenarios[0])}",
        "source": results.source,
        "alt": f"Standard deviation by roll, simulated and published: {listed}.",
    }
    return style.finish(figure, results.folder, "ks2_spread_by_roll", words)


def published_spread() -> list[float]:
    """The standard deviation of published progress in each roll band, all England, points."""
    from sim.world import england

    world = england()
    band = band_of(world.pupils)
    return [float(np.nanstd(world.ks2_progress[band == b])) for b in range(len(BANDS))]
