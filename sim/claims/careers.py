"""Heads of small schools have little time to lead and soon move to larger schools.

Under executive headship the ablest can lead more pupils without leaving.
"""

from collections.abc import Iterator

import numpy as np

from sim.claims.claim import (
    Evidence,
    History,
    by_year,
    claim,
    has_head,
    is_small,
    measured,
    simulate,
)
from sim.measures import GROUPS
from sim.model import Model

YEARS = 12
RECORDED = {
    "tenure": lambda model: model.leaders.tenure,
    "moved": lambda model: model.schools.head_moved_larger,
    "small": is_small,
    "has head": has_head,
    "leadership": lambda model: model.leaders.leadership,
}
BANDS = GROUPS[1:-2]
SOON = (2, 3)  # years in post
MOVES = "Move to lead more pupils, by years in post"
TENURE = "Years in a small school's headship when moving on"
ABLEST = "Ablest heads of small schools who leave"
THIRDS = ("least able", "middle", "ablest")


@claim(
    "Heads of small schools lead fewer hours and move on sooner; shared headship keeps the ablest"
)
def careers(start: Model) -> Evidence:
    """Hours, moves to larger schools by years in post, and whether the ablest leave."""
    now, history = simulate(start, "baseline", YEARS, RECORDED)
    shared, _ = simulate(start, "executive_heads_4000", YEARS)
    before = {name: values[:-1] for name, values in history.items()}
    moved = history["moved"][1:]
    rates = move_rates(before, moved)
    hours = {group: measured(now, "head_leading_hours", group, YEARS) for group in GROUPS}
    leavers = {
        name: measured(model, "able_head_leaver_rate", "small", 6)
        for name, model in (("as now", now), ("executive heads", shared))
    }
    plotted = by_year(MOVES, rates, first=0)
    plotted |= {(TENURE, "years", third): t for third, t in tenure_when_moving(before, moved)}
    plotted |= {("Hours of leading a week, by roll", "hours", band): hours[band] for band in BANDS}
    plotted |= {(ABLEST, "small", name): rate for name, rate in leavers.items()}
    sooner = float(np.mean([rates["small"][years] - rates["other"][years] for years in SOON]))
    kept = leavers["as now"] - leavers["executive heads"]
    contrasts = {
        "heads of small schools have fewer hours to lead": hours["other"] - hours["small"],
        "more of them move to lead more pupils after two or three years": sooner,
        "fewer of the ablest leave under executive headship": kept,
    }
    return Evidence(plotted, contrasts)


def move_rates(before: History, moved: np.ndarray) -> dict[str, list[float]]:
    """How many heads move to lead more pupils, by size of school and years in post."""
    sizes = {"small": before["small"], "other": ~before["small"]}
    led = {size: schools & before["has head"] for size, schools in sizes.items()}
    tenure = before["tenure"]
    return {size: [moved[at & (tenure == t)].mean() for t in range(8)] for size, at in led.items()}


def tenure_when_moving(before: History, moved: np.ndarray) -> Iterator[tuple[str, float]]:
    """Years in a small school's headship of those who move on, by third of leadership."""
    from_small = moved & before["small"] & before["has head"]
    bounds = np.quantile(before["leadership"][before["has head"]], [1 / 3, 2 / 3])
    for third, name in enumerate(THIRDS):
        at = from_small & (np.searchsorted(bounds, before["leadership"]) == third)
        yield name, before["tenure"][at].mean() + 1
