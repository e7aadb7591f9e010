"""The commands that simulate: each asks a verb of ``sim.api``, and writes a folder of results."""

import argparse
from pathlib import Path
from typing import Any

import sim
from sim.commands.command import MEASURES, RESULTS, argument, command, resumable, settings, simulate
from sim.errors import SettingError, SmallSchoolsError

MOST_NAMES = 3  # in the name of a folder


@command(
    "simulate one scenario",
    settings("a scenario by its name (default: baseline), and settings as name=value"),
    MEASURES,
    *RESULTS,
)
def run(asked: Any) -> None:
    from sim.parameters.named import is_scenario

    asked.settings = [one.removeprefix("scenario=") for one in asked.settings]
    named = [one for one in asked.settings if is_scenario(one)]
    simulate(asked, named[0] if named else "baseline", sim.run, measures=asked.measures)


@command(
    "compare scenarios, with the same random draws",
    settings("names of scenarios, which are compared with the first; settings as name=value"),
    argument(
        "--switch-off",
        metavar="MECHANISM",
        action="append",
        default=[],
        help="compare the scenario with itself without a mechanism; benefit, cost, partnership "
        "and all stand for several, each in turn (small-schools scenarios lists them)",
    ),
    MEASURES,
    *RESULTS,
)
def compare(asked: Any) -> None:
    from sim import api

    names = api.compared(asked.settings, asked.switch_off)
    names += [f"{names[0]}_without_{mechanism}" for mechanism in asked.switch_off]
    short = "-vs-".join(reversed(names)) if len(names) <= MOST_NAMES else f"{len(names)}-{names[0]}"
    options = {"switch_off": asked.switch_off, "measures": asked.measures}
    simulate(asked, short, sim.compare, **options)


@command(
    "divide an improvement among its causes",
    settings(
        "a scenario, and settings as name=value; run.years is the last year of the improvement"
    ),
    argument(
        "--outcome",
        metavar="NAME",
        default="progress",
        help="what is shown: progress, below_floor or good_ofsted (default: progress)",
    ),
    argument(
        "--selected-on",
        metavar="NAME",
        default="lowest_fifth",
        help="which schools, by the year before: lowest_fifth, below_floor, or none for all "
        "(default: lowest_fifth)",
    ),
    argument(
        "--causes",
        metavar="FILE",
        help="causes of your own, in a file like configs/attribution.yaml",
    ),
    argument("--players", dest="causes", help=argparse.SUPPRESS),  # its former name
    *RESULTS,
)
def attribute(asked: Any) -> None:
    name = "-".join(["attribute", *(one for one in asked.settings if "=" not in one)])
    options = {one: getattr(asked, one) for one in ("outcome", "selected_on", "causes")}
    simulate(asked, name, sim.attribute, **options)


@command("test what Hill (2014) claims on the simulated schools", settings(), *RESULTS)
def claims(asked: Any) -> None:
    simulate(asked, "claims", sim.examine_claims)


@command(
    "compare the baseline with observed facts",
    settings(),
    argument(
        "--targets",
        metavar="FILE",
        help="observed facts of your own, in a file like configs/validation/targets.yaml",
    ),
    *RESULTS,
)
def validate(asked: Any) -> None:
    simulate(asked, "validation", sim.validate, targets=asked.targets)


@command(
    "compare the graph of heads' moves between schools with the observed one", settings(), *RESULTS
)
def move_graph(asked: Any) -> None:
    simulate(asked, "move-graph", sim.move_graph)


@command(
    "find parameter sets that reproduce observed facts",
    settings("settings as name=value, such as calibration.points=200 or world.authorities=40"),
    *RESULTS,
)
def calibrate(asked: Any) -> None:
    with resumable():
        _, folder = simulate(asked, "calibration", sim.calibrate)
    print(f"to ship the sample, copy ensemble.csv and seen.csv of {folder} to configs/calibration/")


@command(
    "calibrate to known truths, and say how often the intervals hold them",
    settings("settings as name=value, such as calibration.points=200"),
    *RESULTS,
)
def coverage(asked: Any) -> None:
    with resumable():
        simulate(asked, "coverage", sim.coverage)


@command(
    "forecast 2015 to 2023 from what was known in 2014, and compare with what came",
    settings("settings as name=value, such as run.replicates=40"),
    *RESULTS,
)
def back_test(asked: Any) -> None:
    simulate(asked, "back-test", sim.back_test)


@command(
    "simulate a scenario at many settings; can be resumed",
    settings(
        "a design, by its name in configs/experiment or as a file (without one, the names are "
        "listed), and settings as name=value, which hold at all points"
    ),
    argument("--afresh", action="store_true", help="ignore the runs that were kept"),
    argument("--plan", action="store_true", help="say what would be done, and stop"),
    MEASURES,
    *RESULTS,
)
def sweep(asked: Any) -> None:
    from tempfile import TemporaryDirectory

    from sim import api
    from sim.designs import designs
    from sim.runs.store import Store

    named = [one for one in asked.settings if "=" not in one]
    if len(named) > 1:
        raise SettingError(f"give one design, not {', '.join(named)}")
    if not named:
        for name, description in designs().items():
            print(f"{name:26} {description}")
        return
    design, asked.settings = named[0], [one for one in asked.settings if one != named[0]]
    with TemporaryDirectory() as empty, resumable():
        store = Store(Path(empty)) if asked.afresh else api.kept_runs()
        if asked.plan:
            print(api.plan_sweep(design, *asked.settings, store=store).as_text())
            return
        name = f"sweep-{Path(design).stem}"
        options = {"store": store, "measures": asked.measures}
        result, _ = simulate(asked, name, sim.sweep, design, **options)
    if result.faults:
        count = len(result.faults)
        raise SmallSchoolsError(f"{count} runs failed; the others were kept: see failed.txt")
