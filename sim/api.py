"""Every verb once, for Python and the commands: ``sim.compare("baseline", "head_pay").table()``.

Overrides are those of the command line, such as ``"run.years=5"``; ``quiet=True`` hides progress.
Scripts, notebooks and standard input need nothing more, but for measures that are declared in the
script itself: then call these under ``if __name__ == "__main__":``, or with ``"run.workers=1"``.
What only some verbs need is imported by them, so that they begin at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.attribution import OUTCOME, SCENARIO, SELECTED_ON
from sim.chosen import named, with_measures
from sim.errors import SettingError, within, writing
from sim.parameters import config
from sim.parameters.config import Settings
from sim.parameters.named import is_scenario, make_known, mechanisms_of
from sim.parameters.scenario import Scenario
from sim.results import outputs

if TYPE_CHECKING:
    from sim.analyse.move_graph import MoveGraphs
    from sim.analyse.validation import Validation
    from sim.answers import Comparison, Sweep
    from sim.attribution.attribute import Attribution
    from sim.calibration.back_test import BackTest
    from sim.calibration.coverage import Coverage
    from sim.calibration.run import Calibration
    from sim.claims.examination import Examination
    from sim.designs import Design
    from sim.runs.profile import Profile
    from sim.runs.store import Store
    from sim.runs.sweep import Plan
    from sim.runs.verification import Verification
    from sim.workshop.prepare import WorkshopPage

COMPARED = ("baseline", "executive_heads_4000")  # where no scenario is named


# Scenarios


def _split(asked: Sequence[str | Scenario]) -> tuple[list[str], list[str]]:
    """The scenarios among what is asked for, and the overrides."""
    words = make_known(map(str, asked))
    named = [one for one in words if is_scenario(one)]
    return named, [one for one in words if one not in named]


def _one_scenario(asked: Sequence[str | Scenario], otherwise: str) -> tuple[str, list[str]]:
    names, overrides = _split(asked)
    if len(names) > 1:
        raise SettingError(f"give one scenario, not {', '.join(names)}")
    return (names or [otherwise])[0], overrides


def run(
    *asked: str | Scenario, measures: str | Sequence[str] = (), quiet: bool = False
) -> Comparison:
    """Simulate one scenario, by name, or the baseline; under overrides.

    ``measures`` are those to show, by name, where they are not the usual ones.
    """
    words = with_measures(asked, measures)
    return _simulated([config.load(*_one_scenario(words, "baseline"))], quiet)


def compare(
    *asked: str | Scenario,
    switch_off: Sequence[str] = (),
    measures: str | Sequence[str] = (),
    quiet: bool = False,
) -> Comparison:
    """Simulate scenarios with the same random draws, under overrides that hold for all.

    A scenario is a name, a file, a variant as ``executive_heads_4000:number=3000``, or several at
    once as ``both=enabling_grant+teaching_schools``; or a :class:`sim.Scenario`.

    The others are compared with the first; see :func:`compared` where none is named. Each
    mechanism of ``switch_off``, or of a side (benefit, cost, partnership) or all, adds the first
    scenario without it. ``measures`` are those to show, where they are not the usual ones.
    """
    words = with_measures(asked, measures)
    names, given = compared(words, switch_off), _split(words)[1]
    off = [one for mechanism in switch_off for one in mechanisms_of(mechanism)]
    if len(names) + len(off) == 1:
        config.check_no_policy(given)
    settings = config.load_all(names, given)
    settings += [config.load_without(one, names[0], given) for one in off]
    if len({one.scenario for one in settings}) < len(settings) or len(settings) == 1:
        listed = "small-schools scenarios lists them, with their policies"
        raise SettingError(f"compare needs two scenarios or more, each named once: {listed}")
    return _simulated(settings, quiet)


def _simulated(settings: Sequence[Settings], quiet: bool) -> Comparison:
    from sim.runs import ensemble

    done = ensemble.run(settings, quiet)
    from sim.answers import Comparison  # slow to import: only now, when progress has been shown

    return Comparison(done)


def compared(asked: Sequence[str | Scenario], switch_off: Sequence[str] = ()) -> list[str]:
    """The scenarios that are named; if none, the baseline and what it is compared with."""
    return _split(asked)[0] or list(COMPARED[:1] if switch_off else COMPARED)


def attribute(
    *asked: str,
    outcome: str = OUTCOME,
    selected_on: str = SELECTED_ON,
    causes: str | Path | None = None,
    quiet: bool = False,
) -> Attribution:
    """Share an improvement of small schools in a scenario out among its causes.

    ``causes`` is a file like ``configs/attribution.yaml``, which is the default. ``outcome`` and
    ``selected_on`` choose what is shown; the table has them all.
    """
    from sim.attribution import attribute as attribution
    from sim.attribution.causes import read_question, settings_for

    question = read_question(causes)
    complete = settings_for(*_one_scenario(asked, SCENARIO), question.years)
    return attribution.attribute(complete, question, outcome, selected_on, quiet)


def examine_claims(*overrides: str, quiet: bool = False) -> Examination:
    """Test what Hill (2014) claims on the simulated schools."""
    from sim.claims.examination import examine
    from sim.runs import ensemble

    given = ensemble.with_defaults({"run.replicates": 20}, make_known(overrides))
    return examine(config.load("baseline", given), quiet)


def validate(*overrides: str, targets: str | Path | None = None, quiet: bool = False) -> Validation:
    """Compare the baseline with observed facts, of a file of one's own where ``targets`` is one."""
    from sim.analyse import validation
    from sim.analyse.targets import read_targets

    chosen = read_targets(Path(targets) if targets else None)
    return validation.validate(chosen, overrides, quiet)


