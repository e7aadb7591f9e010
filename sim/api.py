"""Every verb once, for Python and the commands: ``sim.compare("baseline", "head_pay").table()``.

Words are those of the command line, such as ``"run.years=5"``; ``quiet=False`` shows progress. On
systems that start processes afresh, call these under ``if __name__ == "__main__":`` or with
``"run.workers=1"``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from sim import analyse
from sim.analyse import validation
from sim.analyse.frontier import COST
from sim.analyse.targets import CALIBRATE, read_targets
from sim.analyse.thresholds import WITHIN
from sim.attribution import attribute as attribution
from sim.attribution.causes import read_question, settings_for
from sim.claims import registry as claims
from sim.designs import Design, read_design
from sim.errors import SettingError, writing
from sim.parameters import calibrated, config
from sim.results import outputs
from sim.results.folder import Folder
from sim.results.outcome import Outcome
from sim.results.points import Point
from sim.results.provenance import digest
from sim.results.summary import headlines, summarise
from sim.runs import ensemble, verification
from sim.runs.store import Store
from sim.runs.sweep import Plan, plan

if TYPE_CHECKING:
    from sim.calibration.run import Calibration
    from sim.workshop.prepare import WorkshopPage

MEASURE, GROUP = Outcome.measure, Outcome.group
COMPARED = ("baseline", "executive_heads_4000")  # where no scenario is named
TABLED = ("ks2_progress_mean", "head_leaver_rate", "cost_per_pupil")  # sensitivities of a sweep


class Result(Protocol):
    """What a simulation gives: shown as text, and written to a folder of its own."""

    def write(self, folder: Folder) -> None:
        """Fill an empty folder."""


def save(result: Result, folder: str | Path, overwrite: bool = False, figures: bool = True) -> Path:
    """Write the folder that the command writes. Raises OutputError where that cannot be."""
    chosen = outputs.choose_folder("", str(folder), overwrite)
    with outputs.filled(chosen) as draft:
        result.write(draft)
        if figures:
            from sim.figures import draw_all

            draw_all(draft)
    return chosen


# Scenarios


@dataclass(repr=False)
class Comparison:
    """Simulated scenarios; shown as a table of the last years."""

    ensemble: ensemble.Ensemble

    def table(self) -> pd.DataFrame:
        """Means with 90 % intervals by scenario, year, group, measure; then paired differences."""
        return summarise(self.ensemble)

    def values(self) -> pd.DataFrame:
        """Every value: scenario, replicate, year, group, measure."""
        return self.ensemble.values()

    def write(self, folder: Folder) -> None:
        """Everything but figures."""
        folder.write_comparison(self.ensemble)

    def save(self, folder: str | Path, pictures: bool = True) -> Path:
        """See :func:`save`."""
        return save(self, folder, figures=pictures)

    @property
    def replicates(self) -> list[int]:
        """The numbers of those that are finished."""
        return self.ensemble.replicates

    @property
    def stopped(self) -> str:
        """Why there are fewer than asked for; empty where there are all."""
        return self.ensemble.stopped

    def __repr__(self) -> str:
        done = self.ensemble
        return (
            f"{headlines(done)}\n\n{len(done.world):,} schools, {done.measures.shape[2]} years, "
            f"{len(done.replicates)} replicates in {done.seconds:.0f} s; "
            f"digest {digest(done.measures)[:12]}"
        )

    def _repr_html_(self) -> str:
        return f"<pre>{self!r}</pre>"


def run(*words: str, quiet: bool = True) -> Comparison:
    """Simulate one scenario, by name, or the baseline."""
    scenario, given = _one_scenario(words, "baseline")
    return Comparison(ensemble.run([config.load(scenario, given)], quiet))


def compare(*words: str, switch_off: Sequence[str] = (), quiet: bool = True) -> Comparison:
    """Simulate scenarios by name with the same random draws, under settings that hold for all.

    The others are compared with the first; see :func:`compared` where none is named. Each
    mechanism of ``switch_off``, or of a side (benefit, cost, partnership) or all, adds the first
    scenario without it. Each replicate has a calibrated parameter set of its own, unless
    ``run.parameters=ledger`` is among the words.
    """
    names, given = compared(words, switch_off), [word for word in words if "=" in word]
    if any(word.startswith("scenario=") for word in given):
        raise SettingError("compare takes scenarios by name: small-schools compare NAME NAME")
    off = [one for mechanism in switch_off for one in config.mechanisms_of(mechanism)]
    if len({*names, *off}) != len(names) + len(off) or len(names) + len(off) == 1:
        raise SettingError("compare needs two scenarios or more, each named once")
    overrides = [*calibrated.comparison_default(given), *given]
    settings = [config.load(name, overrides) for name in names]
    settings += [config.load_without(one, names[0], overrides) for one in off]
    return Comparison(ensemble.run(settings, quiet))


def compared(words: Sequence[str], switch_off: Sequence[str] = ()) -> list[str]:
    """The scenarios that words name; if none, the baseline and with it what it is compared with."""
    names = [word for word in words if "=" not in word]
    return names or list(COMPARED[:1] if switch_off else COMPARED)


def attribute(
    *words: str,
    outcome: str = attribution.OUTCOME,
    selected_on: str = attribution.SELECTED_ON,
    causes: str | Path | None = None,
    quiet: bool = True,
) -> attribution.Attribution:
    """Share an improvement of small schools in a scenario out among its causes.

    ``causes`` is a file like ``configs/attribution.yaml``, which is the default. ``outcome`` and
    ``selected_on`` choose what is shown; the table has them all.
    """
    question = read_question(causes)
    complete = settings_for(*_one_scenario(words, attribution.SCENARIO), question.years)
    return attribution.attribute(complete, question, outcome, selected_on, quiet)


def _one_scenario(words: Sequence[str], otherwise: str) -> tuple[str, list[str]]:
    """The scenario that words name, and the settings among them."""
    names = [word for word in words if "=" not in word] or [otherwise]
    if len(names) > 1:
        raise SettingError(f"give one scenario, not {', '.join(names)}")
    return names[0], [word for word in words if "=" in word]


def examine_claims(*words: str, quiet: bool = True) -> claims.Examination:
    """Test what Hill (2014) claims on the simulated schools."""
    return claims.examine(config.load("baseline", words), quiet)


def validate(
    *words: str, targets: str | Path | None = None, quiet: bool = True
) -> validation.Validation:
    """Compare the baseline with observed facts, of a file of one's own where ``targets`` is one."""
    chosen = read_targets(Path(targets) if targets else None)
    return validation.validate(chosen, words, quiet)


