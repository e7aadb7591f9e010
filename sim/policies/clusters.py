"""All primaries in organised local clusters: left to schools, encouraged by a grant, or required.

Claims (Hill 2014): governments should encourage all primaries to work in local
clusters, as a deliberate act of policy. That encouragement works where rigid
requirement does not is for the model to say.
"""

from __future__ import annotations

from typing import Any

from sim.policies.offers import offer
from sim.state import State


def act(model: State, settings: Any) -> None:
    """Offer every school its local cluster."""
    grant = settings.grant if settings.stance != "voluntary" else 0
    offer(model, settings, grant=grant, depth=2, required=settings.stance == "required")
