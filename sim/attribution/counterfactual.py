"""Whose doing an improvement is: Shapley shares, with regression to the mean told apart.

One past is lived to the year before. From it every combination of the players of
``configs/attribution.yaml`` is lived with the same luck; an absent player does as it did in that
year. What schools that were chosen on a bad year gain with all players absent, beyond what schools
of their kind do, is regression to the mean. docs/attribution.md says more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from math import factorial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from sim.agents.roles import Grade, Post
from sim.attribution.causes import LEADERSHIP, Game, Player
from sim.engine.draws import replicate_seed
from sim.errors import SettingError
from sim.measures.outcomes import Outcome
from sim.parameters.config import Settings
from sim.results.folder import write_settings
from sim.results.intervals import interval, tails
from sim.results.summary import cell
from sim.runs.ensemble import as_many_as_come, each_replicate, world_of

SCENARIO, OUTCOME, SELECTED_ON = "lincolnshire_supported", "progress", "lowest_fifth"
REGRESSION, ANYWAY, TOTAL = "regression_to_the_mean", "background", "total"
ABOUT = {
    "shares.csv": "every part of the improvement, by selection of schools and outcome: mean with "
    "its 90% interval, where 90% of single replicates lie, and the share of the total",
    "values.parquet": "the same for each replicate",
    "players.yaml": "who the players are, and what the absence of each is",
    "config.yaml": "all settings of the scenario",
    "manifest.json": "digest of the values, and what was run",
    "figures": "a picture, as SVG and PNG with its alternative text",
}


OUTCOMES = {  # as they are in one year, with the luck of pupils, unlike sim.measures.outcomes
    "progress": Outcome(
        "points",
        "KS2 progress",
        1,
        lambda s: np.where(s.publishes_results(), s.ks2_progress, np.nan),
    ),
    "below_floor": Outcome(
        "share",
        "schools no longer below the floor standard",
        -1,
        lambda s: np.where(s.publishes_results(), below_floor(s), np.nan),
    ),
    "good_ofsted": Outcome(
        "share", "schools good or outstanding", 1, lambda s: s.ofsted_grade <= Grade.GOOD
    ),
}
SELECTIONS = {  # the first is everybody: what the others are held against
    "none": "all small schools",
    "lowest_fifth": "small schools whose results were in the lowest fifth the year before",
    "below_floor": "small schools below the floor standard the year before",
}


# One replicate


class AsBefore:
    """A scheduler by which every rule sees some columns of schools as they were."""

    def __init__(self, scheduler: Any, was: Mapping[str, np.ndarray], held: Mapping[str, Any]):
        self.scheduler, self.was, self.held = scheduler, was, held

    def __call__(self, agents: Any, rule: Callable[..., Any], *values: Any) -> Any:
        """What the rule answers."""
        arrays, was = agents.model.tables["School"].arrays, self.was
        now = {name: arrays[name] for name in self.held}
        for name, outside in self.held.items():
            given = arrays[outside] - was[outside] if outside else 0
            arrays[name] = was[name] + given if outside else was[name]
        try:
            return self.scheduler(agents, rule, *values)
        finally:
            arrays.update(now)


def led_before(schools: Any) -> np.ndarray:
    """How able a leader each school had this year, acting heads included; (schools,)."""
    return np.where(schools.holder_before > 0, schools.holder_leadership, schools.led_well)


def lead_as_before(model: Any, leadership: np.ndarray) -> None:
    """Whoever holds a school's post leads as well as its holder did."""
    posts = model.schools.rows[
        (model.schools.head.row >= 0) & (model.schools.post != Post.LED_FROM_BASE)
    ]
    model.tables["Head"].arrays["leadership"][model.schools.head.row[posts]] = leadership[posts]


def live_on(past: Any, settings: Settings, absent: Sequence[Player], years: int) -> Any:
    """The model some years later, without the absent players."""
    future = past.branch(settings.policies)
    future.parameters = settings.model
    held = {name: outside for one in absent for name, outside in one.held.items()}
    led = led_before(past.schools) if LEADERSHIP in held else None
    held.pop(LEADERSHIP, None)
    if held:
        was = past.tables["School"].arrays  # of a past that nobody lives on
        future.scheduler = AsBefore(past.scheduler, was, held)
    for _ in range(years):
        if led is not None:
            lead_as_before(future, led)
        future.step()
    return future


def see(model: Any) -> np.ndarray:
    """Each outcome of each school, better upwards; nan where closed or not published."""
    schools = model.schools
    seen = [one.better * np.asarray(one.see(schools), dtype=float) for one in OUTCOMES.values()]
    return np.where(schools.closed, np.nan, np.array(seen))


