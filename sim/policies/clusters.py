"""All primaries in local clusters: left to schools, encouraged by a grant, or required."""

from __future__ import annotations

from typing import Any

from sim.policies.offers import offer
from sim.state import State


def act(model: State, settings: Any) -> None:
    """Offer every school its local cluster."""
    grant = settings.grant if settings.stance != "voluntary" else 0
    offer(model, settings, grant=grant, depth=2, required=settings.stance == "required")
