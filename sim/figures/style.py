"""How figures look, and how they are saved: as SVG, PNG and alternative text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from scipy.stats import t as student

# Colours of the Government Analysis Function.
DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE = "#12436D", "#28A197", "#801650", "#C2490B"
COLOURS = (DARK_BLUE, ORANGE, TURQUOISE, DARK_PINK)
GREY = "#6B6B6B"
LAST_YEARS = 5

NAMES = {"baseline": "as now", "executive_heads_4000": "4,000 executive heads"}


def begin(width: float, height: float, rows: int = 1, columns: int = 1) -> tuple[Figure, Any]:
    """A figure with axes in a grid, in the house style."""
    sns.set_theme(style="whitegrid", font="DejaVu Sans", font_scale=0.95)
    matplotlib.rcParams.update(
        {
            "svg.hashsalt": "small-schools",
            "svg.fonttype": "path",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": "#B0B0B0",
            "grid.color": "#E8E8E8",
            "axes.titlesize": 11,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
        }
    )
    figure = Figure(figsize=(width, height))
    return figure, figure.subplots(rows, columns, squeeze=False)


def finish(
    figure: Figure, folder: Path, name: str, words: dict[str, str], scenarios: Sequence[str] = ()
) -> list[Path]:
    """Head the figure with its finding, note its source, and save it three ways.

    ``words`` has ``title``, ``subtitle``, ``source`` and ``alt``; ``scenarios`` are
    named at the top right in their colours.
    """
    height = figure.get_size_inches()[1]
    for place, (scenario, colour) in enumerate(zip(scenarios, COLOURS, strict=False)):
        label = f"● {called(scenario)}"
        top = 1 - (0.14 + 0.24 * place) / height
        figure.text(0.98, top, label, color=colour, weight="bold", ha="right", va="top")
    figure.text(0.02, 1 - 0.12 / height, words["title"], fontsize=15, weight="bold", va="top")
    figure.text(0.02, 1 - 0.50 / height, words["subtitle"], fontsize=10.5, color=GREY, va="top")
    figure.text(0.02, 0.08 / height, words["source"], fontsize=8, color=GREY, va="bottom")
    lines = words["source"].count("\n")
    figure.tight_layout(rect=(0.01, (0.28 + 0.15 * lines) / height, 0.99, 1 - 0.78 / height))
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{name}.{kind}" for kind in ("svg", "png", "txt")]
    figure.savefig(paths[0], dpi=160, metadata={"Date": None})
    figure.savefig(paths[1], dpi=160, metadata={"Software": None})
    paths[2].write_text(f"{words['title']}. {words['alt']}\n", encoding="utf-8")
    return paths


def called(scenario: str) -> str:
    """A scenario in plain words."""
    return NAMES.get(scenario, scenario.replace("_", " "))


def setting(name: str) -> str:
    """A setting in plain words, with its group."""
    group, last = name.split(".")[-2:]
    return f"{last.replace('_', ' ')} ({group.replace('_', ' ')})"


def against(last: str, first: str) -> str:
    """What is subtracted from what, in plain words."""
    return f"{called(last)} minus {called(first)}" if last != first else called(first)


def interval(values: pd.Series) -> tuple[float, float, float]:
    """Mean of replicates with the 90 % interval of the mean; no width with one replicate."""
    values = values.dropna()
    mean = float(values.mean())
    if len(values) < 2:
        return mean, mean, mean
    half = float(student.ppf(0.95, len(values) - 1) * values.std(ddof=1) / len(values) ** 0.5)
    return mean, mean - half, mean + half


def recent(measures: pd.DataFrame, measure: str) -> pd.DataFrame:
    """A measure's mean over the last years, by scenario, group and replicate."""
    chosen = measures[measures.measure == measure]
    chosen = chosen[chosen.year > chosen.year.max() - LAST_YEARS]
    keys = ["scenario", "group", "replicate"]
    return chosen.groupby(keys, observed=True)["value"].mean().reset_index()


def change(measures: pd.DataFrame, measure: str, group: str) -> tuple[float, float, float] | None:
    """The paired change from the first scenario to the last, with its interval."""
    table = recent(measures, measure)
    wide = table[table.group == group].pivot(index="replicate", columns="scenario", values="value")
    if wide.shape[1] < 2:
        return None
    return interval(wide.iloc[:, -1] - wide.iloc[:, 0])


def told(found: tuple[float, float, float] | None, less: str, more: str, same: str) -> str:
    """Which of three sentences an interval supports."""
    if found is None or found[1] <= 0 <= found[2]:
        return same
    return less if found[0] < 0 else more
