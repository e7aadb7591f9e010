"""Which code decides the numbers of a run: part of the name under which the run is kept."""

from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import sim
from sim.parameters import years
from sim.parameters.prices import deflator
from sim.world import projections

# Everything that ``sim.runs.replicate`` imports, as folders and files of the package, and
# nothing else. A test follows the imports and holds this list complete.
RUN_DEPENDS_ON = (
    "agents",
    "batch.py",
    "engine",
    "errors.py",
    "initial.py",
    "initial_partners.py",
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
    """A short name for the sources of parts of the package, published series, numpy and scipy.

    A part is a file or a folder, relative to the package or absolute.
    """
    content = blake2b(digest_size=8)
    for path in files(parts):
        content.update(path.read_bytes())
    published = (deflator(), years.series(), projections.national())
    content.update(repr(published).encode())
    for package in ("numpy", "scipy"):
        content.update(version(package).encode())
    return content.hexdigest()


def files(parts: tuple[str, ...] = RUN_DEPENDS_ON) -> list[Path]:
    """The Python files of parts of the package, in order."""
    places = [Path(sim.__file__).parent / part for part in parts]
    each = [sorted(place.rglob("*.py")) if place.is_dir() else [place] for place in places]
    return list(chain.from_iterable(each))
