"""The tables of a report, each number with where in the results it comes from."""

from dataclasses import dataclass

import numpy as np

from sim.figures import gains as gains_figure
from sim.parameters import config, ledger
from sim.parameters.named import mechanisms
from sim.results import labels
from sim.results.folder import Folder

FEW = 3  # scenarios that fit beside each other
SEVERAL = ("leader_lost_rate", "head_readvertised_share", "ks2_progress_mean",
           "partnership_depth_mean", "public_cost_per_pupil")  # fmt: skip
SCHOOLS, EXCHEQUER, GRANTS, PUBLIC = ("schools_net_per_pupil", "exchequer_per_pupil",
                                      "grants_per_pupil", "public_cost_per_pupil")  # fmt: skip


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
    first, others = results.first, results.others
    if len(others) > FEW:
        rows = [(results.called(first), "its level", "level", first)]
        rows += [(results.called(scenario), "change", "change", scenario) for scenario in others]
        return _in_small_schools(results, "What changes", "scenario", rows)
    columns = [("level", first, group) for group in ("small", "all")[: 1 if others else 2]]
    columns += [("change", scenario, group) for scenario in others for group in ("small", "all")]
    words = {"level": "schools, ", "change": "schools: change under "}
    heads = [f"{group} {words[kind]}{results.called(s)}" for kind, s, group in columns]
    table = Table("What changes" if others else "How schools fare", ["measure", *heads], [])
    for one in results.headlines:
        cells = [_cell(results, kind, s, one.name, group) for kind, s, group in columns]
        table.rows.append((labels.title(one.name), one.meaning, cells))
    return table


def contributions(results: Folder) -> Table | None:
    """What each mechanism that was switched off does in small schools."""
    rows = []
    for off in results.switched_off:
        name = off.split(config.SWITCHED_OFF)[1]
        about = mechanisms()[name]["description"]
        rows.append((labels.capitalised(labels.mechanism(off)), about, "contribution", off))
    title = "What each mechanism contributes"
    return _in_small_schools(results, title, "mechanism", rows) if rows else None


def costs(results: Folder) -> Table:
    """What it costs schools and the exchequer, which add up, a pupil, and a point gained.

    Grants from the exchequer to schools are in the exchequer's cost, and not in schools'.
    """
    heads = ["scenario", "public cost, small schools", "public cost, all schools",
             "schools beyond grants, all years", "exchequer, all years",
             "of which grants to schools", "public cost, all years",
             "public cost for a point gained"]  # fmt: skip
    rows = []
    for scenario in results.others:
        cells = [_cell(results, "change", scenario, PUBLIC, g) for g in ("small", "all")]
        totals = (SCHOOLS, EXCHEQUER, GRANTS, PUBLIC)
        cells += [_millions(results, scenario, measure) for measure in totals]
        cells += [Cell(_for_a_point(results, scenario), f"for a point|{scenario}|{PUBLIC}|all")]
        rows.append((labels.capitalised(results.called(scenario)), "change", cells))
    return Table("What it costs", heads, rows)


def _millions(results: Folder, scenario: str, measure: str) -> Cell:
    """The change over all schools in all years together."""
    both = (scenario, results.first)
    pounds, pupils = (
        np.array([results.series(s, name, "all") for s in both], dtype=float)
        for name in (measure, "pupils")
    )
    values = np.nansum(np.subtract(*(pounds * pupils / 1e6)), axis=1)
    mean, low, high = results.estimate(values)
    places = 0 if abs(mean) >= 10 else 1
    sign = "" if round(mean, places) == 0 else "-" if mean < 0 else "+"
    text = f"{sign}£{abs(mean):,.{places}f} million"
    if not np.isnan(low):
        text += f" ({low:+z,.{places}f} to {high:+z,.{places}f})"  # no nought with a minus
    return Cell(text, f"millions|{scenario}|{measure}|all")


def _for_a_point(results: Folder, scenario: str) -> str:
    """£ for each pupil and point of KS2 progress, where both clearly rise."""
    cost, gain = (results.change(scenario, m, "all") for m in (PUBLIC, "ks2_progress_mean"))
    if np.isnan(gain.low):
        return "too few replicates to tell"
    if not (gain.excludes_zero and gain.mean > 0):
        return "no clear gain"
    if not (cost.excludes_zero and cost.mean > 0):
        return "a gain at no clear cost"
    return f"about £{cost.mean / gain.mean:,.0f} a pupil"


def gains(results: Folder) -> Table | None:
    """Who gains and who loses KS2 progress: by group of schools, or by scenario where many."""
    if not results.others or results.manifest["replicates"] < 2:
        return None
    table = gains_figure.rows_of(results)
    heads = ["scenario" if len(results.others) > 1 else "schools", "schools in it", "mean change",
             "90% above", "90% below", "do better", "do worse", "close"]  # fmt: skip
    rows = []
    for row in table[table.outcome == "progress"].itertuples():
        source = f"gains|{row.scenario}|{row.by}|{row.group}"
        texts = [f"{row.schools:,}", *(f"{v:+z.2f}" for v in (row.mean, row.p10, row.p90)),
                 f"{row.gain:.0%}", f"{row.lose:.0%}", f"{row.close:.0%}"]  # fmt: skip
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
                full, about, unit = f"policy.{policy}.{name}", "", ""
                if entry := ledger.entries().get(full):  # else of a policy that is not known here
                    if len(results.others) > FEW and value == entry.value:
                        continue
                    about, unit = f"{entry.meaning} (source: {entry.source})", entry.unit
                cells = [Cell(f"{value} {unit}".rstrip(), f"config|{full}")]
                scenario = results.called(one["scenario"])
                rows.append((f"{scenario}: {labels.setting(name)}", about, cells))
    return Table("Settings of the policies", ["setting", "value"], rows) if rows else None


def _cell(results: Folder, kind: str, scenario: str, measure: str, group: str = "small") -> Cell:
    """A ``kind`` of number that results have: a level, a change or a contribution."""
    estimate = getattr(results, kind)(scenario, measure, group)
    text = labels.estimate(estimate, measure, change=kind != "level")
    return Cell(text, f"{kind}|{scenario}|{measure}|{group}")


def _in_small_schools(
    results: Folder, title: str, head: str, rows: list[tuple[str, str, str, str]]
) -> Table:
    """Several measures; each row is a name, what it means, and a kind of number of a scenario."""
    measures = [one.name for one in results.to_show] or SEVERAL
    heads = [head, *(labels.title(measure, "small schools") for measure in measures)]
    cells = [[_cell(results, *row[2:], measure) for measure in measures] for row in rows]
    return Table(title, heads, [(*row[:2], own) for row, own in zip(rows, cells, strict=True)])
