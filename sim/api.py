"""Every verb once, for Python and the commands: ``sim.compare("baseline", "head_pay").table()``.

Overrides are those of the command line, such as ``"run.years=5"``; ``quiet=True`` hides progress.
Scripts, notebooks and standard input need nothing more, but for measures that are declared in the
script itself: then call these under ``if __name__ == "__main__":``, or with ``"run.workers=1"``.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from sim.analyse import validation
from sim.analyse.frontier import analyse as frontier  # noqa: F401
from sim.analyse.regret import analyse as regret  # noqa: F401
from sim.analyse.scenario_discovery import analyse as scenario_discovery  # noqa: F401
from sim.analyse.sensitivity import analyse as sensitivity
from sim.analyse.switching_values import analyse as switching_values  # noqa: F401
from sim.analyse.targets import CALIBRATE, read_targets
from sim.analyse.thresholds import analyse as thresholds  # noqa: F401
from sim.analyse.value_of_information import analyse as value_of_information  # noqa: F401
from sim.attribution import attribute as attribution
from sim.attribution.causes import read_question, settings_for
from sim.claims import registry as claims
from sim.designs import Design, read_design
from sim.errors import SettingError, within, writing
from sim.parameters import config
from sim.parameters.declarations import use
from sim.parameters.scenario import Scenario
from sim.results import labels, outputs, workbook
from sim.results.ensemble import Ensemble
from sim.results.files import HEADLINE
from sim.results.folder import Folder
from sim.results.outcome import Outcome
from sim.results.points import Point
from sim.results.provenance import digest
from sim.results.summary import Closing, closing, headline, headlines, points_table, summarise
from sim.runs import ensemble, verification
from sim.runs.store import Store
from sim.runs.sweep import Plan, plan
from sim.showing import Shown, named, with_measures

if TYPE_CHECKING:
    from sim.analyse.move_graph import MoveGraphs
    from sim.calibration.back_test import BackTest
    from sim.calibration.coverage import Coverage
    from sim.calibration.run import Calibration
    from sim.runs.profile import Profile
    from sim.workshop.prepare import WorkshopPage

COMPARED = ("baseline", "executive_heads_4000")  # where no scenario is named
MOST_SHOWN = 40  # points in the table that closes a sweep
TABLED = ("ks2_progress_mean", "leader_lost_rate", "cost_per_pupil")  # sensitivities of a sweep


class Result(Protocol):
    """What a simulation gives: shown as text, and written to a folder of its own."""

    def write(self, folder: Folder) -> None:
        """Fill an empty folder."""


def save(
    result: Result,
    folder: str | Path,
    overwrite: bool = False,
    figures: bool = True,
    excel: bool = False,
) -> Path:
    """Write the folder that the command writes. Raises OutputError where that cannot be."""
    chosen = outputs.choose_folder("", str(folder), overwrite)
    return fill(result, chosen, overwrite, figures, excel)


def fill(result: Result, chosen: Path, overwrite: bool, figures: bool, excel: bool) -> Path:
    """Write a folder that was chosen; returns where: see :func:`sim.results.outputs.filled`."""
    if excel:
        workbook.check()
    with outputs.filled(chosen, overwrite) as folder:
        result.write(folder)
        if excel:
            workbook.write(folder)
        if figures:
            from sim.figures import draw_all

            draw_all(folder)
    return folder.path


# Scenarios


@dataclass(repr=False)
class Comparison(Shown):
    """Simulated scenarios; shown as a table of the last years."""

    ensemble: Ensemble
    save = save

    def table(self) -> pd.DataFrame:
        """Means with 90 % intervals by scenario, year, group, measure; then paired differences."""
        return summarise(self.ensemble)

    def values(self) -> pd.DataFrame:
        """Every value: scenario, replicate, year, group, measure."""
        return self.ensemble.values()

    def write(self, folder: Folder) -> None:
        """Everything but figures."""
        folder.write_comparison(self.ensemble)

    @property
    def replicates(self) -> list[int]:
        """The numbers of those that are finished."""
        return self.ensemble.replicates

    @property
    def stopped(self) -> str:
        """Why there are fewer than asked for; empty where there are all."""
        return self.ensemble.stopped

    def tables(self) -> Sequence[Closing]:
        """The closing tables, and what was run."""
        return [*closing(self.ensemble), Closing("", pd.DataFrame(), self._about())]

    def __repr__(self) -> str:
        return f"{headlines(self.ensemble)}\n\n{self._about()}"

    def _about(self) -> str:
        done = self.ensemble
        return (
            f"{len(done.world):,} schools ({done.world.name}), "
            f"{done.measures.shape[2]} years, {len(done.replicates)} replicates in "
            f"{done.seconds:.0f} s; digest {digest(done.measures)[:12]}"
        )


def _split(asked: Sequence[str | Scenario]) -> tuple[list[str], list[str]]:
    """The scenarios among what is asked for, and the overrides."""
    words = config.make_known(map(str, asked))
    named = [one for one in words if config.is_scenario(one)]
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
    return Comparison(ensemble.run([config.load(*_one_scenario(words, "baseline"))], quiet))


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
    off = [one for mechanism in switch_off for one in config.mechanisms_of(mechanism)]
    settings = config.load_all(names, given)
    settings += [config.load_without(one, names[0], given) for one in off]
    if len({one.scenario for one in settings}) < len(settings) or len(settings) == 1:
        listed = "small-schools scenarios lists them, with their policies"
        raise SettingError(f"compare needs two scenarios or more, each named once: {listed}")
    return Comparison(ensemble.run(settings, quiet))


def compared(asked: Sequence[str | Scenario], switch_off: Sequence[str] = ()) -> list[str]:
    """The scenarios that are named; if none, the baseline and what it is compared with."""
    return _split(asked)[0] or list(COMPARED[:1] if switch_off else COMPARED)


def attribute(
    *asked: str,
    outcome: str = attribution.OUTCOME,
    selected_on: str = attribution.SELECTED_ON,
    causes: str | Path | None = None,
    quiet: bool = False,
) -> attribution.Attribution:
    """Share an improvement of small schools in a scenario out among its causes.

    ``causes`` is a file like ``configs/attribution.yaml``, which is the default. ``outcome`` and
    ``selected_on`` choose what is shown; the table has them all.
    """
    question = read_question(causes)
    complete = settings_for(*_one_scenario(asked, attribution.SCENARIO), question.years)
    return attribution.attribute(complete, question, outcome, selected_on, quiet)


def examine_claims(*overrides: str, quiet: bool = False) -> claims.Examination:
    """Test what Hill (2014) claims on the simulated schools."""
    given = ensemble.with_defaults({"run.replicates": 20}, config.make_known(overrides))
    return claims.examine(config.load("baseline", given), quiet)


def validate(
    *overrides: str, targets: str | Path | None = None, quiet: bool = False
) -> validation.Validation:
    """Compare the baseline with observed facts, of a file of one's own where ``targets`` is one."""
    chosen = read_targets(Path(targets) if targets else None)
    return validation.validate(chosen, overrides, quiet)


