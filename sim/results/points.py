"""The results of a sweep, point by point, and the files they are written to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.measures import GROUPS, LAST_YEARS, MEASURES
from sim.results.ensemble import each_of, mean_of_known, named
from sim.results.intervals import Estimate, interval

BATCH = 500_000  # rows written at once


@dataclass(frozen=True)
class Point:
    """Means of the last years at one point, of those known, of the runs that did not fail.

    ``values`` is float32, (scenarios, replicates, groups, measures), nan where they failed;
    ``there`` says which scenarios and replicates did not; ``sets`` which parameter set each
    replicate has.
    """

    number: int
    scenarios: list[str]
    values: np.ndarray
    there: np.ndarray
    sets: np.ndarray

    @classmethod
    def of(
        cls, number: int, scenarios: list[str], kept: Sequence[Sequence[Any]], sets: np.ndarray
    ) -> "Point":
        """From measures of each scenario and replicate, None where there are none."""
        shape = (len(kept), max(map(len, kept)), len(GROUPS), len(MEASURES))
        values, there = np.full(shape, np.nan, np.float32), np.zeros(shape[:2], bool)
        for s, replicates in enumerate(kept):
            for r, measures in enumerate(replicates):
                if measures is not None:
                    values[s, r] = mean_of_known(measures[-LAST_YEARS:], axis=0)
                    there[s, r] = True
        return cls(number, scenarios, values, there, sets)

    def table(self) -> pd.DataFrame:
        """A row for each scenario, replicate, group and measure."""
        table = each_of(
            point=np.array([self.number], dtype=np.int32),
            scenario=named(self.scenarios),
            replicate=np.arange(self.there.shape[1], dtype=np.int32),
            group=named(GROUPS),
            measure=named(MEASURES),
        )
        there = np.repeat(self.there, len(GROUPS) * len(MEASURES))
        return table.assign(value=self.values.ravel())[there]

    def change(self) -> np.ndarray:
        """The last scenario minus the first in each replicate, or the only one."""
        last = self.values[-1].astype(np.float64)
        return last - self.values[0] if len(self.scenarios) > 1 else last

    def differences(self) -> pd.DataFrame:
        """The mean change with its 90 % interval: a row for each group and measure."""
        table = each_of(point=[self.number], group=GROUPS, measure=list(MEASURES))
        if not (self.there[0] & self.there[-1]).any():
            return table.iloc[:0].assign(mean=0.0, low=0.0, high=0.0)
        mean, low, high = (part.ravel() for part in interval(self.change(), sets=self.sets))
        return table.assign(mean=mean, low=low, high=high)

    def bytes(self) -> bytes:
        """The values in the alphabetical order of scenarios, groups and measures."""
        s, g, m = (np.argsort(names) for names in (self.scenarios, GROUPS, list(MEASURES)))
        rows = self.values[s][:, :, g][..., m][self.there[s]]
        return np.where(np.isnan(rows), np.float32(np.nan), rows).astype("<f4").tobytes()


def change_at(point: Point, measure: str, group: str) -> Estimate:
    """Mean change of a measure in a group, with its 90 % interval."""
    change = point.change()[:, GROUPS.index(group), list(MEASURES).index(measure)]
    return interval(change, sets=point.sets)


def write_points(points: Iterable[Point], folder: Path) -> str:
    """Write ``values.parquet`` and ``differences.csv`` point by point; returns a digest."""
    content = sha256()
    with (folder / "differences.csv").open("w", encoding="utf-8", newline="") as file:

        def each() -> Iterator[pd.DataFrame]:
            for place, point in enumerate(points):
                content.update(point.bytes())
                change = point.differences()
                options: Any = {"index": False, "float_format": "%.6g", "lineterminator": "\n"}
                change.to_csv(file, header=place == 0, **options)
                yield point.table()

        _to_parquet(each(), folder / "values.parquet")
    return content.hexdigest()


def _to_parquet(tables: Iterator[pd.DataFrame], path: Path) -> None:
    """Write tables of the same columns below each other, some at a time."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    arrow = (pa.Table.from_pandas(table, preserve_index=False) for table in tables)
    first = next(arrow)
    with ParquetWriter(path, first.schema) as writer:
        batch = [first]
        for table in arrow:
            if sum(map(len, batch)) > BATCH:
                writer.write_table(pa.concat_tables(batch).combine_chunks())
                batch = []
            batch.append(table)
        writer.write_table(pa.concat_tables(batch).combine_chunks())