def calibrate(*words: str, quiet: bool = True) -> Calibration:
    """Find parameter sets that reproduce observed facts; stopped, it can be resumed."""
    try:
        from sim.calibration import run as calibration
    except ImportError as error:
        needed = "pip install 'small-schools[calibrate]'"
        raise SettingError(f"calibrate needs {error.name}: {needed}") from error
    targets = [target for target in read_targets() if target.use == CALIBRATE]
    return calibration.calibrate(targets, words, kept_runs(), quiet)


# Sweeps


@dataclass(repr=False)
class Sweep:
    """Scenarios simulated at each point of a design. ``faults`` says which runs failed, and why."""

    plan: Plan
    faults: list[str]

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

    def write(self, folder: Folder) -> None:
        """All points, and which settings change the outcomes ``TABLED`` most; or what failed."""
        self.plan.write(folder)
        if self.faults:
            (folder.path / "failed.txt").write_text("\n".join(self.faults), encoding="utf-8")
            return
        tables = []
        for measure in TABLED:
            with suppress(SettingError):  # of a measure that some point lacks
                table = analyse.sensitivity.analyse(folder, Outcome(measure))
                tables.append(table.assign(measure=measure, group=GROUP))
        if tables:
            folder.write_table("sensitivity.csv", pd.concat(tables))

    def save(self, folder: str | Path, figures: bool = True) -> Path:
        """See :func:`save`."""
        return save(self, folder, figures=figures)

    def __repr__(self) -> str:
        design = self.plan.design
        return f"{design.name}: {len(self.points)} points of {' and '.join(design.scenarios)}"

    @staticmethod
    def _joined(tables: Iterator[pd.DataFrame]) -> pd.DataFrame:
        return pd.concat(list(tables), ignore_index=True)


