"""Working with partners takes time and travel, so clusters have a best size."""

from sim.claims.claim import NOTHING, Evidence, claim, measured, simulate
from sim.model import Model

YEARS = 10
SIZES = (2, 3, 4, 6, 9, 12)  # schools
GAIN = "ks2_progress_mean"
MEASURED = {
    GAIN: "KS2 progress, points",
    "coordination_hours": "Hours a week with partners",
    "head_leading_hours": "Hours of leading a week",
}


@claim(
    "Too many partners, or too long a drive, cost more than they give: clusters have a best size"
)
def cluster_size(start: Model) -> Evidence:
    """Results and heads' time in required clusters of several sizes, against none."""
    none, _ = simulate(start, "baseline", YEARS)
    plotted, gain = {}, {}
    for size in SIZES:
        overrides = (f"policy.clusters.group_size={size}", "policy.clusters.largest_roll=5000")
        model, _ = simulate(start, "clusters_required", YEARS, NOTHING, *overrides)
        for measure, what in MEASURED.items():
            change = measured(model, measure, "all") - measured(none, measure, "all")
            plotted[f"{what}, by schools in a cluster", "change", size] = change
            if measure == GAIN:
                gain[size] = change
    three_or_four = (gain[3] + gain[4]) / 2
    contrasts = {
        "clusters of three or four do better than pairs": three_or_four - gain[2],
        "clusters of three or four do better than clusters of twelve": three_or_four - gain[12],
    }
    return Evidence(plotted, contrasts)