def below_floor(schools: Any) -> Any:
    """Whether results are below the floor standard."""
    return schools.ks2_progress < schools.model.parameters.inspection.floor


def select(model: Any, game: Game) -> np.ndarray:
    """Which schools each selection takes, by how they stand now: bool (selections, schools)."""
    schools = model.schools
    small = (schools.pupils < game.largest_roll) & ~schools.closed
    published = small & schools.publishes_results()
    results = schools.ks2_progress[published]
    bound = np.quantile(results, game.lowest_share) if results.size else -np.inf
    lowest = published & (schools.ks2_progress <= bound)
    return np.array([small, lowest, published & below_floor(schools)])


def observe(game: Game, settings: Sequence[Settings], number: int, tick: Any) -> Any:
    """One replicate: its number, improvements (selections, outcomes, coalitions), and schools."""
    from sim.model import Model

    settings = [one.of_replicate(number) for one in settings]
    whole = settings[-1]
    seed = replicate_seed(whole.run.seed, number)
    begun = Model(world_of(whole), whole.model, seed=seed).warm_up(whole.run.warm_up)
    past = begun.branch(whole.policies).run(whole.run.years - game.years)
    before, groups = see(past), select(past, game)
    found = np.full((len(groups), len(OUTCOMES), len(settings)), np.nan)
    for coalition, one in enumerate(settings):
        future = live_on(past, one, game.absent(coalition), game.years)
        change = see(future) - before
        for place, group in enumerate(groups):
            known = np.isfinite(change) & group
            some = known.any(axis=1)
            sums = np.where(known, change, 0).sum(axis=1)
            found[place, some, coalition] = sums[some] / known.sum(axis=1)[some]
        tick(future)
    return number, found, groups.sum(axis=1)


# All replicates


def shapley(values: np.ndarray) -> np.ndarray:
    """Each player's mean marginal contribution over all orders of arrival.

    ``values`` is (2**k, ...): what each coalition is worth, bit i of its number set where
    player i is in it. Returns (k, ...), which sums to the last of them less the first.
    """
    k = len(values).bit_length() - 1
    members = np.array([coalition.bit_count() for coalition in range(1 << k)])
    weight = np.array([factorial(m) * factorial(k - m - 1) / factorial(k) for m in range(k)])
    shares = []
    for player in range(k):
        outside = np.flatnonzero(~np.arange(1 << k) >> player & 1)
        gained = values[outside | 1 << player] - values[outside]
        shares.append(sum(w * one for w, one in zip(weight[members[outside]], gained, strict=True)))
    return np.array(shares)


@dataclass
class Attribution:
    """What was found. ``worth`` is (replicates, selections, outcomes, coalitions)."""

    game: Game
    settings: Settings
    replicates: list[int]
    worth: np.ndarray
    schools: np.ndarray  # (replicates, selections)
    outcome: str = OUTCOME
    selected_on: str = SELECTED_ON
    stopped: str = ""  # why there are fewer replicates than asked for

    def parts(self) -> dict[str, np.ndarray]:
        """Each part of the improvement, (replicates, selections, outcomes); they sum to the total.

        ``background`` is what all small schools gain with every player absent, regression to
        the mean what the selected ones gain beyond that.
        """
        nobody, total = self.worth[..., 0], self.worth[..., -1]
        anyway = np.where(np.isnan(nobody), np.nan, nobody[:, :1])
        shares = shapley(np.moveaxis(self.worth, -1, 0))
        named = dict(zip((one.name for one in self.game.players), shares, strict=True))
        return {REGRESSION: nobody - anyway, ANYWAY: anyway} | named | {TOTAL: total}

    def values(self) -> pd.DataFrame:
        """A row for each selection, outcome, part and replicate."""
        parts = self.parts()
        axes = [list(SELECTIONS), list(OUTCOMES), list(parts), self.replicates]
        names = ["selected_on", "outcome", "part", "replicate"]
        index = pd.MultiIndex.from_product(axes, names=names).to_frame(index=False)
        found = np.array(list(parts.values()))  # (parts, replicates, selections, outcomes)
        return index.assign(value=found.transpose(2, 3, 0, 1).ravel())

    def table(self) -> pd.DataFrame:
        """Means over replicates with 90 % intervals; where single replicates lie; the share.

        ``share`` is of the total's mean, and left out where the total may be nothing.
        """
        rows = []
        for (at, what, part), each in self.values().groupby(
            ["selected_on", "outcome", "part"], sort=False
        ):
            found = each.value.dropna().to_numpy()
            if found.size:
                unit, schools = OUTCOMES[what].unit, self.schools[:, list(SELECTIONS).index(at)]
                row = (at, what, part, unit, schools.mean(), found.size)
                rows.append((*row, *interval(found), *tails(found)))
        names = "selected_on outcome part unit schools replicates mean low high one_low one_high"
        table = pd.DataFrame(rows, columns=names.split())
        keys = ["selected_on", "outcome"]
        total = table[table.part == TOTAL].set_index(keys)
        sure = total["mean"].mask((total.low <= 0) & (total.high >= 0))
        table["share"] = table["mean"] / table[keys].join(sure.rename("of"), on=keys)["of"]
        return table

    def told(self) -> pd.DataFrame:
        """The rows of the table for the outcome and selection asked for, by part."""
        table = self.table()
        chosen = (table.outcome == self.outcome) & (table.selected_on == self.selected_on)
        return table[chosen].set_index("part")

    def digest(self) -> str:
        """A name for all values."""
        values = self.values().value.to_numpy("<f4") + np.float32(0)
        return sha256(np.where(np.isnan(values), np.float32(np.nan), values).tobytes()).hexdigest()

    def __repr__(self) -> str:
        return in_words(self)

    def _repr_html_(self) -> str:
        return f"<pre>{self!r}</pre>"


