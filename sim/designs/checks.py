"""What a design must be for its points to be made."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.designs.design import KINDS, Design
from sim.errors import SettingError, check_known, within
from sim.measures import GROUPS, MEASURES
from sim.parameters import ledger
from sim.parameters.checks import name_and_value
from sim.parameters.config import Settings, in_full
from sim.parameters.documents import Described
from sim.parameters.named import check_scenario

RANGES = ("latin_hypercube", "sobol", "morris")  # kinds that take the two ends of a range
NEEDS = {"list": ["file"], "adaptive": ["vary", "until"]}  # other kinds need vary alone
WHOLE = {"points": (1, 1_000_000), "seed": (0, 2**31 - 1)}
UNVARIED = (
    "replicates",
    "workers",
    "engine",
    "scheduler",
    "trace",
    "save_year",
    "measures",
)  # of run


def check(design: Design) -> None:
    """Raise SettingError, naming the setting, for a design of which no points can be made."""
    check_known("kind", [design.kind], KINDS)
    called = {check_scenario(one).called for one in design.scenarios}
    check_known("vary", design.vary, ledger.entries())
    if not called or len(called) < len(design.scenarios):
        raise SettingError("scenarios are one or more, each named once")
    for name, (low, high) in WHOLE.items():
        if not low <= getattr(design, name) <= high:
            raise SettingError(f"{name}={getattr(design, name)} is not {low:,} to {high:,}")
    needed = NEEDS.get(design.kind, ["vary"])
    for name in ("vary", "file", "until"):
        there = bool(getattr(design, name))
        if there != (name in needed):
            raise SettingError(f"kind={design.kind} {'takes no' if there else 'needs'} {name}")
    for name, given in design.vary.items():
        _check_values(design.kind, ledger.entries()[name], given)
    if design.kind == "adaptive":
        _check_until(design.until)


def _check_values(kind: str, entry: ledger.Entry, given: Any) -> None:
    """The values of a setting that varies, or the ends of its range, or nothing for all of it."""
    name, numbers = entry.name, entry.range and not isinstance(entry.value, list)
    if given is None and numbers and kind in (*RANGES, "one_at_a_time"):
        return
    if not isinstance(given, list | tuple) or not given:
        raise SettingError(f"vary: {name}={given} is not a list of values, each {entry.allowed()}")
    for value in given:
        entry.check(value)
    if kind in RANGES and not (numbers and len(given) == 2 and given[0] < given[1]):
        raise SettingError(f"vary: {name}={given} is not its lowest and highest value: kind={kind}")


@dataclass(frozen=True)
class Until(Described):
    """When an adaptive design has replicates enough."""

    measure: str
    group: str
    width: float
    most: int


def _check_until(given: dict[str, Any]) -> None:
    with within("until"):
        until = Until.of(given)
        check_known("measure", [until.measure], MEASURES)
        check_known("group", [until.group], GROUPS)
        if not (until.width > 0 and until.most > 1):
            raise SettingError(f"{given} needs a width above 0 and at most 2 or more replicates")


def check_points(
    points: pd.DataFrame, usual: Sequence[Settings], for_all: Sequence[str] = ()
) -> None:
    """Raise SettingError where there is no point, or a setting varies that changes no scenario.

    So is one that varies, and has one value among those that hold ``for_all`` points.
    """
    fixed = {name_and_value(in_full(one))[0] for one in for_all}
    if points.empty:
        raise SettingError("there is no point: give each setting that varies a value")
    for name in points:
        group, *_, last = str(name).split(".")
        if group == "run" and last in UNVARIED:
            raise SettingError(f"{name} is the same at all points: put it under settings")
        if name in fixed:
            raise SettingError(f"{name} varies, and is set for all points: take one of them away")
        policy = str(name).split(".")[1]
        if group == "policy" and not any(policy in one.policies for one in usual):
            named = ", ".join(one.scenario for one in usual)
            raise SettingError(f"{name} varies, but none of {named} has this policy")
