"""``small-schools workshop``: one page on which people compare what-ifs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sim.errors import Interrupted, OutputError, writing


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Settings for all scenarios, where the page goes, and whether it is served."""
    words = "name=value settings for all scenarios of the page"
    command.add_argument("words", nargs="*", metavar="WORD", help=words)
    command.add_argument("--output", metavar="FILE", help="the page; in outputs if not given")
    command.add_argument("--overwrite", action="store_true", help="replace FILE")
    command.add_argument("--quiet", action="store_true", help="no progress bar")
    command.add_argument(
        "--serve", action="store_true", help="offer the page on this machine, with live runs"
    )
    command.add_argument("--port", type=int, default=8080, help="where --serve listens; 8080")


def do(asked: Any) -> None:
    """Simulate what is not kept yet, write the page, and with ``--serve`` offer it."""
    from sim.results.outputs import home
    from sim.runs.ensemble import world_of
    from sim.runs.store import Store
    from sim.workshop.gather import gather, read_workshop
    from sim.workshop.page import write_page

    workshop = read_workshop(asked.words)
    output = _output(asked, home())
    points = workshop.points()
    world = world_of(points)
    if asked.serve:
        from sim.workshop.requests import check_can_serve

        check_can_serve(workshop, world, points[0], asked.port)
    try:
        gathered = gather(points, world, Store(home() / ".store"), asked.quiet)
    except KeyboardInterrupt:
        raise Interrupted("stopped; what is done is kept: run it again to go on") from None
    with writing(f"--output {output}"):
        page = write_page(workshop, gathered, output)
    print(f"workshop: {page} ({page.stat().st_size / 1e6:.1f} MB)")
    if asked.serve:
        from sim.workshop.server import serve

        serve(workshop, gathered, asked.port)


def _output(asked: Any, home: Path) -> Path:
    """Where the page goes; told at once where it cannot."""
    import time

    if not asked.output:
        home.mkdir(parents=True, exist_ok=True)
        return home / f"{time.strftime('%Y-%m-%d-%H%M%S')}-workshop.html"
    output = Path(asked.output)
    if output.exists() and not asked.overwrite:
        raise OutputError(f"--output {output} exists; add --overwrite to replace it")
    if output.is_dir() or not output.parent.is_dir():
        raise OutputError(f"--output {output} cannot be written (no such folder for a file)")
    return output
