"""What worker processes need of the user's own program: its measures, and else nothing.

A worker of Python reads the script that started it again, which so needs ``if __name__ ==
"__main__":``, and cannot come from standard input. Workers here do so only where measures are
declared in the script; those of a module are imported.
"""

from __future__ import annotations

import inspect
import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from importlib import import_module
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sim.errors import SettingError
from sim.parameters import plugins

if TYPE_CHECKING:
    from sim.measures import Measure

MAIN = "__main__"
REMEDY = "declare them in a module that is imported, or use run.workers=1"


def _measures() -> Mapping[str, Measure]:
    """All that there are; none where nobody has imported them yet, which brings in the model."""
    module = sys.modules.get("sim.measures")
    return module.MEASURES if module else {}


def own_measures() -> list[Measure]:
    """The measures that are not of this package."""
    return [one for one in _measures().values() if one.is_own]


def digest_of_own() -> tuple[str, ...]:
    """What decides the values of the measures that are not of this package: their source."""
    return tuple(blake2b(_source(one), digest_size=8).hexdigest() for one in own_measures())


def check() -> None:
    """End a worker that runs the user's script again; refuse measures that no worker could read.

    Raises SettingError.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        sys.exit()
    if _is_needed() and not os.path.exists(getattr(sys.modules[MAIN], "__file__", None) or ""):
        _refuse([one.name for one in own_measures()])


def with_own(work: Callable[..., Any]) -> Callable[..., Any]:
    """Work that has the measures of this process wherever it is done."""
    own = own_measures()
    if not own:
        return work
    files = {one.imported_as: one for one in plugins.known()}
    modules = dict.fromkeys(one.module for one in own if one.module != MAIN)
    return partial(_with, [files.get(one, one) for one in modules], list(_measures()), work)


class _Worker(SpawnProcess):
    """A process that reads the user's script only where that is needed."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:
        main = sys.modules[MAIN]
        if not _is_needed():
            sys.modules[MAIN] = ModuleType(MAIN)  # has no file to be read again
        try:
            return SpawnProcess._Popen(process_obj)
        finally:
            sys.modules[MAIN] = main


class Workers(SpawnContext):
    """How worker processes are started."""

    Process = _Worker


def _is_needed() -> bool:
    return any(one.module == MAIN for one in own_measures())


def _with(
    modules: Sequence[str | plugins.Plugin], names: Sequence[str], work: Any, *task: Any
) -> Any:
    for module in modules:
        if isinstance(module, plugins.Plugin):
            plugins.rule_of(module)
        else:
            import_module(module)
    if list(_measures()) != names:
        _refuse([name for name in names if name not in _measures()])
    return work(*task)


def _refuse(names: Sequence[str]) -> None:
    raise SettingError(f"worker processes cannot read the measures {', '.join(names)}: {REMEDY}")


def _source(one: Measure) -> bytes:
    """The file that a measure is in; what is typed in, where there is none."""
    file = getattr(sys.modules.get(one.compute.__module__), "__file__", None)
    if file and os.path.exists(file):
        with open(file, "rb") as source:
            return source.read()
    try:
        return inspect.getsource(one.compute).encode()
    except (OSError, TypeError):
        code = getattr(one.compute, "__code__", None)
        return repr((code and (code.co_code, code.co_consts, code.co_names), one)).encode()
