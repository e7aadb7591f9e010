"""What a user names in words: scenarios, mechanisms, options, and policies of their own files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sim.errors import SettingError, did_you_mean, within
from sim.parameters import ledger
from sim.parameters.declarations import declarations, use
from sim.parameters.documents import read_yaml
from sim.parameters.plugins import CODE
from sim.parameters.scenario import Scenario

FILES = (".yaml", ".yml")  # of scenarios of one's own
GROUPS = ("world", "policy", "run")
OVERRIDDEN = (*GROUPS, "model", "scenario", "rolls")  # names of overrides that have no dot


def scenarios() -> dict[str, str]:
    """The scenarios there are, with what each is."""
    return {name: given["description"] for name, given in scenario_files().items()}


def scenario_files() -> dict[str, dict[str, Any]]:
    """What each scenario is made of: those in files, and one that each policy declares."""
    declared = {
        one.scenario_name: {
            "description": one.scenario[one.scenario_name],
            "defaults": [{"override /policy": [one.name]}],
        }
        for one in declarations().values()
    }
    return dict(sorted({**declared, **_files("scenario")}.items()))


def mechanisms() -> dict[str, dict[str, Any]]:
    """What can be switched off: its label, description and side, and the values that do it."""
    return _files("mechanism")


def _files(group: str) -> dict[str, dict[str, Any]]:
    files = {path: read_yaml(path) for path in sorted((ledger.folder() / group).glob("*.yaml"))}
    for path, given in files.items():
        with within(path):
            check_description(given)
    return {path.stem: given for path, given in files.items()}


def check_description(given: Any) -> None:
    """Raise SettingError where a scenario or mechanism does not say what it is."""
    if not isinstance(given, dict) or not isinstance(given.get("description"), str):
        raise SettingError("it has no description in words")


def mechanisms_of(name: str) -> list[str]:
    """The mechanisms of a side (benefit, cost, partnership), or of "all"; else the one itself."""
    sides = {one: mechanism["side"] for one, mechanism in mechanisms().items()}
    return [one for one, side in sides.items() if name in (side, "all")] or [name]


def make_known(words: Iterable[str]) -> list[str]:
    """A user's words, with the name of a policy in place of the file that has its rule.

    These files are read and their code is run, so the words must be the user's own, never those
    of a file. ``plugin=FILE`` only makes a policy known, and is left out.
    """
    kept = []
    for word in words:
        name, _, value = word.partition("=")
        if name == "plugin":
            use(value)
            continue
        if name == "policy":
            listed = re.split(r"[,\s]+", value[1:-1]) if value.startswith("[") else [value]
            chosen = [use(one).name if one.endswith(CODE) else one for one in listed]
            word = f"policy=[{','.join(chosen)}]" if chosen != listed else word
        elif CODE in word and is_scenario(word):
            for part in Scenario.parse(word).parts:
                if part.endswith(CODE):
                    at = rf"(?<![^=+]){re.escape(part)}(?![^+:])"
                    word = re.sub(at, use(part).scenario_name, word, count=1)
        kept.append(word)
    return kept


def _check_is_no_code(name: str) -> None:
    if name.endswith(CODE):
        remedy = f"name it yourself in the command, as plugin={name}, and here its policy"
        raise SettingError(f"{name} is code, which is not run because a file names it: {remedy}")


def is_scenario(word: str) -> bool:
    """Whether a word stands for a scenario, by name or inline, and not for a setting."""
    name, equals, _ = word.partition(":")[0].partition("=")
    front = name.lstrip("+")
    return not equals or not ("." in front or "/" in front or front in OVERRIDDEN)


def check_scenario(text: str) -> Scenario:
    """What a text stands for. Raises SettingError for a scenario there is not; or for a setting."""
    asked, known = Scenario.parse(text), scenarios()
    for part in asked.parts:
        if part not in known and not part.endswith(FILES):
            _check_is_no_code(part)
            told = f"there is no scenario {part!r}{did_you_mean(part, known)}"
            meant = did_you_mean(asked.name, [*ledger.entries(), *OVERRIDDEN])
            if meant and asked.name != "+".join(asked.parts):  # NAME=VALUE may be meant for one
                told = f"there is no setting {asked.name!r}{meant} Nor is {part!r} a scenario"
            raise SettingError(f"{asked}: {told}" if str(asked) != part else told)
    return asked


def check_option(group: str, option: str) -> None:
    """Raise SettingError, with a hint, for an option that a group has not, or that is code."""
    known = mechanisms() if group == "mechanism" else ledger.options(group)
    if option not in known:
        _check_is_no_code(option)
        hint = did_you_mean(option, sorted(known))
        raise SettingError(f"{group}={option}: there is no {group} {option!r}{hint}")
