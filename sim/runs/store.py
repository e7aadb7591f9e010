"""What has been simulated is kept, under a name made of everything that decided it.

Sweeps, the calibration and the workshop page all run what they want by :meth:`Store.missing` and
:meth:`Store.fill`: what is kept is not run again, and what is run is kept.
"""

import io
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from sim.errors import OutputError, writing
from sim.parameters import calibrated
from sim.parameters.config import OUTSIDE, Settings
from sim.runs import histories, nothing
from sim.runs.code import code
from sim.runs.engines import DEATHS, progress, run_tasks
from sim.runs.replicate import past_of, simulate
from sim.runs.script import digest_of_own
from sim.world import World

DRAFTS = ".draft-*"
RECORD = ".record.npy"  # ends the name of what is kept of a run beside its measures
CHECKSUM = 16  # bytes at the end of each file, by which one is known that was damaged
ABANDONED = 24 * 3600  # seconds after which nobody is writing a draft any more
MOST_TOGETHER = 8  # scenarios that share a past in a task: few enough to lose little
ENOUGH = 0.3  # seconds of work in a task, so that handing it out costs little
SCHOOL_YEAR, YEAR = 6e-6, 0.005  # seconds that a year takes: for each school, and beside

Task = tuple[Any, ...]  # the arguments of _run_all


class Recorder(Protocol):
    """Records more of replicate 0 than its measures, of some scenarios one after the other."""

    def __call__(self, model: Any, /) -> None:
        """Record the year that has just been simulated."""

    def records(self) -> list[np.ndarray]:
        """The record of each scenario."""


class Wanted(Protocol):
    """Scenarios by place, each in its world, of which all replicates are wanted.

    A list of them, or what makes them when they are asked for, as thousands would fill memory.
    """

    def __len__(self) -> int: ...

    def __getitem__(self, place: int, /) -> tuple[Settings, World]: ...


@dataclass(frozen=True)
class Missing:
    """What is wanted and not kept. A task is some runs of one replicate in one world."""

    tasks: list[tuple[list[int], int]]  # places of the scenarios, and the replicate
    wanted: int  # different runs, kept or not

    @property
    def runs(self) -> int:
        """How many runs are to be done."""
        return sum(len(places) for places, _ in self.tasks)