def calibrate(*overrides: str, quiet: bool = False) -> Calibration:
    """Find parameter sets that reproduce observed facts; stopped, it can be resumed."""
    from sim.analyse.targets import calibrated_to

    targets = calibrated_to()
    return _calibration("run").calibrate(targets, overrides, kept_runs(), quiet)


def back_test(*overrides: str, quiet: bool = False) -> BackTest:
    """Fit to what was known in 2014, and hold the forecast of 2015 to 2023 against what came."""
    return _calibration("back_test").back_test(overrides, quiet)


def coverage(*overrides: str, quiet: bool = False) -> Coverage:
    """Calibrate blind to known truths: how often do the intervals hold them?"""
    from sim.analyse.targets import calibrated_to

    targets = calibrated_to()
    return _calibration("coverage").coverage(targets, overrides, kept_runs(), quiet)


def _calibration(module: str) -> Any:
    """A module of the calibration, which needs packages that may not be there."""
    try:
        return import_module(f"sim.calibration.{module}")
    except ImportError as error:
        needed = "pip install 'small-schools[calibrate]'"
        raise SettingError(f"calibrate and back_test need {error.name}: {needed}") from error


def move_graph(*overrides: str, quiet: bool = False) -> MoveGraphs:
    """Between which schools heads and future heads move, held against England's."""
    from sim.analyse.move_graph import move_graph

    return move_graph(overrides, quiet)


def profile(*asked: str) -> Profile:
    """Where the time of a scenario's years goes, of the baseline where none is named."""
    from sim.runs import profile

    return profile.profile(config.load(*_one_scenario(asked, "baseline")))


# Sweeps


def sweep(
    design: str | Design,
    *overrides: str,
    measures: str | Sequence[str] = (),
    store: Store | None = None,
    quiet: bool = False,
) -> Sweep:
    """Simulate a design by name, file or object; runs that were kept before are not run again.

    ``measures`` are those whose table and sensitivities are given, where not the usual ones.
    """
    from sim.answers import Sweep

    planned = plan_sweep(design, *with_measures(overrides, measures), store=store)
    if not quiet:
        print(planned.as_text())
    return Sweep(*planned.run(quiet))


def plan_sweep(design: str | Design, *overrides: str, store: Store | None = None) -> Plan:
    """What a sweep would do: its points, and the runs that are not kept yet."""
    from sim.designs import Design, read_design
    from sim.runs.sweep import plan

    chosen = design if isinstance(design, Design) else read_design(design)
    with within(f"experiment {chosen.name if chosen is design else design}"):
        return plan(chosen, make_known(overrides), store or kept_runs())


def kept_runs() -> Store:
    """Where runs are kept if not said otherwise."""
    from sim.runs.store import Store

    return Store(outputs.home() / ".store")


# Finished folders of results; the questions to them are verbs as they stand in ``sim.analyse``


def verify(
    folder: str | Path,
    sample: int | None = None,
    quiet: bool = False,
    plugins: Sequence[str | Path] = (),
) -> Verification:
    """Run a folder of results again, or its first replicates or points: is it identical?

    ``plugins`` are the files of policies from outside that it used, which are run.
    """
    from sim.parameters.declarations import use
    from sim.results.folder import Folder
    from sim.runs import verification

    for file in plugins:
        use(file)
    return verification.verify(Folder.of(folder, "compare", "sweep"), sample, quiet)


# Pages and figures


def write_report(
    folder: str | Path,
    output: str | Path | None = None,
    overwrite: bool = False,
    measures: str | Sequence[str] = (),
) -> Path:
    """Write one page about a folder of results: into the folder, or to a file of one's own.

    ``measures`` are those it is about, where they are not those of the results.
    """
    from sim.report.page import write_report as write

    file = Path(folder) / "report.html"
    if output:
        file = outputs.choose_file(file.name, output, overwrite)
    with writing(f"--output {file}"):
        return write(Path(folder), file, overwrite or not output, named(measures))


def draw_figures(
    folder: str | Path,
    theme: str = "print",
    formats: Sequence[str] = (),
    measures: str | Sequence[str] = (),
) -> list[Path]:
    """Draw the figures of a folder of results again; see ``small-schools figures --help``."""
    from sim.figures import draw_all
    from sim.figures.style import FORMATS, Look
    from sim.results.folder import Folder

    with writing(f"figures of {folder}"):
        paths = draw_all(
            Folder(folder, measures=named(measures)), Look(theme, tuple(formats or FORMATS))
        )
    if not paths:
        raise SettingError(f"{folder} is not a folder of results with anything to draw")
    return paths


def workshop_page(*overrides: str, port: int | None = None, quiet: bool = False) -> WorkshopPage:
    """Simulate what a workshop page shows, to be written or served at a ``port``."""
    from sim.workshop.prepare import prepare

    return prepare(make_known(overrides), kept_runs(), port, quiet)
