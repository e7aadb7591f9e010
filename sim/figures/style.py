"""How figures look, and how they are saved: as pictures and as alternative text."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Affine2D

from sim.errors import check_known
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
# Nothing of the time or the machine is written: the same results, the same bytes.
UNDATED = {"svg": {"Date": None}, "png": {"Software": None}, "pdf": {"CreationDate": None}}
THEMES = {"print": "figures", "projector": "figures-projector"}  # and the folder of each
SCREEN = (9.6, 5.4)  # inches: 16:9, and smaller than on paper, so that type and lines are larger
DOTS = {"print": 160, "projector": 200}
MARGIN = 14.0  # points
OPTIONS = {
    "svg.hashsalt": "small-schools",
    "text.parse_math": False,  # a name may have signs of dollars
    "svg.fonttype": "path",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#B0B0B0",
    "grid.color": "#E8E8E8",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
}
Key = Sequence[tuple[str, str, str]]  # a sign, a name and a colour for each series


@dataclass(frozen=True)
class Look:
    """What figures are made for, and in which formats."""

    theme: str = "print"
    formats: tuple[str, ...] = FORMATS

    def __post_init__(self) -> None:
        check_known("theme", [self.theme], THEMES)
        check_known("formats", self.formats, FORMATS)


_look = [Look()]
_drawn: "list[list[Picture]]" = []


@contextmanager
def using(look: Look) -> "Iterator[list[Picture]]":
    """Within it, figures are drawn with this look; gives a list that they are added to."""
    drawn: list[Picture] = []
    _look.append(look)
    _drawn.append(drawn)
    try:
        yield drawn
    finally:
        _look.pop()
        _drawn.pop()


def most_rows(on_screen: int) -> int:
    """How many rows a long figure may have to be read: all on paper, fewer on a screen."""
    return on_screen if _look[-1].theme == "projector" else sys.maxsize


class Picture(Figure):
    """A figure in the house style, to be saved as a file of each format."""

    def __init__(self, file: Path, width: float, height: float) -> None:
        sns.set_theme(style="whitegrid", font=FONT, font_scale=0.95, rc=OPTIONS)
        super().__init__(figsize=SCREEN if _look[-1].theme == "projector" else (width, height))
        self.file = file

    def finish(
        self, *, title: str, subtitle: str, source: str, alt: str, key: Key = ()
    ) -> list[Path]:
        """Head the figure with its main result, note its source, and save it.

        ``subtitle`` is what is shown, ``alt`` all that is shown in words; ``key`` is of series
        that are not named in the panels. Returns the pictures, and the file with ``alt``.
        """
        width, height = 72 * self.get_size_inches()
        top = height - 8
        headings = (
            (title, 15, {"color": "black", "weight": "bold"}),
            (subtitle, 10.5, {"color": GREY}),
        )
        for text, size, look in headings:
            text = fold(text, width - 2 * MARGIN, size, bold="weight" in look)
            self._write(text, MARGIN, top, size=size, linespacing=1.2, **look)
            top -= size * 1.25 * (1 + text.count("\n")) + 6
        if key:
            top = self._write_key(key, width - MARGIN, top)
        foot = fold(source, width - 2 * MARGIN, 8)
        self._write(foot, MARGIN, 6, size=8, color=GREY, va="bottom")
        inside = (0.01, (18 + 10 * foot.count("\n")) / height, 0.99, top / height)
        self.tight_layout(rect=inside)
        for axis in self.axes:
            wide = axis.get_position().width * width
            axis.set_title(fold(axis.get_title(loc="left"), wide, 11, bold=True))
        if any("\n" in axis.get_title(loc="left") for axis in self.axes):
            self.tight_layout(rect=inside)
        for drawn in _drawn[-1:]:
            drawn.append(self)
        return self._save(title, f"{title}. {alt}")

    def _repr_png_(self) -> bytes:
        """How a notebook shows it."""
        content = BytesIO()
        self.savefig(content, format="png", dpi=DOTS["print"] / 2)
        return content.getvalue()

    def _write(self, text: str, across: float, up: float, **look: Any) -> None:
        """Write at a place in points from the lower left corner, by default below it."""
        points = Affine2D().scale(1 / 72) + self.dpi_scale_trans
        self.text(across, up, text, transform=points, **({"va": "top"} | look))

    def _write_key(self, key: Key, right: float, top: float) -> float:
        """Write a key, in as many lines as it needs; returns where they end."""
        at = MARGIN
        for sign, words, colour in key:
            wide = text_width(label := f"{sign} {words}", 10)
            if at > MARGIN and at + wide > right:
                at, top = MARGIN, top - 15
            self._write(label, at, top, size=10, weight="bold", color=colour)
            at += wide + 20
        return top - 18

    def _save(self, title: str, alt: str) -> list[Path]:
        look = _look[-1]
        folder = self.file.parent / THEMES[look.theme]
        folder.mkdir(exist_ok=True)
        paths = [folder / f"{self.file.name}.{kind}" for kind in (*look.formats, "txt")]
        for kind, path in zip(look.formats, paths, strict=False):
            about = {"Title": title, "Subject" if kind == "pdf" else "Description": alt}
            self.savefig(path, dpi=DOTS[look.theme], metadata=UNDATED[kind] | about)
        paths[-1].write_text(f"{alt}\n", encoding="utf-8")
        return paths


def begin(
    file: Path, width: float, height: float, columns: int = 1, rows: int = 1, **options: Any
) -> tuple[Picture, list[Any]]:
    """A picture, inches, on a screen always 16:9; and its panels, row by row."""
    figure = Picture(file, width, height)
    return figure, list(figure.subplots(rows, columns, squeeze=False, **options).flat)


def text_width(text: str, size: float, bold: bool = True) -> float:
    """How wide the widest line of a text is, in points."""
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    measure = text_to_path.get_text_width_height_descent
    return max(measure(line, font, False)[0] for line in text.split("\n"))


def fold(text: str, points: float, size: float, bold: bool = False) -> str:
    """The text in lines no wider than some points, where its words allow."""
    lines: list[str] = []
    for given in text.split("\n"):
        lines.append("")
        for word in given.split():
            longer = f"{lines[-1]} {word}".strip()
            fits = not lines[-1] or text_width(longer, size, bold) <= points
            lines[-1:] = [longer] if fits else [lines[-1], word]
    return "\n".join(lines)


def name_rows(axis: Any, names: Sequence[str], **look: Any) -> None:
    """Name rows from the top down, without lines between them."""
    axis.set_yticks(range(len(names)), names, **look)
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.grid(axis="y", visible=False)


def percentages(axis: Any) -> None:
    """Number fractions along the side as percentages, at round ones."""
    axis.yaxis.set_major_formatter("{x:.0%}")
    axis.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], min_n_ticks=3))


def changes(axis: Any) -> None:
    """Number changes along the bottom with their sign, at few enough places to be read."""
    axis.xaxis.set_major_formatter(lambda x, _: f"{x:+g}".replace("-", "−") if x else "0")
    axis.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))


def name_unit(axis: Any, unit: str) -> None:
    """Say along the side in which unit values are; of fractions the numbers say so themselves."""
    if unit == "share":
        percentages(axis)
    else:
        axis.set_ylabel(unit.replace("0-5", "depth, 0 to 5"))


def from_zero(axis: Any, room: float) -> None:
    """Begin an axis at nought where no value is below it; a flat zero is not magnified."""
    low, top = axis.get_ylim()
    if axis.dataLim.y0 >= 0:
        axis.set_ylim(0, max(room * top, 0.01))
    else:
        axis.axhline(0, color=GREY, lw=0.9)
        axis.set_ylim(low, max(top, 0))


def name_ticks(axis: Any, at: Any, labels: Sequence[str]) -> None:
    """Name places along the bottom, in lines no wider than there is room for."""
    wide = room(axis)[0] / len(labels) - 3
    if max(text_width(label, 8, bold=False) for label in labels) > wide:
        labels = [fold(label.replace("-", "- "), wide, 8).replace("- ", "-") for label in labels]
    axis.set_xticks(at, labels, fontsize=8)
    axis.grid(axis="x", visible=False)


def room(axis: Any) -> tuple[float, float]:
    """About how wide and high a panel's inside will be, in points."""
    width, height = 72 * axis.figure.get_size_inches()
    rows, columns = axis.get_subplotspec().get_gridspec().get_geometry()
    return width / columns - 48, (height - 90) / rows - 55


def make_room(axis: Any, points: float) -> float:
    """Widen a panel by some points on its right; returns how wide a point is, in its data."""
    whole = room(axis)[0]
    left, right = axis.get_xlim()
    point = (right - left) / max(whole - points, whole / 3)
    axis.set_xlim(left, left + point * whole)
    return point


def marks(
    axis: Any, at: Any, estimates: Sequence[Estimate], lying: bool = False, **look: Any
) -> None:
    """Means as marks with their intervals, where they have one, upright or lying."""
    mean, low, high = np.transpose(estimates)
    draw, place = (axis.hlines, (mean, at)) if lying else (axis.vlines, (at, mean))
    draw(at, low, high, color=look["color"], lw=2.4)
    axis.plot(*place, **({"marker": "o", "ls": ""} | look))


def bars(
    axis: Any, names: Any, values: Any, low: Any = None, high: Any = None, **look: Any
) -> None:
    """A named row for each value, from the top down: a bar and, where it is given, its interval."""
    axis.barh(range(len(names)), values, color=DARK_BLUE, height=0.6)
    if low is not None:
        axis.hlines(range(len(names)), low, high, color=ORANGE, lw=2)
    name_rows(axis, list(names), **look)
