"""A page with all that it shows, simulated beforehand: to be written to a file, or served."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.results.outputs import write_page
from sim.runs.ensemble import world_of
from sim.runs.store import Store
from sim.workshop.gather import Gathered, Workshop, gather, read_workshop
from sim.workshop.page import render
from sim.workshop.requests import check_can_serve


@dataclass(frozen=True)
class WorkshopPage:
    """A page on which to compare policies."""

    workshop: Workshop
    gathered: Gathered

    def write(self, file: str | Path, overwrite: bool = True) -> Path:
        """Write it; returns where. Raises OutputError where it cannot be written."""
        return write_page(render(self.workshop, self.gathered), Path(file), overwrite)

    def serve(self, port: int) -> None:
        """Offer it on this machine, with live runs, until Ctrl-C."""
        from sim.workshop.server import serve  # needs packages that are not always installed

        serve(self.workshop, self.gathered, port)


def prepare(overrides: Sequence[str], store: Store, port: int | None, quiet: bool) -> WorkshopPage:
    """Simulate what is not kept yet, for a page under settings that hold for all its scenarios.

    Raises SettingError at once where it could not be served at a ``port``.
    """
    workshop = read_workshop(overrides)
    points = workshop.points()
    world = world_of(points, quiet)
    if port is not None:
        check_can_serve(workshop, world, points[0], port)
    return WorkshopPage(workshop, gather(points, world, store, quiet))
