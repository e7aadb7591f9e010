"""What an answer hangs on: the value that each assumption must take for it to be another.

A switching value is what a key assumption "would need to take" for what is recommended to change
(HM Treasury, The Green Book, 2020, 5.60). Assumptions are parameters, and the weights of rival
rules. Parameter sets differ in all of them at once: those that bear on an answer are told from the
others by forward selection, each by a chance that allows for the choice among all.
"""

import itertools
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from sim.analyse.chance import unlike
from sim.errors import SettingError
from sim.parameters import calibrated, ledger
from sim.results import labels
from sim.results.folder import Folder
from sim.results.intervals import FEWEST, Estimate, interval, resampled, tails
from sim.results.outcome import Outcome
from sim.results.summary import SHOWN

BY_CHANCE = 0.05  # an assumption without effect is named for one headline in twenty
FEWEST_SETS = 20  # below which hardly anything can be told from chance
UNSURE, TURNS = "no longer clear", "of the other sign"
RISES, FALLS = "a clear rise", "a clear fall"
CALIBRATED, POSSIBLE, BEYOND = "calibrated", "possible", "beyond"
RIVALS = "model.rivals."
FOUND = ["assumption", "becomes", "side", "at", "at_low", "at_high", "chance"]
ABOUT = ["now", "calibrated_low", "calibrated_high", "possible_low", "possible_high", "plausible",
         "distance", "unit", "label", "rival", "meaning"]  # fmt: skip
# Where the mean, low or high end of a change comes to have a sign, and on which side of there.
Where = Callable[[str, int, str], tuple[float, str]]


