"""Working with partners takes time and travel, so clusters have a best size."""

from sim.claims.claim import NOTHING, Claim, Evidence, measured, simulate
from sim.model import Model

YEARS = 10
SIZES = (2, 3, 4, 6, 9, 12)  # schools
MEASURED = {
    "ks2_progress_mean": "KS2 progress, points",
    "coordination_hours": "Hours a week with partners",
    "head_leading_hours": "Hours of leading a week",
}


def evidence(start: Model) -> Evidence:
    """Results and heads' time in required clusters of several sizes, against none."""
    none, _ = simulate(start, "baseline", YEARS)
    changes = {}
    for size in SIZES:
        overrides = (f"policy.clusters.group_size={size}", "policy.clusters.largest_roll=5000")
        model, _ = simulate(start, "clusters_required", YEARS, NOTHING, *overrides)
        for measure in MEASURED:
            change = measured(model, measure, "all") - measured(none, measure, "all")
            changes[measure, size] = change
    plotted = {
        (f"{MEASURED[measure]}, by schools in a cluster", "change", size): change
        for (measure, size), change in changes.items()
    }
    gain = {size: changes["ks2_progress_mean", size] for size in SIZES}
    three_or_four = (gain[3] + gain[4]) / 2
    return Evidence(
        plotted,
        {
            "clusters of three or four do better than pairs": three_or_four - gain[2],
            "clusters of three or four do better than clusters of twelve": three_or_four - gain[12],
        },
    )


CLAIM = Claim(
    "Too many partners, or too long a drive, cost more than they give: clusters have a best size",
    evidence,
)
