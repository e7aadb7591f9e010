"""Recruitment of heads is hardest in small schools far from others."""

from sim.agents.roles import HeadRole
from sim.claims.claim import Evidence, by_size_and_place, claim, has_head, simulate
from sim.model import Model

YEARS = 12
RECORDED = {
    "adverts": lambda model: model.schools.adverts,
    "acting": lambda model: model.schools.head.role == HeadRole.ACTING_HEAD,
    "has head": has_head,
}


@claim("Rural small schools readvertise more and have more acting heads")
def rural(start: Model) -> Evidence:
    """Vacancies advertised again and acting heads, by size and by distance to other schools."""
    _, history = simulate(start, "baseline", YEARS, RECORDED)
    again, acting, plotted = {}, {}, {}
    for group, schools in by_size_and_place(start).items():
        adverts, filled = history["adverts"][:, schools], history["has head"][:, schools]
        again[group] = (adverts > 1).sum() / max((adverts > 0).sum(), 1)
        acting[group] = (history["acting"][:, schools] & filled).sum() / filled.sum()
        plotted["Vacancies advertised again", "share", group] = again[group]
        plotted["Posts with an acting head", "share", group] = acting[group]
    contrasts = {
        "more vacancies are advertised again": again["small, remote"] - again["larger"],
        "more posts have an acting head": acting["small, remote"] - acting["larger"],
    }
    return Evidence(plotted, contrasts)
