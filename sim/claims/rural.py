"""Recruitment of heads is hardest in small schools far from others."""

import numpy as np

from sim.agents.roles import HeadRole
from sim.claims.claim import Claim, Evidence, by_size_and_place, has_head, simulate
from sim.model import Model

YEARS = 12
RECORDED = {
    "adverts": lambda model: model.schools.adverts,
    "acting": lambda model: model.schools.head.role == HeadRole.ACTING_HEAD,
    "has head": has_head,
}


def evidence(start: Model) -> Evidence:
    """Vacancies advertised again and acting heads, by size and by distance to other schools."""
    _, history = simulate(start, "baseline", YEARS, RECORDED)
    again, acting, plotted = {}, {}, {}
    for group, schools in by_size_and_place(start).items():
        adverts, filled = history["adverts"][:, schools], history["has head"][:, schools]
        again[group] = float(np.sum(adverts > 1)) / max(float(np.sum(adverts > 0)), 1)
        acting[group] = float(np.sum(history["acting"][:, schools] & filled)) / float(
            np.sum(filled)
        )
        plotted["Vacancies advertised again", "share", group] = again[group]
        plotted["Posts with an acting head", "share", group] = acting[group]
    return Evidence(
        plotted,
        {
            "more vacancies are advertised again": again["small, remote"] - again["larger"],
            "more posts have an acting head": acting["small, remote"] - acting["larger"],
        },
    )


CLAIM = Claim("Rural small schools readvertise more and have more acting heads", evidence)
