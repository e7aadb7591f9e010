"""Where schools and places come from: England, a register, a file, or invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.world.authorities import choose
from sim.world.england import england, lincolnshire, sample
from sim.world.files import read_schools
from sim.world.kept import kept_world
from sim.world.places import World
from sim.world.projections import with_projections
from sim.world.synthetic import synthetic
from sim.world.table import read_bytes

__all__ = ["World", "england", "lincolnshire", "load_world", "read_schools", "sample", "synthetic"]


def load_world(asked: Any, kept: Path | None = None) -> World:
    """The world that ``asked``, the ``world`` of settings, names; a file is read afresh.

    A command calls this once and carries what it gets, so that a file which changes on the way
    cannot give it two worlds. A register is kept in a folder, where there is one, by its content.
    Raises SettingError where there is no such world.
    """
    if asked.kind == "synthetic":
        return synthetic(asked.schools, asked.seed)
    if asked.kind == "sample":
        return sample(asked.authorities, asked.seed)
    if asked.kind == "lincolnshire":
        chosen = lincolnshire()
    else:
        whole = _whole(asked, kept)
        chosen = choose(whole, getattr(asked, "authorities", ""), getattr(asked, "region", ""))
    rolls = getattr(asked, "rolls", "")
    return with_projections(chosen, rolls) if rolls else chosen


def _whole(asked: Any, kept: Path | None) -> World:
    """All of England, of a file or of a register."""
    if asked.kind == "england":
        return england()
    if asked.kind == "file":
        return read_schools(asked.path)
    from sim.world.register import (  # brings in the model's code, slow to import
        Asked,
        read_register,
    )

    files = ("path", "ks2", "census", "workforce")
    names = {name: f"world.{name}={getattr(asked, name)}" for name in files}
    given = {name: file for name, file in names.items() if getattr(asked, name)}
    content = {name: read_bytes(getattr(asked, name), f"world.{name}") for name in given}
    beside = {name: (content[name], file) for name, file in given.items() if name != "path"}
    what = Asked(asked.phases, asked.same_head_km, **beside)
    return kept_world(
        kept,
        list(content.values()),
        repr((asked.phases, asked.same_head_km, list(given))),
        lambda: read_register(content["path"], given["path"], what),
    )
