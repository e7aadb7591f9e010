"""Every school in a trust, as the 2026 white paper proposes: encouraged, or by a date."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import expit, logit

from sim.policies.scale import drawn_authorities
from sim.state import State


def act(model: State, settings: Any) -> None:
    """Let more schools seek trusts, councils found them, and a date oblige who is left."""
    if settings.joining == 0 and settings.required_from == 0:
        return
    schools = model.schools
    if settings.joining > 0:  # and money draws, as with every offer
        odds = logit(settings.joining)
        odds += model.parameters.partnerships.offer_money * settings.conversion_grant / 10_000
        schools.converting = np.maximum(schools.converting, expit(odds))
    schools.conversion_grant += settings.conversion_grant
    schools.council_trust = drawn_authorities(model, "council trust", settings.councils)
    if 0 < settings.required_from <= model.year:
        schools.conversion_required = True
        schools.council_trust = True  # nobody is left without a trust
