"""The ledger: every setting with its value, range, unit, meaning, source and status.

It is kept as YAML in ``configs/``; a file is a group, an entry is a setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.errors import SettingError, check_known, within
from sim.parameters import evidence, plugins
from sim.parameters.configs import folder
from sim.parameters.documents import parse_yaml, read_yaml

STATUSES = ("evidence", "calibrated", "assumption", "choice")
GROUPS = ("model", "policy", "run", "world")
FIELDS = ("value", "range", "unit", "meaning", "source", "status")
DATES = ("first_year", "last_year")  # settings that every policy has
SHORT_NAMES = {"run.start_year": "model.calendar.start_year", "rolls": "model.rolls.trend"}
DECLARATION = "policy"  # in the file of a policy: what it declares, see sim.parameters.declarations


@dataclass(frozen=True)
class Entry:
    """One setting. A list has a value for each thing in its meaning, all in one range."""

    name: str  # in full, such as model.money.supply_day
    value: Any
    range: list[Any] | None  # lowest and highest; None for text
    unit: str
    meaning: str
    source: str
    status: str  # evidence, calibrated, assumption, or choice: the user's, not the world's
    choices: list[str] | None = None
    prior: list[float] | None = None  # where the truth may lie, evenly: varied in calibration

    def allowed(self) -> str:
        """What the value may be, in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.range is None:
            return "text"
        whole = "a whole number from " if self.is_count else ""
        several = f"{len(self.value)} numbers, each " if isinstance(self.value, list) else ""
        unit = "" if self.unit == "-" else f" {self.unit}"
        low, high = (str(end) if self.unit == "year" else f"{end:,}" for end in self.range)
        return f"{several}{whole}{low} to {high}{unit}"

    @property
    def is_count(self) -> bool:
        """Whether it is something that users choose in whole numbers."""
        return isinstance(self.value, int) and self.status == "choice"

    def unknown(self) -> str:
        """Where the truth may lie, in words; nothing where it is taken as known."""
        return f"{self.prior[0]:,} to {self.prior[1]:,}" if self.prior else ""

    @property
    def said_by(self) -> str:
        """The source, with the references that it cites written out."""
        return evidence.in_words(self.source)

    def check(self, value: Any) -> None:
        """Raise SettingError, naming what is allowed and who says so, if the value is not."""
        if not self._fits(value):
            shown = repr(value) if isinstance(value, str) and self.range else value
            raise SettingError(self.refused(shown))

    def refused(self, value: Any) -> str:
        """That a value may not be, what is allowed and who says so; by its short name if any."""
        short = {full: name for name, full in SHORT_NAMES.items()}
        fault = f"{short.get(self.name, self.name)}={value} is not {self.allowed()}"
        return f"{fault} (source: {self.said_by})"

    def from_text(self, text: str) -> Any:
        """The value that text stands for. Raises SettingError where it may not be."""
        value: Any = text
        if isinstance(self.value, list):
            value = [_number(one) for one in text.strip(" []").split(",")]
        elif not isinstance(self.value, str):
            value = _number(text)
        self.check(value)
        return value

    def _fits(self, value: Any) -> bool:
        if self.choices:
            return value in self.choices
        if self.range is None:
            return isinstance(value, str)
        if isinstance(self.value, list):
            same = isinstance(value, list) and len(value) == len(self.value)
            return same and all(self._is_number(v) for v in value)
        return self._is_number(value) and (isinstance(value, int) or not self.is_count)

    def _is_number(self, value: Any) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float) or self.range is None:
            return False
        return self.range[0] <= value <= self.range[1]


def _number(text: str) -> int | float | str:
    """The number that text stands for; the text where it is none."""
    with suppress(ValueError):
        number = float(text)
        return int(number) if number.is_integer() else number
    return text


def entries() -> Mapping[str, Entry]:
    """All settings by full name, such as ``model.money.supply_day``."""
    return _read_all(plugins.known())[0]


def options(group: str) -> Mapping[str, Mapping[str, Entry]]:
    """The options of a group, such as the policies there are, each with its settings."""
    return _read_all(plugins.known())[1].get(group, {})


