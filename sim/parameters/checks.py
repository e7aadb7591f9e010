"""What overrides, scenarios and settings may be; whatever else is said is a SettingError."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sim.errors import SettingError, did_you_mean
from sim.parameters import calibrated, ledger, years
from sim.parameters.named import GROUPS, check_option

# Names


def name_and_value(override: str) -> tuple[str, str]:
    """The name in an override, and the value."""
    name, _, value = override.lstrip("+").partition("=")
    return name, value


def setting_of(name: str) -> ledger.Entry:
    """A setting by its full name. Raises SettingError where there is none."""
    known = ledger.entries()
    if name not in known:
        raise SettingError(f"there is no setting {name!r}{did_you_mean(name, known)}")
    return known[name]


def not_chosen(name: str) -> str:
    """That a setting is part of a group and option that is not chosen."""
    for group in GROUPS:
        if having := [one for one, entries in ledger.options(group).items() if name in entries]:
            told = f"{name} is a setting of {group}={' or '.join(having)}, which is not chosen"
            own = f"; one scenario's own is given as SCENARIO:{name.rpartition('.')[2]}=…"
            return told + (own if group == "policy" else "")
    raise KeyError(name)


def by_full_name(given: dict[str, Any], group: str = "") -> Iterator[tuple[str, Any]]:
    """Nested settings, each with its full name such as ``model.money.supply_day``."""
    for key, value in given.items():
        if isinstance(value, dict) and value:
            yield from by_full_name(value, f"{group}{key}.")
        else:
            yield f"{group}{key}", value


def group_of(name: str, plain: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Where plain settings have one by its full name: the group, or an empty one, and its key."""
    *path, last = name.split(".")
    for part in path:
        plain = plain.get(part, {})
    return plain, last


# Checks


def check_override(override: str) -> None:
    """Raise SettingError for an override of what is no setting or option."""
    if not re.fullmatch(r"\+{0,2}[\w./@]+=.*", override):
        raise SettingError(f"{override!r} is not of the form name=value")
    name, value = name_and_value(override)
    if name == "scenario":
        raise SettingError(f"{override} cannot be set here: give a scenario by its name alone")
    if name in GROUPS:
        listed = name == "policy" and re.fullmatch(r"\[.*\]", value)
        for option in re.split(r"[,\s]+", value[1:-1]) if listed else [value]:
            if option or not listed:
                check_option(name, option)
    elif name == "model":
        raise SettingError(f"{override} is not one of {', '.join(calibrated.SHORT_FORMS)}")
    else:
        setting_of(name)


def check_content(given: dict[str, Any]) -> None:
    """Raise SettingError where a scenario names an option or setting there is not, or a value."""
    chosen = given.get("defaults", [])
    if not isinstance(chosen, list) or not all(isinstance(one, dict) for one in chosen):
        raise SettingError(f"defaults={chosen} is not a list such as - override /policy: [NAME]")
    named = set()
    for group, options in (pair for one in chosen for pair in one.items()):
        for option in options if isinstance(options, list) else [options]:
            check_option(group.rpartition("/")[2], str(option))
            named.add(option)
    for name, value in by_full_name(given):
        if name not in ("description", "defaults"):
            setting_of(name).check(value)
            if name.startswith("policy.") and name.split(".")[1] not in named:
                raise SettingError(not_chosen(name))


def check_values(plain: dict[str, Any]) -> None:
    """Raise SettingError for values that a setting, or one beside another, cannot have."""
    for name, entry in ledger.entries().items():
        group, last = group_of(name, plain)
        if last in group:
            entry.check(group[last])
        elif name.startswith(("model.", "run.")):
            raise SettingError(f"{name} is missing: another version wrote these settings")
    start = plain["model"]["calendar"]["start_year"]
    if 0 < start < years.FIRST_YEAR:
        raise SettingError(f"run.start_year={start} is not {years.FIRST_YEAR} to 2040, nor 0")
    if plain["world"].get("rolls") and plain["model"]["rolls"]["trend"] != "projected":
        raise SettingError("world.rolls is used where rolls are projected: add rolls=projected")
    if not plain["world"].get("path", "elsewhere"):
        raise SettingError("world.path='' names no file; give world.path=schools.csv")
