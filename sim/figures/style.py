"""How figures look, and how they are saved: as pictures and as alternative text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

from sim.results.intervals import Estimate

# Colours of the Government Analysis Function. In grey, and to colour-blind people, dark blue and
# dark pink look much alike: hence each place has its marker and dashes too.
DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE = "#12436D", "#28A197", "#801650", "#C2490B"
COLOURS = (DARK_BLUE, ORANGE, TURQUOISE, DARK_PINK)
MARKERS, GLYPHS = ("o", "s", "^", "D"), "●■▲◆"
DASHES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (1.5, 1.2)), (0, (6, 1.5, 1.5, 1.5)))
GREY, PALE = "#6B6B6B", "#BDBDBD"
FONT = "DejaVu Sans"
FORMATS = ("svg", "png", "pdf")
THEMES = {"print": "figures", "projector": "figures-projector"}  # and the folder of each
SCREEN = (9.6, 5.4)  # inches: 16:9, and smaller than on paper, so that type and lines are larger
DOTS = {"print": 160, "projector": 200}


@dataclass(frozen=True)
class Caption:
    """The text of a figure: main result, what is shown, source, and all that is shown in words."""

    title: str
    subtitle: str
    source: str
    alt: str


@dataclass(frozen=True)
class Look:
    """What figures are made for, and in which formats."""

    theme: str = "print"
    formats: tuple[str, ...] = FORMATS


_look = [Look()]


@contextmanager
def using(look: Look) -> Iterator[None]:
    """Within it, figures are drawn with this look."""
    _look.append(look)
    try:
        yield
    finally:
        _look.pop()


def most_rows(on_screen: int) -> int | None:
    """How many rows a long figure may have to be read: all on paper, fewer on a screen."""
    return on_screen if _look[-1].theme == "projector" else None


def begin(width: float, height: float, rows: int = 1, columns: int = 1) -> tuple[Figure, Any]:
    """A figure with axes in a grid, in the house style; inches, on a screen always 16:9."""
    sns.set_theme(style="whitegrid", font=FONT, font_scale=0.95)
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
    figure = Figure(figsize=SCREEN if _look[-1].theme == "projector" else (width, height))
    return figure, figure.subplots(rows, columns, squeeze=False)


def finish(
    figure: Figure,
    folder: Path,
    name: str,
    caption: Caption,
    key: Sequence[tuple[str, str, str]] = (),
) -> list[Path]:
    """Head the figure with its caption, note its source, and save it in a folder of results.

    ``key`` has a sign, a name and a colour for each series that is not named in the panels.
    """
    width, height = (72 * inches for inches in figure.get_size_inches())
    margin = 14.0
    top = height - 8
    top -= _write(figure, caption.title, (margin, top), 15, True, "black")
    top -= _write(figure, caption.subtitle, (margin, top), 10.5, False, GREY)
    if key:
        top -= _write_key(figure, key, margin, top)
    foot = fold(caption.source, width - 2 * margin, 8)
    figure.text(margin / width, 6 / height, foot, fontsize=8, color=GREY, va="bottom")
    bottom = 18 + 10 * foot.count("\n")
    figure.tight_layout(rect=(0.01, bottom / height, 0.99, top / height))
    titles = [axis for axis in figure.axes if axis.get_title(loc="left")]
    for axis in titles:
        text, size = axis.get_title(loc="left"), axis.title.get_fontsize()
        axis.set_title(fold(text, axis.get_position().width * width, size, bold=True))
    if any("\n" in axis.get_title(loc="left") for axis in titles):
        figure.tight_layout(rect=(0.01, bottom / height, 0.99, top / height))
    return _save(figure, folder, name, caption)


def _write(figure: Figure, text: str, at: tuple[float, float], size: float, bold: bool,
           colour: str) -> float:  # fmt: skip
    """Write a heading folded to the figure's width; returns the height taken, points."""
    width, height = (72 * inches for inches in figure.get_size_inches())
    folded = fold(text, width - 2 * at[0], size, bold)
    weight = "bold" if bold else "normal"
    figure.text(at[0] / width, at[1] / height, folded, fontsize=size, weight=weight, color=colour,
                va="top", linespacing=1.2)  # fmt: skip
    return size * 1.25 * (1 + folded.count("\n")) + 6


