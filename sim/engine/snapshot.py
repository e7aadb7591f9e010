"""The whole state of a model as bytes, and back: numbers and names only, no code."""

import io
from typing import Any

import mesa
import numpy as np

from sim.engine.columns import Table

# What is given anew when a state is restored.
GIVEN = {"world", "given", "parameters", "scheduler", "policies", "neighbours", "tables",
         "after_phase", "after_draw"}  # fmt: skip


def save(model: Any) -> bytes:
    """Everything that years to come depend on, as compressed arrays.

    Raises TypeError for an attribute that is neither numbers, arrays, nor lists or dicts of them,
    so that nothing new is forgotten.
    """
    parts: dict[str, Any] = {}
    for kind, table in _by_kind(model).items():
        parts[f"table/{kind}/free"] = table.free
        for name in table.columns:
            parts[f"column/{kind}/{name}"] = table.used(name)
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


def restore(content: bytes, model: Any) -> None:
    """Fill an empty model, of the same world and parameters, with a saved state."""
    parts = np.load(io.BytesIO(content), allow_pickle=False)
    for kind, table in _by_kind(model).items():
        columns = {name: parts[f"column/{kind}/{name}"] for name in table.columns}
        table.fill(columns, free=parts[f"table/{kind}/free"])
    for key in parts.files:
        how, name = key.split("/")[:2]
        if how == "int":
            setattr(model, name, int(parts[key]))
        elif how == "ndarray":
            setattr(model, name, parts[key])
        elif how == "list":
            setattr(model, name, list(parts[key]))
        elif how == "keys":
            setattr(model, name, {str(one): parts[f"dict/{name}/{one}"] for one in parts[key]})


def _by_kind(model: Any) -> dict[str, Table]:
    return {table.agent_type.__name__: table for table in model.tables}
