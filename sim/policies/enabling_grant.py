"""Clusters of small schools that govern themselves, with a grant on a binding written agreement."""

from __future__ import annotations

from typing import Any

from sim.policies.offers import offer
from sim.state import State


def act(model: State, settings: Any) -> None:
    """Offer small schools a cluster and the grant that waits for its agreement."""
    grant = settings.grant * settings.prices
    offer(model, settings, grant=grant, depth=settings.agreement_depth)
