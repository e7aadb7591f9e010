"""What has been simulated is kept, under a name made of everything that decided it."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import numpy as np

import sim
from sim.errors import writing
from sim.measures import GROUPS, MEASURES
from sim.parameters import calibrated as plausible
from sim.parameters.config import Settings
from sim.runs import histories as branching
from sim.runs.ensemble import world_of

HALF_WRITTEN = ".draft-*"
RECORD = ".seen.npy"  # ends the name of what is kept of a run beside its measures
ABANDONED = 24 * 3600  # seconds after which nobody is writing any more


@cache
def code() -> str:
    """A name of the code that decides results: the package's sources and its numbers' libraries."""
    content = blake2b(digest_size=8)
    root = Path(sim.__file__).parent
    for path in sorted(root.rglob("*.py")):
        if not {"figures", "commands", "analysis", "calibration", "report", "workshop"} & set(
            path.relative_to(root).parts
        ):
            content.update(path.read_bytes())
    for package in ("numpy", "scipy"):
        content.update(version(package).encode())
    return content.hexdigest()


class Store:
    """Measures of single replicates of single scenarios, in files; safe to share between runs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.code = folder, code()

    def name(self, settings: Settings) -> str:
        """Of world, parameters, policies, seed and years; not of how or how often it is run."""
        resolved, run = settings.resolved, settings.run
        drawn = plausible.digest() if run.parameters == plausible.ENSEMBLE else ""
        decided = (
            (drawn, resolved["given"] if drawn else ""),
            world_of(settings).digest,
            sorted(resolved["model"].items()),
            sorted(resolved["policy"].items()),
            (run.seed, run.years, run.warm_up, *branching.identity(run)),
        )
        return blake2b(repr(decided).encode(), digest_size=12).hexdigest()

    def place(self, name: str, replicate: int) -> Path:
        """Where one replicate of what has a name is kept."""
        return self.folder / self.code / name[:2] / f"{name}-{replicate}.npy"

    def path(self, settings: Settings, replicate: int) -> Path:
        """Where one replicate is kept."""
        return self.place(self.name(settings), replicate)

    def has(self, path: Path, years: int) -> bool:
        """Whether it is kept, and whole."""
        try:
            return path.stat().st_size > 4 * years * len(GROUPS) * len(MEASURES)
        except OSError:
            return False

    def get(self, settings: Settings, replicate: int) -> np.ndarray | None:
        """Measures, (years, groups, measures); None where they are not kept, or not readable."""
        try:
            return np.load(self.path(settings, replicate))
        except (OSError, ValueError, EOFError):
            return None

    def put(self, path: Path, measures: np.ndarray) -> None:
        """Keep measures: wholly or not at all, whatever happens on the way.

        Raises OutputError where the disk is full or cannot be written.
        """
        draft, content = None, io.BytesIO()
        np.save(content, measures)  # not into the file, where a full disk has no words for itself
        try:
            with writing(self.folder, "; what is finished is kept"):
                path.parent.mkdir(parents=True, exist_ok=True)
                number, draft = tempfile.mkstemp(prefix=HALF_WRITTEN[:-1], dir=path.parent)
                with os.fdopen(number, "wb") as file:
                    file.write(content.getvalue())
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(draft, path)
        finally:
            if draft:
                Path(draft).unlink(missing_ok=True)

    def versions(self) -> Iterator[tuple[str, int, float]]:
        """Each version of the code with what is kept of it: its name, runs and megabytes."""
        for folder in sorted(self.folder.glob("*/")):
            files = list(folder.rglob("*.npy"))
            runs = sum(not file.name.endswith(RECORD) for file in files)
            yield folder.name, runs, sum(f.stat().st_size for f in files) / 1e6

    def prune(self) -> None:
        """Forget what other versions of the code have found, and what a crash left half written."""
        for name, _, _ in list(self.versions()):
            if name != self.code:
                shutil.rmtree(self.folder / name, ignore_errors=True)
        for draft in self.folder.rglob(HALF_WRITTEN):
            if time.time() - draft.stat().st_mtime > ABANDONED:
                draft.unlink(missing_ok=True)
