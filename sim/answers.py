"""What the verbs that simulate give: shown as text, asked for tables, and saved as a folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from sim.analyse.sensitivity import analyse as sensitivity
from sim.errors import SettingError
from sim.report.answer import answer
from sim.results import labels, outputs, workbook
from sim.results.draft import Draft
from sim.results.ensemble import Ensemble
from sim.results.files import HEADLINE
from sim.results.folder import Folder
from sim.results.outcome import Outcome
from sim.results.points import Point
from sim.results.provenance import digest
from sim.results.summary import Closing, closing, headline, headlines, points_table, summarise
from sim.runs.sweep import Plan
from sim.showing import Result, Shown

MOST_SHOWN = 40  # points in the table that closes a sweep
TABLED = ("ks2_progress_mean", "leader_lost_rate", "cost_per_pupil")  # sensitivities of a sweep


def save(
    result: Result,
    folder: str | Path,
    overwrite: bool = False,
    figures: bool = True,
    excel: bool = False,
) -> Path:
    """Write the folder that the command writes. Raises OutputError where that cannot be."""
    chosen = outputs.choose_folder("", str(folder), overwrite)
    return fill(result, chosen, overwrite, figures, excel)


def fill(result: Result, chosen: Path, overwrite: bool, figures: bool, excel: bool) -> Path:
    """Write a folder that was chosen; returns where: see :func:`sim.results.outputs.filled`."""
    if excel:
        workbook.check()
    with outputs.filled(chosen, overwrite) as folder:
        result.write(folder)
        if excel:
            workbook.write(folder)
        if figures:
            from sim.figures import draw_all

            draw_all(folder)
    return folder.path


@dataclass(repr=False)
class Comparison(Shown):
    """Simulated scenarios; shown as a table of the last years."""

    ensemble: Ensemble
    save = save

    def table(self) -> pd.DataFrame:
        """Means with 90 % intervals by scenario, year, group, measure; then paired differences."""
        return summarise(self.ensemble)

    def values(self) -> pd.DataFrame:
        """Every value: scenario, replicate, year, group, measure."""
        return self.ensemble.values()

    @cached_property
    def answer(self) -> list[str]:
        """Sentences on what was found in small schools and in all, and how sure it is."""
        return answer(Folder(self._written))

    def write(self, folder: Draft) -> None:
        """Everything but figures."""
        folder.write_comparison(self.ensemble)
        self.answer = answer(folder)  # of the same numbers, with no folder of its own
        folder.tell("\n".join(self.answer))

    @property
    def replicates(self) -> list[int]:
        """The numbers of those that are finished."""
        return self.ensemble.replicates

    @property
    def stopped(self) -> str:
        """Why there are fewer than asked for; empty where there are all."""
        return self.ensemble.stopped

    def tables(self) -> Sequence[Closing]:
        """The closing tables, and what was run."""
        last = "\n".join([*self.answer, self._about()])
        return [*closing(self.ensemble), Closing("", pd.DataFrame(), last)]

    def __repr__(self) -> str:
        return "\n\n".join([headlines(self.ensemble), "\n".join(self.answer), self._about()])

    def _about(self) -> str:
        done = self.ensemble
        return (
            f"{labels.counted(len(done.world), 'school')} ({done.world.name}), "
            f"{labels.counted(done.measures.shape[2], 'year')}, "
            f"{labels.counted(len(done.replicates), 'replicate')} in "
            f"{done.seconds:.0f} s; digest {digest(done.measures)[:12]}"
        )


@dataclass(repr=False)
class Sweep(Shown):
    """Scenarios simulated at each point of a design. ``faults`` says which runs failed, and why."""

    plan: Plan
    faults: list[str]
    save = save

    @property
    def points(self) -> pd.DataFrame:
        """The settings of each point."""
        return self.plan.table()

    def values(self) -> pd.DataFrame:
        """Every value: point, scenario, replicate, group, measure, value."""
        return self._joined(point.table() for point in self.each())

    def table(self) -> pd.DataFrame:
        """The paired difference of the last scenario from the first at each point."""
        differences = self._joined(point.differences() for point in self.each())
        return differences.join(self.points, on="point")

    def each(self) -> Iterator[Point]:
        """One point after the other, for sweeps too large for memory."""
        return self.plan.results()

    @property
    def tabled(self) -> list[str]:
        """The measures whose table closes the sweep, and whose sensitivities are written."""
        return [one.name for one in self.plan.to_show] or list(TABLED)

    def write(self, folder: Draft) -> None:
        """All points, and which settings change the measures ``tabled`` most; or what failed."""
        self.plan.write(folder)
        if self.faults:
            (folder.path / "failed.txt").write_text("\n".join(self.faults), encoding="utf-8")
            return
        tables = []
        for measure in self.tabled:
            with suppress(SettingError):  # of a measure that some point lacks
                table = sensitivity(folder, measure)
                tables.append(table.assign(measure=measure, group=Outcome.group))
        if tables:
            folder.write_table("sensitivity.csv", pd.concat(tables))
        folder.write_table(HEADLINE, self.headline())
        folder.tell(repr(self))

    def headline(self) -> pd.DataFrame:
        """The headline measures of each point in plain words, after the settings that vary."""
        change, tables = len(self.plan.design.scenarios) > 1, []
        for number, point in enumerate(self.each()):
            table = headline(point.change(), point.sets, self.plan.to_show, change)
            for place, (name, value) in enumerate(self.points.iloc[number].items()):
                table.insert(place, name, value)
            most = len(point.sets), len(set(point.sets))
            tables.append(table.assign(interval=labels.interval(*most)))
        return self._joined(iter(tables))

    def tables(self) -> Sequence[Closing]:
        """The chosen measures of small schools at each point, where points are not too many."""
        design = self.plan.design
        about = f"{design.name}: {len(self.points)} points of {' and '.join(design.scenarios)}"
        if self.faults or len(self.points) > MOST_SHOWN:
            return [Closing(about, pd.DataFrame())]
        table = self.headline()
        shown = table.measure.isin([labels.title(one) for one in self.tabled])
        table = table[shown & (table.schools == labels.schools(Outcome.group))]
        about += f"; {labels.schools(Outcome.group)}, {' or '.join(table.interval.unique())}"
        return [points_table(about, table, self.points, len(design.scenarios) > 1)]

    def __repr__(self) -> str:
        return self.tables()[0].as_text()

    @staticmethod
    def _joined(tables: Iterator[pd.DataFrame]) -> pd.DataFrame:
        return pd.concat(list(tables), ignore_index=True)
