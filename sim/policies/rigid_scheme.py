"""A scheme that prescribes groups and one model of working: Lincolnshire's false start of 2012."""

from __future__ import annotations

from typing import Any

from sim.policies.offers import offer
from sim.state import State


def act(model: State, settings: Any) -> None:
    """Offer small schools their prescribed groups."""
    offer(model, settings, grant=settings.grant, depth=1, prescribed=settings.prescribed)
