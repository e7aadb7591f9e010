"""The whole state of a model as bytes, and back: numbers and names only, no code."""

from __future__ import annotations

import io
from typing import Any

import mesa
import numpy as np

from sim.engine.columns import Table
from sim.engine.scheduler import all_at_once
from sim.model import TYPES, Model, around
from sim.world import World

# What is given again or made anew when a state is restored.
GIVEN = {"world", "parameters", "scheduler", "policies", "neighbours", "tables", "after_phase",
         "after_draw"}  # fmt: skip


def save(model: Model) -> bytes:
    """Everything that years to come depend on, as compressed arrays.

    Raises TypeError for an attribute that is neither numbers, arrays, nor lists or dicts of them,
    so that nothing new is forgotten.
    """
    parts: dict[str, Any] = {}
    for kind, table in model.tables.items():
        parts[f"table/{kind}/free"] = table.free
        for name, array in table.arrays.items():
            parts[f"column/{kind}/{name}"] = array[..., : table.size]
    mesas = vars(mesa.Model(rng=0))
    for name, value in vars(model).items():
        if name not in GIVEN and name not in mesas:
            parts |= _plain(name, value)
    file = io.BytesIO()
    np.savez_compressed(file, **parts)
    return file.getvalue()


def _plain(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, int | np.ndarray):
        return {f"{type(value).__name__}/{name}": value}
    if isinstance(value, list):
        return {f"list/{name}": np.array(value)}
    if isinstance(value, dict) and all(isinstance(each, np.ndarray) for each in value.values()):
        return {f"dict/{name}/{key}": each for key, each in value.items()} | {
            f"keys/{name}": np.array(list(value), dtype=str)
        }
    raise TypeError(f"Model.{name} is a {type(value).__name__}, which cannot be saved")


def restore(content: bytes, world: World, parameters: Any) -> Model:
    """The model as it was, of the same world and parameters; no policy acts on it."""
    parts = np.load(io.BytesIO(content), allow_pickle=False)
    model = Model.__new__(Model)
    mesa.Model.__init__(model, rng=int(parts["int/luck"]))
    model.world, model.parameters, model.scheduler = world, parameters, all_at_once
    model.policies = {}
    model.neighbours = around(world, parameters)
    model.tables = {kind.__name__: _table(model, kind, parts) for kind in TYPES}
    for key in parts.files:
        how, name = key.split("/")[:2]
        if how == "int":
            setattr(model, name, int(parts[key]))
        elif how == "ndarray":
            setattr(model, name, parts[key])
        elif how == "list":
            setattr(model, name, list(parts[key]))
        elif how == "keys":
            found = {str(one): parts[f"dict/{name}/{one}"] for one in parts[key]}
            setattr(model, name, found)
    return model


def _table(model: Model, kind: Any, parts: Any) -> Table:
    own = f"column/{kind.__name__}"
    table = Table(model, kind, len(parts[f"{own}/unique_id"]))
    for name, array in table.arrays.items():
        array[..., :-1] = parts[f"{own}/{name}"]
    table.size, table.free = table.capacity, parts[f"table/{kind.__name__}/free"]
    return table