def calibrate(*overrides: str, quiet: bool = False) -> "Calibration":
    """Find parameter sets that reproduce observed facts; stopped, it can be resumed."""
    targets = [target for target in read_targets() if target.use == CALIBRATE]
    return _calibration("run").calibrate(targets, overrides, kept_runs(), quiet)


def back_test(*overrides: str, quiet: bool = True) -> "BackTest":
    """Fit to what was known in 2014, and hold the forecast of 2015 to 2023 against what came."""
    return _calibration("back_test").back_test(overrides, quiet)


def coverage(*overrides: str, quiet: bool = True) -> "Coverage":
    """Calibrate blind to known truths: how often do the intervals hold them?"""
    targets = [target for target in read_targets() if target.use == CALIBRATE]
    return _calibration("coverage").coverage(targets, overrides, kept_runs(), quiet)


def _calibration(module: str) -> Any:
    """A module of the calibration, which needs packages that may not be there."""
    try:
        return import_module(f"sim.calibration.{module}")
    except ImportError as error:
        needed = "pip install 'small-schools[calibrate]'"
        raise SettingError(f"calibrate and back_test need {error.name}: {needed}") from error


def move_graph(*overrides: str, quiet: bool = True) -> "MoveGraphs":
    """Between which schools heads and future heads move, held against England's."""
    from sim.analyse.move_graph import move_graph

    return move_graph(overrides, quiet)


def profile(*asked: str) -> "Profile":
    """Where the time of a scenario's years goes, of the baseline where none is named."""
    from sim.runs import profile

    return profile.profile(config.load(*_one_scenario(asked, "baseline")))


# Sweeps


