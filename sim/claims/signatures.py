"""What the seed says happens, looked for in simulated schools: a function for each signature.

A signature is measured within each replicate, so that its contrasts, each of
which should be above nothing, have an honest spread: they are called shown
where a one-sided t test over replicates gives at most ``FALSE_ALARM``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree
from scipy.special import stdtr

from sim.agents.roles import Form, HeadRole, Post
from sim.engine.draws import replicate_seed
from sim.measures.registry import GROUPS, MEASURES
from sim.parameters.config import Settings, load
from sim.runs.ensemble import each_replicate, world_of

FALSE_ALARM = 0.01  # the chance that a contrast is called shown though there is nothing
SMALL, REMOTE_KM = 150, 3.0  # pupils; to the third nearest school
SIGNATURES: dict[str, Signature] = {}
Look = Mapping[str, Callable[[Any], Any]]  # what is noted of the schools each year
NOTHING: Look = {}
Points = dict[tuple[str, str, Any], float]  # (panel, series, x)


@dataclass(frozen=True)
class Signature:
    """A claim and how it is looked for: ``take(past)`` gives points and contrasts.

    Points are keyed by (panel, series, x) and drawn; contrasts by what they say.
    """

    name: str
    claim: str
    take: Callable[[Any], tuple[Points, dict[str, float]]]


def signature(claim: str) -> Callable[[Any], Any]:
    """Register a signature under the name of its function."""

    def register(take: Any) -> Any:
        SIGNATURES[take.__name__] = Signature(take.__name__, claim, take)
        return take

    return register


def observe(settings: Sequence[Settings], number: int, tick: Callable[[Any], Any]) -> Any:
    """One replicate of all signatures: the number, their points and their contrasts."""
    from sim.model import Model

    one = settings[0]
    seed = replicate_seed(one.run.seed, number)
    past = Model(world_of(one), one.model, seed=seed).warm_up(one.run.warm_up)
    points, contrasts = [], []
    for name, wanted in SIGNATURES.items():
        found, compared = wanted.take(past)
        points += [(name, number, *key, value) for key, value in found.items()]
        contrasts += [(name, number, key, value) for key, value in compared.items()]
        tick(past)
    return number, points, contrasts


def look_for(settings: Settings, quiet: bool = True) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All signatures in the replicates of these settings: points, and contrasts judged."""
    done = sorted(each_replicate(observe, [settings], len(SIGNATURES), quiet), key=lambda d: d[0])
    points = pd.DataFrame(
        [row for _, rows, _ in done for row in rows],
        columns=["signature", "replicate", "panel", "series", "x", "value"],
    )
    contrasts = pd.DataFrame(
        [row for _, _, rows in done for row in rows],
        columns=["signature", "replicate", "contrast", "value"],
    )
    grouped = contrasts.groupby(["signature", "contrast"], sort=False)["value"]
    judged = grouped.agg(mean="mean", error="sem", replicates="count").reset_index()
    judged["chance"] = stdtr(judged.replicates - 1, -judged["mean"] / judged.error)
    judged["shown"] = judged.chance <= FALSE_ALARM
    return points, judged


def in_words(judged: pd.DataFrame) -> str:
    """Each claim, and of each contrast whether it is shown."""
    lines = [f"Shown: a one-sided t test over replicates gives at most {FALSE_ALARM:.0%} by luck."]
    for name, rows in judged.groupby("signature", sort=False):
        lines += ["", SIGNATURES[str(name)].claim]
        for row in rows.itertuples():
            verdict = "shown    " if row.shown else "NOT shown"
            lines.append(f"  {verdict}  {row.contrast}: {row.mean:+.3g} (se {row.error:.2g})")
    return "\n".join(lines)


# What they have in common


def watch(
    past: Any, scenario: str, years: int, look: Look = NOTHING, *overrides: str
) -> tuple[Any, dict[str, np.ndarray]]:
    """Live a scenario from a past, noting something of every school each year: (years, schools)."""
    model = past.branch(load(scenario, overrides).policies)
    return model, note(model, years, look)


