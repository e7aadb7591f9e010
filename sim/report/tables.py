"""The tables of a report, each number with where in the results it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.figures import gains as gains_figure
from sim.figures.gallery import Results
from sim.measures import LAST_YEARS, headline_measures
from sim.parameters import config, ledger
from sim.results import labels
from sim.results.intervals import Estimate, estimate

FEW = 3  # scenarios that fit beside each other
SEVERAL = ("head_leaver_rate", "head_readvertised_share", "ks2_progress_mean",
           "partnership_depth_mean", "cost_per_pupil")  # fmt: skip
MILLION = 1e6
PUPILS, EXCHEQUER = "pupils", "exchequer_per_pupil"


@dataclass(frozen=True)
class Cell:
    """A number in words, and where it comes from: kind, scenario, measure, group."""

    text: str
    source: str


@dataclass(frozen=True)
class Table:
    """A table with its heads; the first column names the rows."""

    title: str
    heads: list[str]
    rows: list[tuple[str, str, list[Cell]]]  # name, what it means, cells


def changes(results: Results) -> Table:
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
    return Table("What changes" if results.others else "What is found", heads, rows)


def contributions(results: Results) -> Table | None:
    """What each mechanism that was switched off does in small schools."""
    if not results.switched_off:
        return None
    known = config.mechanisms()
    rows = []
    for off in results.switched_off:
        name = off.split(config.SWITCHED_OFF)[1]
        cells = []
        for measure in SEVERAL:
            told = labels.estimate(results.contribution(off, measure), measure, change=True)
            cells.append(Cell(told, f"contribution|{off}|{measure}|small"))
        rows.append((labels.capitalised(labels.setting(name)), known[name]["description"], cells))
    heads = ["mechanism", *(labels.title(m, "small schools") for m in SEVERAL)]
    return Table("What each mechanism contributes", heads, rows)


def costs(results: Results) -> Table:
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


def _millions(results: Results, scenario: str, measure: str, every_year: bool) -> Estimate:
    """The change in £ million over all schools: of all years together, or of a late year."""

    def total(name: str) -> Any:
        a_pupil = results.series(measure, "all")[name]
        return a_pupil * results.series(PUPILS, "all")[name] / MILLION

    change = total(scenario) - total(results.first)
    values = change.sum() if every_year else change.iloc[-LAST_YEARS:].mean()
    return estimate(values, results.parameters)


def _pounds(found: Estimate, what: str) -> str:
    mean, low, high = found
    places = 0 if abs(mean) >= 10 else 1
    sign = "" if round(mean, places) == 0 else "-" if mean < 0 else "+"
    told = f"{sign}£{abs(mean):,.{places}f} {what}"
    return told if np.isnan(low) else f"{told} ({low:+,.{places}f} to {high:+,.{places}f})"


def _for_a_point(results: Results, scenario: str) -> Cell:
    """£ for each pupil and point of KS2 progress, where both surely rise."""
    source = f"for a point|{scenario}|cost_per_pupil|all"
    cost, gain = (results.change(scenario, m, "all") for m in ("cost_per_pupil",
                                                              "ks2_progress_mean"))  # fmt: skip
    if not (gain.excludes_zero and gain[0] > 0):
        return Cell("no sure gain", source)
    if not (cost.excludes_zero and cost[0] > 0):
        return Cell("a gain at no sure cost", source)
    return Cell(f"about £{cost[0] / gain[0]:,.0f} a pupil", source)


def gains(results: Results) -> Table | None:
    """Who gains and who loses KS2 progress: by group of schools, or by scenario where many."""
    if not results.others or results.manifest["replicates"] < 2:
        return None
    table = gains_figure.rows_of(results)
    heads = ["scenario" if len(results.others) > 1 else "schools", "schools in it", "mean change",
             "nine in ten above", "nine in ten below", "surely gain", "surely lose"]  # fmt: skip
    rows = []
    for row in table[table.outcome == "progress"].itertuples():
        where = f"gains|{row.scenario}|{row.by}|{row.group}"
        told = [f"{row.schools:,}", *(f"{v:+.2f}" for v in (row.mean, row.p10, row.p90)),
                f"{row.gain:.0%}", f"{row.lose:.0%}"]  # fmt: skip
        rows.append((row.row, "", [Cell(text, where) for text in told]))
    return Table("Who gains, who loses", heads, rows)


def settings_of(results: Results, resolved: Sequence[dict[str, Any]]) -> Table | None:
    """The settings of the policies that were compared, with what each means."""
    rows = []
    for one in resolved:
        if one["scenario"] not in results.scenarios:
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


def _level(results: Results, scenario: str, measure: str, group: str = "small") -> Cell:
    found = results.level(scenario, measure, group)
    return Cell(labels.estimate(found, measure), f"level|{scenario}|{measure}|{group}")


def _change(results: Results, scenario: str, measure: str, group: str) -> Cell:
    found = results.change(scenario, measure, group)
    told = labels.estimate(found, measure, change=True)
    return Cell(told, f"change|{scenario}|{measure}|{group}")
