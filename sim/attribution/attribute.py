"""How much of an improvement is due to each cause, with regression to the mean set apart.

Each replicate is run once to the year before. From there every combination of the causes of
``configs/attribution.yaml`` is run with the same random draws. What schools chosen for a bad year
gain with all causes absent, beyond what all small schools do, is regression to the mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from sim.attribution import OUTCOME, SELECTED_ON
from sim.attribution.causes import Question
from sim.attribution.counterfactual import run_without
from sim.attribution.outcomes import (
    BACKGROUND,
    OUTCOMES,
    REGRESSION,
    SELECTIONS,
    TOTAL,
    outcomes_of,
    select,
)
from sim.attribution.shapley import shapley
from sim.errors import SettingError
from sim.parameters.config import Settings
from sim.results import provenance
from sim.results.draft import Draft
from sim.results.ensemble import each_of
from sim.results.intervals import Estimate, interval, tails
from sim.results.labels import counted
from sim.results.summary import aligned, cell
from sim.runs.code import code
from sim.runs.ensemble import each_replicate, until_stopped, world_of
from sim.runs.replicate import warmed_up
from sim.showing import Drawn
from sim.world import World

NUMBERS = ["mean", "low", "high", "one_low", "one_high"]
WIDTHS = (24, 28, 22, 10)  # of the columns of the table as text


@dataclass
class Attribution(Drawn):
    """The improvement under every combination of causes, and its parts.

    ``improvements`` is (replicates, selections, outcomes, combinations), ``schools`` how many
    are in each selection, (replicates, selections).
    """

    question: Question
    world: World
    settings: Settings
    replicates: list[int]
    improvements: np.ndarray
    schools: np.ndarray
    outcome: str = OUTCOME
    selected_on: str = SELECTED_ON
    stopped: str = ""  # why there are fewer replicates than asked for

    def parts(self) -> dict[str, np.ndarray]:
        """Each part of the improvement, (replicates, selections, outcomes); they sum to the total.

        ``background`` is what all small schools gain with every cause absent, regression to
        the mean what the selected ones gain beyond that; the others are Shapley values.
        """
        none, total = self.improvements[..., 0], self.improvements[..., -1]
        background = np.where(np.isnan(none), np.nan, none[:, :1])
        values = shapley(np.moveaxis(self.improvements, -1, 0))
        causes = dict(zip((one.name for one in self.question.causes), values, strict=True))
        return {REGRESSION: none - background, BACKGROUND: background} | causes | {TOTAL: total}

    def values(self) -> pd.DataFrame:
        """A row for each selection, outcome, part and replicate."""
        parts = self.parts()
        table = each_of(
            selected_on=list(SELECTIONS),
            outcome=list(OUTCOMES),
            part=list(parts),
            replicate=self.replicates,
        )
        values = np.array(list(parts.values()))  # (parts, replicates, selections, outcomes)
        return table.assign(value=values.transpose(2, 3, 0, 1).ravel())

    def table(self) -> pd.DataFrame:
        """Means over replicates with 90 % intervals, and where single replicates lie.

        ``share`` is the fraction of the total's mean; nan unless the 90 % interval of the total
        excludes zero.
        """
        rows = []
        keys = ["selected_on", "outcome"]
        for (selection, outcome, part), group in self.values().groupby([*keys, "part"], sort=False):
            values, sets = group.value.to_numpy(), group.replicate % self.settings.sets
            if (known := values[~np.isnan(values)]).size:
                schools = self.schools[:, list(SELECTIONS).index(selection)].mean()
                row = (selection, outcome, part, OUTCOMES[outcome].unit, schools, known.size)
                rows.append((*row, *interval(values, sets=sets), *tails(known)))
        names = "selected_on outcome part unit schools replicates mean low high one_low one_high"
        table = pd.DataFrame(rows, columns=names.split())
        total = table[table.part == TOTAL].set_index(keys)
        certain = Estimate(total["mean"], total.low, total.high).excludes_zero
        of = total["mean"].where(certain).rename("of")
        table["share"] = table["mean"] / table[keys].join(of, on=keys)["of"]
        return table

    def chosen(self) -> pd.DataFrame:
        """The rows of the table for the outcome and selection asked for, by part."""
        table = self.table()
        chosen = (table.outcome == self.outcome) & (table.selected_on == self.selected_on)
        return table[chosen].set_index("part")

    def digest(self) -> str:
        """A name for all values."""
        values = self.values().value.to_numpy("<f4") + np.float32(0)
        return sha256(np.where(np.isnan(values), np.float32(np.nan), values).tobytes()).hexdigest()

    def write(self, folder: Draft) -> None:
        """Fill a folder: parts of the improvement, values, and what was run."""
        run, settings = self.settings.run, self.settings
        manifest = {
            "digest": self.digest(),
            "scenario": settings.scenario,
            **provenance.manifest(self.world, settings, code()),
            "years": [run.years - self.question.years, run.years],
            "replicates": len(self.replicates),
            "replicates_asked": run.replicates,
            "outcome": self.outcome,
            "selected_on": self.selected_on,
        }
        rows = [(name, one.unit, one.meaning) for name, one in OUTCOMES.items()]
        dictionary = pd.DataFrame(rows, columns=["outcome", "unit", "meaning"])
        tables = {"shares.csv": self.table(), "values.parquet": self.values()}
        folder.write(tables, [settings], manifest, str(self), dictionary)
        folder.write_left_out(self.world)
        folder.write_yaml("causes.yaml", self.question.plain())

    def __repr__(self) -> str:
        return as_text(self)

    def tables(self) -> list[tuple[str, pd.DataFrame, str]]:
        """The parts of the improvement that was asked about."""
        rows, outcome = self.chosen().reset_index(), OUTCOMES[self.outcome]
        shown = rows.drop(columns=["selected_on", "outcome", "unit", "schools", "replicates"])
        shown[NUMBERS] *= outcome.scale
        heading, years = as_text(self).split("\n\n")[0].split("\n")
        return [(heading, shown, years)]


def attribute(
    complete: Settings, question: Question, outcome: str, selected_on: str, quiet: bool = True
) -> Attribution:
    """Run all replicates under all combinations of causes; Ctrl-C keeps those that are done.

    Raises SettingError where no replicate has a school that is so selected.
    """
    for what, value, known in (
        ("outcome", outcome, OUTCOMES),
        ("selected-on", selected_on, SELECTIONS),
    ):
        if value not in known:
            raise SettingError(f"--{what} {value} is not one of {', '.join(known)}")
    settings = question.settings(complete)
    world, work = world_of(settings, quiet), partial(replicate, question)
    done, stopped = until_stopped(each_replicate(work, world, settings, len(settings), quiet))
    done.sort(key=lambda one: one[0])
    numbers, improvements, schools = (list(column) for column in zip(*done, strict=True))
    result = Attribution(
        question, world, complete, numbers, np.stack(improvements), np.stack(schools),
        outcome, selected_on, stopped,
    )  # fmt: skip
    if result.chosen().empty:
        raise SettingError(
            f"--selected-on {selected_on}: no replicate has such schools with results"
        )
    return result


def replicate(
    question: Question, world: World, settings: Sequence[Settings], number: int, tick: Any
) -> tuple[int, np.ndarray, np.ndarray]:
    """One replicate: its number, improvements (selections, outcomes, combinations), and schools."""
    complete = settings[-1]
    start = warmed_up(world, complete, number)
    start = start.branch(complete.policies).run(complete.run.years - question.years)
    before = outcomes_of(start)
    selections = select(start, question.largest_roll, question.lowest_share)
    improvements = np.full((len(selections), len(OUTCOMES), len(settings)), np.nan)
    for combination, one in enumerate(settings):
        future = run_without(question.absent(combination), start, one, question.years)
        improvements[..., combination] = mean_change(outcomes_of(future) - before, selections)
        tick(future)
    return number, improvements, selections.sum(axis=1)


def mean_change(change: np.ndarray, selections: np.ndarray) -> np.ndarray:
    """The mean of (outcomes, schools) over each selection; nan where none is known."""
    means = np.full((len(selections), len(change)), np.nan)
    for place, selection in enumerate(selections):
        known = np.isfinite(change) & selection
        some = known.any(axis=1)
        means[place, some] = np.where(known, change, 0).sum(axis=1)[some] / known.sum(axis=1)[some]
    return means


def as_text(result: Attribution) -> str:
    """The parts of the improvement asked for, as a table."""
    rows, outcome = result.chosen(), OUTCOMES[result.outcome]
    scale = outcome.scale
    years, last = result.question.years, result.settings.run.years
    lines = [
        f"{outcome.meaning}, {outcome.unit_of_change}: "
        f"what {SELECTIONS[result.selected_on]} gained",
        f"from year {last - years} to year {last} of {result.settings.scenario}; "
        f"{rows.schools.iloc[0]:.0f} schools on average, "
        f"{counted(rows.replicates.iloc[0], 'replicate')}",
        "",
        aligned(WIDTHS, "", "mean (90% interval)", "one replicate (90%)", "of total"),
    ]
    for part, row in rows.iterrows():
        mean = cell(Estimate(row["mean"], row.low, row.high).scaled(scale), signed=True)
        ends = (
            cell(Estimate(scale * end, np.nan, np.nan), signed=True)
            for end in (row.one_low, row.one_high)
        )
        fraction = "-" if np.isnan(row.share) else f"{row.share:.0%}"
        name = str(part).replace("_", " ")
        lines.append(aligned(WIDTHS, name, mean, " to ".join(ends), fraction))
    return "\n".join(lines)
