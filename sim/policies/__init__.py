"""Policies: what governments do to schools from outside, one file each.

A policy is a function of the model and its settings, called at the start of every
year from its first to its last, in alphabetical order whatever the order they are
listed in. It changes posts, money and what the year begins with; no agent knows its
name. To add one: a file here with a function ``act``, and one of the same name in
``configs/policy/``, which declares what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from sim.parameters.configs import folder

Act = Callable[[Any, Any], None]
NAMES = sorted(path.stem for path in (folder() / "policy").glob("*.yaml"))
POLICIES: Mapping[str, Act] = MappingProxyType(
    {name: import_module(f"sim.policies.{name}").act for name in NAMES}
)


def acts(settings: Any, year: int, start_year: int) -> bool:
    """Whether a policy acts in a year of the simulation: from its first year to its last.

    Where the run has a calendar, which begins in ``start_year``, it does not act before the
    school year from which it is announced.
    """
    begins = start_year + year - 1 if start_year else float("inf")  # the school year
    early = hasattr(settings, "not_before") and begins < settings.not_before
    return bool(settings.first_year <= year <= settings.last_year and not early)


def rule(name: str, settings: Any) -> Act:
    """What a policy does; one from outside comes with its settings, also to a worker."""
    return settings.plugin.act if hasattr(settings, "plugin") else POLICIES[name]