def note(model: Any, years: int, look: Look) -> dict[str, np.ndarray]:
    """Live some years; what ``look`` sees of the model after each."""
    seen: dict[str, list[Any]] = {name: [] for name in look}
    for _ in range(years):
        model.step()
        for name, see in look.items():
            seen[name].append(np.array(see(model)))
    return {name: np.array(values) for name, values in seen.items()}


def measured(model: Any, measure: str, group: str, last: int = 5) -> float:
    """A measure's mean over the last years."""
    values = model.measures[-last:, GROUPS.index(group), list(MEASURES).index(measure)]
    return float(np.nanmean(values))


def year_6(model: Any) -> np.ndarray:
    """Progress of Year 6 without the luck of its pupils, (schools,)."""
    return model.schools.progress[-1]


def remote(model: Any) -> np.ndarray:
    """Whether the third nearest school is far, (schools,)."""
    return model.neighbours[1][3] >= REMOTE_KM


def by_place(model: Any) -> dict[str, np.ndarray]:
    """Small schools far from others, small ones near others, and the rest; masks (schools,)."""
    small, far = model.schools.pupils < SMALL, remote(model)
    return {"small, remote": small & far, "small, near others": small & ~far, "larger": ~small}


# The signatures

HARM = 1.5  # points a year by which one teacher teaches worse


@signature("A weak teacher costs a three-teacher school's Year 6 more than a ten-teacher school's")
def weak_teacher(past: Any) -> Any:
    """One teacher of each school comes to teach worse; all else and all luck is the same."""
    plain, hit = past.branch(), past.branch()
    schools, teachers = hit.schools, hit.teachers
    chosen = np.floor(hit.uniform(schools.unique_id, "becomes weak") * schools.classes)
    weak = teachers.class_number == chosen[teachers.school.row]
    teachers.talent = np.where(weak, teachers.talent - HARM, teachers.talent)
    years = 5
    change = note(hit, years, {"p": year_6})["p"] - note(plain, years, {"p": year_6})["p"]
    sizes = {"3 classes": 3, "5 classes": 5, "7 classes": 7, "10 classes": 10}
    lost = {label: change[:, past.schools.classes == n].mean(axis=1) for label, n in sizes.items()}
    points = {
        ("Year 6 progress, points, by years since", s, y + 1): v[y]
        for s, v in lost.items()
        for y in range(years)
    }
    gap = lost["10 classes"].mean() - lost["3 classes"].mean()
    return points, {"Year 6 of 3 classes loses more than that of 10": gap}


@signature(
    "Heads of small schools lead fewer hours and move on sooner; shared headship keeps the ablest"
)
def careers(past: Any) -> Any:
    """Hours, moves to larger schools by years in post, and the ablest under executive heads."""
    look = {
        "tenure": lambda m: m.schools.base.head.tenure,
        "moved": lambda m: m.schools.head_moved_larger,
        "small": lambda m: m.schools.pupils < SMALL,
        "held": lambda m: m.schools.head.row >= 0,
        "leads": lambda m: m.schools.base.head.leadership,
    }
    today, seen = watch(past, "baseline", 12, look)
    shared, _ = watch(past, "executive_heads_4000", 12)
    before, moved = seen["tenure"][:-1], seen["moved"][1:]
    points: Points = {}
    rate = {}
    for group in ("small", "other"):
        for tenure in range(8):
            at = (before == tenure) & (seen["small"][:-1] == (group == "small")) & seen["held"][:-1]
            rate[group, tenure] = points[
                "Move to lead more pupils, by years in post", group, tenure
            ] = moved[at].mean()
    of_small = moved & seen["small"][:-1] & seen["held"][:-1]
    thirds = np.quantile(seen["leads"][:-1][seen["held"][:-1]], [1 / 3, 2 / 3])
    for third, name in enumerate(("least able", "middle", "ablest")):
        at = of_small & (np.searchsorted(thirds, seen["leads"][:-1]) == third)
        points["Years in a small school's headship when moving on", "years", name] = (
            before[at].mean() + 1
        )
    for band in GROUPS[1:-2]:
        hours = measured(today, "head_leading_hours", band, 12)
        points["Hours of leading a week, by roll", "hours", band] = hours
    stay = [measured(m, "able_head_leaver_rate", "small", 6) for m in (today, shared)]
    points["Ablest heads of small schools who leave", "small", "as now"] = stay[0]
    points["Ablest heads of small schools who leave", "small", "executive heads"] = stay[1]
    hours_of = [measured(today, "head_leading_hours", g, 12) for g in ("other", "small")]
    sooner = np.mean([rate["small", t] - rate["other", t] for t in (2, 3)])
    return points, {
        "heads of small schools have fewer hours to lead": hours_of[0] - hours_of[1],
        "more of them move to lead more pupils after two or three years": sooner,
        "the ablest leave less under executive headship": stay[0] - stay[1],
    }


