"""From a folder of results to one self-contained page."""

from __future__ import annotations

import base64
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sim import ledger
from sim.config import SWITCHED_OFF, scenarios
from sim.errors import SettingError
from sim.experiments.comparison import HEADLINES, LAST_YEARS
from sim.figures import style
from sim.measures import MEASURES

ANSWERS = (  # measure, words if it falls, words if it rises, words if neither is certain
    ("head_leaver_rate", "fewer heads leave or move", "more heads leave or move", "heads' leaving"),
    ("ks2_progress_mean", "KS2 progress is lower", "KS2 progress is higher", "KS2 progress"),
    ("cost_per_pupil", "schools spend less a pupil", "schools spend more a pupil", "spending"),
)


def write_report(folder: Path, output: Path) -> Path:
    """Write the page for a folder of results of ``run`` or ``compare``."""
    from jinja2 import Environment, PackageLoader

    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        summary = pd.read_csv(folder / "summary.csv")
        gains = pd.read_csv(folder / "who_gains.csv")
        resolved = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingError(f"{folder} is not a folder of results of run or compare") from error
    names = [name for name in manifest["scenarios"] if SWITCHED_OFF not in name]
    environment = Environment(loader=PackageLoader("sim.report", "."), autoescape=True)
    page = environment.get_template("page.html").render(
        manifest=manifest,
        first=(names[0], style.called(names[0]), _about(resolved[0])),
        others=[(n, style.called(n), _about(r)) for n, r in zip(names, resolved, strict=False)][1:],
        answers={n: [_answer(summary, n, *words) for words in ANSWERS] for n in names[1:]},
        table=_headlines(summary, names),
        figures=[_figure(path) for path in sorted((folder / "figures").glob("*.svg"))],
        gains=_gains(gains, names[1:]),
        statuses=Counter(e.status for n, e in ledger.entries().items() if n.startswith("model.")),
        changed=_changed(resolved[0]),
        scoreboard=_scoreboard(folder.parent),
        limits=yaml.safe_load((ledger.folder() / "limits.yaml").read_text(encoding="utf-8")),
    )
    output.write_text(page, encoding="utf-8")
    return output


def _about(resolved: dict[str, Any]) -> str:
    return scenarios().get(resolved["scenario"], resolved["description"])


def _recent(summary: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Means over the last years; the ends of intervals are averaged with them, and so cautious."""
    chosen = summary[(summary.kind == kind) & (summary.year > summary.year.max() - LAST_YEARS)]
    keys = ["scenario", "group", "measure"]
    return chosen.groupby(keys)[["mean", "low", "high"]].mean()


def _answer(
    summary: pd.DataFrame, scenario: str, measure: str, less: str, more: str, same: str
) -> str:
    row = _recent(summary, "difference").loc[scenario, "small", measure]
    if not (row.low > 0 or row.high < 0):
        return f"In small schools no change in {same} is certain ({_shown(row, measure, True)})."
    return f"In small schools {less if row['mean'] < 0 else more} ({_shown(row, measure, True)})."


def _shown(row: Any, measure: str, signed: bool) -> str:
    unit = MEASURES[measure].unit
    scale, words = (100, "percentage points" if signed else "%") if unit == "share" else (1, unit)
    places = 0 if abs(row["mean"]) * scale >= 100 else 2
    mean, low, high = (f"{row[k] * scale:{'+' if signed else ''}.{places}f}"
                       for k in ("mean", "low", "high"))  # fmt: skip
    return f"{mean} {words}, {low} to {high}" if pd.notna(row.low) else f"{mean} {words}"


def _headlines(summary: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    level, change = _recent(summary, "level"), _recent(summary, "difference")
    rows = []
    for measure in HEADLINES:
        cells = [_shown(level.loc[names[0], "small", measure], measure, False)]
        for name in names[1:]:
            cells += [_shown(change.loc[name, g, measure], measure, True) for g in ("small", "all")]
        rows.append(
            {"name": measure.replace("_", " "), "about": MEASURES[measure].meaning, "cells": cells}
        )
    return rows


def _figure(path: Path) -> dict[str, str]:
    alt = path.with_suffix(".txt").read_text(encoding="utf-8").strip()
    data = base64.b64encode(path.read_bytes()).decode()
    return {"alt": alt, "source": f"data:image/svg+xml;base64,{data}"}


def _gains(gains: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    chosen = gains[(gains.outcome == "progress") & gains.scenario.isin(names)]
    return [
        {
            "scenario": style.called(row.scenario),
            "group": f"{row.by}: {row.group}" if row.by != "all" else "all schools",
            "schools": f"{row.schools:,}",
            "cells": [f"{row.mean:+.2f}", f"{row.p10:+.2f} to {row.p90:+.2f}"],
            "sure": [f"{row.gain:.0%}", f"{row.lose:.0%}"],
        }
        for row in chosen.itertuples()
    ]


def _changed(resolved: dict[str, Any]) -> list[str]:
    return [
        f"{name} = {resolved['model'][name.split('.')[1]][name.split('.')[2]]} (ledger: {e.value})"
        for name, e in ledger.entries().items()
        if name.startswith("model.")
        and resolved["model"][name.split(".")[1]][name.split(".")[2]] != e.value
    ]


def _scoreboard(beside: Path) -> dict[str, Any] | None:
    """The newest scoreboard of ``small-schools validate`` in the same place, if there is one."""
    found = sorted(beside.glob("*/scoreboard.csv"), key=lambda path: path.stat().st_mtime)
    if not found:
        return None
    table = pd.read_csv(found[-1])
    kept = table[table.use == "validate"]
    failed = table[~table.passes].target.str.replace("_", " ")
    return {"all": len(table), "met": int(table.passes.sum()), "kept": len(kept),
            "kept_met": int(kept.passes.sum()), "failed": ", ".join(failed)}  # fmt: skip