def analyse(
    folder: str | Path | Folder, measure: str = "", group: str = "", scenario: str = ""
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What would make each headline another, nearest first; and the headlines.

    By default the measures that were asked for, else the headline ones, in small and in all
    schools, of every scenario. A comparison is asked over its parameter sets, a sweep over its
    points (:func:`over_sets`), or, where it varies one_at_a_time, along each setting
    (:func:`along_each`).

    A headline ``becomes`` another where the assumption is on one ``side`` (above or below) of
    ``at`` (with its 90 % interval, in ``unit``); ``now`` is its mean. ``plausible`` says whether
    that is within its calibrated interval, within what is thought possible (its prior, else its
    range) or beyond; ``distance`` how far it is from now, as a fraction of what is thought
    possible. ``chance``: how often any assumption without effect looks as good.
    """
    found = Folder.of(folder)
    scenarios = [found.chosen(scenario)] if scenario else found.scenarios[1:] or found.scenarios
    measures = [measure] if measure else [one.name for one in found.headlines]
    values = found.varied() if found.design else found.parameter_sets()
    several = len(values) if found.design else min(len(values), found.replicates)
    if several < FEWEST_SETS and not _one_at_a_time(found):
        needed = f"{FEWEST_SETS} or more, as run.sets and run.replicates give"
        raise SettingError(f"{found.path} has {several} parameter sets or points, not {needed}")
    outcomes = [Outcome(m, g) for m in measures for g in ([group] if group else SHOWN)]
    tables, headlines = [], []
    for name, outcome in itertools.product(scenarios, outcomes):
        changes = found.changes(outcome, name)
        if changes.empty:  # such as of heads appointed before the first year
            continue
        about = {"scenario": name, "measure": outcome.measure, "group": outcome.group}
        rows, headline = _ask(found, changes, values)
        tables.append(_described(rows, values, found).assign(**about))
        headlines.append(about | headline)
    if not headlines:
        raise SettingError(f"{found.path} has no value of {outcomes[0]}")
    table = pd.concat(tables, ignore_index=True)
    return table[[*about, *table.columns[: -len(about)]]], pd.DataFrame(headlines)


def _described(rows: pd.DataFrame, values: pd.DataFrame, found: Folder) -> pd.DataFrame:
    """Switches at values that are allowed, nearest first, with what is plausible."""
    sets = pd.DataFrame(calibrated.sets()) if found.design else values
    table = pd.DataFrame(
        [
            row | _about(row, values[row["assumption"]], sets, found)
            for row in rows.to_dict("records")
        ],
        columns=[*rows, *ABOUT],
    )
    return table[table.plausible != ""].sort_values("distance", kind="stable")


def _about(
    row: dict[str, Any], values: pd.Series, sets: pd.DataFrame, found: Folder
) -> dict[str, Any]:
    """What an assumption is, and how plausible it is that it be where it must for a switch."""
    name, at, above = row["assumption"], row["at"], row["side"] == "above"
    entry = ledger.entries()[name]
    now = values.iloc[0] if _one_at_a_time(found) else values.mean()
    known = tails(sets[name]) if name in sets else (np.nan, np.nan)
    ends: dict[str, Any] = {
        CALIBRATED: known,
        POSSIBLE: entry.prior or entry.range,
        BEYOND: entry.range,
    }
    within = [word for word, (low, high) in ends.items() if (at <= high if above else at >= low)]
    low, high = ends[POSSIBLE]
    short = max(at - now if above else now - at, 0.0)
    return dict(
        zip(
            ABOUT,
            (now, *known, low, high, (within or [""])[0], short / (high - low), entry.unit,
             labels.setting_and_group(name), name.startswith(RIVALS), entry.meaning),
            strict=True,
        )
    )  # fmt: skip


def _one_at_a_time(found: Folder) -> bool:
    return found.design is not None and found.design.kind == "one_at_a_time"


def _ask(
    found: Folder, changes: pd.Series, values: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """One headline, by the method that its results allow."""
    sets = found.manifest["sets"]
    if _one_at_a_time(found):
        table = changes.unstack("point").reindex(columns=values.index).dropna()
        at = np.divmod(table.index, sets)[:: -1 if sets > 1 else 1]
        return along_each(values, _by_set(table.to_numpy(), *at), one_set=sets == 1)
    points, replicates = (changes.index.get_level_values(n) for n in ("point", "replicate"))
    each, at = changes.to_numpy(), np.divmod(replicates, sets)[::-1]
    if found.design:  # whose points share their draws
        each, at = unlike(each, points, replicates), (points, replicates)
    each = _by_set(each, *at)
    known = np.isfinite(each).any(axis=1)
    return over_sets(values[: len(each)][known], each[known])


def _by_set(values: np.ndarray, sets: Any, draws: Any) -> np.ndarray:
    """Values by replicate as (sets, draws, ...), nan where there is none."""
    table = np.full((max(sets) + 1, max(draws) + 1, *values.shape[1:]), np.nan)
    table[sets, draws] = values
    return table


def over_sets(parameters: pd.DataFrame, values: np.ndarray) -> tuple[pd.DataFrame, dict[str, Any]]:
    """By least squares over parameter sets: (sets, parameters) and changes, (sets, draws).

    Draws that a set lacks are nan. The change is taken as straight in the assumptions that bear on
    it; while one moves, the others are as in the sets. ``explained`` is the part of the variance
    between sets that those named account for, ``visible`` what one must account for to be named.
    """
    numbers, means = parameters.to_numpy(float), np.nanmean(values, axis=1)
    chosen, chances = moving(numbers, means)
    centre = numbers.mean(axis=0)[chosen]
    off = numbers[:, chosen] - centre

    def where(rows: np.ndarray) -> list[Where]:
        slopes = _slopes(off[rows], means[rows])
        held = values[rows][:, :, None] - (slopes * off[rows])[:, None]  # each at its centre
        there = _estimate(held)
        return [partial(_on_line, centre[k], slope, there.at(k)) for k, slope in enumerate(slopes)]

    now, freedom = _estimate(values), len(means) - 2
    least = stdtrit(freedom, BY_CHANCE / 2 / numbers.shape[1]) ** 2
    names = [str(parameters.columns[one]) for one in chosen]
    table = _switches(names, chances, where, now, len(means))
    explained = (off @ _slopes(off, means)).var() / means.var() if chosen else 0.0
    bounds = {"explained": explained, "visible": least / (least + freedom)}
    return table, _headline(now, means) | bounds


def _slopes(off: np.ndarray, means: np.ndarray) -> np.ndarray:
    return np.linalg.lstsq(np.column_stack([np.ones(len(off)), off]), means, rcond=None)[0][1:]


def moving(numbers: np.ndarray, means: np.ndarray) -> tuple[list[int], list[float]]:
    """Which columns of (sets, parameters) bear on (sets,), strongest first, and by what chance.

    One by one the column most correlated with what those before it leave; until, had none of the
    columns left an effect, one would look as good in more than :data:`BY_CHANCE` of cases
    (Student's t, times their number).
    """
    chosen: list[int] = []
    chances: list[float] = []
    while len(chosen) < len(means) // 4:
        base, _ = np.linalg.qr(np.column_stack([np.ones(len(means)), numbers[:, chosen]]))
        left, rest = (each - base @ (base.T @ each) for each in (numbers, means))
        sizes, whole = (left**2).sum(axis=0), (rest**2).sum()
        free = sizes > 1e-9 * (numbers**2).sum(axis=0)  # of those chosen, and constants
        if not free.any() or whole <= 1e-18 * (means**2).sum():
            break
        correlation = np.where(free, left.T @ rest / np.sqrt(np.where(free, sizes, 1) * whole), 0)
        best, freedom = int(np.abs(correlation).argmax()), len(means) - 2 - len(chosen)
        explained = min(correlation[best] ** 2, 1 - 1e-12)
        t = np.sqrt(freedom * explained / (1 - explained))
        chance = min(2 * free.sum() * stdtr(freedom, -t), 1.0)
        if chance > BY_CHANCE:
            break
        chosen.append(best)
        chances.append(float(chance))
    return chosen, chances


def along_each(
    points: pd.DataFrame, values: np.ndarray, one_set: bool = False
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Between the points of one_at_a_time: (points, settings) and (sets, draws, points).

    The first point has the usual values. With ``one_set`` of parameters, its draws stand in place
    of sets. The change is taken as straight between points, and nothing is said beyond them. A
    setting is left out where its points differ from the first by no more than chance.
    """
    values = values[np.isfinite(values).any(axis=(1, 2))]
    if len(values) < FEWEST:
        raise SettingError(f"switching values need {FEWEST} sets or draws that all points have")
    numbers, means = points.to_numpy(float), np.nanmean(values, axis=1)
    apart = (means - means[:, :1]).T
    error = apart.std(axis=1, ddof=1) / np.sqrt(len(means))
    t = np.divide(apart.mean(axis=1), error, out=np.zeros(len(apart)), where=error > 0)
    t[(error == 0) & (apart[:, 0] != 0)] = np.inf
    chance = np.minimum(2 * (len(points) - 1) * stdtr(len(means) - 1, -np.abs(t)), 1)
    own = {n: np.flatnonzero(column != column[0]) for n, column in enumerate(numbers.T)}
    named = [n for n, at in own.items() if len(at) and chance[at].min() <= BY_CHANCE]
    orders = [np.append(0, own[n])[numbers[np.append(0, own[n]), n].argsort()] for n in named]

    def where(rows: np.ndarray) -> list[Where]:
        there = _estimate(values[rows], one_set)
        return [
            partial(_on_curve, numbers[at, n], there.at(at), numbers[0, n])
            for n, at in zip(named, orders, strict=True)
        ]

    now = _estimate(values[..., 0], one_set)
    names = [str(points.columns[n]) for n in named]
    least = [float(chance[own[n]].min()) for n in named]
    table = _switches(names, least, where, now, len(means))
    return table, _headline(now, means[:, 0])


def _estimate(values: np.ndarray, one_set: bool = False) -> Estimate:
    """Of (sets, draws, ...) what is expected; with one set, (draws, 1, ...), the mean over them."""
    flat = values.reshape(-1, *values.shape[2:])
    return interval(flat, sets=None if one_set else np.arange(len(flat)) // values.shape[1])


def _headline(now: Estimate, means: np.ndarray) -> dict[str, Any]:
    """The change, its interval, and in what part of the sets it has the other sign."""
    other = float((np.sign(means) == -np.sign(now.mean)).mean())
    return now._asdict() | {"sets": len(means), "other_sign": other}


def _switches(
    names: Sequence[str],
    chances: Sequence[float],
    where: Callable[[np.ndarray], list[Where]],
    now: Estimate,
    sets: int,
) -> pd.DataFrame:
    """What the headline becomes, and where, with the interval of that over resampled sets."""
    rows = []
    again = [where(drawn) for drawn in resampled(sets)] if names else []
    for k, find in enumerate(where(np.arange(sets)) if names else []):
        for becomes, part, sign in _other_answers(now):
            at, side = find(part, sign, "")
            if side:
                ends = tails([one[k](part, sign, side)[0] for one in again])
                rows.append((names[k], becomes, side, at, *ends, chances[k]))
    return pd.DataFrame(rows, columns=FOUND)


def _other_answers(now: Estimate) -> list[tuple[str, str, int]]:
    """What an answer may become: where which part of the estimate has which sign."""
    rises, falls = (RISES, "low", 1), (FALLS, "high", -1)
    turned = (TURNS, "mean", -1 if now.mean > 0 else 1)
    if now.low > 0:
        return [(UNSURE, "low", -1), turned, falls]
    if now.high < 0:
        return [(UNSURE, "high", 1), turned, rises]
    return [turned, rises, falls]


def _on_line(
    centre: float, slope: float, there: Estimate, part: str, sign: int, side: str
) -> tuple[float, str]:
    """Where a part of an estimate, which is so at the centre, has a sign along a line."""
    return centre - getattr(there, part) / slope, "above" if sign * slope > 0 else "below"


def _on_curve(
    at: np.ndarray, expected: Estimate, usual: float, part: str, sign: int, side: str
) -> tuple[float, str]:
    return crossing(at, sign * getattr(expected, part), usual, side)


def crossing(at: np.ndarray, curve: np.ndarray, usual: float, side: str = "") -> tuple[float, str]:
    """Where a curve, straight between places in rising order, begins to be positive.

    Of such places the nearest to the usual one, and on which side of it the curve is positive; nan
    and nothing where there is none. Given a side, it is the end of the curve on that side.
    """
    best, found = np.nan, ""
    for i in range(len(at) - 1):
        if (curve[i] > 0) != (curve[i + 1] > 0):
            place = at[i] + (at[i + 1] - at[i]) * curve[i] / (curve[i] - curve[i + 1])
            way = "above" if curve[i + 1] > 0 else "below"
            if side in ("", way) and not abs(best - usual) <= abs(place - usual):
                best, found = float(place), way
    if side and not found:  # positive at all places, or at none
        best = float(at[0] if (curve[0] > 0) == (side == "above") else at[-1])
    return best, found