@signature("Rural small schools readvertise more and have more acting heads")
def rural(past: Any) -> Any:
    """Vacancies and acting heads by size and by how near other schools are."""
    look = {
        "adverts": lambda m: m.schools.adverts,
        "acting": lambda m: m.schools.head.role == HeadRole.ACTING_HEAD,
        "held": lambda m: m.schools.head.row >= 0,
    }
    _, seen = watch(past, "baseline", 12, look)
    points: Points = {}
    again, acting = {}, {}
    for name, mask in by_place(past).items():
        adverts = seen["adverts"][:, mask]
        again[name] = float(np.sum(adverts > 1)) / max(float(np.sum(adverts > 0)), 1)
        held = seen["held"][:, mask]
        acting[name] = float(np.sum(seen["acting"][:, mask] & held)) / float(np.sum(held))
        points["Vacancies advertised again", "share", name] = again[name]
        points["Posts with an acting head", "share", name] = acting[name]
    return points, {
        "more are advertised again": again["small, remote"] - again["larger"],
        "more have acting heads": acting["small, remote"] - acting["larger"],
    }


@signature("Federations show in results after two to four years, most where a strong school joins")
def federations(past: Any) -> Any:
    """Schools that federate by brokering, against themselves without it (Chapman et al. 2011)."""
    look = {
        "one body": lambda m: m.schools.partnership.form >= Form.FEDERATION,
        "partners": lambda m: m.schools.partnership.row,
        "progress": year_6,
        "before": lambda m: (
            m.schools.ks2_progress + m.schools.ks2_year_before + m.schools.ks2_two_before
        ) / 3,
    }  # fmt: skip
    years, after = 14, 7
    _, plain = watch(past, "baseline", years, look)
    _, brokered = watch(past, "opportunistic_federations", years, look)
    at_once = "policy.executive_heads.phase_in_years=1"
    _, executive = watch(past, "executive_heads_4000", years, look, at_once)
    points: Points = {}
    contrasts = {}
    for kind, seen in (("one shared head", brokered), ("executive heads", executive)):
        start = past.schools.partnership.form >= Form.FEDERATION
        effects, helped = since_federating(start, seen, plain, after)
        mean = {
            "stronger partner": mean_effect(effects[helped]),
            "no stronger partner": mean_effect(effects[~helped]),
        }
        points |= {
            (f"Under {kind}: points, by years since", name, k): values[k]
            for name, values in mean.items()
            for k in range(after)
        }
        every = mean_effect(effects)
        gap = mean["stronger partner"] - mean["no stronger partner"]
        contrasts[f"{kind}: results are better after four to six years"] = every[4:7].mean()
        contrasts[f"{kind}: and better than in the first two"] = (
            every[2:5].mean() - every[:2].mean()
        )
        contrasts[f"{kind}: more where a partner is stronger"] = gap[2:].mean()
    return points, contrasts


