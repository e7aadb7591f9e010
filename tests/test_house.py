"""The house: which package may import which, and that no imports go round in a circle."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import sim
from sim.policies import POLICIES
from sim.workshop import bundle
from sim.workshop.page import PARTS

ROOT = Path(sim.__file__).parent
DRAWING = ("figures", "report", "workshop")
MUST_NOT_IMPORT = {
    "agents": ("year", "policies", "engine.matching", "engine.draws"),
    "engine": ("agents", "state", "model", "year", "policies", "parameters", "measures"),
    "state": ("initial", "model", "year", "policies", "measures", "results"),
    "year": ("policies", "measures", "model", "results", "runs"),
    "policies": ("engine.draws", "measures", "results", "runs"),
    "measures": ("model", "policies", "runs", "results", "analyse"),
    "model": ("results", "designs", "runs", "analyse"),
    "designs": (*DRAWING, "runs", "results", "analyse"),
    "runs": (*DRAWING, "analyse"),
    "results": (*DRAWING, "runs", "analyse"),
    **dict.fromkeys(("analyse", "claims", "attribution", "calibration"), DRAWING),
    "figures": ("runs", "report", "workshop"),
    "report": ("runs", "workshop"),
}


def modules() -> dict[str, Path]:
    """Each module's name within the package, and its file."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in ROOT.rglob("*.py")
        if path != ROOT / "__init__.py"
    }


def imported(path: Path, known: set[str]) -> Iterator[str]:
    """The modules of the package that a file imports, within functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name.partition(".")[0] == "sim":
                full = name.removeprefix("sim").lstrip(".")
                found = full if full in known else full.rpartition(".")[0]
                if found in known:
                    yield found


def imports() -> dict[str, list[str]]:
    known = modules()
    found = {name: list(imported(path, set(known))) for name, path in known.items()}
    found["policies"] += [f"policies.{name}" for name in POLICIES]  # by the files of their settings
    return found


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def test_no_module_imports_what_it_must_not():
    wrong = []
    for module, others in imports().items():
        barred = [one for at, them in MUST_NOT_IMPORT.items() if within(module, at) for one in them]
        barred += [] if within(module, "commands") or module == "__main__" else ["commands"]
        wrong += [(module, other) for other in others for one in barred if within(other, one)]
    assert wrong == []


def test_no_imports_go_round_in_a_circle():
    tuple(TopologicalSorter(imports()).static_order())  # raises CycleError, naming the circle
    scripts = bundle.imports(bundle.read_modules(PARTS))
    assert sum(map(len, scripts.values())) >= len(scripts) - 1  # all but one are imported
    tuple(TopologicalSorter(scripts).static_order())


def test_every_package_is_read():
    named = {name.partition(".")[0] for name in modules()}
    assert set(MUST_NOT_IMPORT) <= named
    assert sum(map(len, imports().values())) > 300