Options = dict[str, dict[str, Mapping[str, Entry]]]  # group -> option -> full name -> setting


@cache
def _read_all(known: tuple[plugins.Plugin, ...]) -> tuple[dict[str, Entry], Options]:
    if known:
        settings, groups = _read_all(())
        others = {one.name: of_plugin(one) for one in known}
        more = {name: entry for one in others.values() for name, entry in one.items()}
        return settings | more, groups | {"policy": groups["policy"] | others}
    groups = {
        group: {path.stem: read(path) for path in sorted((folder() / group).glob("*.yaml"))}
        for group in GROUPS
    }
    each = (option for options in groups.values() for option in options.values())
    return {name: entry for option in each for name, entry in option.items()}, groups


@cache
def read(path: Path) -> Mapping[str, Entry]:
    """The entries of one file. Raises SettingError where one lacks something."""
    kind = path.parent.name
    prefix = f"{kind}.{path.stem}" if kind in ("model", "policy") else kind
    return _entries(prefix, read_yaml(path) or {}, path.name)


def of_plugin(one: plugins.Plugin) -> dict[str, Entry]:
    """The settings of a plug-in, each checked. Raises SettingError where one cannot be."""
    given = parse_yaml(one.declared, one.declared_in)
    if not isinstance(given, dict):
        raise SettingError(f"{one.declared_in} holds no settings")
    found = _entries(f"policy.{one.name}", given, one.declared_in)
    with within(one.declared_in):
        lacking = [name for name in DATES if f"policy.{one.name}.{name}" not in found]
        if lacking:
            raise SettingError(f"it lacks {' and '.join(lacking)}")
        for entry in found.values():
            entry.check(entry.value)
    return found


def _entries(prefix: str, given: Mapping[str, Any], file: str) -> dict[str, Entry]:
    named = {}
    for key, one in given.items():
        if key == DECLARATION:
            continue
        name = f"{prefix}.{key}"
        if not isinstance(one, dict):
            raise SettingError(f"{file}: {name} has no {', '.join(FIELDS)}")
        lacking = [f for f in FIELDS if f not in one and not (f == "range" and "choices" in one)]
        lacking += [] if one.get("status") in STATUSES else [f"a status of {', '.join(STATUSES)}"]
        if lacking:
            raise SettingError(f"{file}: {name} lacks {', '.join(lacking)}")
        check_known(f"{file}: {name}", one, (*FIELDS, "choices", "prior"))
        named[name] = Entry(name, **{"range": None, **one})
    return named


@cache
def uncertain() -> Mapping[str, Entry]:
    """The model's parameters that are not known, whose ``prior`` says where they may lie."""
    of_model = {name: entry for name, entry in entries().items() if name.startswith("model.")}
    return {name: entry for name, entry in of_model.items() if entry.prior}


def about(group: str) -> str:
    """What a file of settings is about: the comment at its top."""
    path = folder() / f"{group.replace('.', '/')}.yaml"
    return path.read_text(encoding="utf-8").splitlines()[0].lstrip("# ")


def defaults() -> SimpleNamespace:
    """The ledger's values of all parameters of the model, as ``parameters.group.name``."""
    values: dict[str, dict[str, Any]] = {}
    for entry in entries().values():
        if entry.name.startswith("model."):
            _, group, name = entry.name.split(".")
            values.setdefault(group, {})[name] = entry.value
    return as_namespace(values)


def as_namespace(values: Mapping[str, Any]) -> SimpleNamespace:
    """Nested settings as attributes; lists as arrays."""
    return SimpleNamespace(
        **{
            key: as_namespace(value)
            if isinstance(value, Mapping)
            else np.array(value, dtype=float)
            if isinstance(value, list)
            else value
            for key, value in values.items()
        }
    )


def explain(entry: Entry) -> str:
    """An entry in words."""
    return "\n".join(
        [
            f"{entry.name} = {entry.value} {entry.unit}".rstrip(),
            f"  {entry.meaning}",
            f"  allowed: {entry.allowed()}",
            *([f"  unknown: {entry.unknown()}"] if entry.prior else []),
            f"  source:  {entry.said_by}",
            f"  status:  {entry.status}",
        ]
    )
