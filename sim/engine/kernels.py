"""Compiled kernels: a plain loop in place of many steps over arrays, where Numba is installed.

``pip install 'small-schools[fast]'`` installs it. NumPy is the reference: every loop of
``loops.py`` gives the bytes of the function whose place it takes, and without Numba that function
is called. Worlds of fewer than ``WORTH_FROM`` schools are sooner done without; the environment
variable ``SMALL_SCHOOLS_KERNELS`` is ``off`` for none with kernels, ``on`` for all. Numba is
imported when a first kernel is called. A kernel is compiled once, and then kept in :func:`folder`.
"""

import os
from collections.abc import Callable
from functools import cache, wraps
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from sim.errors import SettingError

Function = TypeVar("Function", bound=Callable[..., Any])
VARIABLE, CHOICES = "SMALL_SCHOOLS_KERNELS", ("", "on", "off")
WORTH_FROM = 2_000  # schools, from which years take longer than Numba does to begin

on = False  # in this process, from the first world that is large enough


def begin(schools: int) -> None:
    """Use kernels from now on, if there are any and a world of so many schools is worth it.

    Raises SettingError where ``SMALL_SCHOOLS_KERNELS`` is neither on nor off.
    """
    global on
    asked = os.environ.get(VARIABLE, "")
    if asked not in CHOICES:
        raise SettingError(f"{VARIABLE}={asked} is neither on nor off; leave it out to choose")
    wanted = asked == "on" or (schools >= WORTH_FROM and asked != "off")
    on = on or (wanted and available())


@cache
def available() -> bool:
    """Whether Numba is installed, and compiled kernels can be kept: to compile takes too long."""
    if find_spec("numba") is None:
        return False
    try:
        folder().mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # no home, or not to be written
        return False
    return os.access(folder(), os.W_OK)


def folder() -> Path:
    """Where compiled kernels are kept: ``NUMBA_CACHE_DIR``, or in the user's cache."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("NUMBA_CACHE_DIR") or home / "small-schools")


def compiled(loop: Callable[..., Any]) -> Callable[[Function], Function]:
    """Let a loop take the place of a function of the same arguments while kernels are ``on``."""

    def choose(reference: Function) -> Function:
        @wraps(reference)
        def call(*given: Any) -> Any:
            return _kernel(loop)(*map(_in_order, given)) if on else reference(*given)

        return call  # type: ignore[return-value]

    return choose


def _in_order(given: Any) -> Any:
    """An array whose numbers follow each other, so that a loop is compiled for no other."""
    ordered = not isinstance(given, np.ndarray) or given.flags.c_contiguous
    return given if ordered else np.ascontiguousarray(given)


@cache
def _kernel(loop: Callable[..., Any]) -> Any:
    from numba import config as numbas
    from numba import njit

    config: Any = numbas  # its names are made when it is read
    usual, config.CACHE_DIR = config.CACHE_DIR, str(folder())
    try:  # where a kernel is kept is settled here; others' stay where they are
        return njit(cache=True)(loop)
    finally:
        config.CACHE_DIR = usual
