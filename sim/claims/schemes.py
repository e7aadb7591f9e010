"""Lincolnshire's rigid scheme failed and its enabling one, paid on agreement, worked."""

import numpy as np

from sim.claims.claim import (
    Evidence,
    History,
    Plotted,
    by_year,
    claim,
    is_small,
    measured,
    simulate,
)
from sim.model import Model

YEARS = 10
RECORDED = {
    "depth": lambda model: model.schools.depth[is_small(model)].mean(),
    "member": lambda model: model.schools.partnership.group > 0,
    "left": lambda model: model.schools.left_partners,
}
SCHEMES = {
    "as now": ("baseline",),
    "rigid": ("rigid_scheme",),
    "enabling": ("enabling_grant",),
    "no condition": ("enabling_grant", "policy.enabling_grant.agreement_depth=1"),
}
LAST_YEARS = {"partnership_depth_mean": 3, "grants_paid": 1}


@claim("The rigid scheme loses members, the enabling one deepens, unconditional money buys less")
def schemes(start: Model) -> Evidence:
    """Depth and cost in small schools under each scheme, and how many leave its groups."""
    plotted: Plotted = {}
    left, depth, paid = {}, {}, {}
    for name, (scenario, *overrides) in SCHEMES.items():
        model, history = simulate(start, scenario, YEARS, RECORDED, *overrides)
        depth[name], paid[name] = (
            measured(model, measure, "small", years) for measure, years in LAST_YEARS.items()
        )
        left[name] = members_left(history)
        plotted |= by_year("Depth in small schools, by year", {name: history["depth"]})
        if name != "as now":  # where no scheme has groups
            plotted["Leave a scheme's group in a year", "share", name] = left[name]
        plotted["£ paid a small school", "£", name] = paid[name]
    contrasts = {
        "more leave the rigid scheme's groups than the enabling one's": left["rigid"]
        - left["enabling"],
        "partnerships deepen under the enabling scheme": depth["enabling"] - depth["as now"],
        "more is paid without its condition": paid["no condition"] - paid["enabling"],
        "partnerships deepen less without its condition": depth["enabling"] - depth["no condition"],
    }
    return Evidence(plotted, contrasts)


def members_left(history: History) -> float:
    """What share of the schools in groups of a scheme leave their partners in the next year."""
    members, left = history["member"][:-1], history["left"][1:]
    return float((members & left).sum() / members.sum()) if members.any() else np.nan