def since_federating(
    start: np.ndarray, seen: dict[str, np.ndarray], plain: dict[str, np.ndarray], after: int
) -> tuple[np.ndarray, np.ndarray]:
    """What federating did to each school that did, and whether a partner had been stronger.

    Returns effects on progress in the ``after`` years from federating, (n, after), and (n,) bool.
    """
    effects, helped = [np.empty((0, after))], [np.zeros(0, dtype=bool)]
    for year in range(len(seen["one body"]) - after):
        span = slice(year, year + after)
        new = seen["one body"][year] & ~(seen["one body"][year - 1] if year else start)
        new &= ~plain["one body"][span].any(axis=0)
        partners, before = seen["partners"][year], np.nan_to_num(seen["before"][max(year - 1, 0)])
        best = np.full(max(partners.max(), 0) + 1, -np.inf)
        np.maximum.at(best, partners[partners >= 0], before[partners >= 0])
        effects.append((seen["progress"] - plain["progress"])[span, new].T)
        helped.append((best[partners] > before + 1)[new])
    return np.concatenate(effects), np.concatenate(helped)


def mean_effect(effects: np.ndarray) -> np.ndarray:
    """Means over schools of (n, years); not a number where there are none, as in small worlds."""
    return effects.mean(axis=0) if len(effects) else np.full(effects.shape[1], np.nan)


@signature(
    "The rigid scheme loses members, the enabling one deepens, unconditional money buys less"
)
def schemes(past: Any) -> Any:
    """Three schemes of one rule, and the enabling one without its condition."""
    small, years = "small", 10
    look = {"depth": lambda m: m.schools.depth[m.schools.pupils < SMALL].mean()}
    runs = {
        "as now": ("baseline",),
        "rigid": ("rigid_scheme",),
        "enabling": ("enabling_grant",),
        "no condition": ("enabling_grant", "policy.enabling_grant.agreement_depth=1"),
    }
    models = {}
    points: Points = {}
    for name, (scenario, *overrides) in runs.items():
        models[name], seen = watch(past, scenario, years, look, *overrides)
        for year, depth in enumerate(seen["depth"]):
            points["Depth in small schools, by year", name, year + 1] = float(depth)
        left = measured(models[name], "partners_left_share", small, years)
        points["Leave partners in a year", "share", name] = left
        paid = measured(models[name], "grants_paid", small, 1)
        points["£ paid a small school", "£", name] = paid
    of = {
        name: {
            measure: measured(model, measure, small, last)
            for measure, last in (
                ("partners_left_share", years),
                ("partnership_depth_mean", 3),
                ("grants_paid", 1),
            )
        }
        for name, model in models.items()
    }
    return points, {
        "more leave under the rigid scheme": of["rigid"]["partners_left_share"]
        - of["as now"]["partners_left_share"],
        "depth gains under the enabling one": of["enabling"]["partnership_depth_mean"]
        - of["as now"]["partnership_depth_mean"],
        "more is paid without the condition": of["no condition"]["grants_paid"]
        - of["enabling"]["grants_paid"],
        "for less depth": of["enabling"]["partnership_depth_mean"]
        - of["no condition"]["partnership_depth_mean"],
    }


@signature("Teaching schools' reach falls with distance; small remote schools get least")
def teaching_schools(past: Any) -> Any:
    """What support from teaching schools adds, by distance and by size and place."""
    model, _ = watch(past, "teaching_schools", 3)
    schools = model.schools
    teaching = schools.support_hours < 0
    place = np.column_stack([schools.easting, schools.northing])
    km, _ = cKDTree(place[teaching]).query(place)
    gain = schools.outside_learning
    points: Points = {}
    for low, high in ((0, 2), (2, 5), (5, 10), (10, 20), (20, 200)):
        at = (km >= low) & (km < high) & ~teaching
        if at.any():
            points["Skill gained, points a year, by distance", "skill", f"{low}-{high} km"] = gain[
                at
            ].mean()
    reached = {name: gain[mask & ~teaching].mean() for name, mask in by_place(model).items()}
    points |= {("and by size and place", "skill", name): value for name, value in reached.items()}
    others = [value for name, value in reached.items() if name != "small, remote"]
    near, far = gain[(km < 5) & ~teaching].mean(), gain[km > 10].mean()
    return points, {
        "nearer schools gain more": near - far,
        "small remote schools gain least": min(others) - reached["small, remote"],
    }


