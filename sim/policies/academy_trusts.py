"""Academy trusts: strong schools convert and gather others, and take on weak ones as sponsors."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.roles import Form, Grade
from sim.policies.scale import in_this_world
from sim.state import State


def act(model: State, settings: Any) -> None:
    """Approve lead schools, let others convert by choice or by order, and pay for it."""
    number = in_this_world(model, settings.number)
    if number == 0:
        return
    approve_leads(model, number)
    schools = model.schools
    schools.converting = np.maximum(schools.converting, settings.converting)
    schools.sponsoring = np.maximum(schools.sponsoring, settings.sponsoring)
    schools.conversion_grant += settings.start_grant
    schools.sponsor_grant += settings.sponsor_grant


def approve_leads(model: State, number: int) -> None:
    """Approve as many lead schools as there are to be: beside those there are, the best-led
    outstanding ones."""
    schools = model.schools
    leads = schools.leads_trust & ~schools.closed
    free = (schools.partnership.form < Form.FEDERATION) & ~leads & ~schools.closed
    fit = (schools.ofsted_grade == Grade.OUTSTANDING) & free
    order = np.lexsort((schools.unique_id, -schools.led_well, ~fit))
    chosen = order[: max(number - int(leads.sum()), 0)]
    schools[chosen[fit[chosen]]].leads_trust = True
