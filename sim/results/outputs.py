"""Where results go: a folder is chosen before anything runs, and in its place when all is there."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sim.errors import OutputError, writing
from sim.parameters import configs

if TYPE_CHECKING:
    from sim.results.draft import Draft

OURS = ("manifest.json", "config.yaml", "design.yaml")  # one of them is in every folder of results
LONGEST = 120  # bytes of a name: systems allow 255, with the time before it and more behind
REPLACE = "add --overwrite to replace it (in Python overwrite=True)"


def home() -> Path:
    """``outputs`` of the checkout, or of the folder one works in."""
    return (configs.checkout() or Path.cwd()) / "outputs"


def kept_worlds() -> Path:
    """Where registers that were read are kept."""
    return home() / ".worlds"


def choose_folder(name: str, output: str | None, overwrite: bool) -> Path:
    """Where results will go; raises OutputError if they cannot, before anything is simulated."""
    folder = Path(output) if output else _unused(name)
    with writing(f"--output {folder}"):
        if output and folder.exists():
            if not overwrite:
                raise OutputError(f"--output {folder} exists; {REPLACE}")
            if not _is_ours(folder):
                raise OutputError(f"--output {folder} holds other things than results: left alone")
        folder.parent.mkdir(parents=True, exist_ok=True)
        probe = _draft(folder)
        probe.touch()
        probe.unlink()
    return folder


def choose_file(name: str, output: str | Path | None, overwrite: bool) -> Path:
    """Where a page will go; raises OutputError if it cannot, before anything is simulated."""
    if not output:
        home().mkdir(parents=True, exist_ok=True)
        return _unused(name)
    file = Path(output)
    with writing(f"--output {file}"):
        if file.exists() and not overwrite:
            raise OutputError(f"--output {file} exists; {REPLACE}")
        if file.is_dir() or not file.parent.is_dir():
            raise OutputError(f"--output {file} cannot be written (no such folder for a file)")
    return file


def _unused(name: str) -> Path:
    """A place among the outputs, named by the time; with a number where it is taken already."""
    short = name.encode()[:LONGEST].decode(errors="ignore")
    return _free(home() / f"{time.strftime('%Y-%m-%d-%H%M%S')}-{short}")


def _free(path: Path) -> Path:
    """A path, or the first with a number after it, where nothing is yet."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(one for one in chain([path], numbered) if not one.exists())


def _draft(path: Path) -> Path:
    """A place beside a path that no other process has, on this machine or another."""
    return path.with_name(f".{path.name}-{uuid4().hex}")


def _is_ours(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    return not any(folder.iterdir()) or any((folder / name).exists() for name in OURS)


@contextmanager
def filled(path: Path, overwrite: bool = False) -> Iterator[Draft]:
    """A folder to be filled beside ``path``; described, it takes its place when all is written.

    Where another command has written there meanwhile, it takes a number after the name: see its
    ``path`` afterwards.
    """
    from sim.results.draft import Draft

    draft, replaced = _draft(path), _draft(path)
    draft.mkdir()
    try:
        with writing(f"--output {path}"):
            folder = Draft(draft, path.name)
            yield folder
            folder.describe()
            if overwrite and path.exists():
                path.rename(replaced)
            folder.path = _put(draft, path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(replaced, ignore_errors=True)


def write_page(text: str, path: Path, overwrite: bool = True) -> Path:
    """Write a page, all of it or nothing; returns where, as :func:`filled` does."""
    draft = _draft(path)
    with writing(f"--output {path}"):
        try:
            draft.write_text(text, encoding="utf-8")
            return draft.replace(path) if overwrite else _put(draft, path)
        finally:
            draft.unlink(missing_ok=True)


def _put(draft: Path, path: Path) -> Path:
    """Move a draft to a path, or to the next that is free: another command may have been faster."""
    while True:
        place = _free(path)
        try:
            return draft.rename(place)
        except OSError:
            if not place.exists():
                raise