@dataclass(repr=False)
class Sweep(Shown):
    """Scenarios simulated at each point of a design. ``faults`` says which runs failed, and why."""

    plan: Plan
    faults: list[str]
    save = save

    @property
    def points(self) -> pd.DataFrame:
        """The settings of each point."""
        return self.plan.table()

    def values(self) -> pd.DataFrame:
        """Every value: point, scenario, replicate, group, measure, value."""
        return self._joined(point.table() for point in self.each())

    def table(self) -> pd.DataFrame:
        """The paired difference of the last scenario from the first at each point."""
        differences = self._joined(point.differences() for point in self.each())
        return differences.join(self.points, on="point")

    def each(self) -> Iterator[Point]:
        """One point after the other, for sweeps too large for memory."""
        return self.plan.results()

    @property
    def tabled(self) -> list[str]:
        """The measures whose table closes the sweep, and whose sensitivities are written."""
        return [one.name for one in self.plan.to_show] or list(TABLED)

    def write(self, folder: Folder) -> None:
        """All points, and which settings change the measures ``tabled`` most; or what failed."""
        self.plan.write(folder)
        if self.faults:
            (folder.path / "failed.txt").write_text("\n".join(self.faults), encoding="utf-8")
            return
        tables = []
        for measure in self.tabled:
            with suppress(SettingError):  # of a measure that some point lacks
                table = sensitivity(folder, measure)
                tables.append(table.assign(measure=measure, group=Outcome.group))
        if tables:
            folder.write_table("sensitivity.csv", pd.concat(tables))
        folder.write_table(HEADLINE, self.headline())
        folder.tell(repr(self))

    def headline(self) -> pd.DataFrame:
        """The headline measures of each point in plain words, after the settings that vary."""
        change, tables = len(self.plan.design.scenarios) > 1, []
        for number, point in enumerate(self.each()):
            table = headline(point.change(), point.sets, self.plan.to_show, change)
            for place, (name, value) in enumerate(self.points.iloc[number].items()):
                table.insert(place, name, value)
            most = len(point.sets), len(set(point.sets))
            tables.append(table.assign(interval=labels.interval(*most)))
        return self._joined(iter(tables))

    def tables(self) -> Sequence[Closing]:
        """The chosen measures of small schools at each point, where points are not too many."""
        design = self.plan.design
        about = f"{design.name}: {len(self.points)} points of {' and '.join(design.scenarios)}"
        if self.faults or len(self.points) > MOST_SHOWN:
            return [Closing(about, pd.DataFrame())]
        table = self.headline()
        shown = table.measure.isin([labels.title(one) for one in self.tabled])
        table = table[shown & (table.schools == labels.schools(Outcome.group))]
        about += f"; {labels.schools(Outcome.group)}, {table.interval.iloc[-1]}"
        return [points_table(about, table, list(self.points))]

    def __repr__(self) -> str:
        return self.tables()[0].as_text()

    @staticmethod
    def _joined(tables: Iterator[pd.DataFrame]) -> pd.DataFrame:
        return pd.concat(list(tables), ignore_index=True)


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
    planned = plan_sweep(design, *with_measures(overrides, measures), store=store)
    if not quiet:
        print(planned.as_text())
    return Sweep(*planned.run(quiet))


def plan_sweep(design: str | Design, *overrides: str, store: Store | None = None) -> Plan:
    """What a sweep would do: its points, and the runs that are not kept yet."""
    chosen = design if isinstance(design, Design) else read_design(design)
    with within(f"experiment {chosen.name if chosen is design else design}"):
        return plan(chosen, config.make_known(overrides), store or kept_runs())


def kept_runs() -> Store:
    """Where runs are kept if not said otherwise."""
    return Store(outputs.home() / ".store")


# Questions to folders of results; those of ``sim.analyse`` are imported above as they stand


def verify(
    folder: str | Path,
    sample: int | None = None,
    quiet: bool = False,
    plugins: Sequence[str | Path] = (),
) -> verification.Verification:
    """Run a folder of results again, or its first replicates or points: is it identical?

    ``plugins`` are the files of policies from outside that it used, which are run.
    """
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

    with writing(f"figures of {folder}"):
        paths = draw_all(
            Folder(folder, measures=named(measures)), Look(theme, tuple(formats or FORMATS))
        )
    if not paths:
        raise SettingError(f"{folder} is not a folder of results with anything to draw")
    return paths


def workshop_page(*overrides: str, port: int | None = None, quiet: bool = False) -> "WorkshopPage":
    """Simulate what a workshop page shows, to be written or served at a ``port``."""
    from sim.workshop.prepare import prepare

    return prepare(config.make_known(overrides), kept_runs(), port, quiet)
