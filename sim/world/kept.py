"""Worlds that were read from large files, kept so that the same content need not be read again.

A kept world is found by the content of its files, what was asked of them, and the code that reads
them. It is a plain archive of arrays without any name of a person; one that cannot be read, or is
not what was kept, is read anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import fields
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zipfile import BadZipFile
from zlib import error as BadCompression

import numpy as np

from sim.world.authorities import DATA
from sim.world.places import World
from sim.world.reading import Reading

ABOUT = "about"  # the entry of the archive with all that is no array
UNREADABLE = (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, BadCompression)


def kept_world(
    folder: Path | None, files: Sequence[bytes], asked: str, read: Callable[[], World]
) -> World:
    """The world that ``read`` gives, from a folder where it is kept there; none keeps nothing."""
    if folder is None:
        return read()
    content = blake2b(_code() + asked.encode(), digest_size=12)
    for one in files:
        content.update(blake2b(one).digest())
    path = folder / f"{content.hexdigest()}.npz"
    with suppress(*UNREADABLE):
        return _load(path)
    world = read()
    with suppress(OSError):  # a disk that is full, or not ours, costs only the time to read again
        _save(world, path)
    return world


@cache
def _code() -> bytes:
    """A digest of the code and the lists that read a file."""
    content = blake2b()
    for path in [*sorted(Path(__file__).parent.glob("*.py")), DATA / "local_authorities.csv"]:
        content.update(path.read_bytes())
    return content.digest()


def _save(world: World, path: Path) -> None:
    """Write a world beside its place, and then put it there, so that nobody reads half of it."""
    given = {one.name: getattr(world, one.name) for one in fields(world) if one.init}
    arrays: dict[str, Any] = {
        name: value for name, value in given.items() if isinstance(value, np.ndarray)
    }
    about = {name: value for name, value in given.items() if name not in arrays}
    about |= {"reading": vars(world.reading), "digest": world.digest}
    arrays[ABOUT] = np.array(json.dumps(about))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem}-{os.getpid()}.npz")
    try:
        np.savez_compressed(draft, **arrays)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _load(path: Path) -> World:
    """A kept world. Raises one of ``UNREADABLE`` where it is not there, or not as it was."""
    with np.load(path, allow_pickle=False) as archive:
        values: dict[str, Any] = {name: archive[name] for name in archive.files}
    about: dict[str, Any] = json.loads(str(values.pop(ABOUT)))
    digest, reading = about.pop("digest"), about.pop("reading")
    values |= _with_tuples(about) | {"reading": Reading(**_with_tuples(reading))}
    world = World(**values)
    if world.digest != digest:
        raise ValueError(path)
    return world


def _with_tuples(values: dict[str, Any]) -> dict[str, Any]:
    """What JSON gives as lists as tuples again."""
    return {
        key: tuple(value) if isinstance(value, list) else value for key, value in values.items()
    }
