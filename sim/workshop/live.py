"""Live runs: the page served on this machine only, one run at a time, the others waiting.

A request names a scenario, settings of the ledger and how many futures; world, years and
seed are the page's own, so that a run's futures pair with the page's.
"""

from __future__ import annotations

import multiprocessing
import secrets
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.errors import SettingError
from sim.parameters import ledger
from sim.parameters.config import Settings, did_you_mean, load, scenarios
from sim.runs.ensemble import simulate, world_of
from sim.workshop.gather import Gathered, Workshop
from sim.workshop.page import point_chunks
from sim.workshop.recorder import SchoolRecorder

ASKED = ("scenario", "settings", "replicates")
OPEN = ("model.", "policy.")  # settings that a request may change
KEPT = 20  # finished runs that can still be fetched


class Busy(Exception):
    """Too many runs wait already."""


def check_can_serve(workshop: Workshop, points: list[Settings], port: int) -> None:
    """Raise SettingError where the page is too large for live runs, or a package is missing."""
    first = points[0]
    for name, value in (
        ("schools", len(world_of(first))),
        ("years", first.run.years),
    ):
        if value > workshop.limits[name]:
            most = workshop.limits[name]
            raise SettingError(f"--serve: {value:,} {name} are more than the limit of {most:,}")
    if not 1024 <= port <= 65535:
        raise SettingError(f"--port {port} is not from 1024 to 65535")
    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise SettingError('--serve needs more: pip install -e ".[serve]"') from error


def read_request(body: Any, workshop: Workshop, replicates: int) -> Settings:
    """The settings a request asks for; SettingError, as on the command line, where it may not.

    ``replicates`` are the page's: no run has more, or they would have nothing to pair with.
    """
    if not isinstance(body, dict) or set(body) - set(ASKED):
        raise SettingError(f"a run is asked for with {', '.join(ASKED)} and nothing else")
    scenario, given = body.get("scenario"), body.get("settings", {})
    if not isinstance(scenario, str) or scenario not in scenarios():
        hint = did_you_mean(str(scenario), scenarios())
        raise SettingError(f"scenario={scenario}: there is no such scenario{hint}")
    wanted, most = body.get("replicates", 1), min(workshop.limits["replicates"], replicates)
    if not isinstance(wanted, int) or isinstance(wanted, bool) or not 1 <= wanted <= most:
        raise SettingError(f"run.replicates={wanted} is not 1 to {most} in a live run")
    if not isinstance(given, dict) or len(given) > workshop.limits["settings"]:
        raise SettingError(f"settings are not at most {workshop.limits['settings']} by name")
    changed = [_override(name, value) for name, value in given.items()]
    return load(scenario, [*workshop.settings, *changed, f"run.replicates={wanted}"])


def _override(name: str, value: Any) -> str:
    """A setting in the grammar of the command line; only plain values get so far."""
    entries = ledger.entries()
    if name not in entries:
        raise SettingError(f"there is no setting {name!r}{did_you_mean(name, entries)}")
    if not name.startswith(OPEN):
        raise SettingError(f"{name} cannot be changed in a live run: the page's own holds")
    entry = entries[name]
    if isinstance(entry.value, list) or (entry.range is None and not entry.choices):
        raise SettingError(f"{name} cannot be changed in a live run: use the command line")
    entry.check(value)
    return f"{name}={value}"


def offered(workshop: Workshop, replicates: int) -> dict[str, Any]:
    """What the page's form offers: scenarios, each with the settings of its policies."""
    offers = []
    for name, description in scenarios().items():
        resolved = load(name, workshop.settings).resolved["policy"]
        fields = [
            _field(ledger.entries()[f"policy.{policy}.{key}"], value)
            for policy, values in resolved.items()
            for key, value in values.items()
        ]
        offers.append({"name": name, "description": description, "fields": fields})
    most = min(workshop.limits["replicates"], replicates)
    return {"scenarios": offers, "replicates": most, "limits": workshop.limits}


def _field(entry: ledger.Entry, value: Any) -> dict[str, Any]:
    return {
        "name": entry.name,
        "meaning": entry.meaning,
        "allowed": entry.allowed(),
        "value": value,
        "range": entry.range,
        "choices": entry.choices,
    }


@dataclass
class Run:
    """One live run. ``state``: waiting, running, done, failed or cancelled."""

    settings: Settings
    changed: dict[str, Any]
    number: str = field(default_factory=lambda: secrets.token_hex(8))
    state: str = "waiting"
    done: int = 0
    message: str = ""
    chunks: dict[str, str] | None = None
    process: Any = None

    @property
    def steps(self) -> int:
        """Years to simulate in all futures."""
        return self.settings.run.years * self.settings.run.replicates

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "failed", "cancelled")

    def told(self) -> dict[str, Any]:
        """What the page is told on the way."""
        return {
            "run": self.number,
            "state": self.state,
            "done": self.done,
            "steps": self.steps,
            "message": self.message,
        }


class Desk:
    """Takes runs in, lets one at a time be simulated in a process of its own, keeps the last."""

    def __init__(self, workshop: Workshop, gathered: Gathered) -> None:
        self.workshop, self.gathered = workshop, gathered
        self.runs: dict[str, Run] = {}

    def take(self, body: Any) -> Run:
        """A run for a request. Raises SettingError for what cannot be, Busy where too many wait."""
        if sum(not run.over for run in self.runs.values()) > self.workshop.limits["waiting"]:
            raise Busy(f"{self.workshop.limits['waiting']} runs wait already: try again later")
        settings = read_request(body, self.workshop, self.gathered.measures.shape[1])
        run = Run(settings, body.get("settings", {}))
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
        process = context.Process(target=_simulate, args=(there, run.settings), daemon=True)
        process.start()
        run.process = process  # only now can it be cancelled
        there.close()
        if run.over:  # cancelled meanwhile
            run.process.terminate()
        else:
            run.state = "running"
        try:
            while True:
                kind, told = here.recv()
                if kind == "year":
                    run.done += 1
                elif kind == "failed":
                    run.state, run.message = "failed", told
                elif not run.over:
                    measures, record = told
                    run.chunks = point_chunks(measures, record, self.gathered.records[0])
                    run.state = "done"
        except EOFError:  # the process has ended
            if not run.over:
                run.state, run.message = "failed", "the run ended before its time"
        finally:
            run.process.join()
            here.close()


def _simulate(connection: Any, settings: Settings) -> None:
    """All futures of a scenario, in a process of its own: each year is told, then the results."""
    recorder, measures = SchoolRecorder(), []
    try:
        for number in range(settings.run.replicates):

            def tick(model: Any, first: bool = number == 0) -> None:
                if first:
                    recorder(model)
                connection.send(("year", model.year))

            measures.append(simulate([settings], number, tick).measures[0])
        connection.send(("done", (np.stack(measures), recorder.records()[0])))
    except Exception as error:
        connection.send(("failed", f"{type(error).__name__}: {error}"))
    finally:
        connection.close()
