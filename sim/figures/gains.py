"""Who gains and who loses: the spread of change over schools, not only its mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.ticker import FuncFormatter

from sim.bands import BANDS
from sim.figures import style

if TYPE_CHECKING:
    from sim.figures.gallery import Results

PANELS = (
    ("progress", "KS2 progress"),
    ("head_left", "Head leaves or moves"),
    ("cost_per_pupil", "Cost for each pupil"),
)
ROWS = (
    *(("roll", band, f"{band} pupils") for band in BANDS),
    *(
        ("nearest school", apart, f"next school {apart}")
        for apart in ("under 1 km", "1 to 3 km", "over 3 km")
    ),
    ("free school meals", "least", "least deprived fifth"),
    ("free school meals", "most", "most deprived fifth"),
)
BY_LUCK = 0.05  # on each side, where nothing changes


def draw(results: Results) -> list[Path]:
    """Shares of schools that surely gain and surely lose in the last scenario."""
    if len(results.scenarios) < 2 or results.manifest["replicates"] < 2:
        return []
    table = results.gains[results.gains.scenario == results.scenarios[-1]]
    figure, axes = style.begin(12.5, 6.4, 1, 3)
    said = [
        _panel(axis, table[table.outcome == outcome], title, named=axis is axes.flat[0])
        for axis, (outcome, title) in zip(axes.flat, PANELS, strict=True)
    ]
    small = table[(table.outcome == "progress") & (table.group == BANDS[0])].iloc[0]
    words = {
        "title": f"{small.gain:.0%} of the smallest schools gain progress, {small.lose:.0%} lose",
        "subtitle": f"{style.called(results.scenarios[-1])} against "
        f"{style.called(results.scenarios[0])}: schools whose 90% interval over replicates is "
        f"wholly better or worse; {BY_LUCK:.0%} each by luck (dotted)",
        "source": results.source,
        "alt": f"Bars to both sides by group of schools. {' '.join(said)}",
    }
    return style.finish(figure, results.folder, "who_gains", words)


def _panel(axis: Any, table: Any, title: str, named: bool) -> str:
    chosen = table.set_index(["by", "group"])
    gain = [chosen.gain[by, group] for by, group, _ in ROWS]
    lose = [chosen.lose[by, group] for by, group, _ in ROWS]
    at = range(len(ROWS))
    axis.barh(at, gain, color=style.DARK_BLUE, height=0.7)
    axis.barh(at, [-value for value in lose], color=style.ORANGE, height=0.7)
    for luck in (-BY_LUCK, BY_LUCK):
        axis.axvline(luck, color=style.GREY, lw=1, ls=":")
    axis.axvline(0, color=style.GREY, lw=0.9)
    axis.set_yticks(at, [label if named else "" for _, _, label in ROWS])
    axis.set_ylim(len(ROWS) - 0.4, -1.3)
    widest = max([0.2, *gain, *lose]) * 1.1
    axis.set_xlim(-widest, widest)
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):.0%}"))
    axis.set_title(title)
    axis.text(widest * 0.97, -0.75, "better", color=style.DARK_BLUE, weight="bold", ha="right")
    axis.text(-widest * 0.97, -0.75, "worse", color=style.ORANGE, weight="bold", ha="left")
    axis.grid(axis="y", visible=False)
    ends = zip(ROWS, gain, lose, strict=True)
    told = "; ".join(
        f"{label} {g:.0%} better, {worse:.0%} worse" for (_, _, label), g, worse in ends
    )
    return f"{title}: {told}."
