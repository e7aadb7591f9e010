"""An executive head's departure hits all schools of a cluster at once.

Heads of school are there to soften it: clusters are compared by the ablest they have, each
departure against clusters of the same kind whose executive head stays.
"""

import numpy as np

from sim.agents.roles import Post
from sim.claims.claim import Evidence, History, by_year, claim, mean_effect, simulate
from sim.model import Model

YEARS, AFTER, FIRST = 14, 6, 4  # simulated; followed after a departure; first year of departures
STRONG, WEAK = "strong heads of school", "weak heads of school"
RECORDED = {
    "left": lambda model: model.schools.leader_left,
    "leader before": lambda model: model.schools.leader_before,
    "executive": lambda model: model.schools.base.executive.unique_id,
    "head of school": lambda model: np.where(
        model.schools.post == Post.HEAD_OF_SCHOOL, model.schools.head.leadership, np.nan
    ),
    "leadership": lambda model: model.schools.led_well,
    "base": lambda model: model.schools.base.row,
}  # fmt: skip


@claim("An executive head's departure hits about four schools; strong heads of school soften it")
def departures(start: Model) -> Evidence:
    """How many schools a departure hits, and how the leadership they get changes after it."""
    at_once = "policy.executive_heads.phase_in_years=1"
    _, history = simulate(start, "executive_heads_4000", YEARS, RECORDED, at_once)
    history["left"] = executive_left(history)
    hit: list[int] = []
    changes: dict[str, list[np.ndarray]] = {STRONG: [], WEAK: []}
    for year in range(FIRST, YEARS - AFTER):
        leaders = history["leader before"][year][history["left"][year]]
        hit += list(np.unique(leaders, return_counts=True)[1])
        for kind, schools in clusters_by_heads_of_school(history, year - 1).items():
            changes[kind].append(changes_after_departure(history, year, schools))
    means = {kind: mean_effect(np.concatenate(rows)) for kind, rows in changes.items()}
    plotted = by_year("Leadership the schools get, by years since", means, first=-1)
    fractions = np.bincount(np.array(hit, dtype=int), minlength=7)[1:7] / max(len(hit), 1)
    plotted |= {
        ("Departures, by schools hit", "share", schools): fraction
        for schools, fraction in enumerate(fractions, 1)
    }
    contrasts = {
        "a departure hits three schools or more": float(np.mean(hit)) - 3 if hit else np.nan,
        "strong heads of school soften it": (means[STRONG] - means[WEAK])[1:3].mean(),
    }
    return Evidence(plotted, contrasts)


def executive_left(history: History) -> np.ndarray:
    """Whether the leader who left a school was an executive head as the year began."""
    executive = np.roll(history["executive"], 1, axis=0)  # of the year before, as it ended
    executive[0] = 0
    return history["left"] & (executive > 0) & (history["leader before"] == executive)


def clusters_by_heads_of_school(history: History, year: int) -> dict[str, np.ndarray]:
    """Schools in clusters whose ablest head of school is above the median, and the rest."""
    base = history["base"][year]
    ablest = np.full(base.size, -np.inf)
    np.maximum.at(ablest, base, np.nan_to_num(history["head of school"][year], nan=-np.inf))
    ablest = ablest[base]
    shared = np.isfinite(ablest)
    strong = ablest >= np.median(ablest[shared])
    return {STRONG: shared & strong, WEAK: shared & ~strong}


def changes_after_departure(history: History, year: int, schools: np.ndarray) -> np.ndarray:
    """Change in leadership since the year before, beyond that of schools whose leader stays.

    Returns (schools whose leader left, years from the one before the departure).
    """
    span = slice(year - 1, year + AFTER)
    stayed = schools & ~history["left"][span].any(axis=0)
    change = history["leadership"][span] - history["leadership"][year - 1]
    if not stayed.any():  # as in a small world: nothing to hold the change against
        return np.empty((0, len(change)))
    usual = change[:, stayed].mean(axis=1)
    return (change[:, history["left"][year] & schools] - usual[:, None]).T
