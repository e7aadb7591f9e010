"""A payment to new heads who stay, in some areas, as announced in 2026."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.policies.scale import drawn_authorities, in_this_world
from sim.state import State
from sim.year.headships import is_vacant


def act(model: State, settings: Any) -> None:
    """Pay heads in their first years in the areas named, as many as the money allows.

    Where a post is vacant whoever takes it is.
    """
    if settings.payment == 0:
        return
    schools = model.schools
    head = schools.head
    new = (head.unique_id > 0) & (head.tenure < settings.years)
    # What is offered for a vacant post draws applicants.
    eligible = (new | is_vacant(schools)) & drawn_authorities(
        model, "retention area", settings.areas
    )
    paid = np.flatnonzero(eligible & ~schools.closed)
    lot = model.uniform(schools.unique_id[paid], "retention payment", year=0)
    most = in_this_world(model, settings.budget / settings.payment)
    payment = settings.payment * settings.prices
    chosen = schools[paid[np.lexsort((paid, lot))[:most]]]
    chosen.pay_supplement += payment
    chosen.policy_grant += model.parameters.money.on_costs * payment
