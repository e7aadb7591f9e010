"""Federating improves results after some years, most where a strong school joins a weaker one.

Inspection grades hardly change. Each school that federates under a policy is compared with itself
in the baseline, where it does not (Chapman & Muijs 2014 compare federations with matched schools).
"""

import numpy as np

from sim.agents.roles import Form
from sim.claims.claim import (
    Evidence,
    History,
    Plotted,
    by_year,
    claim,
    expected_progress,
    mean_effect,
    simulate,
)
from sim.model import Model

YEARS, AFTER = 14, 7  # simulated; followed after federating
STRONGER = 1.0  # points by which a partner's results were better
# Grades: the least difference that 264 schools and 264 like them would show, at 5 % with a power of
# 80 %, 2.8 * 0.63 * sqrt(2 / 264), where grades have a standard deviation of 0.63, as in 2019.
UNSEEN = 0.15
RECORDED = {
    "federated": lambda model: model.schools.partnership.form >= Form.FEDERATION,
    "partnership": lambda model: model.schools.partnership.row,
    "progress": expected_progress,
    "grade": lambda model: -model.schools.ofsted_grade.astype(float),  # more is better
    "results": lambda model: (
        model.schools.ks2_progress + model.schools.ks2_year_before + model.schools.ks2_two_before
    ) / 3,
}  # fmt: skip
POLICIES = {
    "one shared head": ("opportunistic_federations",),
    "executive heads": ("executive_heads_4000", "policy.executive_heads.phase_in_years=1"),
}


@claim("Federations show in results after two to four years, most where a strong school joins")
def federations(start: Model) -> Evidence:
    """Effects on progress by years since federating, under one shared head and executive heads."""
    _, baseline = simulate(start, "baseline", YEARS, RECORDED)
    before = {name: np.array(RECORDED[name](start)) for name in ("federated", "results")}
    plotted: Plotted = {}
    contrasts: dict[str, float] = {}
    for kind, (scenario, *overrides) in POLICIES.items():
        _, history = simulate(start, scenario, YEARS, RECORDED, *overrides)
        effects, stronger = effects_of_federating(before, history, baseline, AFTER)
        grades, _ = effects_of_federating(before, history, baseline, AFTER, "grade")
        grade = mean_effect(grades)[4:7].mean()
        means = {
            "stronger partner": mean_effect(effects[stronger]),
            "no stronger partner": mean_effect(effects[~stronger]),
        }
        plotted |= by_year(f"Under {kind}: points, by years since", means, first=0)
        overall = mean_effect(effects)
        gap = means["stronger partner"] - means["no stronger partner"]
        later = overall[2:5].mean() - overall[:2].mean()
        contrasts |= {
            f"{kind}: results are better after four to six years": overall[4:7].mean(),
            f"{kind}: better after two to four years than in the first two": later,
            f"{kind}: better still where a partner was stronger": gap[2:].mean(),
            f"{kind}: grades rise by less than {UNSEEN} in these four to six years": UNSEEN - grade,
            f"{kind}: and fall by less than {UNSEEN}": UNSEEN + grade,
        }
    return Evidence(plotted, contrasts)


def effects_of_federating(
    before: History, history: History, baseline: History, after: int, on: str = "progress"
) -> tuple[np.ndarray, np.ndarray]:
    """The effect on each school that federates, and whether a partner's results were stronger.

    ``before`` says which are federated at the start, and with what results. Returns effects on what
    is recorded as ``on`` in the ``after`` years from federating, (n, after), and (n,) bool.
    """
    effects, stronger = [np.empty((0, after))], [np.zeros(0, dtype=bool)]
    for year in range(len(history["federated"]) - after):
        span = slice(year, year + after)
        then = {name: history[name][year - 1] if year else of for name, of in before.items()}
        new = history["federated"][year] & ~then["federated"]
        new &= ~baseline["federated"][span].any(axis=0)
        partnership = history["partnership"][year]
        results = np.nan_to_num(then["results"])
        best = best_of_each(partnership, results)
        effects.append((history[on] - baseline[on])[span, new].T)
        stronger.append((best[partnership] > results + STRONGER)[new])
    return np.concatenate(effects), np.concatenate(stronger)


def best_of_each(partnership: np.ndarray, results: np.ndarray) -> np.ndarray:
    """The best results among the schools of each partnership, (partnerships,)."""
    best = np.full(max(partnership.max(), 0) + 1, -np.inf)
    np.maximum.at(best, partnership[partnership >= 0], results[partnership >= 0])
    return best
