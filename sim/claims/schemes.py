"""Lincolnshire's rigid scheme failed and its enabling one, paid on agreement, worked."""

from sim.claims.claim import Evidence, Plotted, by_year, claim, is_small, measured, simulate
from sim.model import Model

YEARS = 10
RECORDED = {"depth": lambda model: model.schools.depth[is_small(model)].mean()}
SCHEMES = {
    "as now": ("baseline",),
    "rigid": ("rigid_scheme",),
    "enabling": ("enabling_grant",),
    "no condition": ("enabling_grant", "policy.enabling_grant.agreement_depth=1"),
}
LAST_YEARS = {"partners_left_share": YEARS, "partnership_depth_mean": 3, "grants_paid": 1}


@claim("The rigid scheme loses members, the enabling one deepens, unconditional money buys less")
def schemes(start: Model) -> Evidence:
    """Leaving, depth and cost in small schools under each scheme."""
    plotted: Plotted = {}
    left, depth, paid = {}, {}, {}
    for name, (scenario, *overrides) in SCHEMES.items():
        model, history = simulate(start, scenario, YEARS, RECORDED, *overrides)
        left[name], depth[name], paid[name] = (
            measured(model, measure, "small", years) for measure, years in LAST_YEARS.items()
        )
        plotted |= by_year("Depth in small schools, by year", {name: history["depth"]})
        plotted["Leave partners in a year", "share", name] = left[name]
        plotted["£ paid a small school", "£", name] = paid[name]
    contrasts = {
        "more leave under the rigid scheme": left["rigid"] - left["as now"],
        "partnerships deepen under the enabling scheme": depth["enabling"] - depth["as now"],
        "more is paid without its condition": paid["no condition"] - paid["enabling"],
        "partnerships deepen less without its condition": depth["enabling"] - depth["no condition"],
    }
    return Evidence(plotted, contrasts)