class Store:
    """Measures of single replicates of single scenarios, in files; safe to share between runs.

    A ``recorder`` is a class of :class:`Recorder`: with one, a record of replicate 0 is kept too,
    under the recorder's own code.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.code = folder, code()

    # What is kept

    def name(self, settings: Settings, world: World) -> str:
        """Of world, parameters, policies, seed and years; not of how or how often it is run."""
        resolved, run = settings.resolved, settings.run
        drawn = calibrated.digest(run.parameters)
        decided = (
            (drawn, run.sets, resolved["given"]) if drawn else "",
            world.digest,
            sorted(resolved["model"].items()),
            sorted(resolved["policy"].items()),
            sorted(one["digest"] for one in resolved.get(OUTSIDE, {}).values()),
            (run.seed, run.years, run.warm_up, *histories.digest(run)),
            *digest_of_own(),
        )
        return blake2b(repr(decided).encode(), digest_size=12).hexdigest()

    def path(self, settings: Settings, world: World, replicate: int) -> Path:
        """Where the measures of one replicate are kept."""
        return self._path(self.name(settings, world), replicate)

    def _path(self, name: str, replicate: int) -> Path:
        return self.folder / self.code / name[:2] / f"{name}-{replicate}.npy"

    def record_path(self, path: Path, recorder: type[Recorder]) -> Path:
        """Where the record is kept of the run whose measures are at a path."""
        source = sys.modules[recorder.__module__].__file__
        return path.with_suffix(f".{code((str(source),))}{RECORD}")

    def get(self, settings: Settings, world: World, replicate: int) -> np.ndarray | None:
        """Measures, (years, groups, measures); None where they are not kept, or damaged."""
        return _read(self.path(settings, world, replicate))

    def record(self, settings: Settings, world: World, recorder: type[Recorder]) -> np.ndarray:
        """What was recorded of replicate 0. Raises OutputError where it is not kept, or damaged."""
        path = self.record_path(self.path(settings, world, 0), recorder)
        if (kept := _read(path)) is None:
            raise OutputError(f"{path} is gone or damaged; the same command makes it again")
        return kept

    def put(self, path: Path, values: np.ndarray) -> None:
        """Keep an array: wholly or not at all, whatever happens on the way.

        Raises OutputError where the disk is full or cannot be written.
        """
        draft, content = None, io.BytesIO()
        np.save(content, values)  # not into the file, where a full disk has no words for itself
        content.write(_checksum(content.getvalue()))
        try:
            with writing(self.folder, "; what is finished is kept"):
                path.parent.mkdir(parents=True, exist_ok=True)
                number, draft = tempfile.mkstemp(prefix=DRAFTS[:-1], dir=path.parent)
                with os.fdopen(number, "wb") as file:
                    file.write(content.getvalue())
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(draft, path)
        finally:
            if draft:
                Path(draft).unlink(missing_ok=True)

    def versions(self) -> Iterator[tuple[str, int, float]]:
        """Each version of the code with what is kept of it: its name, runs and megabytes."""
        for folder in sorted(self.folder.glob("*/")):
            files = list(folder.rglob("*.npy"))
            runs = sum(not file.name.endswith(RECORD) for file in files)
            yield folder.name, runs, sum(f.stat().st_size for f in files) / 1e6

    def prune(self) -> None:
        """Forget what other versions of the code have given, and drafts that a crash has left."""
        for name, _, _ in list(self.versions()):
            if name != self.code:
                shutil.rmtree(self.folder / name, ignore_errors=True)
        for draft in self.folder.rglob(DRAFTS):
            if time.time() - draft.stat().st_mtime > ABANDONED:
                draft.unlink(missing_ok=True)

    # Run what is not kept, and keep it

    def missing(self, wanted: Wanted, recorder: type[Recorder] | None = None) -> Missing:
        """The runs that are not kept yet; scenarios that are the same are run once."""
        waiting: dict[Any, dict[bytes, list[int]]] = defaultdict(lambda: defaultdict(list))
        known: set[tuple[str, int]] = set()
        for place in range(len(wanted)):
            one, world = wanted[place]
            name, past = self.name(one, world), blake2b(past_of(one).encode()).digest()
            for number in range(one.run.replicates):
                new = (name, number) not in known
                known.add((name, number))
                if new and not self._is_kept(self._path(name, number), number, recorder):
                    waiting[number, world.digest][past].append(place)
        most = max(round(ENOUGH / seconds(*wanted[0])), 1)
        tasks = [
            (places, number)
            for (number, _), pasts in waiting.items()
            for places in _together(pasts.values(), most)
        ]
        return Missing(tasks, len(known))

    def fill(
        self,
        wanted: Wanted,
        missing: Missing,
        quiet: bool,
        recorder: type[Recorder] | None = None,
    ) -> list[str]:
        """Run what is missing, with a progress bar; returns what went wrong, a text for each run.

        Each run is kept when it is done, so that after Ctrl-C the rest can be done another time.
        Files are written here, not by workers, which may be on other machines.
        """
        count, run = len(missing.tasks), wanted[0][0].run
        tasks: Iterable[Task] = self._tasks(wanted, missing, recorder)
        faults: list[str] = []

        def died(task: Task) -> None:
            world, settings, number, *_ = task
            faults.append(_fault(settings[0], number, f"{len(world):,} schools: {DEATHS}"))

        lost: list[Task] = []  # at which every worker died: first with others, and then alone
        with progress(count, quiet) as bar:
            for given_up in (lost.append, died):
                for done, failed in run_tasks(_run_all, tasks, run, count, given_up):
                    bar.update()
                    faults += failed
                    for path, measures, record in done:
                        if recorder and record is not None:
                            self.put(self.record_path(path, recorder), record)
                        self.put(path, measures)
                if not lost:
                    break
                tasks = [
                    (world, [one], number, [path], recorder)
                    for world, settings, number, paths, recorder in lost
                    for one, path in zip(settings, paths, strict=True)
                ]
        return faults

    def _tasks(
        self, wanted: Wanted, missing: Missing, recorder: type[Recorder] | None
    ) -> Iterator[Task]:
        """Each task as it is needed, without what another command has done meanwhile."""
        for places, number in missing.tasks:
            left, world = {}, None
            for one, world in map(wanted.__getitem__, places):
                path = self.path(one, world, number)
                if not self._is_kept(path, number, recorder):
                    left[path] = one.of_replicate(number)
            if left:
                yield world, list(left.values()), number, list(left), recorder

    def _is_kept(self, path: Path, number: int, recorder: type[Recorder] | None) -> bool:
        paths = [path]
        if recorder and number == 0:
            paths.append(self.record_path(path, recorder))
        return all(_read(one) is not None for one in paths)


def _checksum(content: bytes) -> bytes:
    return blake2b(content, digest_size=CHECKSUM).digest()


def _read(path: Path) -> np.ndarray | None:
    """A kept array; None where there is none, or not what was written."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    content = whole[:-CHECKSUM]
    if _checksum(content) != whole[-CHECKSUM:]:
        return None
    try:
        return np.load(io.BytesIO(content), allow_pickle=False)
    except (ValueError, EOFError):  # whole, and of somebody else's making
        return None


def seconds(settings: Settings, world: World) -> float:
    """About how long a run takes."""
    run = settings.run
    return (run.years + run.warm_up) * (len(world) * SCHOOL_YEAR + YEAR)


def _together(pasts: Iterable[list[int]], most: int) -> Iterator[list[int]]:
    """Runs in tasks: those with one past together, several pasts where they are short."""
    task: list[int] = []
    for places in pasts:
        for first in range(0, len(places), MOST_TOGETHER):
            part = places[first : first + MOST_TOGETHER]
            if task and len(task) + len(part) > most:
                yield task
                task = []
            task = task + part
    if task:
        yield task


Done = list[tuple[Path, np.ndarray, np.ndarray | None]]  # where to keep it, measures, record


def _run_all(
    world: World,
    settings: Sequence[Settings],
    number: int,
    paths: Sequence[Path],
    recorder: Callable[[], Recorder] | None,
) -> tuple[Done, list[str]]:
    """Simulate some scenarios; what is to be kept, and what went wrong.

    One that fails leaves the others as they are.
    """
    record = recorder() if recorder and number == 0 else None
    try:
        measures = simulate(world, settings, number, record or nothing).measures
        records = record.records() if record else [None] * len(paths)
        return list(zip(paths, measures, records, strict=True)), []
    except Exception as error:  # reported at the end, when the others are done
        if len(settings) == 1:
            return [], [_fault(settings[0], number, repr(error)) + traceback.format_exc()]
    done: Done = []
    faults: list[str] = []
    for one, path in zip(settings, paths, strict=True):
        alone = _run_all(world, [one], number, [path], recorder)
        done, faults = done + alone[0], faults + alone[1]
    return done, faults


def _fault(one: Settings, number: int, reason: str) -> str:
    """What went wrong in a run, and with which settings."""
    return f"{one.scenario}, replicate {number}: {reason}\n{one.resolved}\n"