def attribute(
    whole: Settings, game: Game, outcome: str, selected_on: str, quiet: bool = True
) -> Attribution:
    """Live all replicates and share out; Ctrl-C keeps those that are done.

    Raises SettingError where no replicate has a school that is so selected.
    """
    for what, value, known in (
        ("outcome", outcome, OUTCOMES),
        ("selected-on", selected_on, SELECTIONS),
    ):
        if value not in known:
            raise SettingError(f"--{what} {value} is not one of {', '.join(known)}")
    settings = game.settings(whole)
    work = partial(observe, game)
    done, stopped = as_many_as_come(each_replicate(work, settings, len(settings), quiet))
    done.sort(key=lambda one: one[0])
    numbers, worth, schools = zip(*done, strict=True)
    found = Attribution(
        game, whole, list(numbers), np.stack(worth), np.stack(schools), outcome, selected_on
    )
    found.stopped = stopped
    if found.told().empty:
        raise SettingError(
            f"--selected-on {selected_on}: no replicate has such schools with results"
        )
    return found


def in_words(found: Attribution) -> str:
    """The shares asked for, as a table."""
    rows, outcome = found.told(), OUTCOMES[found.outcome]
    unit = "percentage points" if outcome.unit == "share" else outcome.unit
    years, last = found.game.years, found.settings.run.years
    lines = [
        f"{outcome.meaning}, {unit}: what {SELECTIONS[found.selected_on]} gained",
        f"from year {last - years} to year {last} of {found.settings.scenario}; "
        f"{rows.schools.iloc[0]:.0f} schools on average, {rows.replicates.iloc[0]} replicates",
        "",
        f"{'':24}{'mean (90% interval)':>28}{'one history (90%)':>22}{'share':>8}",
    ]
    for part, row in rows.iterrows():
        mean = cell(row["mean"], row.low, row.high, outcome.unit, paired=True)
        ends = (
            cell(end, np.nan, np.nan, outcome.unit, True) for end in (row.one_low, row.one_high)
        )
        share = "-" if np.isnan(row.share) else f"{row.share:.0%}"
        lines.append(f"{_name(part):24}{mean:>28}{' to '.join(ends):>22}{share:>8}")
    return "\n".join(lines)


def _name(part: Any) -> str:
    return str(part).replace("_", " ")


def write(found: Attribution, folder: Path, pictures: bool = True) -> None:
    """Fill a folder: shares, values, what was run, the words, and the figure."""
    found.table().to_csv(folder / "shares.csv", index=False, float_format="%.6g")
    found.values().to_parquet(folder / "values.parquet", index=False)
    write_settings([found.settings], folder)
    players = yaml.safe_dump(found.game.plain(), sort_keys=False, allow_unicode=True)
    (folder / "players.yaml").write_text(players, encoding="utf-8")
    world, run = world_of(found.settings), found.settings.run
    manifest = {
        "digest": found.digest(),
        "seed": run.seed,
        "scenario": found.settings.scenario,
        "world": world.name,
        "world_digest": world.digest,
        "schools": len(world),
        "years": [run.years - found.game.years, run.years],
        "replicates": len(found.replicates),
        "replicates_asked": run.replicates,
        "outcome": found.outcome,
        "selected_on": found.selected_on,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    listed = "\n".join(f"- `{name}`: {what}" for name, what in ABOUT.items())
    text = f"# Attribution\n\n```\n{found}\n```\n\n{listed}\n"
    (folder / "README.md").write_text(text, encoding="utf-8")
    if pictures:
        from sim.figures import draw_all

        draw_all(folder)
