"""Where schools and places come from: England, Lincolnshire, a file, or invented."""

from __future__ import annotations

from typing import Any

from sim.world.files import england, lincolnshire, read_schools, sample
from sim.world.places import World
from sim.world.synthetic import synthetic

__all__ = ["World", "england", "lincolnshire", "load_world", "read_schools", "sample", "synthetic"]


def load_world(asked: Any) -> World:
    """The world that ``asked``, the ``world`` of settings, names; a file is read afresh.

    A command calls this once and carries what it gets, so that a file which changes on the way
    cannot give it two worlds. Raises SettingError where there is no such world.
    """
    if asked.kind == "synthetic":
        return synthetic(asked.schools, asked.seed)
    if asked.kind == "file":
        return read_schools(asked.path)
    if asked.kind == "sample":
        return sample(asked.authorities, asked.seed)
    return {"england": england, "lincolnshire": lincolnshire}[asked.kind]()
