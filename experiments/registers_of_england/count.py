"""Count in two registers and in three years of results what targets say of some authorities.

    python experiments/registers_of_england/count.py NOW EARLIER YEARS RESULTS RESULTS RESULTS

NOW is a download of "Get Information about Schools"; EARLIER has the URNs and heads' names of a
register YEARS before; RESULTS have URNs and KS2 progress in reading, writing and maths, the last
year first. All are CSV files in which a column's name may be written in any way.
Printed are facts of the even and of the odd authorities of the packaged file, with 90 % intervals.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import numpy as np

from sim.analyse.targets import NINETY
from sim.world import World, england, heads
from sim.world.bands import BANDS, SMALL_BANDS, band_of
from sim.world.register import Asked, read_register
from sim.world.table import decoded

IN_SIGHT = ("Hampshire", "Surrey")  # whose federations and results parameters were set by
APART_KM, SAME_HEAD_KM = 1.0, 25.0  # of schools that share a head, as in the facts in sight
SUBJECTS = ("read", "writ", "mat")
Fact = tuple[str, float, float, float, int, int]  # what, value, low, high, schools, authorities


def main(now: str, earlier: str, years: str, *results: str) -> None:
    """Print the facts of each half of the authorities as rows of a table."""
    world = read_register(Path(now).read_bytes(), now, Asked(same_head_km=SAME_HEAD_KM))
    half = half_of(world)
    kept = names_kept(world.urn, rows(earlier), rows(now))
    scores = [progress(world.urn, rows(one)) for one in results]
    write = csv.writer(sys.stdout)
    write.writerow(["half", "fact", "value", "low", "high", "schools", "authorities"])
    for number, name in enumerate(("even", "odd")):
        for what, value, low, high, *counts in facts(
            world, half == number, kept, float(years), scores
        ):
            write.writerow([name, what, *(f"{x:.4f}" for x in (value, low, high)), *counts])


def half_of(world: World) -> np.ndarray:
    """0 for schools of even authorities of the packaged file, 1 for those of odd ones, (schools,).

    -1 for those in sight, and for authorities that are not in that file.
    """
    halves = {code: place % 2 for place, code in enumerate(england().authority_codes)}
    each = [
        -1 if name in IN_SIGHT else halves.get(code, -1)
        for code, name in zip(world.authority_codes, world.authorities, strict=True)
    ]
    return np.array(each)[world.authority]


def facts(
    world: World, here: np.ndarray, kept: np.ndarray, years: float, scores: list[np.ndarray]
) -> Iterator[Fact]:
    """What there is to say of the schools ``here``, a bool of each."""
    band = band_of(world.pupils)
    groups = {"all": here, "small": here & (band < SMALL_BANDS)}
    groups |= {name: here & (band == place) for place, name in enumerate(BANDS)}
    known, shares = np.isfinite(kept), shares_head(world)
    for group, among in groups.items():
        yield f"heads shared, {group}", *share(world, among, shares)
        yield f"in a federation, {group}", *share(world, among, world.federation >= 0)
        value, low, high, *counts = share(world, among & known, kept == 1)
        a_year = [1 - one ** (1 / years) for one in (value, high, low)]
        yield f"heads change in a year, {group}", *a_year, *counts
    last, before, first = scores
    one, two = [(last, before), (before, first)], [(last, first)]
    yield "progress correlates with one year before, all", *correlation(world, here, one)
    yield "progress correlates with two years before, all", *correlation(world, here, two)


# Heads


def shares_head(world: World) -> np.ndarray:
    """Schools that name the same head as another over 1 and under 25 km away: (schools,) bool."""
    place, shares = np.column_stack([world.easting, world.northing]), np.zeros(len(world), bool)
    for group in np.unique(world.head_group[world.head_group >= 0]):
        those = np.flatnonzero(world.head_group == group)
        km = np.hypot(*(place[those, None] - place[those]).T)
        shares[those] = ((km > APART_KM) & (km < SAME_HEAD_KM)).any(axis=0)
    return shares


def names_kept(
    urns: np.ndarray, before: dict[int, dict[str, str]], now: dict[int, dict[str, str]]
) -> np.ndarray:
    """1 where a school's head has the surname or first name of the one before, else 0.

    nan where either is not named; ``before`` and ``now`` are rows by URN.
    """
    kept = np.full(len(urns), np.nan)
    for place, urn in enumerate(urns.tolist()):
        both = [register.get(urn, {}) for register in (before, now)]
        names = [(row.get("headfirstname", ""), row.get("headlastname", "")) for row in both]
        if all(heads.person(*name) for name in names):
            first, last = ({*words(a)} & {*words(b)} for a, b in zip(*names, strict=True))
            kept[place] = bool(first or last)
    return kept


def words(name: str) -> list[str]:
    """The words of a name, those of one with a hyphen apart: whoever marries may keep one."""
    return re.findall(r"\w+", name.casefold())


# Results


def progress(urns: np.ndarray, results: dict[int, dict[str, str]]) -> np.ndarray:
    """KS2 progress of schools, the mean of three subjects; nan where one is not published."""
    return np.array([_mean_of_subjects(results.get(urn, {})) for urn in urns.tolist()])


def _mean_of_subjects(row: dict[str, str]) -> float:
    found = [
        next((row[name] for name in row if re.fullmatch(f"{one}\\w*prog(ress)?", name)), "")
        for one in SUBJECTS
    ]
    try:
        return float(np.mean([float(one) for one in found]))
    except ValueError:  # a marker, or nothing
        return np.nan


# Values and their intervals


def share(
    world: World, among: np.ndarray, true: np.ndarray
) -> tuple[float, float, float, int, int]:
    """The share of the schools ``among`` for which something is true, with its 90 % interval."""
    sums = np.array([np.bincount(world.authority[among], each[among]) for each in (true, among)])
    value, low, high, *counts = _with_interval(sums[:, sums[1] > 0], lambda of: of[0] / of[1])
    return value, max(low, 0.0), min(high, 1.0), *counts


def correlation(
    world: World, here: np.ndarray, pairs: list[tuple[np.ndarray, np.ndarray]]
) -> tuple[float, float, float, int, int]:
    """Of results with earlier ones, over all pairs of years."""
    sums = np.zeros((6, len(world.authorities)))
    for x, y in pairs:
        both = here & np.isfinite(x + y)
        x, y, at = x[both], y[both], world.authority[both]
        moments = (x, np.ones(len(x)), y, x * y, x**2, y**2)
        sums += [np.bincount(at, each, len(world.authorities)) for each in moments]

    def found(total: np.ndarray) -> float:
        x, n, y, xy, xx, yy = total
        variances = (n * xx - x**2) * (n * yy - y**2)
        return float((n * xy - x * y) / np.sqrt(variances)) if variances > 0 else np.nan

    return _with_interval(sums[:, sums[1] > 0], found)


def _with_interval(
    sums: np.ndarray, value: Callable[[np.ndarray], float]
) -> tuple[float, float, float, int, int]:
    """A value of sums by authority, (sums, authorities), the second of which is of schools.

    Its error is told by leaving out one authority after the other (the jackknife), as schools of
    one are alike; of fewer than two authorities nothing is known.
    """
    total, count = sums.sum(axis=1), sums.shape[1]
    if count < 2:
        return np.nan, np.nan, np.nan, int(total[1]), count
    without = np.array([value(total - one) for one in sums.T])
    error = np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum())
    found, away = value(total), NINETY * float(error)
    return found, found - away, found + away, int(total[1]), count


def rows(file: str) -> dict[int, dict[str, str]]:
    """The rows of a CSV file by URN, the names of their columns in small letters alone."""
    table = csv.reader(StringIO(decoded(Path(file).read_bytes()), newline=""))
    names = [re.sub(r"[^a-z0-9]", "", name.casefold()) for name in next(table)]
    each = (dict(zip(names, row, strict=False)) for row in table)
    return {int(float(row["urn"])): row for row in each if row.get("urn")}


if __name__ == "__main__":
    main(*sys.argv[1:])
