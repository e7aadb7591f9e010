"""A trace: checksums of the state, phase by phase, to find where two runs first differ.

For each year and phase there is a sum of bits of each column, and of the draws of each decision;
for each year and school, two bytes for the school and one for its head. About a megabyte
for 20 years of England.
"""

import zlib
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

FILE = "trace.npz"
_ALL_BITS = (1 << 64) - 1
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def columns(model: Any) -> list[str]:
    """All columns, such as ``Head.tenure``."""
    return [f"{t.agent_type.__name__}.{name}" for t in model.tables for name in t.arrays]


class Trace:
    """Follows a model from now on."""

    def __init__(self, model: Any) -> None:
        self.columns, self.first_year = columns(model), model.year + 1
        self.sums: list[list[int]] = []
        self.schools: list[np.ndarray] = []
        self.heads: list[np.ndarray] = []
        self.phases = list(model.PHASES)
        self.draws: list[dict[str, int]] = [{}]  # of each phase so far and the one that goes on
        model.after_phase, model.after_draw = self.record, self.record_draw

    def record_draw(self, decision: str, drawn: Any) -> None:
        """Called after each draw."""
        so_far = self.draws[-1]
        so_far[decision] = (so_far.get(decision, 0) + _sum(np.asarray(drawn))) & _ALL_BITS

    def record(self, model: Any) -> None:
        """Called after each phase."""
        self.sums.append([_sum(t.used(name)) for t in model.tables for name in t.arrays])
        self.draws.append({})
        if len(self.sums) % len(self.phases) == 0:  # the year has ended
            schools, heads = model.tables.schools, model.tables.heads
            mixed = _by_agent(heads.arrays)[schools.arrays["head"][: schools.size]]
            self.heads.append((mixed >> np.uint64(56)).astype(np.uint8))
            mixed = _by_agent(schools.arrays)[: schools.size]
            self.schools.append((mixed >> np.uint64(48)).astype(np.uint16))

    def arrays(self) -> dict[str, np.ndarray]:
        """``sums`` and ``draws`` (years, phases, columns or decisions); ``schools`` and ``heads``
        (years, schools); names.
        """
        decisions = list(dict.fromkeys(chain.from_iterable(self.draws)))  # as first drawn
        drawn = [[phase.get(name, 0) for name in decisions] for phase in self.draws[:-1]]
        return {
            "sums": self._folded(self.sums),
            "draws": self._folded(drawn),
            "decisions": np.array(decisions, dtype=np.str_),
            "schools": np.array(self.schools),
            "heads": np.array(self.heads),
            "phases": np.array(self.phases),
            "columns": np.array(self.columns),
            "first_year": np.array(self.first_year),
        }

    def _folded(self, by_phase: list[list[int]]) -> np.ndarray:
        sums = np.array(by_phase, dtype=np.uint64)
        sums ^= sums >> np.uint64(32)
        return sums.astype(np.uint32).reshape(-1, len(self.phases), sums.shape[-1])


def _sum(array: np.ndarray) -> int:
    """The sum of an array's bits, read as large numbers that wrap round."""
    flat = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
    whole = len(flat) // 8 * 8
    rest = int.from_bytes(flat[whole:].tobytes(), "little")
    return (int(np.add.reduce(flat[:whole].view(np.uint64), dtype=np.uint64)) + rest) & _ALL_BITS


def _by_agent(arrays: dict[str, np.ndarray]) -> np.ndarray:
    """A number for each agent that depends on all its columns: uint64, (rows,)."""
    mixed: Any = np.uint64(0)
    for array in arrays.values():
        for values in array.reshape(-1, array.shape[-1]):
            mixed = mixed * _GOLDEN + values.view(f"u{values.itemsize}")
    return (mixed ^ (mixed >> np.uint64(29))) * _GOLDEN


def write(traces: Sequence[dict[str, np.ndarray]], folder: Path) -> None:
    """Write the traces of all scenarios as one file."""
    parts: dict[str, Any] = {
        f"{s}/{name}": array for s, one in enumerate(traces) for name, array in one.items()
    }
    np.savez_compressed(folder / FILE, **parts)


def read(folder: Path) -> list[dict[str, np.ndarray]]:
    """The traces of a folder of results by scenario; empty where there are none."""
    try:
        with np.load(folder / FILE, allow_pickle=False) as archive:
            parts = {key: archive[key] for key in archive.files}
    except (OSError, ValueError, BadZipFile, zlib.error):
        return []
    found: dict[str, dict[str, np.ndarray]] = {}
    for key, array in parts.items():
        scenario, _, name = key.partition("/")
        found.setdefault(scenario, {})[name] = array
    return list(found.values())


def first_difference(before: dict[str, np.ndarray], now: dict[str, np.ndarray]) -> str:
    """Where two traces of one scenario first differ, in words; empty where they do not."""
    if any(list(before[name]) != list(now[name]) for name in ("phases", "columns")):
        return "the phases or columns of the model are others"
    years = min(len(before["sums"]), len(now["sums"]))
    differ = before["sums"][:years] != now["sums"][:years]
    places = np.argwhere(differ)
    if not len(places):
        return ""
    year, phase, column = places[0]
    others = int(differ[year, phase].sum()) - 1
    more = f" and {others} other columns" if others else ""
    told = f"in year {int(now['first_year']) + year}, {now['phases'][phase]}: "
    agents = list(_agents(before, now, year))
    first = f"; first of {len(agents):,} {agents[0]}" if agents else ""
    decided = _decisions(before, now, year, phase)
    return f"{told}{now['columns'][column]}{more}{decided}{first}"


def _decisions(before: dict[str, Any], now: dict[str, Any], year: int, phase: int) -> str:
    """The first decision of a phase whose draws differ; where none do, all that draw."""
    if "draws" not in before:  # written by an older version
        return ""
    was, drawn = (
        dict(zip(one["decisions"].tolist(), one["draws"][year, phase].tolist(), strict=True))
        for one in (before, now)
    )
    names = [name for name in was | drawn if was.get(name, 0) or drawn.get(name, 0)]
    for name in names:
        if was.get(name, 0) != drawn.get(name, 0):
            return f"; other draws, or others who decide, in '{name}'"
    return f"; the draws are the same as before: {', '.join(names)}" if names else ""


def _agents(before: dict[str, Any], now: dict[str, Any], year: int) -> Iterator[str]:
    """Those whose checksums differ at the end of a year, by number of school.

    Nobody where there are more or fewer schools than there were.
    """
    if before["schools"].shape[1] != now["schools"].shape[1]:
        return  # other schools: a number is not the same school in both
    school = before["schools"][year] != now["schools"][year]
    head = before["heads"][year] != now["heads"][year]
    for row in np.flatnonzero(school | head):
        who = [name for name, differs in (("school", school), ("its head", head)) if differs[row]]
        alone = f"school {row + 1}" if who[0] == "school" else f"the head of school {row + 1}"
        yield f"{alone} and its head" if len(who) > 1 else alone
