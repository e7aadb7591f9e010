"""Policies: what governments do to schools from outside, one file each.

A policy is a function of the model and its settings, called at the start of every
year from its first to its last, in alphabetical order whatever the order they are
listed in. It changes posts, money and what the year begins with; no agent knows its
name. To add one: a file here with a function ``act``, and one in ``configs/policy/``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sim.policies import (
    academy_trusts,
    clusters,
    consolidation,
    cpd_release,
    enabling_grant,
    executive_heads,
    head_pay,
    leadership_pipeline,
    opportunistic_federations,
    retention_payment_2026,
    rigid_scheme,
    school_direct,
    system_leaders,
    teaching_schools,
    white_paper_2026,
)

POLICIES: Mapping[str, Callable[[Any, Any], None]] = MappingProxyType(
    {
        policy.__name__.rsplit(".", 1)[1]: policy.act
        for policy in (
            academy_trusts,
            clusters,
            consolidation,
            cpd_release,
            enabling_grant,
            executive_heads,
            head_pay,
            leadership_pipeline,
            opportunistic_federations,
            retention_payment_2026,
            rigid_scheme,
            school_direct,
            system_leaders,
            teaching_schools,
            white_paper_2026,
        )
    }
)
