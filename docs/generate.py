"""Write the documents that are made from the settings and the code: `make docs`."""

from __future__ import annotations

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

import sim
from sim.analyse.targets import read_targets
from sim.designs import design as designs
from sim.measures import GROUPS, LAST_YEARS, MEASURES
from sim.model import YEAR
from sim.parameters import config, ledger
from sim.policies import POLICIES
from sim.results import intervals
from sim.world import england

NAMED = r"\b(?:parameters|p|model)\.(?=(\w+))"  # a group of parameters, as rules name it
FILLED = r"<!--=(\w+)-->[^<]*<!--/-->"  # a place in a page to be filled with a count
ANY = "*"
DOCS = Path(__file__).parent
DIRECTIONS = """
The last column says whether less or more of a measure is better for schools and their pupils. Where
it is empty, as for counts and for what a policy decrees, nothing can be ranked by the measure:
`regret`, `frontier`, `thresholds` and `information` refuse it.
"""
MADE = "<!-- made by `make docs`; change the settings or the code instead -->"


def readers() -> dict[str, list[str]]:
    """Which rules read each parameter, found in the code: `group.name` -> places."""
    found: dict[str, list[str]] = {}
    root = Path(sim.__file__).parent
    for path in sorted(root.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        whole = set(re.findall(NAMED, source))
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.FunctionDef):
                continue
            text = ast.get_source_segment(source, node) or ""
            groups = set(re.findall(NAMED, text)) or whole
            if any(argument.arg == "p" for argument in node.args.args):
                groups.add(ANY)  # the group is its caller's
            for name in {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}:
                for group in groups:
                    place = f"`{path.relative_to(root).as_posix()}` {node.name}"
                    found.setdefault(f"{group}.{name}", []).append(place)
    return found


def where(read_by: dict[str, list[str]], group: str, name: str) -> list[str]:
    """The places that read a parameter."""
    return read_by.get(f"{group}.{name}", []) + read_by.get(f"{ANY}.{name}", [])


def row(entry: ledger.Entry, last: str) -> str:
    """An entry as a row of a table."""
    words = (entry.meaning, entry.source)
    meaning, source = (text.replace("|", "/").replace("<", "&lt;") for text in words)
    cells = (f"`{entry.name}`", entry.value, entry.allowed(), meaning, source)
    return "| " + " | ".join(str(cell) for cell in (*cells, entry.status, last)) + " |"


def evidence() -> str:
    """Every parameter of the model with its source, its status and the rules that read it."""
    entries, read_by = ledger.entries(), readers()
    model = {n: e for n, e in entries.items() if n.startswith("model.")}
    count = {s: sum(e.status == s for e in model.values()) for s in ledger.STATUSES[:3]}
    lines = [
        "# Evidence: every parameter of the model",
        MADE,
        "",
        f"{len(model)} parameters: {count['evidence']} from evidence, {count['calibrated']} set to "
        f"reproduce evidence, {count['assumption']} assumptions, which are nobody's finding. "
        f"{len(ledger.uncertain())} are taken as unknown: the calibration varies them over what "
        "they may be, and `run.parameters=ensemble` draws them from what it leaves.",
    ]
    head = "| setting | value | allowed | meaning | source | status | may be | read by |"
    for group in dict.fromkeys(name.split(".")[1] for name in model):
        about = ledger.about(f"model.{group}")
        lines += ["", f"## {group}: {about}", "", head, "|" + " --- |" * 8]
        for name, entry in model.items():
            _, own, last = name.split(".")
            if own == group:
                places = "; ".join(where(read_by, own, last)[:3])
                lines.append(row(entry, f"{entry.unknown()} | {places}"))
    return "\n".join(lines) + "\n"


def policies() -> str:
    """Every policy: what it claims, its settings, and the scenarios that use it."""
    lines = ["# Policies", MADE, ""]
    scenarios = {name: config.load(name) for name in config.scenarios()}
    for name in sorted(POLICIES):
        module = import_module(f"sim.policies.{name}")
        used = [f"`{s}`" for s, settings in scenarios.items() if name in settings.policies]
        lines += [f"## {name}", "", inspect.cleandoc(module.__doc__ or ""), ""]
        lines += [f"Scenarios: {', '.join(used)}.", ""]
        lines += ["| setting | value | allowed | meaning | source | status |"]
        lines += ["|" + " --- |" * 6]
        for entry in ledger.read(ledger.folder() / "policy" / f"{name}.yaml").values():
            lines.append(row(entry, "").removesuffix("|  |") + "|")
        lines += [""]
    return "\n".join(lines)


def measures() -> str:
    """Every measure as the data dictionary of a folder of results has it."""
    lines = ["# Measures", MADE, DIRECTIONS, "| measure | unit | meaning | better |"]
    lines += ["| --- | --- | --- | --- |"]
    lines += [
        f"| `{m.name}` | {m.unit} | {m.meaning.replace('<', '&lt;')} | {m.better or ''} |"
        for m in MEASURES.values()
    ]
    return "\n".join(lines) + "\n"


def limits() -> str:
    """What the model cannot say."""
    rows = yaml.safe_load((ledger.folder() / "limits.yaml").read_text(encoding="utf-8"))
    lines = ["# What the model cannot say", MADE, "", "| not known | because | it could change |"]
    lines += ["| --- | --- | --- |"]
    lines += [f"| {row['what']} | {row['why']} | {row['change']} |" for row in rows]
    return "\n".join(lines) + "\n"


def counts() -> dict[str, Any]:
    """What may be filled into a page written by hand: everything that can be counted."""
    model = [e for name, e in ledger.entries().items() if name.startswith("model.")]
    targets = read_targets()
    usual = {name: ledger.entries()[f"run.{name}"].value for name in ("years", "replicates",
                                                                      "warm_up")}  # fmt: skip
    phases = [act.__module__.rsplit(".", 1)[-1] for act in YEAR]
    chain = " --> ".join(["policies", *phases, "measures"])
    return {
        "parameters": len(model),
        **{status: sum(e.status == status for e in model) for status in ledger.STATUSES[:3]},
        "measures": len(MEASURES),
        "groups": len(GROUPS),
        "policies": len(POLICIES),
        "scenarios": len(config.scenarios()),
        "mechanisms": len(config.mechanisms()),
        "designs": len(designs.designs()),
        "studies": len(list(DOCS.parent.glob("experiments/*/design.yaml"))),
        "schools": f"{len(england()):,}",
        "targets": len(targets),
        "kept": sum(target.use == "validate" for target in targets),
        "last_years": LAST_YEARS,
        "confidence": f"{intervals.CONFIDENCE:.0%}".rstrip("%"),
        "diagram": f"\n```mermaid\nflowchart LR\n  {chain}\n```\n",
        **usual,
    }


def stress() -> str:
    """The page of the STRESS-ABS checklist with its counts filled in anew."""
    found = counts()
    text = (DOCS / "stress.md").read_text(encoding="utf-8")
    return re.sub(FILLED, lambda m: f"<!--={m[1]}-->{found[m[1]]}<!--/-->", text)


PAGES = {
    "stress.md": stress,
    "limits.md": limits,
    "evidence.md": evidence,
    "policies.md": policies,
    "measures.md": measures,
}


def main() -> None:
    """Write all pages."""
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), encoding="utf-8")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
