"""Live runs: simulated on this machine one at a time, the others waiting."""

import multiprocessing
import secrets
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.parameters.config import Settings
from sim.runs.replicate import simulate
from sim.workshop.chunks import point_chunks
from sim.workshop.estimates import quantities
from sim.workshop.gather import Gathered, Workshop
from sim.workshop.recorder import SchoolRecorder
from sim.workshop.requests import read_request
from sim.world import World

KEPT = 20  # finished runs that can still be fetched


class Busy(Exception):
    """Too many runs wait already."""


@dataclass
class Run:
    """One live run. ``state``: waiting, running, done, failed or cancelled."""

    settings: Settings
    number: str = field(default_factory=lambda: secrets.token_hex(8))
    state: str = "waiting"
    years_done: int = 0
    message: str = ""
    point: int | None = None  # once done, its place among all points
    chunks: dict[str, str] | None = None
    process: Any = None

    @property
    def years(self) -> int:
        """Years to simulate in all futures."""
        return self.settings.run.years * self.settings.run.replicates

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "failed", "cancelled")

    def status(self) -> dict[str, Any]:
        """How far it is, as the page reads it."""
        names = ("state", "years_done", "years", "message")
        return {"run": self.number} | {name: getattr(self, name) for name in names}

    def result(self) -> dict[str, Any]:
        """Its status and, once it is done, what the page needs to show it."""
        return {**self.status(), "point": self.point, "chunks": self.chunks}


class LiveRuns:
    """Accepts runs, simulates one at a time in a process of its own, and keeps the last ones."""

    def __init__(self, workshop: Workshop, gathered: Gathered) -> None:
        self.workshop, self.gathered = workshop, gathered
        self.runs: dict[str, Run] = {}
        # Of the page's points and then of each finished run, to compare the next run with them.
        self._compared = [quantities(measures) for measures in gathered.measures]

    def add(self, body: Any) -> Run:
        """The run that a request asks for, which now waits.

        Raises SettingError for what cannot be asked, Busy where too many wait.
        """
        if sum(not run.over for run in self.runs.values()) > self.workshop.limits["waiting"]:
            raise Busy(f"{self.workshop.limits['waiting']} runs are waiting: try again later")
        run = Run(read_request(body, self.workshop, self.gathered.measures.shape[1]))
        for old in [r for r in self.runs.values() if r.over][: -KEPT or None]:
            del self.runs[old.number]
        self.runs[run.number] = run
        return run

    def cancel(self, run: Run) -> None:
        """Stop a run, or take it out of the queue."""
        if not run.over:
            run.state = "cancelled"
            if run.process is not None:
                run.process.terminate()

    def carry_out(self, run: Run) -> None:
        """Simulate a run; called off the event loop, and returns when the run is over."""
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe(duplex=False)
        args = (there, self.gathered.world, run.settings)
        process = context.Process(target=_simulate, args=args, daemon=True)
        try:
            process.start()
            run.process = process  # only now can it be cancelled
            there.close()
            if run.over:  # cancelled meanwhile
                process.terminate()
            else:
                run.state = "running"
            while True:
                self._receive(run, *here.recv())
        except (EOFError, OSError):  # it has ended: before it began, between two years, or within
            if not run.over:
                run.message, run.state = "the run ended before its time", "failed"
        finally:
            if run.process is not None:
                process.join()
            here.close()

    def _receive(self, run: Run, kind: str, content: Any) -> None:
        """Note what the process of a run sends: a year is done, it failed, or its results."""
        if kind == "year":
            run.years_done += 1
        elif kind == "failed":
            run.message, run.state = content, "failed"
        elif not run.over:
            measures, record = content
            first, sets = self.gathered.records[0], np.arange(len(measures)) % run.settings.sets
            run.chunks = point_chunks(measures, record, first, self._compared, sets)
            run.point = len(self._compared)
            self._compared.append(quantities(measures))
            run.state = "done"


def _simulate(connection: Any, world: World, settings: Settings) -> None:
    """All futures of a scenario, in a process of its own: sends each year, then the results."""
    recorder, measures = SchoolRecorder(), []
    try:
        for number in range(settings.run.replicates):

            def each_year(model: Any, first: bool = number == 0) -> None:
                if first:
                    recorder(model)
                connection.send(("year", model.year))

            one = settings.of_replicate(number)
            measures.append(simulate(world, [one], number, each_year).measures[0])
        connection.send(("done", (np.stack(measures), recorder.records()[0])))
    except Exception as error:
        connection.send(("failed", f"{type(error).__name__}: {error}"))
    finally:
        connection.close()
