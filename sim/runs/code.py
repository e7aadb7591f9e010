"""Which code decides the numbers of a run: part of the name under which the run is kept."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import sim

# Everything that ``sim.runs.replicate`` imports, as folders and files of the package, and
# nothing else. A test follows the imports and holds this list complete.
RUN_DEPENDS_ON = (
    "agents",
    "engine",
    "errors.py",
    "initial.py",
    "measures",
    "model.py",
    "parameters",
    "policies",
    "runs/__init__.py",
    "runs/code.py",
    "runs/histories.py",
    "runs/replicate.py",
    "state.py",
    "world",
    "year",
)
WHOLE_PACKAGE = (".",)


@cache
def code(parts: tuple[str, ...] = RUN_DEPENDS_ON) -> str:
    """A short name for the sources of parts of the package, and for numpy and scipy.

    A part is a file or a folder, relative to the package or absolute.
    """
    content = blake2b(digest_size=8)
    for path in files(parts):
        content.update(path.read_bytes())
    for package in ("numpy", "scipy"):
        content.update(version(package).encode())
    return content.hexdigest()


def files(parts: tuple[str, ...] = RUN_DEPENDS_ON) -> list[Path]:
    """The Python files of parts of the package, in order."""
    root = Path(sim.__file__).parent
    found: list[Path] = []
    for part in (root / part for part in parts):
        found += sorted(part.rglob("*.py")) if part.is_dir() else [part]
    return found
