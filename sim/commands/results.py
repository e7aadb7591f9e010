"""The commands that show results, or check them."""

from typing import Any

import sim
from sim.commands.command import MEASURES, argument, check_place, command, resumable, settings

DIFFERENT = 1  # the exit code of verify
OVERWRITE = argument("--overwrite", action="store_true", help="replace FILE")
QUIET = argument("--quiet", action="store_true", help="no progress bar")


@command(
    "write one page about a folder of results",
    argument("folder", help="a folder of results of run, compare or sweep"),
    argument("--output", metavar="FILE", help="the page (default: report.html in the folder)"),
    MEASURES,
    OVERWRITE,
)
def report(asked: Any) -> None:
    page = sim.write_report(asked.folder, asked.output, asked.overwrite, asked.measures)
    print(f"report: {page}")
    check_place(asked.output, page)


@command(
    "draw the figures of a folder of results again",
    argument("folder", help="a folder of results of any command"),
    argument(
        "--theme",
        choices=("print", "projector"),
        default="print",
        help="projector: 16:9 with larger type and thicker lines, in figures-projector",
    ),
    argument(
        "--format",
        action="append",
        choices=("svg", "png", "pdf"),
        help="only this format; can be repeated",
    ),
    MEASURES,
)
def figures(asked: Any) -> None:
    drawn = sim.draw_figures(asked.folder, asked.theme, asked.format or (), asked.measures)
    print(*drawn, sep="\n")


@command(
    "run a folder of results again: is it identical?",
    argument("folder", help="a folder of results of run, compare or sweep"),
    argument(
        "--sample",
        type=int,
        metavar="N",
        help="only the first N replicates, or points of a sweep",
    ),
    argument(
        "--plugin",
        metavar="FILE",
        action="append",
        default=[],
        help="NAME.py of a policy from outside, beside its NAME.yaml: its code is run",
    ),
    QUIET,
)
def verify(asked: Any) -> int:
    result = sim.verify(asked.folder, asked.sample, asked.quiet, asked.plugin)
    print(result)
    return 0 if result.identical else DIFFERENT


@command(
    "write or serve a page on which to compare policies",
    settings("settings as name=value, for all scenarios of the page"),
    argument("--output", metavar="FILE", help="the page (default: a new one in outputs)"),
    OVERWRITE,
    QUIET,
    argument("--serve", action="store_true", help="serve the page on this machine, with live runs"),
    argument("--port", type=int, default=8080, help="where --serve listens (default: 8080)"),
)
def workshop(asked: Any) -> None:
    from sim.results.outputs import choose_file

    file = choose_file("workshop.html", asked.output, asked.overwrite)
    with resumable():
        port = asked.port if asked.serve else None
        page = sim.workshop_page(*asked.settings, port=port, quiet=asked.quiet)
    file = page.write(file, asked.overwrite)
    print(f"workshop: {file} ({file.stat().st_size / 1e6:.1f} MB)")
    check_place(asked.output, file)
    if asked.serve:
        page.serve(asked.port)
