"""What has been simulated is kept, under a name made of everything that decided it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import numpy as np

import sim
from sim.config import Settings
from sim.experiments.ensemble import world_of

RECORD = ".seen.npy"  # ends the name of what is kept of a run beside its measures


def code() -> str:
    """A name of the code that decides results: the package's sources and its numbers' libraries."""
    content = blake2b(digest_size=8)
    root = Path(sim.__file__).parent
    for path in sorted(root.rglob("*.py")):
        if not {"figures", "commands"} & set(path.relative_to(root).parts):
            content.update(path.read_bytes())
    for package in ("numpy", "scipy"):
        content.update(version(package).encode())
    return content.hexdigest()


class Store:
    """Measures of single replicates of single scenarios, in files; safe to share between runs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.code = folder, code()

    def path(self, settings: Settings, replicate: int) -> Path:
        """Where one replicate is kept: under code, world, parameters, policies, seed and years."""
        resolved, run = settings.resolved, settings.run
        decided = (
            world_of(settings).digest,
            sorted(resolved["model"].items()),
            sorted(resolved["policy"].items()),
            (run.seed, run.years, run.warm_up, replicate),
        )
        key = blake2b(repr(decided).encode(), digest_size=12).hexdigest()
        return self.folder / self.code / key[:2] / f"{key}.npy"

    def has(self, settings: Settings, replicate: int) -> bool:
        """Whether a replicate is kept."""
        return self.path(settings, replicate).exists()

    def get(self, settings: Settings, replicate: int) -> np.ndarray | None:
        """Measures, (years, groups, measures); None where they are not kept, or not readable."""
        try:
            return np.load(self.path(settings, replicate))
        except (OSError, ValueError, EOFError):
            return None

    def put(self, settings: Settings, replicate: int, measures: np.ndarray) -> None:
        """Keep measures: wholly or not at all, whatever happens on the way."""
        self.write(self.path(settings, replicate), measures)

    def write(self, path: Path, values: np.ndarray) -> None:
        """Keep an array under a path in this store."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}-{os.getpid()}")
        try:
            with draft.open("wb") as file:
                np.save(file, values)
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)

    def versions(self) -> Iterator[tuple[str, int, float]]:
        """Each version of the code with what is kept of it: its name, runs and megabytes."""
        for folder in sorted(self.folder.glob("*/")):
            files = list(folder.rglob("*.npy"))
            runs = sum(not file.name.endswith(RECORD) for file in files)
            yield folder.name, runs, sum(f.stat().st_size for f in files) / 1e6

    def prune(self) -> None:
        """Forget what other versions of the code have found."""
        for name, _, _ in list(self.versions()):
            if name != self.code:
                shutil.rmtree(self.folder / name, ignore_errors=True)