def sweep(
    design: str | Design, *words: str, store: Store | None = None, quiet: bool = True
) -> Sweep:
    """Simulate a design by name, file or object; runs that were kept before are not run again."""
    planned = plan_sweep(design, *words, store=store)
    if not quiet:
        print(planned.as_text())
    return Sweep(*planned.run(quiet))


def plan_sweep(design: str | Design, *words: str, store: Store | None = None) -> Plan:
    """What a sweep would do: its points, and the runs that are not kept yet."""
    chosen = design if isinstance(design, Design) else read_design(design)
    return plan(chosen, words, store or kept_runs())


def kept_runs() -> Store:
    """Where runs are kept if not said otherwise."""
    return Store(outputs.home() / ".store")


# Questions to folders of results


def sensitivity(
    folder: str | Path, measure: str = MEASURE, group: str = GROUP, scenario: str = ""
) -> pd.DataFrame:
    """Which settings change an outcome most in a sweep."""
    return analyse.sensitivity.analyse(Folder.of(folder), Outcome(measure, group), scenario)


def scenario_discovery(
    folder: str | Path,
    measure: str = MEASURE,
    group: str = GROUP,
    scenario: str = "",
    level: float = 0,
    above: bool = False,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Under which settings of a sweep a policy fails: limits of boxes, and how they were peeled."""
    results, outcome = Folder.of(folder), Outcome(measure, group)
    return analyse.scenario_discovery.analyse(results, outcome, scenario, level, above)


def thresholds(
    folder: str | Path,
    measure: str = MEASURE,
    group: str = GROUP,
    scenario: str = "",
    level: float | None = None,
    within: float = WITHIN,
) -> pd.DataFrame:
    """How much of the one setting that varies is enough, and where the outcome is at a level."""
    results, outcome = Folder.of(folder), Outcome(measure, group)
    return analyse.thresholds.analyse(results, outcome, scenario, level, within)


def frontier(
    *folders: str | Path, measure: str = MEASURE, group: str = GROUP, cost: str = COST
) -> pd.DataFrame:
    """Which policies, in folders of sweeps or comparisons, give most for their cost."""
    results = [Folder.of(folder) for folder in folders]
    return analyse.frontier.analyse(results, Outcome(measure, group), cost)


def regret(folder: str | Path, measure: str = MEASURE, group: str = GROUP) -> pd.DataFrame:
    """How robust scenarios are across the futures of a folder."""
    return analyse.regret.analyse(Folder.of(folder), Outcome(measure, group))


def value_of_information(
    folder: str | Path, measure: str = MEASURE, group: str = GROUP
) -> pd.DataFrame:
    """What knowing each parameter would add to the best choice among a comparison's scenarios."""
    return analyse.value_of_information.analyse(Folder.of(folder), Outcome(measure, group))


def verify(
    folder: str | Path, sample: int | None = None, quiet: bool = True
) -> verification.Verification:
    """Run a folder of results again, or its first replicates or points: is it identical?"""
    return verification.verify(Folder.of(folder, "compare", "sweep"), sample, quiet)


# Pages and figures


def write_report(
    folder: str | Path, output: str | Path | None = None, overwrite: bool = False
) -> Path:
    """Write one page about a folder of results: into the folder, or to a file of one's own."""
    from sim.report import write_report as write

    file = Path(folder) / "report.html"
    if output:
        file = outputs.choose_file(file.name, output, overwrite)
    with writing(f"--output {file}"):
        return write(Path(folder), file)


def draw_figures(
    folder: str | Path, theme: str = "print", formats: Sequence[str] = ()
) -> list[Path]:
    """Draw the figures of a folder of results again; see ``small-schools figures --help``."""
    from sim.figures import draw_all
    from sim.figures.style import FORMATS, Look

    with writing(f"figures of {folder}"):
        paths = draw_all(Folder(folder), Look(theme, tuple(formats or FORMATS)))
    if not paths:
        raise SettingError(f"{folder} is not a folder of results with anything to draw")
    return paths


def workshop_page(*words: str, port: int | None = None, quiet: bool = True) -> WorkshopPage:
    """Simulate what a workshop page shows, to be written or served at a ``port``."""
    from sim.workshop.prepare import prepare

    return prepare(words, kept_runs(), port, quiet)
