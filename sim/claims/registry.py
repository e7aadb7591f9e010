"""All claims, and whether simulated schools show them.

Each replicate gives one value of each contrast; a contrast is called shown where a one-sided
t test over replicates that it is above zero rejects at the claim's false-alarm rate. Replicates of
one parameter set are alike: where there are several sets, the test is over their means.
"""

import pandas as pd
from scipy.special import stdtr

from sim.claims.careers import careers
from sim.claims.claim import Claim
from sim.claims.cluster_size import cluster_size
from sim.claims.departures import departures
from sim.claims.federations import federations
from sim.claims.rural import rural
from sim.claims.schemes import schemes
from sim.claims.teaching_schools import teaching_schools
from sim.claims.weak_teacher import weak_teacher

CLAIMS: dict[str, Claim] = {
    "weak_teacher": weak_teacher,
    "careers": careers,
    "rural": rural,
    "federations": federations,
    "schemes": schemes,
    "teaching_schools": teaching_schools,
    "departures": departures,
    "cluster_size": cluster_size,
}


def judge(contrasts: pd.DataFrame, sets: int = 1) -> pd.DataFrame:
    """Of each contrast its mean over replicates, standard error, p value, and whether shown.

    Replicates take so many parameter ``sets`` in turn; ``replicates`` counts independent values.
    """
    keys = ["signature", "contrast"]
    if sets > 1:
        own = contrasts.replicate % sets
        contrasts = contrasts.groupby([*keys, own], sort=False)["value"].mean().reset_index()
    grouped = contrasts.groupby(keys, sort=False)["value"]
    judged = grouped.agg(mean="mean", error="sem", replicates="count").reset_index()
    judged["chance"] = stdtr(judged.replicates - 1, -judged["mean"] / judged.error)
    judged["shown"] = judged.chance <= [CLAIMS[name].false_alarm for name in judged.signature]
    return judged


def as_text(judged: pd.DataFrame) -> str:
    """Each claim, and of each contrast whether it is shown."""
    lines = ["Shown: above zero by a one-sided t test over replicates, at the rate of false alarm."]
    for name, rows in judged.groupby("signature", sort=False):
        claim = CLAIMS[str(name)]
        lines += ["", f"{claim.statement} (false alarm {claim.false_alarm:.0%})"]
        for row in rows.itertuples():
            verdict = "shown    " if row.shown else "NOT shown"
            lines.append(f"  {verdict}  {row.contrast}: {row.mean:+.3g} (se {row.error:.2g})")
    return "\n".join(lines)
