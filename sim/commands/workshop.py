"""``small-schools workshop``: write or serve a page on which to compare policies."""

from __future__ import annotations

import argparse
from typing import Any

from sim.commands import output


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Settings for all scenarios, where the page goes, and whether it is served."""
    words = "settings as name=value, for all scenarios of the page"
    command.add_argument("words", nargs="*", metavar="WORD", help=words)
    command.add_argument(
        "--output", metavar="FILE", help="the page (default: a new one in outputs)"
    )
    command.add_argument("--overwrite", action="store_true", help="replace FILE")
    command.add_argument("--quiet", action="store_true", help="no progress bar")
    command.add_argument(
        "--serve", action="store_true", help="offer the page on this machine, with live runs"
    )
    command.add_argument(
        "--port", type=int, default=8080, help="where --serve listens (default: 8080)"
    )


def do(asked: Any) -> None:
    """Simulate what is not kept yet, write the page, and with ``--serve`` offer it."""
    from sim import api
    from sim.results.outputs import choose_file

    file = choose_file("workshop.html", asked.output, asked.overwrite)
    port = asked.port if asked.serve else None
    with output.resumable():
        page = api.workshop_page(*asked.words, port=port, quiet=asked.quiet)
    page.write(file)
    print(f"workshop: {file} ({file.stat().st_size / 1e6:.1f} MB)")
    if asked.serve:
        page.serve(asked.port)