@signature(
    "An executive head's departure hits about four schools; strong heads of school soften it"
)
def departures(past: Any) -> Any:
    """Schools of executive heads who left, before and after, by the strength of their own heads."""
    after = 6
    look = {
        "left": lambda m: m.schools.leader_left & (m.schools.base.post == Post.EXECUTIVE),
        "was": lambda m: m.schools.leader_before,
        "own": lambda m: np.where(
            m.schools.post == Post.HEAD_OF_SCHOOL, m.schools.head.leadership, np.nan
        ),
        "led": lambda m: m.schools.led_well,
        "base": lambda m: m.schools.base.row,
    }
    at_once = "policy.executive_heads.phase_in_years=1"
    _, seen = watch(past, "executive_heads_4000", 14, look, at_once)
    hit = []
    change: dict[str, list[np.ndarray]] = {"strong heads of school": [], "weak heads of school": []}
    for year in range(4, 14 - after):
        left = seen["left"][year]
        hit += list(np.unique(seen["was"][year][left], return_counts=True)[1])
        best = np.full(past.schools.rows.size, -np.inf)  # of the heads of school in a cluster
        base = seen["base"][year - 1]
        np.maximum.at(best, base, np.nan_to_num(seen["own"][year - 1], nan=-np.inf))
        best = best[base]
        shared = np.isfinite(best)
        strong = best >= np.median(best[shared])
        stayed = shared & ~seen["left"][year - 1 : year + after].any(axis=0)
        course = seen["led"][year - 1 : year + after]
        course = course - course[0]
        for name, group in zip(change, (shared & strong, shared & ~strong), strict=True):
            usual = course[:, stayed & group].mean(axis=1)
            change[name] += list((course[:, left & group] - usual[:, None]).T)
    mean = {name: np.mean(rows, axis=0) for name, rows in change.items()}
    points: Points = {
        ("Leadership the schools get, by years since", name, k - 1): v[k]
        for name, v in mean.items()
        for k in range(after + 1)
    }
    share = np.bincount(hit, minlength=7)[1:7] / len(hit)
    points |= {("Departures, by schools hit", "share", n + 1): s for n, s in enumerate(share)}
    strong, weak = mean.values()
    return points, {
        "three schools or more are hit": float(np.mean(hit)) - 3,
        "strong heads of school soften it": (strong - weak)[1:3].mean(),
    }


RESULTS = "KS2 progress, points"
CLUSTERED = {
    "ks2_progress_mean": RESULTS,
    "coordination_hours": "Hours a week with partners",
    "head_leading_hours": "Hours of leading a week",
}


@signature(
    "Too many partners, or too long a drive, cost more than they give: clusters have a best size"
)
def cluster_size(past: Any) -> Any:
    """Required clusters of several sizes, against none: results, time and depth."""
    sizes = (2, 3, 4, 6, 9, 12)
    gain = {}
    points: Points = {}
    none, _ = watch(past, "baseline", 10)
    for size in sizes:
        words = (f"policy.clusters.group_size={size}", "policy.clusters.largest_roll=5000")
        model, _ = watch(past, "clusters_required", 10, NOTHING, *words)
        for measure, title in CLUSTERED.items():
            change = measured(model, measure, "all") - measured(none, measure, "all")
            points[f"{title}, by schools in a cluster", "change", size] = change
        gain[size] = points[f"{RESULTS}, by schools in a cluster", "change", size]
    few = (gain[3] + gain[4]) / 2
    return points, {
        "clusters of three or four beat pairs": few - gain[2],
        "and clusters of twelve": few - gain[12],
    }
