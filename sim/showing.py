"""What results can do beside being tables: figures, a page, a notebook cell."""

from abc import abstractmethod
from collections.abc import Sequence
from functools import cached_property
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from sim.chosen import named
from sim.results import outputs
from sim.results.draft import Draft
from sim.results.folder import Folder
from sim.results.html import as_html

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Page(type(Path())):  # type: ignore[misc]
    """Where a page is; in a notebook it shows itself."""

    def _repr_html_(self) -> str:
        page = escape(self.read_text(encoding="utf-8"))
        return f'<iframe srcdoc="{page}" width="100%" height="600" sandbox></iframe>'


class Result(Protocol):
    """What a simulation gives: shown as text, and written to a folder of its own."""

    @abstractmethod
    def write(self, folder: Draft) -> None:
        """Fill an empty folder with everything but figures."""


class Drawn(Result):
    """Results that can be drawn, and show themselves in a notebook."""

    @abstractmethod
    def tables(self) -> Sequence[tuple[str, pd.DataFrame, str]]:
        """What a notebook shows: tables, each with its title and a note."""

    def plot(self, name: str = "") -> "Figure":
        """One figure, by its name; without a name the first.

        Raises SettingError, which lists the names there are, for another.
        """
        from sim.figures import draw_one

        return draw_one(Folder(self._written), name)

    @cached_property
    def _written(self) -> Path:
        """A folder that has the results as long as they live."""
        place = TemporaryDirectory(prefix="small-schools-")
        vars(self)["_place"] = place  # of those that are frozen too
        with outputs.filled(Path(place.name) / "results") as folder:
            self.write(folder)
        return folder.path

    def _repr_html_(self) -> str:
        return as_html(self.tables())


class Shown(Drawn):
    """Results of scenarios, which can be reported as well, and be of measures that are chosen."""

    def plot(self, name: str = "", measures: str | Sequence[str] = ()) -> "Figure":
        """One figure, as of other results; of the usual measures or of some."""
        from sim.figures import draw_one

        return draw_one(Folder(self._written, measures=named(measures)), name)

    def report(
        self,
        file: str | Path | None = None,
        measures: str | Sequence[str] = (),
        overwrite: bool = False,
    ) -> Page:
        """Write the page that ``small-schools report`` writes, by default among the outputs."""
        from sim.report.page import write_report

        place = outputs.choose_file("report.html", file, overwrite)
        return Page(write_report(self._written, place, overwrite, named(measures), "FOLDER"))
