"""The tables of a report, each number with where in the results it comes from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.figures import gains as gains_figure
from sim.measures import headline_measures
from sim.parameters import config, ledger
from sim.results import labels
from sim.results.ensemble import last_years
from sim.results.folder import Folder
from sim.results.intervals import Estimate

FEW = 3  # scenarios that fit beside each other
SEVERAL = ("head_leaver_rate", "head_readvertised_share", "ks2_progress_mean",
           "partnership_depth_mean", "cost_per_pupil")  # fmt: skip
MILLION = 1e6
PUPILS, EXCHEQUER = "pupils", "exchequer_per_pupil"


@dataclass(frozen=True)
class Cell:
    """A number as text, and where it comes from: kind, scenario, measure, group."""

    text: str
    source: str


@dataclass(frozen=True)
class Table:
    """A table with its heads; the first column names the rows."""

    title: str
    heads: list[str]
    rows: list[tuple[str, str, list[Cell]]]  # name, what it means, cells


def changes(results: Folder) -> Table:
    """What changes: by measure for a few scenarios, by scenario for many."""
    if len(results.others) > FEW:
        heads = ["scenario", *(labels.title(m, "small schools") for m in SEVERAL)]
        rows = [("", "", [_level(results, results.first, m) for m in SEVERAL])]
        rows = [(results.called(results.first), "its level", rows[0][2])]
        rows += [
            (results.called(s), "change", [_change(results, s, m, "small") for m in SEVERAL])
            for s in results.others
        ]
        return Table("What changes", heads, rows)
    first = results.called(results.first)
    heads = ["measure", f"small schools, {first}"]
    heads += [] if results.others else [f"all schools, {first}"]
    for scenario in results.others:
        name = results.called(scenario)
        heads += [f"small schools: change under {name}", f"all schools: change under {name}"]
    rows = []
    for one in headline_measures():
        cells = [_level(results, results.first, one.name)]
        cells += [] if results.others else [_level(results, results.first, one.name, "all")]
        cells += [
            _change(results, s, one.name, g) for s in results.others for g in ("small", "all")
        ]
        rows.append((labels.title(one.name), one.meaning, cells))
    return Table("What changes" if results.others else "How schools fare", heads, rows)


def contributions(results: Folder) -> Table | None:
    """What each mechanism that was switched off does in small schools."""
    if not results.switched_off:
        return None
    known = config.mechanisms()
    rows = []
    for off in results.switched_off:
        name = off.split(config.SWITCHED_OFF)[1]
        cells = []
        for measure in SEVERAL:
            text = labels.estimate(results.contribution(off, measure), measure, change=True)
            cells.append(Cell(text, f"contribution|{off}|{measure}|small"))
        rows.append((labels.capitalised(labels.setting(name)), known[name]["description"], cells))
    heads = ["mechanism", *(labels.title(m, "small schools") for m in SEVERAL)]
    return Table("What each mechanism contributes", heads, rows)


def costs(results: Folder) -> Table:
    """What it costs schools, the exchequer, a pupil, and a point gained where there is one."""
    heads = ["scenario", "schools' spending in small schools", "in all schools",
             "in all schools together", "exchequer, all years together",
             "schools' spending for a point gained"]  # fmt: skip
    rows = []
    for scenario in results.others:
        pounds = "cost_per_pupil"
        cells = [_change(results, scenario, pounds, g) for g in ("small", "all")]
        together = _millions(results, scenario, pounds, every_year=False)
        public = _millions(results, scenario, EXCHEQUER, every_year=True)
        cells += [
            Cell(_pounds(together, "million a year"), f"millions|{scenario}|{pounds}|all"),
            Cell(_pounds(public, "million"), f"millions|{scenario}|{EXCHEQUER}|all"),
            _for_a_point(results, scenario),
        ]
        rows.append((labels.capitalised(results.called(scenario)), "change", cells))
    return Table("What it costs", heads, rows)


def _millions(results: Folder, scenario: str, measure: str, every_year: bool) -> Estimate:
    """The change in £ million over all schools: of all years together, or of a late year."""

    def total(name: str) -> np.ndarray:
        a_pupil, pupils = (results.series(name, m, "all").astype(float) for m in (measure, PUPILS))
        return a_pupil * pupils / MILLION

    change = total(scenario) - total(results.first)
    return results.estimate(np.nansum(change, axis=1) if every_year else last_years(change, axis=1))


def _pounds(change: Estimate, what: str) -> str:
    mean, low, high = change
    places = 0 if abs(mean) >= 10 else 1
    sign = "" if round(mean, places) == 0 else "-" if mean < 0 else "+"
    amount = f"{sign}£{abs(mean):,.{places}f} {what}"
    return amount if np.isnan(low) else f"{amount} ({low:+,.{places}f} to {high:+,.{places}f})"


def _for_a_point(results: Folder, scenario: str) -> Cell:
    """£ for each pupil and point of KS2 progress, where both clearly rise."""
    source = f"for a point|{scenario}|cost_per_pupil|all"
    cost, gain = (results.change(scenario, m, "all") for m in ("cost_per_pupil",
                                                              "ks2_progress_mean"))  # fmt: skip
    if not (gain.excludes_zero and gain.mean > 0):
        return Cell("no clear gain", source)
    if not (cost.excludes_zero and cost.mean > 0):
        return Cell("a gain at no clear cost", source)
    return Cell(f"about £{cost.mean / gain.mean:,.0f} a pupil", source)


def gains(results: Folder) -> Table | None:
    """Who gains and who loses KS2 progress: by group of schools, or by scenario where many."""
    if not results.others or results.manifest["replicates"] < 2:
        return None
    table = gains_figure.rows_of(results)
    heads = ["scenario" if len(results.others) > 1 else "schools", "schools in it", "mean change",
             "90% above", "90% below", "clearly gain", "clearly lose"]  # fmt: skip
    rows = []
    for row in table[table.outcome == "progress"].itertuples():
        source = f"gains|{row.scenario}|{row.by}|{row.group}"
        texts = [f"{row.schools:,}", *(f"{v:+.2f}" for v in (row.mean, row.p10, row.p90)),
                 f"{row.gain:.0%}", f"{row.lose:.0%}"]  # fmt: skip
        rows.append((row.row, "", [Cell(text, source) for text in texts]))
    return Table("Who gains, who loses", heads, rows)


def settings_of(results: Folder) -> Table | None:
    """The settings of the policies that were compared, with what each means."""
    rows = []
    for one in results.settings:
        if one["scenario"] not in results.compared:
            continue
        for policy, settings in (one["policy"] or {}).items():
            for name, value in settings.items():
                entry = ledger.entries()[f"policy.{policy}.{name}"]
                if len(results.others) > FEW and value == entry.value:
                    continue
                cells = [Cell(f"{value} {entry.unit}", f"config|{entry.name}")]
                scenario = results.called(one["scenario"])
                rows.append((f"{scenario}: {labels.setting(name)}", entry.meaning, cells))
    return Table("Settings of the policies", ["setting", "value"], rows) if rows else None


def _level(results: Folder, scenario: str, measure: str, group: str = "small") -> Cell:
    level = results.level(scenario, measure, group)
    return Cell(labels.estimate(level, measure), f"level|{scenario}|{measure}|{group}")


def _change(results: Folder, scenario: str, measure: str, group: str) -> Cell:
    change = results.change(scenario, measure, group)
    return Cell(
        labels.estimate(change, measure, change=True), f"change|{scenario}|{measure}|{group}"
    )