def _write_key(
    figure: Figure, key: Sequence[tuple[str, str, str]], left: float, top: float
) -> float:
    width, height = (72 * inches for inches in figure.get_size_inches())
    at, line = left, 0
    for sign, words, colour in key:
        label = f"{sign} {words}"
        wide = _width(label, 10, bold=True)
        if at > left and at + wide > width - left:
            at, line = left, line + 1
        figure.text(at / width, (top - 15 * line) / height, label, fontsize=10, weight="bold",
                    color=colour, va="top")  # fmt: skip
        at += wide + 20
    return 15 * (line + 1) + 3


def _save(figure: Figure, folder: Path, name: str, caption: Caption) -> list[Path]:
    """Nothing of the time or the machine is written: the same results, the same bytes."""
    look = _look[-1]
    folder = folder / THEMES[look.theme]
    folder.mkdir(exist_ok=True)
    alt = f"{caption.title}. {caption.alt}"
    about: dict[str, dict[str, Any]] = {
        "svg": {"Date": None, "Title": caption.title, "Description": alt},
        "png": {"Software": None, "Title": caption.title, "Description": alt},
        "pdf": {"CreationDate": None, "Title": caption.title, "Subject": alt},
    }
    paths = []
    for kind in look.formats:
        paths.append(folder / f"{name}.{kind}")
        figure.savefig(paths[-1], dpi=DOTS[look.theme], metadata=about[kind])
    paths.append(folder / f"{name}.txt")
    paths[-1].write_text(f"{alt}\n", encoding="utf-8")
    return paths


@cache
def _font(bold: bool) -> Any:
    return get_font(findfont(FontProperties(family=FONT, weight="bold" if bold else "normal")))


def _width(text: str, size: float, bold: bool = False) -> float:
    """How wide a line is, in points."""
    font = _font(bold)
    font.set_size(100, 72)  # it is shared: whoever draws sets another
    font.set_text(text, 0)
    return float(font.get_width_height()[0] / 64 * size / 100)


def name_width(text: str, size: float) -> float:
    """How wide the widest line of a bold name is, in points."""
    return max(_width(line, size, bold=True) for line in text.split("\n"))


def fold(text: str, points: float, size: Any, bold: bool = False) -> str:
    """The text in lines no wider than some points, where its words allow."""
    lines: list[str] = []
    for given in text.split("\n"):
        line = ""
        for word in given.split():
            longer = f"{line} {word}".strip()
            if line and _width(longer, size, bold) > points:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return "\n".join(lines)


def name_rows(axis: Any, names: Sequence[str], **look: Any) -> None:
    """Name rows from the top down, without lines between them."""
    axis.set_yticks(range(len(names)), names, **look)
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.grid(axis="y", visible=False)


def name_ticks(axis: Any, at: Any, labels: Sequence[str]) -> None:
    """Name places along the bottom, in lines no wider than there is room for."""
    wide = room(axis)[0] / len(labels) - 3
    folded = list(labels)
    if any(_width(label, 8) > wide for label in labels):
        folded = [fold(label.replace("-", "- "), wide, 8).replace("- ", "-") for label in labels]
    axis.set_xticks(at, folded, fontsize=8)


def room(axis: Any) -> tuple[float, float]:
    """About how wide and high a panel's inside will be, in points."""
    width, height = (72 * inches for inches in axis.figure.get_size_inches())
    rows, columns = axis.get_subplotspec().get_gridspec().get_geometry()
    return width / columns - 48, (height - 90) / rows - 55


def draw_intervals(
    axis: Any, at: Any, estimates: Sequence[Estimate], upright: bool = True, **look: Any
) -> None:
    """A line from end to end of each interval that there is, upright or lying."""
    known = [
        (x, e) for x, e in zip(at, estimates, strict=True) if np.isfinite([e.low, e.high]).all()
    ]
    draw = axis.vlines if upright else axis.hlines
    draw([x for x, _ in known], [e.low for _, e in known], [e.high for _, e in known], **look)
