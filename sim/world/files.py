"""Schools from files: the packaged England, and a user's own."""

from __future__ import annotations

import csv
import difflib
import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from sim.errors import SettingError
from sim.world.places import World

DATA = Path(__file__).parent / "data"
LINCOLNSHIRE = 925  # its local authority code
REQUIRED = ("urn", "la_code", "easting_m", "northing_m", "pupils")
PROGRESS = ("ks2_reading_progress", "ks2_writing_progress", "ks2_maths_progress")
FSM = "fsm_ever6_percent"
TYPE = "school_type"
ACADEMY = {"academy": 1, "maintained": 0}
ROWS_NAMED = 5  # in one message
SMALL = 150  # pupils


@cache
def england() -> World:
    """All 16,768 state-funded primary schools in England, January 2019."""
    return replace(read_schools(DATA / "schools_england_2019.csv"), name="england", year=2019)


@cache
def lincolnshire() -> World:
    """The 280 of them in Lincolnshire."""
    real = england()
    here = real.authority_codes.index(LINCOLNSHIRE)
    return real.part(np.flatnonzero(real.authority == here), "lincolnshire")


@cache
def sample(authorities: int, seed: int = 0) -> World:
    """The real schools of some local authorities, rural ones in proportion.

    A systematic sample: authorities in order of their fraction of small schools, at equal steps
    from a random start. Raises SettingError where England has fewer.
    """
    real = england()
    if not 1 <= authorities <= len(real.authorities):
        most = len(real.authorities)
        raise SettingError(f"world.authorities={authorities} is not 1 to {most} authorities")
    schools = np.bincount(real.authority)
    small = np.bincount(real.authority, weights=real.pupils < SMALL) / schools
    order = np.lexsort((schools, small))
    step = len(order) / authorities
    start = np.random.default_rng(seed).random() * step
    chosen = order[(start + step * np.arange(authorities)).astype(np.int64)]
    return real.part(np.flatnonzero(np.isin(real.authority, chosen)), "sample")


def read_schools(path: str | Path) -> World:
    """Read schools from a file with the columns of the packaged one.

    Required columns: urn, la_code, easting_m, northing_m, pupils. Optional:
    fsm_ever6_percent (an average school where empty), the three ks2_*_progress and
    school_type (academy or maintained). Raises SettingError naming the line, column and
    reason of rows that cannot be used; none is left out silently.
    """
    header, rows = _rows(Path(path))
    _check_columns(Path(path), header)
    schools, faults = _schools(header, rows)
    if faults:
        more = len(faults) - ROWS_NAMED
        tail = f"; and {more} more" if more > 0 else ""
        raise SettingError(f"world.path={path}: " + "; ".join(faults[:ROWS_NAMED]) + tail)
    if not schools:
        raise SettingError(f"world.path={path}: holds no schools")
    at = header.index(TYPE) if TYPE in header else None
    types = ["" if at is None or at >= len(row) else row[at].strip() for _, row in rows]
    return _world(schools, types)


def _rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingError(f"world.path={path}: cannot be read ({error.strerror})") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise SettingError(f"world.path={path}: is not a text file of comma-separated values")
    reader = csv.reader(text.splitlines())
    header = [column.strip() for column in next(reader, [])]
    if not header:
        raise SettingError(f"world.path={path}: is empty")
    return header, [(line, row) for line, row in enumerate(reader, start=2) if any(row)]


def _check_columns(path: Path, header: list[str]) -> None:
    for column in REQUIRED:
        if column not in header:
            close = difflib.get_close_matches(column, header, n=1, cutoff=0.5)
            hint = f" (is it {close[0]!r}?)" if close else ""
            needed = ", ".join(REQUIRED)
            raise SettingError(f"world.path={path}: no column {column!r}{hint}; needed: {needed}")


def _whole(low: int, high: int) -> Callable[[float], str]:
    def fault(value: float) -> str:
        sound = low <= value <= high and value == int(value)
        return "" if sound else f"is not a whole number from {low} to {high}"

    return fault


def _within(low: float, high: float) -> Callable[[float], str]:
    return lambda value: "" if low <= value <= high else f"is outside {low:g} to {high:g}"


CHECKS: dict[str, Callable[[float], str]] = {
    "urn": _whole(1, 99_999_999),
    "la_code": _whole(1, 9_999),
    "easting_m": _within(0, 700_000),  # the National Grid
    "northing_m": _within(0, 1_300_000),
    "pupils": _whole(1, 3_000),
    FSM: _within(0, 100),
    **dict.fromkeys(PROGRESS, _within(-50, 50)),
}


def _schools(
    header: list[str], rows: list[tuple[int, list[str]]]
) -> tuple[list[dict[str, float]], list[str]]:
    """The numbers of each row, and what is wrong with rows."""
    known = (*REQUIRED, FSM, *PROGRESS)
    at = {column: header.index(column) for column in known if column in header}
    schools, faults = [], []
    lines: dict[float, int] = {}  # by URN
    for line, row in rows:
        values, fault = _school(row, at)
        if not fault and (before := lines.setdefault(values["urn"], line)) != line:
            fault = f"urn {values['urn']:.0f} is already on line {before}"
        if fault:
            faults.append(f"line {line}: {fault}")
        schools.append(values)
    return schools, faults


def _school(row: list[str], at: dict[str, int]) -> tuple[dict[str, float], str]:
    """The numbers of one row, and what is wrong with it, if anything."""
    values: dict[str, float] = {}
    for column, place in at.items():
        text = row[place].strip() if place < len(row) else ""
        if not text and column not in REQUIRED:
            values[column] = math.nan
            continue
        try:
            values[column] = float(text)
        except ValueError:
            return values, f"{column} {text!r} is not a number" if text else f"{column} is empty"
        if fault := CHECKS[column](values[column]):
            return values, f"{column} {text} {fault}"
    return values, ""


def _world(schools: list[dict[str, float]], types: list[str]) -> World:
    def column(of: str) -> np.ndarray:
        return np.array([school.get(of, math.nan) for school in schools])

    codes, authority = np.unique(column("la_code").astype(np.int64), return_inverse=True)
    known = [authorities().get(int(code), (f"authority {code}", "")) for code in codes]
    fsm = column(FSM) / 100
    usual = float(np.nanmean(fsm)) if not np.isnan(fsm).all() else 0.2
    return World(
        name="file",
        urn=column("urn").astype(np.int64),
        authority=authority.astype(np.int32),
        authorities=tuple(name for name, _ in known),
        easting=column("easting_m") / 1000,
        northing=column("northing_m") / 1000,
        pupils=column("pupils").astype(np.int32),
        fsm=np.where(np.isnan(fsm), usual, fsm),
        ks2_progress=np.mean([column(subject) for subject in PROGRESS], axis=0),
        authority_codes=tuple(codes.tolist()),
        regions=tuple(region for _, region in known),
        academy=np.array([ACADEMY.get(one, -1) for one in types], dtype=np.int8),
    )


@cache
def authorities() -> dict[int, tuple[str, str]]:
    """The name and region of each local authority in England, by code."""
    with (DATA / "local_authorities.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        return {int(row["la_code"]): (row["la_name"], row["region"]) for row in rows}
