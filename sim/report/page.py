"""From a folder of results to one self-contained page."""

from __future__ import annotations

import base64
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sim.errors import SettingError
from sim.figures import draw_all, gallery
from sim.figures.gallery import Results
from sim.figures.style import Look
from sim.measures import LAST_YEARS
from sim.parameters import ledger
from sim.parameters.config import scenarios
from sim.report import tables
from sim.report.answer import answer, question
from sim.results import labels

ORDER = ("leadership_pipeline", "vacancies_by_size", "weak_teaching_by_size",
         "partnership_over_time", "map_of_clusters", "who_gains", "cost_and_gain",
         "costs_and_benefits_of_smallness", "ks2_spread_by_roll")  # fmt: skip
LUCK = (
    "Intervals hold luck alone: people and pupils drawn anew, the parameters as they are. They do "
    "not hold what is not known of the parameters, and are too narrow for a forecast."
)


def write_report(folder: Path, output: Path) -> Path:
    """Write the page for a folder of results of ``run`` or ``compare``."""
    from jinja2 import Environment, PackageLoader

    try:
        results = gallery.read(folder)
        resolved = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError) as error:
        raise SettingError(f"{folder} is not a folder of results of run or compare") from error
    if not list((folder / "figures").glob("*.svg")):
        draw_all(folder, Look(formats=("svg",)))
    environment = Environment(loader=PackageLoader("sim.report", "."), autoescape=True)
    page = environment.get_template("page.html").render(
        results=results,
        manifest=results.manifest,
        folder=folder.name,
        question=question(results),
        answers=answer(results),
        scope=_scope(results),
        abouts=[(results.called(one["scenario"]), _about(one)) for one in resolved
                if one["scenario"] in results.scenarios],
        changes=tables.changes(results),
        gains=tables.gains(results),
        costs=tables.costs(results) if results.others else None,
        policies=tables.settings_of(results, resolved),
        mechanisms=tables.contributions(results),
        figures=[_figure(path) for path in sorted((folder / "figures").glob("*.svg"), key=_place)],
        statuses=Counter(e.status for n, e in ledger.entries().items() if n.startswith("model.")),
        changed=_changed(resolved[0]),
        held=_held(results, resolved[0]),
        scoreboard=_scoreboard(folder.parent, resolved[0]),
        limits=yaml.safe_load((ledger.folder() / "limits.yaml").read_text(encoding="utf-8")),
    )  # fmt: skip
    output.write_text(page, encoding="utf-8")
    return output


def _about(resolved: dict[str, Any]) -> str:
    if not labels.is_as_described(resolved):
        return f"scenario {resolved['scenario']} with its policies changed, as told below"
    return resolved["description"] or scenarios().get(resolved["scenario"], "")


def _scope(results: Results) -> str:
    """What was simulated, and which years the numbers are of."""
    m, last = results.manifest, min(LAST_YEARS, results.manifest["years"])
    futures = labels.counted(m["replicates"], "possible future")
    luck = " of each, with the same luck" if len(m["scenarios"]) > 1 else ""
    years = f"the mean of the last {last} years" if last > 1 else "of the last year"
    schools = f"{labels.counted(m['schools'], 'school')} ({labels.capitalised(m['world'])})"
    span = labels.counted(m["years"], "year")
    return (
        f"{schools}, {span}, {futures}{luck}. Numbers are {years}; small "
        f"schools have fewer than 150 pupils; money is in prices of {m['money_in_prices_of']:.0f}."
    )


def _held(results: Results, resolved: dict[str, Any]) -> str:
    """What the intervals hold."""
    if results.manifest["replicates"] < 2:
        return "There is one replicate: nothing is said of luck, and no change is called certain."
    drawn = resolved["run"].get("parameters", "ledger")
    if drawn == "ledger":
        return LUCK
    return (
        "Each replicate has luck and a set of parameters of its own, of those that reproduce what "
        "is observed: intervals hold luck and what is not known of the parameters. They do not "
        "hold what the model leaves out."
    )


def _place(path: Path) -> tuple[int, str]:
    """Where a figure stands: in the order of the story, those not in it last."""
    return (ORDER.index(path.stem) if path.stem in ORDER else len(ORDER)), path.stem


def _figure(path: Path) -> dict[str, str]:
    told = path.with_suffix(".txt").read_text(encoding="utf-8").strip()
    title, _, rest = told.partition(". ")
    data = base64.b64encode(path.read_bytes()).decode()
    source = f"data:image/svg+xml;base64,{data}"
    return {"title": title, "words": rest or title, "source": source}


def _changed(resolved: dict[str, Any]) -> list[dict[str, Any]]:
    """Parameters that are not as in the ledger."""
    rows = []
    for name, entry in ledger.entries().items():
        if name.startswith("model."):
            _, group, last = name.split(".")
            value = resolved["model"][group][last]
            if value != entry.value:
                rows.append({"name": name, "value": value, "entry": entry})
    return rows


def _scoreboard(beside: Path, resolved: dict[str, Any]) -> dict[str, Any] | None:
    """The newest scoreboard of ``small-schools validate`` in the same place, if there is one."""
    found = [
        (json.loads((path.parent / "manifest.json").read_text(encoding="utf-8")), path)
        for path in beside.glob("*/scoreboard.csv")
    ]
    if not found:
        return None
    manifest, path = max(found, key=lambda one: one[0]["written"])
    table = pd.read_csv(path)
    kept = table[table.use == "validate"]
    with_these = yaml.safe_load((path.parent / "config.yaml").read_text(encoding="utf-8"))[0]
    return {
        "all": len(table), "met": int(table.passes.sum()),
        "kept": len(kept), "kept_met": int(kept.passes.sum()),
        "failed": [_target(row) for row in table[~table.passes].itertuples()],
        "digest": manifest["digest"], "world": manifest["world"], "schools": manifest["schools"],
        "replicates": manifest["replicates"], "folder": path.parent.name,
        "alike": with_these["model"] == resolved["model"],
    }  # fmt: skip


def _target(row: Any) -> dict[str, str]:
    def told(value: float, low: float, high: float) -> str:
        return f"{value:.3g} ({low:.3g} to {high:.3g})"

    return {
        "name": labels.capitalised(labels.setting(row.target)),
        "of": row.population,
        "observed": told(row.observed, row.observed_low, row.observed_high),
        "simulated": told(row.simulated, row.simulated_low, row.simulated_high),
    }
