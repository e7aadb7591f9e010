"""Policies: what governments do to schools from outside, one file each.

A policy is a function of the model and its settings, called at the start of
every year from the first. It changes posts, money or parameters of the state;
no agent knows its name. To add one: a file here, one in ``configs/policy/``,
and a line below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sim.policies import executive_heads

POLICIES: Mapping[str, Callable[[Any, Any], None]] = MappingProxyType(
    {"executive_heads": executive_heads.act}
)
