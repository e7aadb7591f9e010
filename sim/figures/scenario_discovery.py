"""In which futures a policy fails: the boxes, and how they were peeled."""

from pathlib import Path
from typing import Any

import pandas as pd

from sim.figures import style
from sim.results import labels
from sim.results.folder import Folder
from sim.results.outcome import Outcome


def draw(
    results: Folder,
    outcome: Outcome,
    tables: tuple[pd.DataFrame, pd.DataFrame],
    folder: Path,
    name: str,
    scenario: str = "",
    level: float = 0,
    above: bool = False,
) -> list[Path]:
    """Limits of each box within the range of each setting; coverage against density of peeling."""
    boxes, steps = tables
    height = max(4.6, 2.4 + 0.5 * boxes.setting.nunique())
    figure, (left, right) = style.begin(folder / name, 12.5, height, 2)
    _limits(left, boxes)
    _peeling(right, steps)
    return figure.finish(
        title=_title(boxes),
        subtitle=f"Failing: {outcome} {'above' if above else 'below'} {level:g}; "
        f"{results.difference(scenario)}; "
        f"{len(results.points)} futures",
        source="Simulated by small-schools; boxes by patient rule induction (PRIM)",
        alt="; ".join(
            f"box {row.box}: {row.setting} {row.low:.4g} to {row.high:.4g}"
            for row in boxes.itertuples()
        ),
    )


def _title(boxes: pd.DataFrame) -> str:
    if boxes.empty:
        return "No box of futures stands out"
    first = boxes.iloc[0]
    failures = f"{first.coverage:.0%} of the failures are in one box"
    return f"{failures}; {first.density:.0%} of the futures in it fail"


def _limits(axis: Any, boxes: pd.DataFrame) -> None:
    names = list(dict.fromkeys(boxes.setting))
    for row in boxes.itertuples():
        wide = (row.highest - row.lowest) or 1.0
        at = names.index(row.setting) + 0.22 * (row.box - (boxes.box.max() + 1) / 2)
        colour = style.COLOURS[row.box - 1]
        low, high = (row.low - row.lowest) / wide, (row.high - row.lowest) / wide
        axis.hlines(at, 0, 1, color="#E0E0E0", lw=1)
        axis.hlines(at, low, high, color=colour, lw=6)
        label = f"{row.low:.3g} to {row.high:.3g}"
        axis.text(1.02, at, label, color=colour, fontsize=9, va="center")
    axis.set_yticks(range(len(names)), list(map(labels.setting_and_group, names)))
    axis.set_ylim(max(len(names) - 0.4, 0.6), -0.6)
    axis.set(xlim=(0, 1.36), xticks=[0, 1], xticklabels=["lowest", "highest"])
    axis.set_title("Limits of each box, in the range of the setting")
    axis.grid(visible=False)


def _peeling(axis: Any, steps: pd.DataFrame) -> None:
    for number, part in steps.groupby("box"):
        colour = style.COLOURS[number - 1]
        axis.plot(part.coverage, part.density, color=colour, marker=".", lw=1)
        at = part.loc[part.chosen, ["coverage", "density"]].iloc[0]
        axis.plot(*at, "o", color=colour, ms=9)
        axis.annotate(f"box {number}", at, (6, 4), textcoords="offset points", color=colour,
                      weight="bold")  # fmt: skip
    axis.set(title="Peeling, from all futures to a few", xlim=(0, 1.05), ylim=(0, 1.08))
    axis.set_xlabel("coverage: fraction of all failures that are in the box")
    axis.set_ylabel("density: fraction of futures in the box that fail")
